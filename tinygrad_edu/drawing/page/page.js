"use strict";

// `data`, written by data.py, says what there is to show; `state` says where the reader is. `show` makes the
// page match the state, and everything the reader does changes the state and calls it.

const find = (id) => document.getElementById(id);
const data = JSON.parse(find("data").textContent);
const { arrays, colors, files, steps, tensors } = data;
const tensorOf = new Map(tensors.map((tensor) => [tensor.box, tensor]));
const state = { step: 0, quiz: data.quiz, answered: new Set(), inspected: data.inspected, timer: null, scale: 1 };

const PACE = 1800; // milliseconds that a step is shown while playing
const READABLE = 0.6; // the scale below which a graph isn't made to fit, but followed
const TOLERANCE = 0.02; // of an answer
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 60rem)");
const pane = find("pane");
const drawing = pane.querySelector("svg");
const natural = { width: drawing.viewBox.baseVal.width, height: drawing.viewBox.baseVal.height };

const current = () => steps[state.step];
const isBackward = (step) => ["seed", "backward", "sum"].includes(step.kind);
const isAsked = () => state.quiz && current().question !== null && !state.answered.has(state.step);

function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

// Going from step to step

function go(step) {
  state.step = Math.min(Math.max(step, 0), steps.length - 1);
  if (window.top === window.self) history.replaceState(null, "", `#step=${state.step + 1}`);
  show();
}

function play() {
  if (state.timer) return pause();
  if (state.step === steps.length - 1) go(0);
  state.timer = setInterval(() => (isAsked() ? pause() : go(state.step + 1)), PACE);
  show();
}

function pause() {
  clearInterval(state.timer);
  state.timer = null;
  show();
}

function readHash() {
  const step = /^#step=(\d+)$/.exec(location.hash);
  state.step = step ? Math.min(Math.max(Number(step[1]) - 1, 0), steps.length - 1) : 0;
  show();
}

// Showing

function show() {
  if (state.timer && state.step === steps.length - 1) return pause();
  showToolbar();
  showBoxes();
  showArrows();
  showStep();
  showInspector();
  showCode();
  follow();
  find("announcement").textContent = `step ${state.step + 1} of ${steps.length}: ${current().title}`;
}

function showToolbar() {
  const playing = state.timer !== null;
  find("count").textContent = `step ${state.step + 1} of ${steps.length}`;
  find("quiz").checked = state.quiz;
  find("play").classList.toggle("playing", playing);
  find("play").querySelector("span").textContent = playing ? "pause" : "play";
  find("first").disabled = find("back").disabled = state.step === 0;
  find("last").disabled = find("forward").disabled = state.step === steps.length - 1;
  [...find("bar").children].forEach((segment, i) => {
    segment.classList.toggle("done", i <= state.step);
    segment.tabIndex = i === state.step ? 0 : -1;
    if (i === state.step) segment.setAttribute("aria-current", "step");
    else segment.removeAttribute("aria-current");
  });
}

function known() {
  const before = steps.slice(0, state.step + (isAsked() ? 0 : 1));
  return {
    values: new Set(before.flatMap((step) => step.values)),
    gradients: new Set(before.flatMap((step) => step.gradients)),
  };
}

function showBoxes() {
  const { values, gradients } = known();
  for (const { box } of tensors) {
    const { classList } = find(box);
    classList.toggle("unvalued", !values.has(box));
    classList.toggle("ungraded", !gradients.has(box));
    classList.toggle("now", current().box === box);
    classList.toggle("inspected", state.inspected === box);
  }
}

function showArrows() {
  const travelled = { forward: new Set(), backward: new Set() };
  for (const past of steps.slice(0, state.step + 1)) {
    for (const arrow of past.arrows) travelled[isBackward(past) ? "backward" : "forward"].add(arrow);
  }
  for (const { classList, id } of drawing.querySelectorAll(".arrow")) {
    const here = current().arrows.includes(id);
    classList.toggle("went", travelled.forward.has(id));
    classList.toggle("returned", travelled.backward.has(id));
    classList.toggle("going", here && !isBackward(current()));
    classList.toggle("returning", here && isBackward(current()));
  }
}

function showStep() {
  const step = current();
  const badge = make("span", { className: `badge ${step.kind}` }, isBackward(step) ? "backward" : step.kind);
  find("step").replaceChildren(
    make("h2", {}, badge, " ", step.title),
    make("p", { className: "words" }, step.words),
    ...step.workings.map(workingElement),
  );
  find("step").scrollTop = 0;
}

// One result: its formula, the matrices that it is made of, and the arithmetic of one cell

function workingElement(working, position) {
  const asked = isAsked();
  const question = asked && current().question.working === position ? current().question : null;
  const section = make("section", { className: "working" });
  if (working.formula) section.append(make("p", { className: "formula" }, working.formula));
  if (working.note) section.append(make("p", { className: "note" }, working.note));
  if (!working.parts.length) return section;
  const row = make("div", { className: "row" });
  section.append(row);
  const operands = [];
  let result = null;
  const elements = working.parts.map((part) => {
    if (part.sign) return make("span", { className: "sign" }, part.sign);
    if (part.result) return (result = matrix(part, { hidden: asked, result: true }));
    return (operands[operands.length] = matrix(part));
  });
  if (result) elements.push(make("div", { className: "last" }, ...elements.splice(-2)));
  row.append(...elements);
  if (result && !asked) section.append(explainCells(working, operands, result));
  if (question) {
    const cell = result.querySelector("table").rows[question.row].cells[question.column];
    cell.classList.add("asked");
    cell.textContent = "?";
    outline(working, operands, question.row, question.column);
    section.append(questionElement(question, working));
  }
  return section;
}

function matrix(part, { hidden = false, result = false } = {}) {
  const { rows, fills, cut, note } = arrays[part.array];
  const [cutBelow, cutBeside] = cut;
  const table = make("table");
  rows.forEach((texts, r) => {
    const row = table.insertRow();
    texts.forEach((text, c) => {
      const cell = row.insertCell();
      cell.textContent = hidden ? "" : text;
      cell.style.background = hidden ? "" : colors[fills[r][c]];
    });
    if (cutBeside) row.append(make("td", { className: "more" }, "…"));
  });
  if (cutBelow) table.append(make("tr", {}, ...rows[0].map(() => make("td", { className: "more" }, "⋮"))));
  const caption = make("figcaption", {}, part.label, note ? make("small", {}, note) : "");
  return make("figure", { className: result ? "matrix result" : "matrix" }, caption, table);
}

function explainCells(working, operands, result) {
  const text = make("p", { className: "arithmetic" });
  const cells = [...result.querySelectorAll("td:not(.more)")];
  const choose = (cell) => {
    const [r, c] = [cell.parentElement.rowIndex, cell.cellIndex];
    for (const other of cells) other.classList.toggle("chosen", other === cell);
    outline(working, operands, r, c);
    text.textContent = working.arithmetic[r][c];
    text.hidden = !text.textContent;
  };
  for (const cell of cells) {
    cell.tabIndex = 0;
    for (const event of ["pointerenter", "focus", "click"]) cell.addEventListener(event, () => choose(cell));
  }
  if (cells.length) choose(cells[0]);
  return text;
}

// Outline the cells of the operands that went into the cell (r, c) of the result
function outline(working, operands, r, c) {
  const parts = working.parts.filter((part) => !part.sign && !part.result);
  operands.forEach((operand, i) => {
    for (const cell of operand.querySelectorAll("td:not(.more)")) {
      const here = { row: cell.parentElement.rowIndex, column: cell.cellIndex };
      const { rows, columns } = parts[i];
      const fits = (follows, place) => follows === "all" || { row: r, column: c, first: 0 }[follows] === place;
      cell.classList.toggle("used", fits(rows, here.row) && fits(columns, here.column));
    }
  });
}

// The quiz

function questionElement(question, working) {
  const label = working.parts.find((part) => part.result).label;
  const input = make("input", { type: "text", id: "answer", autocomplete: "off", size: 9 });
  const feedback = make("output", { className: "feedback" });
  const check = make("button", { type: "submit" }, "check");
  const tell = make("button", { type: "button", onclick: () => reveal("") }, "show me");
  const form = make("form", { className: "question" });
  form.append(make("label", { htmlFor: "answer" }, `Predict the outlined entry of ${label}:`), input, check, tell, feedback);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const given = parsed(input.value);
    if (isRight(given, question)) return reveal("right");
    feedback.textContent = remark(given, question);
    input.select();
  });
  return form;
}

function reveal(words) {
  state.answered.add(state.step);
  show();
  if (words) find("step").querySelector("h2").after(make("p", { className: "right", role: "status" }, `✓ ${words}`));
  find("forward").focus();
}

function parsed(text) {
  const plain = text.trim().replace(/^[−–]/, "-").replace(/e[−–]/i, "e-").replace(",", ".");
  return plain === "" ? NaN : Number(plain);
}

// Within 2 % of the answer, or as near as the digits on the page let one tell
function isRight(given, { answer, largest }) {
  return Math.abs(given - answer) <= Math.max(TOLERANCE * Math.abs(answer), largest / 1000);
}

function remark(given, question) {
  const { answer } = question;
  if (!Number.isFinite(given)) return "That is no number: write one like 0.25 or −1.5e-3.";
  if (isRight(-given, question)) return "The size is right, check the sign.";
  if (answer === 0 || given === 0) return "Not right: look again at the outlined numbers.";
  const factor = Math.abs(given / answer);
  const sign = given * answer < 0 ? ", and check the sign" : "";
  const times = (ratio) => (ratio < 1.1 ? "a little" : `by a factor of ${Number(ratio.toPrecision(2))}`);
  return factor > 1 ? `Too large ${times(factor)} in size${sign}.` : `Too small ${times(1 / factor)} in size${sign}.`;
}

// The reader's program

function showCode() {
  const section = find("code");
  const heading = (name) => make("h2", {}, "your code ", make("small", {}, name));
  if (!files.length) {
    if (data.advice) section.replaceChildren(heading(""), make("p", { className: "note" }, data.advice));
    return;
  }
  const [file, number] = current().source ?? [Number(section.dataset.file ?? 0), 0];
  if (section.dataset.file !== String(file)) {
    section.dataset.file = file;
    section.replaceChildren(heading(files[file].name), make("ol", {}, ...files[file].lines.map(codeLine)));
  }
  for (const line of section.querySelectorAll("li")) {
    const here = line.value === number;
    line.classList.toggle("here", here);
    line.classList.toggle("backward", here && isBackward(current()));
    if (here) line.setAttribute("aria-current", "true");
    else line.removeAttribute("aria-current");
    if (here) centre(line, section);
  }
}

function centre(line, section) {
  const covered = section.querySelector("h2").offsetHeight;
  section.scrollTop = line.offsetTop - (section.clientHeight + covered) / 2;
}

function codeLine([number, text], i, lines) {
  const gap = i > 0 && number > lines[i - 1][0] + 1;
  return make("li", { value: number, className: gap ? "gap" : "" }, make("code", {}, text || " "));
}

// The chosen tensor

function inspect(box) {
  state.inspected = box;
  showBoxes();
  showInspector();
}

function showInspector() {
  const tensor = tensorOf.get(state.inspected);
  const { values, gradients } = known();
  const panels = [];
  const note = make("p", { className: "note" });
  const panel = (label, array, isKnown, step) => {
    if (array === null) return;
    panels.push(matrix({ array, label }, { hidden: !isKnown }));
    if (!isKnown) note.append(`the ${label} is known from `, link(step), " on ");
  };
  const graded = gradients.has(tensor.box);
  panel("value", tensor.value, values.has(tensor.box), tensor.valueStep);
  panel("gradient", tensor.gradient, graded, tensor.gradientStep);
  if (graded) panel("finite differences", tensor.slopes, true);
  if (graded || tensor.gradient === null) note.append(tensor.words);
  find("inspector").replaceChildren(
    make("h2", {}, `${tensor.label} `, make("small", {}, tensor.what)),
    make("div", { className: "row" }, ...panels),
    note,
  );
}

function link(step) {
  return make("button", { type: "button", className: "link", onclick: () => go(step) }, `step ${step + 1}`);
}

// The graph's pane

// A frame with a question mark in the place of a value that is asked for; those of gradients are in the picture
function placeholder(panel) {
  const svg = (tag, attributes) => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const heading = panel.querySelector("text");
  const below = heading.getBBox().y + heading.getBBox().height;
  const { x, y, width, height } = panel.getBBox();
  const mark = svg("text", { class: "title", x: x + width / 2, y: (below + y + height) / 2 + 5 });
  mark.textContent = "?";
  const group = svg("g", { class: "unknown value" });
  group.append(heading.cloneNode(true), svg("rect", { class: "dashed", rx: 4, x, y: below, width, height: y + height - below }), mark);
  return group;
}

function fitScale() {
  return Math.min((pane.clientWidth - 16) / natural.width, (pane.clientHeight - 16) / natural.height, 1.25);
}

function zoom(scale) {
  state.scale = Math.min(Math.max(scale, 0.1), 4);
  drawing.style.width = `${natural.width * state.scale}px`;
  drawing.style.height = `${natural.height * state.scale}px`;
  follow();
}

function resize() {
  const wide = Math.min((window.innerWidth - 16) / natural.width, 1.25);
  const height = natural.height * Math.max(wide, READABLE) + 24;
  pane.style.height = `${Math.max(160, Math.min(height, window.innerHeight * (narrow.matches ? 0.36 : 0.5)))}px`;
  zoom(Math.max(fitScale(), READABLE));
}

function follow() {
  const box = current().box && find(current().box);
  if (!box) return;
  const [inner, outer] = [box.getBoundingClientRect(), pane.getBoundingClientRect()];
  pane.scrollBy({
    left: inner.left + inner.width / 2 - outer.left - outer.width / 2,
    top: inner.top + inner.height / 2 - outer.top - outer.height / 2,
    behavior: calm.matches ? "instant" : "smooth",
  });
}

// What the reader does

const keys = {
  ArrowLeft: () => go(state.step - 1),
  ArrowRight: () => go(state.step + 1),
  Home: () => go(0),
  End: () => go(steps.length - 1),
  " ": play,
};

function pressed(event) {
  const { key, target } = event;
  const action = keys[key];
  const writes = target.matches("input[type=text]");
  const ownSpace = key === " " && target.closest("button, input, [role=button]");
  if (!action || writes || ownSpace || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  action();
}

function start() {
  steps.forEach((step, i) => {
    const segment = make("button", { type: "button", className: step.kind, title: step.title, onclick: () => go(i) });
    segment.setAttribute("aria-label", `step ${i + 1}: ${step.title}`);
    find("bar").append(segment);
  });
  find("bar").classList.toggle("dense", steps.length > 40);
  drawing.setAttribute("role", "group");
  for (const { box, label, what } of tensors) {
    const element = find(box);
    element.setAttribute("tabindex", "0");
    element.setAttribute("role", "button");
    element.setAttribute("aria-label", `inspect ${label}, ${what}`);
    element.append(placeholder(element.querySelector(".panel.value")));
    element.addEventListener("click", () => inspect(box));
    element.addEventListener("keydown", (event) => ["Enter", " "].includes(event.key) && inspect(box));
  }
  find("first").onclick = keys.Home;
  find("back").onclick = keys.ArrowLeft;
  find("play").onclick = play;
  find("forward").onclick = keys.ArrowRight;
  find("last").onclick = keys.End;
  find("smaller").onclick = () => zoom(state.scale / 1.25);
  find("larger").onclick = () => zoom(state.scale * 1.25);
  find("fit").onclick = () => zoom(fitScale());
  find("quiz").onchange = (event) => {
    state.quiz = event.target.checked;
    show();
  };
  document.addEventListener("keydown", pressed);
  window.addEventListener("hashchange", readHash);
  window.addEventListener("resize", resize);
  readHash();
  resize();
}

start();

"""The page in a browser: stepped through on a desk and on a phone, asked and answered, without errors or requests."""

import html
import json
import shutil
import time

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.computation import computation, send_back
from tinygrad_edu.drawing.page import document as explaining

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
DRIVER = shutil.which("chromedriver")
pytest.importorskip("selenium", reason="selenium isn't installed")
from selenium import webdriver  # noqa: E402
from selenium.webdriver.common.action_chains import ActionChains  # noqa: E402
from selenium.webdriver.common.by import By  # noqa: E402
from selenium.webdriver.common.keys import Keys  # noqa: E402

pytestmark = pytest.mark.skipif(BROWSER is None or DRIVER is None, reason="chromium and chromedriver aren't here")

DESK, PHONE = (1440, 900), (390, 844)


def leaf(data, requires_grad=True):
    return tg.tensor(np.array(data, float), requires_grad=requires_grad)


def xor():
    """The net that learns XOR, whose last weights are used a second time: by a penalty."""
    x, target = leaf([[0, 0], [0, 1], [1, 0], [1, 1]], False), leaf([[0], [1], [1], [0]], False)
    w, b, v, c = leaf([[1.1, -0.8], [0.9, -1.2]]), leaf([-0.3, 0.5]), leaf([[1.3], [0.7]]), leaf([-0.2])
    with tg.record_lines():
        h = tg.tanh(x @ w + b)
        p = tg.sigmoid(h @ v + c)
        loss = nn.functional.binary_cross_entropy(p, target) + (v * v).sum() * 0.1
    names = {"x": x, "target": target, "w": w, "b": b, "v": v, "c": c, "h": h, "p": p, "loss": loss}
    return names, computation([loss], names)


@pytest.fixture(scope="module")
def net():
    names, graph = xor()
    send_back(graph)
    return names, graph


@pytest.fixture(scope="module")
def file(net, tmp_path_factory):
    """The page, which plays faster than for people."""
    path, resource = tmp_path_factory.mktemp("page") / "xor.html", explaining.resource
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explaining, "resource", lambda name: resource(name).replace("PACE = 1800", "PACE = 300"))
        path.write_text(explaining.page(net[1], title="XOR"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def chromium():
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    yield browser
    browser.quit()


@pytest.fixture
def browser(chromium, file):
    """A browser that knows how to open the page, and in which nothing may go wrong."""
    chromium.get("about:blank")
    chromium.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    chromium.get_log("performance")
    chromium.open = lambda fragment="", size=DESK, path=file: opened(chromium, path, fragment, size)
    yield chromium
    assert [entry["message"] for entry in chromium.get_log("browser")] == []
    messages = (json.loads(entry["message"])["message"] for entry in chromium.get_log("performance"))
    asked = {m["params"]["request"]["url"] for m in messages if m["method"] == "Network.requestWillBeSent"}
    assert {url.partition("#")[0] for url in asked if not url.startswith("about:")} <= {file.as_uri()}


def opened(browser, path, fragment, size):
    metrics = {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": size == PHONE}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get("about:blank")
    browser.get(path.as_uri() + fragment)


def find(browser, selector):
    return browser.find_element(By.CSS_SELECTOR, selector)


def press(browser, key):
    ActionChains(browser).send_keys(key).perform()


def text(browser, selector):
    return find(browser, selector).text


def visibility(browser, selector):
    return find(browser, selector).value_of_css_property("visibility")


def choose(browser, box):
    ActionChains(browser).click(find(browser, f"#{box} .outline")).perform()


def data_of(browser):
    return json.loads(find(browser, "#data").get_attribute("textContent"))


READ_STEP = """
const results = [...document.querySelectorAll("#step .working")].map((working) => {
  const result = working.querySelector(".result");
  const rows = result && [...result.querySelectorAll("tr")];
  const texts = rows && rows.map((row) => [...row.cells].map((cell) => cell.textContent));
  return [working.querySelector(".formula")?.textContent ?? "", texts];
});
const sends = document.querySelector("#step .badge.backward") !== null;
const fits = document.scrollingElement.scrollWidth <= innerWidth;
return [document.getElementById("count").textContent, fits, sends ? results : []];
"""


def number(shown):
    return float(shown.replace("−", "-"))


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_stepped_to_the_end_by_keyboard_what_is_sent_adds_up_to_the_gradients(browser, net, size):
    names, graph = net
    browser.open(size=size)
    count = len(data_of(browser)["steps"])
    sent = {}
    for step in range(1, count + 1):
        shown, fits, results = browser.execute_script(READ_STEP)
        assert shown == f"step {step} of {count}"
        assert fits
        for formula, cells in results:
            if cells:
                target = formula.split()[0].removeprefix("∂loss/∂")
                sent[target] = sent.get(target, 0) + np.array([[number(cell) for cell in row] for row in cells])
        press(browser, Keys.ARROW_RIGHT)
    assert browser.current_url.endswith(f"#step={count}")
    assert not find(browser, "#forward").is_enabled()
    for vertex in graph.vertices:
        if vertex.gradient is not None and vertex.label != "loss":
            shown = sent[vertex.label].reshape(vertex.shape)
            assert np.allclose(shown, vertex.gradient, atol=2e-3 * np.abs(vertex.gradient).max() + 1e-3), vertex.label
    names["loss"].backward()
    for name in "wbvc":
        assert np.allclose(sent[name].ravel(), names[name].grad.data.ravel(), atol=1e-3)
        names[name].grad = None


def test_keys_buttons_and_the_bar_go_from_step_to_step(browser):
    browser.open()
    count = len(data_of(browser)["steps"])
    for action, step in (
        (lambda: press(browser, Keys.END), count),
        (lambda: press(browser, Keys.ARROW_LEFT), count - 1),
        (lambda: press(browser, Keys.HOME), 1),
        (lambda: find(browser, "#forward").click(), 2),
        (lambda: find(browser, "#back").click(), 1),
        (lambda: find(browser, "#last").click(), count),
        (lambda: find(browser, "#first").click(), 1),
        (lambda: browser.find_elements(By.CSS_SELECTOR, "#bar button")[4].click(), 5),
    ):
        action()
        assert text(browser, "#count") == f"step {step} of {count}"
        announced = find(browser, "#announcement").get_attribute("textContent")
        assert announced.startswith(f"step {step} of {count}: ")


def test_the_step_in_the_url_is_opened(browser):
    for fragment, step in (("#step=7", 7), ("#step=999", len(data_of_file(browser))), ("#step=x", 1), ("", 1)):
        browser.open(fragment)
        assert text(browser, "#count").startswith(f"step {step} of ")
    browser.execute_script("location.hash = 'step=3'")
    wait(lambda: text(browser, "#count").startswith("step 3 "))


def data_of_file(browser):
    browser.open()
    return data_of(browser)["steps"]


def wait(condition, seconds=5.0):
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.05)


def test_play_goes_on_by_itself_and_stops_at_the_end(browser):
    count = len(data_of_file(browser))
    browser.open(f"#step={count - 1}")
    assert text(browser, "#play") == "play"
    press(browser, Keys.SPACE)
    assert text(browser, "#play") == "pause"
    wait(lambda: text(browser, "#count").startswith(f"step {count} "))
    assert text(browser, "#play") == "play"
    find(browser, "#play").click()
    assert text(browser, "#count").startswith("step 1 ")
    find(browser, "#play").click()
    assert text(browser, "#play") == "play"


def test_values_and_gradients_appear_when_they_are_known(browser):
    browser.open("#step=2")
    data = data_of(browser)
    box = data["steps"][1]["box"]
    later = data["steps"][2]["box"]
    assert visibility(browser, f"#{box} .panel.value") == "visible"
    assert visibility(browser, f"#{later} .panel.value") == "hidden"
    wait(lambda: float(find(browser, f"#{later}").value_of_css_property("opacity")) < 0.5)
    assert visibility(browser, f"#{box} .panel.gradient") == "hidden"
    assert find(browser, f"#{box} .unknown.gradient").is_displayed()
    press(browser, Keys.END)
    assert visibility(browser, f"#{box} .panel.gradient") == "visible"
    assert not find(browser, f"#{box} .unknown.gradient").is_displayed()
    assert find(browser, ".returning .backward").value_of_css_property("animation-name") == "travel"
    calm = {"features": [{"name": "prefers-reduced-motion", "value": "reduce"}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", calm)
    assert find(browser, ".returning .backward").value_of_css_property("animation-name") == "none"


def test_a_cell_tells_its_arithmetic_and_outlines_what_went_into_it(browser):
    browser.open("#step=2")  # x @ w
    rows = browser.find_elements(By.CSS_SELECTOR, ".result tr")
    ActionChains(browser).move_to_element(rows[3].find_elements(By.TAG_NAME, "td")[1]).perform()
    assert text(browser, ".arithmetic") == "1·(−0.8) + 1·(−1.2) = −2"
    matrices = browser.find_elements(By.CSS_SELECTOR, "#step .matrix")
    used = [len(matrix.find_elements(By.CSS_SELECTOR, ".used")) for matrix in matrices]
    assert used == [2, 2, 0]
    browser.execute_script("document.querySelector('.result td').focus()")
    assert text(browser, ".arithmetic") == "0·1.1 + 0·0.9 = 0"


def test_a_chosen_box_is_inspected_with_its_finite_differences(browser):
    browser.open("#step=999")
    tensors = {tensor["label"]: tensor for tensor in data_of(browser)["tensors"]}
    choose(browser, tensors["b"]["box"])
    assert text(browser, "#inspector h2") == "b parameter · 2"
    assert "finite differences" in text(browser, "#inspector")
    assert "✓" in text(browser, "#inspector .note")
    browser.execute_script(f"document.getElementById('{tensors['x']['box']}').focus()")
    press(browser, Keys.ENTER)
    assert text(browser, "#inspector h2") == "x input · 4×2"
    assert "doesn’t require a gradient" in text(browser, "#inspector .note")
    press(browser, Keys.HOME)
    choose(browser, tensors["v"]["box"])
    find(browser, "#inspector .link").click()
    assert "adds up" in text(browser, "#step h2")


def test_the_current_line_of_the_program_is_marked(browser):
    browser.open("#step=2")
    assert text(browser, "#code .here").strip() == "h = tg.tanh(x @ w + b)"
    press(browser, Keys.END)
    assert "backward" in find(browser, "#code .here").get_attribute("class")


def answer(browser, given):
    field = find(browser, "#answer")
    field.clear()
    field.send_keys(given, Keys.ENTER)


def test_the_quiz_hides_the_result_everywhere_until_it_is_answered(browser):
    browser.open("#step=2")
    find(browser, "#quiz").click()
    steps = data_of(browser)["steps"]
    back = next(i for i, step in enumerate(steps) if step["title"].startswith("tanh sends"))
    for place, panel in ((2, "value"), (back, "gradient")):
        press(browser, Keys.HOME)
        browser.find_elements(By.CSS_SELECTOR, "#bar button")[place].click()
        step = steps[place]
        box = (step["values"] if panel == "value" else step["gradients"])[0]
        question = step["question"]
        assert visibility(browser, f"#{box} .panel.{panel}") == "hidden"
        assert find(browser, f"#{box} .unknown.{panel}").is_displayed()
        choose(browser, box)
        assert panel in text(browser, "#inspector .note")
        shown = [cell.text for cell in browser.find_elements(By.CSS_SELECTOR, "#step .result td")]
        assert {"?"} <= set(shown) <= {"", "?"}
        assert browser.find_elements(By.CSS_SELECTOR, "#step .arithmetic") == []
        right = question["answer"]
        answer(browser, f"{-right:.4g}")
        assert text(browser, ".feedback") == "The size is right, check the sign."
        answer(browser, f"{right * 4}")
        assert text(browser, ".feedback") == "Too large by a factor of 4 in size."
        answer(browser, f"{-right / 20}")
        assert text(browser, ".feedback") == "Too small by a factor of 20 in size, and check the sign."
        answer(browser, "no idea")
        assert text(browser, ".feedback").startswith("That is no number")
        answer(browser, "0")
        assert text(browser, ".feedback").startswith("Not right")
        assert visibility(browser, f"#{box} .panel.{panel}") == "hidden"
        answer(browser, f"{right * 1.015}".replace("-", "−").replace(".", ","))
        assert text(browser, ".right") == "✓ right"
        assert visibility(browser, f"#{box} .panel.{panel}") == "visible"
        assert text(browser, "#step .arithmetic")


def test_the_quiz_can_be_told_and_play_waits_for_an_answer(browser):
    browser.open("#step=1")
    find(browser, "#quiz").click()
    find(browser, "#play").click()
    wait(lambda: text(browser, "#count").startswith("step 2 "))
    wait(lambda: text(browser, "#play") == "play")
    assert text(browser, "#count").startswith("step 2 ")
    find(browser, ".question button[type=button]").click()
    assert browser.find_elements(By.CSS_SELECTOR, ".question") == []
    assert text(browser, "#step .arithmetic")
    press(browser, Keys.ARROW_RIGHT)
    press(browser, Keys.ARROW_LEFT)
    assert browser.find_elements(By.CSS_SELECTOR, ".question") == []


def test_arrow_keys_in_the_answer_move_in_it_and_not_through_the_steps(browser):
    browser.open("#step=2")
    find(browser, "#quiz").click()
    find(browser, "#answer").send_keys("1", Keys.ARROW_LEFT, "2", Keys.HOME, "3")
    assert find(browser, "#answer").get_attribute("value") == "321"
    assert text(browser, "#count").startswith("step 2 ")


def test_on_a_phone_and_when_enlarged_the_current_box_stays_in_view(browser):
    inside = """
    const box = document.querySelector(".box.now").getBoundingClientRect();
    const pane = document.getElementById("pane").getBoundingClientRect();
    const middle = box.left + box.width / 2;
    return pane.left <= middle && middle <= pane.right && box.top < pane.bottom && box.bottom > pane.top;
    """
    for size in (PHONE, DESK):
        browser.open("#step=2", size)
        for _ in range(4):
            find(browser, "#larger").click()
        for key in (Keys.ARROW_RIGHT, Keys.END, Keys.ARROW_LEFT):
            press(browser, key)
            wait(lambda: browser.execute_script(inside))
        find(browser, "#fit").click()
        assert browser.execute_script("return pane.scrollWidth <= pane.clientWidth + 1")


def test_everything_that_can_be_used_has_a_name(browser):
    browser.open("#step=9")
    nameless = """
    return [...document.querySelectorAll("button, input, [role=button], [tabindex='0']:not(td)")].filter((element) =>
      !(element.getAttribute("aria-label") || element.textContent.trim() || element.labels?.length)).length;
    """
    assert browser.execute_script(nameless) == 0


def test_it_runs_in_the_sandboxed_frame_of_a_notebook(browser, file, tmp_path):
    outer = file.with_name("notebook.html")
    framed = html.escape(file.read_text(encoding="utf-8"))
    outer.write_text(f'<!DOCTYPE html><iframe sandbox="allow-scripts" width="1000" height="760" srcdoc="{framed}">')
    try:
        browser.open(path=outer)
        browser.switch_to.frame(0)
        find(browser, "#forward").click()
        assert text(browser, "#count").startswith("step 2 of ")
    finally:
        browser.switch_to.default_content()
        browser.get("about:blank")
        browser.get_log("performance")

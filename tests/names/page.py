"""The table of names as Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import tinygrad_edu
from tinygrad_edu.spelling import numpy_name

from .comparison import known
from .differences import ABSENT, DIFFERENCES, EVERYWHERE, NOTES, NUMPY, PYTORCH, counterpart
from .listing import NAMESPACES, Name, bare, first_sentence, numpys_functions, sections

PAGE = Path(tinygrad_edu.__file__).parent / "NAMES.md"
COLUMNS = ["name", "in PyTorch", "in NumPy", "what it does", "what differs on purpose"]
HEAD = """\
# Every name

The {count} public names of tinygrad_edu, found by walking the package. PyTorch has {theirs} of them too, by the name in
the second column; the other {ours} (—) are our own. {differing} differ from PyTorch's as the last column says, all
others only in what is said first, of all.

The third column has the NumPy functions that, called with Tensors, are this very function, and record; in brackets
those that record too, with arguments or results of their own: `np.std(t)` divides by n, `t.std()` by n − 1.

`python -m tests.names` writes this text; the comparison is with PyTorch {PYTORCH} and NumPy {NUMPY}.
"""


def differences_of(names: list[Name]) -> dict[str, str]:
    """What is said of each name: of itself, or of another name of the same function; and of its arguments."""
    of_functions = {id(bare(name.thing)): DIFFERENCES[name.path] for name in names if name.path in DIFFERENCES}
    told, arguments = {}, known()
    for name in names:
        same = of_functions.get(id(bare(name.thing))) if callable(name.thing) else None
        words = [DIFFERENCES.get(name.path, same), *together(arguments.get(name.path, []))]
        told[name.path] = "; ".join(filter(None, words))
    return told


def together(words: list[str]) -> list[str]:
    """The words with those that begin alike put together: "without `a`, `b`"."""
    first = {kind: [word for word in words if word.startswith(f"{kind} ")] for kind in ("without", "also")}
    joined = [
        f"{kind} " + ", ".join(word.removeprefix(f"{kind} ") for word in first[kind]) for kind in first if first[kind]
    ]
    return [word for word in words if not word.startswith(("without ", "also "))] + joined


def safe(text: str) -> str:
    """The text as Markdown shows it in a table: signs that mean something to Markdown are escaped, but for code."""
    parts = re.split(r"(``.*?``|`.*?`)", text)
    parts[::2] = [re.sub(r"([\\*_<\[\]])", r"\\\1", part) for part in parts[::2]]
    return "".join(parts).replace("|", r"\|")


def table(columns: list[str], rows: list[list[str]]) -> list[str]:
    """A Markdown table, as lines."""
    return ["| " + " | ".join(cells) + " |" for cells in (columns, ["---"] * len(columns), *rows)] + [""]


def only_nearly(names: list[Name]) -> dict[str, list[str]]:
    """For each name NumPy's functions of that name that record as something else."""
    here = {name.path for name in names}
    known = {id(bare(name.thing)) for name in names}
    nearly: dict[str, list[str]] = {}
    for function, op in numpys_functions().items():
        path = numpy_name(function).removeprefix("np.")
        if id(bare(op)) not in known and path in here:
            nearly.setdefault(path, []).append(numpy_name(function))
    return nearly


def others(names: list[Name]) -> list[list[str]]:
    """The rows of NumPy's functions that have no name here: what each is, and what it does."""
    here, known = {name.path for name in names}, {id(bare(name.thing)) for name in names}
    rows = []
    for function, op in numpys_functions().items():
        name = numpy_name(function)
        if id(bare(op)) not in known and name.removeprefix("np.") not in here:
            rows.append([f"`{name}`", safe(first_sentence(op)) or "As NumPy has it."])
    return sorted(rows)


def heading(path: str) -> list[str]:
    """The heading of a namespace, or of a class whose members follow, and what is said of all of it."""
    whole = f"tinygrad_edu.{path}".rstrip(".")
    text = f"## {whole}: {NAMESPACES[path]}" if path in NAMESPACES else f"### {whole}"
    return [text, "", *([NOTES[path], ""] if path in NOTES else [])]


def page() -> str:
    """The whole text of NAMES.md."""
    whole = sections()
    names = [name for section in whole.values() for name in section]
    told, nearly = differences_of(names), only_nearly(names)
    theirs = sum(counterpart(name.path) is not None for name in names)
    counts = {"count": len(names), "theirs": theirs, "ours": len(names) - theirs}
    counts["differing"] = sum(bool(words) for words in told.values())
    lines = [HEAD.format(**counts, PYTORCH=PYTORCH, NUMPY=NUMPY), "## What differs everywhere", ""]
    lines += [*(f"- {text}" for text in EVERYWHERE), ""]
    for path, section in whole.items():
        rows = []
        for name in section:
            torchs = counterpart(name.path)
            numpys = [*(f"`{one}`" for one in name.numpys), *(f"(`{one}`)" for one in nearly.get(name.path, ()))]
            rows.append(
                [
                    f"`{name.short}`",
                    f"`{torchs}`" if torchs else "—",
                    ", ".join(numpys),
                    safe(name.meaning),
                    safe(told[name.path]),
                ]
            )
        lines += [*heading(path), *table(COLUMNS, rows)]
    lines += [
        "## NumPy's functions that have no name here",
        "",
        "Those whose result can have a gradient record too.",
        "",
    ]
    lines += table(["in NumPy", "what it does"], others(names))
    lines += ["## What PyTorch has and this hasn't", "", *(f"- {text}" for text in ABSENT)]
    return "\n".join(lines) + "\n"

"""The table as Markdown."""

from __future__ import annotations

import re
from pathlib import Path

import tinygrad_edu

from .differences import ABSENT, ARGUMENTS, DIFFERENCES, ELSEWHERE, EVERYWHERE, OURS, OWN_NAMESPACES, PYTORCH
from .listing import NAMESPACES, Name, first_sentence, numpys_functions, place, sections
from .listing import numpy_name as name_of

PAGE = Path(tinygrad_edu.__file__).parent / "NAMES.md"
COLUMNS = ("name", "in PyTorch", "NumPy's functions that record as it", "what it does", "what differs, on purpose")


def counterpart(path: str) -> str | None:
    """PyTorch's name for what stands at a path below the package; None for what is our own."""
    if path in OURS or path.split(".")[0] in OWN_NAMESPACES:
        return None
    return ELSEWHERE.get(path, f"torch.{path}")


def differences_of(names: list[Name]) -> dict[str, str]:
    """What is said of each name, of itself or of another name of the same function."""
    said = [(name, DIFFERENCES[name.path]) for name in names if name.path in DIFFERENCES]
    told = {}
    for name in names:
        words = [text for other, text in said if other.path == name.path or (callable(name.thing) and other.thing is name.thing)]
        words += ARGUMENTS.get(name.path, [])
        told[name.path] = "; ".join(dict.fromkeys(words))
    return told


def safe(text: str) -> str:
    """The text as Markdown shows it in a table: what would be a sign of its own outside code is escaped."""
    parts = re.split(r"(``.*?``|`.*?`)", text)
    parts[::2] = [re.sub(r"([\\*_<\[\]])", r"\\\1", part) for part in parts[::2]]
    return "".join(parts).replace("|", r"\|")


def table(columns, rows) -> list[str]:
    """A Markdown table."""
    lines = [columns, ["---"] * len(columns), *rows]
    return ["| " + " | ".join(cells) + " |" for cells in lines]


def row(name: Name, difference: str, nearly: list[str]) -> list[str]:
    """The cells of a name."""
    theirs = counterpart(name.path)
    numpys = ", ".join([*(f"`{one}`" for one in name.numpys), *(f"(`{one}`)" for one in nearly)])
    return [f"`{name.short}`", f"`{theirs}`" if theirs else "—", numpys, safe(name.meaning), safe(difference)]


def heading(path: str) -> str:
    """The heading of a namespace, or of a class whose members follow."""
    if path in NAMESPACES:
        return f"## {f'tinygrad_edu.{path}'.rstrip('.')}: {NAMESPACES[path].lower()}" if path else (
            f"## tinygrad_edu: {NAMESPACES[path].lower()}"
        )
    return f"### tinygrad_edu.{path}"


def used_by_numpy_only(listed: list[Name]) -> list[list[str]]:
    """The rows of NumPy's functions that record as something that has no name of its own above."""
    known = {id(name.thing) for name in listed}
    tops = {name.short for name in listed}
    rows = []
    for function, op in numpys_functions().items():
        if id(op) not in known:
            short = function.__name__
            meaning = first_sentence(op) or f"As `{short}`, with NumPy's arguments."
            rows.append([f"`{name_of(function)}`", f"`{short}`" if short in tops else "—", safe(meaning)])
    return sorted(rows)


def page() -> str:
    """The whole text of NAMES.md."""
    whole = sections()
    listed = [name for names in whole.values() for name in names]
    told = differences_of(listed)
    theirs = sum(counterpart(name.path) is not None for name in listed)
    differing = sum(bool(text) for text in told.values())
    lines = [
        "# Every name",
        "",
        f"The {len(listed)} public names of tinygrad_edu, found by walking the package: {theirs} are PyTorch's too,",
        f"{len(listed) - theirs} are its own. {differing} differ from PyTorch's in what the last column says, the others",
        "only in what is said here of all. Written by `python -m tests.names` and compared with PyTorch "
        f"{PYTORCH} by a test.",
        "",
        "## What differs everywhere",
        "",
        *(f"- {text}" for text in EVERYWHERE),
        "",
    ]
    for path, names in whole.items():
        lines += [heading(path), ""]
        if path.split(".")[0] in OWN_NAMESPACES:
            ...
        lines += [*table(COLUMNS, [row(name, told[name.path]) for name in names]), ""]
    lines += [
        "## NumPy's functions with arguments of their own",
        "",
        "They record too, but none of the names above is quite the same: `np.std(t)` divides by n, `t.std()` by n − 1.",
        "",
        *table(("NumPy's function", "nearest name above", "what it does"), used_by_numpy_only(listed)),
        "",
        "## What PyTorch has and this hasn't",
        "",
        *(f"- {text}" for text in ABSENT),
    ]
    return "\n".join(lines) + "\n"

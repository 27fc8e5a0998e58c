"""Every name held against PyTorch; what differs is kept in compared.json, for the table."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterable

from .differences import NOT_SO, OWN_ARGUMENTS, counterpart
from .listing import COMPARED, FILE, WITH_METHODS, Name, members, place, sections
from .signatures import found, is_there


def known() -> dict[str, list[str]]:
    """In what arguments differ by compared.json, of each name."""
    return by_name(COMPARED["arguments"])


def by_name(words: dict[str, str]) -> dict[str, list[str]]:
    """The words that are said of each name, from the names that each is said of."""
    told: dict[str, list[str]] = {}
    for word, names in words.items():
        for name in names.split():
            told.setdefault(name, []).append(word)
    return told


def by_words(told: dict[str, list[str]]) -> dict[str, str]:
    """The names that each of the words is said of."""
    words: dict[str, list[str]] = {}
    for name, parts in told.items():
        for word in parts:
            words.setdefault(word, []).append(name)
    return {word: " ".join(sorted(words[word])) for word in sorted(words)}


def comparable(names: Iterable[Name]) -> list[Name]:
    """The functions, methods and classes whose arguments should be PyTorch's."""
    here = [name for name in names if (getattr(name.thing, "__module__", None) or "").startswith("tinygrad_edu")]
    return [name for name in here if callable(name.thing) and counterpart(name.path) and name.path not in OWN_ARGUMENTS]


def all_that_differs(names: Iterable[Name]) -> dict[str, list[str]]:
    """In what the arguments of these names differ from PyTorch's, in words."""
    told = {}
    for name in comparable(names):
        above, _, short = name.path.rpartition(".")
        holder = place(above)
        method = inspect.isclass(holder) and inspect.isfunction(inspect.getattr_static(holder, short))
        words = found(name.thing, counterpart(name.path) or "", method)
        if words:
            told[name.path] = words
    return told


def differing(names: Iterable[Name]) -> dict[str, list[str]]:
    """The same, without what isn't so."""
    wrong = by_name(NOT_SO)
    told = {
        path: [word for word in words if word not in wrong.get(path, ())]
        for path, words in all_that_differs(names).items()
    }
    return {path: sorted(words) for path, words in told.items() if words}


def internal() -> dict[str, str]:
    """The members that PyTorch hasn't and that aren't said to be our own, of each class with rows of its own."""
    told = {}
    for path in ("Tensor", *WITH_METHODS):
        names = [name for name in members(path, internal=True) if not_theirs(name.path)]
        told[path] = " ".join(name.short for name in names)
    return {path: names for path, names in told.items() if names}


def not_theirs(path: str) -> bool:
    """Whether PyTorch has nothing by the name that is this one's there."""
    theirs = counterpart(path)
    return theirs is not None and not is_there(theirs)


def renew() -> None:
    """Compare anew, and write compared.json."""
    COMPARED["internal"] = internal()
    names = [name for section in sections().values() for name in section]
    COMPARED["arguments"] = by_words(differing(names))
    FILE.write_text(json.dumps(COMPARED, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

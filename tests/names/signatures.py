"""How a name is called: here, by its Python signature; in PyTorch, by its stubs, signatures and docstrings.

`found` says in words in what the two differ. Only PyTorch's side needs PyTorch.
"""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinygrad_edu.spelling import SYNONYMS

REQUIRED = "required"
UNKNOWN = "unknown"
# What no function here has or heeds: said once above the table, not in every row.
EVERYWHERE = {"out", "device", "layout", "pin_memory", "memory_format", "names", "non_blocking"}


@dataclass(frozen=True)
class Argument:
    """One argument: how it may be given ("place", "positional", "keyword", "rest", "others"), and its default."""

    name: str
    kind: str
    default: Any = REQUIRED


KINDS = {
    inspect.Parameter.POSITIONAL_ONLY: "place",
    inspect.Parameter.POSITIONAL_OR_KEYWORD: "positional",
    inspect.Parameter.KEYWORD_ONLY: "keyword",
    inspect.Parameter.VAR_POSITIONAL: "rest",
    inspect.Parameter.VAR_KEYWORD: "others",
}


def of_signature(signature: inspect.Signature) -> list[Argument]:
    """The arguments of a Python function or class."""
    return [
        Argument(p.name, KINDS[p.kind], REQUIRED if p.default is p.empty else p.default)
        for p in signature.parameters.values()
    ]


def own_arguments(thing: Callable) -> list[Argument]:
    """The arguments of one of our functions or classes; an op's options may be given by position too."""
    arguments = of_signature(inspect.signature(thing))
    if hasattr(thing, "signature"):
        arguments = [Argument(a.name, "positional", a.default) for a in arguments]
    return arguments


# PyTorch's


def of_tree(arguments: ast.arguments) -> list[Argument]:
    """The arguments of a function's definition that was only parsed."""

    def default(node):
        if node is None:
            return REQUIRED
        try:
            value = ast.literal_eval(node)
        except ValueError:
            return UNKNOWN
        return UNKNOWN if value is ... else value

    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    names = [{"from_": "from"}.get(a.arg, a.arg) for a in positional]  # `from` is a word of Python's
    result = [Argument(name, "positional", default(d)) for name, d in zip(names, defaults)]
    if arguments.vararg:
        result.append(Argument(arguments.vararg.arg, "rest"))
    result += [Argument(a.arg, "keyword", default(d)) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults)]
    if arguments.kwarg:
        result.append(Argument(arguments.kwarg.arg, "others"))
    return result


def out_of_use(arguments: ast.arguments) -> bool:
    """Whether a stub's overload is of axes with names, or an old order of arguments that is only still accepted."""
    annotations = [ast.unparse(a.annotation) for a in (*arguments.args, *arguments.kwonlyargs) if a.annotation]
    names = [a.arg for a in arguments.args]
    old = "self" in names[1:] or names[:1] == ["beta"] or {"alpha", "beta"} & set(names) or names[1:2] == ["value"]
    return bool(old and names[-1] != "value") or any("EllipsisType" in text for text in annotations)


@functools.cache
def stubs(file: str, inside: str | None = None) -> dict[str, list[ast.arguments]]:
    """The overloads of the functions in one of PyTorch's stub files, or of the methods of a class in it."""
    import torch

    tree: Any = ast.parse((Path(torch.__file__).parent / file).read_text(encoding="utf-8"))
    if inside:
        tree = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == inside)
    found: dict[str, list[ast.arguments]] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and not out_of_use(node.args):
            found.setdefault(node.name, []).append(node.args)
    return found


STUBS = {
    "torch.Tensor": ("_C/__init__.pyi", "TensorBase"),
    "torch": ("_C/_VariableFunctions.pyi", None),
    "torch.nn.functional": ("nn/functional.pyi", None),
}


def resolved(path: str) -> Any:
    """What stands at a path of PyTorch's; None if nothing does."""
    place = importlib.import_module("torch")
    done = "torch"
    for part in path.split(".")[1:]:
        done = f"{done}.{part}"
        if not hasattr(place, part):
            try:
                importlib.import_module(done)
            except ImportError:
                return None
        place = getattr(place, part, None)
        if place is None:
            return None
    return place


def is_there(path: str) -> bool:
    """Whether PyTorch has something at a path; a field that is only declared counts."""
    above, _, name = path.rpartition(".")
    return resolved(path) is not None or name in getattr(resolved(above), "__annotations__", {})


def of_docstring(thing: Any, name: str) -> list[list[Argument]]:
    """The arguments as the first lines of a docstring write them: ``name(input, *, dim=None) -> Tensor``."""
    for text in re.findall(rf"(?:^|[\s.]){name}\((.*?)\)(?:\s*->|\s*\n)", (thing.__doc__ or "")[:2000], re.DOTALL):
        text = re.sub(r"torch\.\w+", "...", text.replace("\n", " "))
        try:
            tree: Any = ast.parse(f"def f({text}): ...")
        except SyntaxError:
            continue
        return [of_tree(tree.body[0].args)]
    return []


def pytorch_arguments(path: str) -> list[list[Argument]]:
    """The ways to call what stands at PyTorch's path; none where PyTorch doesn't say."""
    thing = resolved(path)
    where, name = path.rsplit(".", 1)
    try:
        arguments = of_signature(inspect.signature(thing))
    except (TypeError, ValueError):
        unknown = True
    else:
        unknown = [a.name for a in arguments] == ["args", "kwargs"]
    if not unknown:
        return [arguments]
    if where in STUBS:
        overloads = stubs(*STUBS[where]).get(name, [])
        if overloads:
            return [of_tree(tree) for tree in overloads]
    if inspect.isclass(thing):
        return of_docstring(thing, "__init__") or of_docstring(thing, name)
    return of_docstring(thing, name)


# Compared


def same_name(own: str, theirs: str, is_op: bool) -> bool:
    """Whether what PyTorch calls `theirs` may be given to ours by that name."""
    return own.rstrip("_") == theirs or (is_op and SYNONYMS.get(theirs) == own)


def same_default(own: Any, theirs: Any) -> bool:
    """Whether two defaults mean the same; what only a name of PyTorch's says is not compared."""
    if theirs is UNKNOWN or own is theirs or {repr(own), repr(theirs)} == {"None", "()"}:
        return True
    try:
        return bool(own == theirs) or own.__name__ == theirs.__name__
    except AttributeError:
        return False


def compared(own: list[Argument], theirs: list[Argument], calls: list[list[Argument]], is_op: bool) -> list[str]:
    """In what the arguments differ from `theirs`, one of the ways to call it that PyTorch has, `calls`, in words."""
    places: dict[int, set[str]] = {}  # the names that each place has
    defaults: dict[str, list] = {}
    for call in calls:
        for number, argument in enumerate(call):
            defaults.setdefault(argument.name, []).append(argument.default)
            if argument.kind in ("place", "positional"):
                places.setdefault(number, set()).add(argument.name)
    words = []
    own_places = [a for a in own if a.kind == "positional"]
    rest = next((a for a in own if a.kind == "rest"), None)
    by_name = {name: a for a in own if a.kind != "others" for name in (a.name,)}
    others = any(a.kind == "others" for a in own)
    for place, argument in enumerate(theirs):
        name = argument.name
        if (
            argument.kind in ("place", "others")
            or name in EVERYWHERE
            or name.startswith("_")
            or (place, name) == (0, "self")
        ):
            continue
        twin = next((a for own_name, a in by_name.items() if same_name(own_name, name, is_op)), None)
        here = own_places[place] if place < len(own_places) else rest
        if argument.kind == "rest":
            if here is None or here.kind != "rest":
                words.append(f"no `*{name}`")
            continue
        if twin is None and not others:
            words.append(f"without `{name}`")
        elif argument.kind == "positional":
            fits = here is not None and (here is rest or any(same_name(here.name, one, is_op) for one in places[place]))
            if not fits:
                words.append(f"`{name}` is given by name" if here is None else f"`{name}` at another place")
            elif twin is rest and rest is not None and not others:
                words.append(f"`{name}` isn't given by name")
        if twin is None or twin is rest or argument.default is REQUIRED:
            continue
        if twin.default is REQUIRED:
            words.append(f"`{name}` must be given")
        elif not any(same_default(twin.default, default) for default in defaults[name]):
            theirs = re.sub(r" object at 0x[0-9a-f]+>", ">", repr(argument.default))  # not where it happens to lie
            words.append(f"`{name}` is {twin.default!r} by default, in PyTorch {theirs}")
    return words


def found(thing: Callable, path: str, method: bool = False) -> list[str]:
    """In what the arguments of a function or class differ from those at PyTorch's path, in words."""
    is_op = hasattr(thing, "signature")
    own, calls = own_arguments(thing)[method:], pytorch_arguments(path)
    calls = [call[1:] if method and call and call[0].name in ("self", "cls") else call for call in calls]
    if not calls:
        return []
    words: dict[str, None] = {}
    for call in calls:
        words |= dict.fromkeys(compared(own, call, calls, is_op))
    if any(argument.kind == "others" for call in calls for argument in call):
        return list(words)
    names = {argument.name for call in calls for argument in call}
    optional = {
        a.name for call in calls for a in call if a.default is not REQUIRED or a.kind == "rest" or len(calls) > 1
    }
    more = []
    for number, a in enumerate(own):
        theirs = {name for name in names if same_name(a.name, name, is_op)}
        taken = any(call[number].kind == "place" for call in calls if number < len(call))
        if (
            a.kind not in ("positional", "keyword")
            or a.name in EVERYWHERE
            or taken
            or (a is own[0] and "self" in names)
        ):
            continue
        if not theirs:
            more.append(a.name)
        elif a.default is not REQUIRED and not theirs & optional and not any(b.kind == "rest" for b in own):
            words[f"`{min(theirs)}` may be left out"] = None
    missing = [word.split("`")[1] for word in words if word.startswith("without")]
    needed = {a.name for call in [own, *calls] for a in call if a.default is REQUIRED}
    if len(missing) == len(more) == 1 and {*missing, *more} <= needed:
        return [f"`{missing[0]}` is called `{more[0]}`", *(word for word in words if not word.startswith("without"))]
    return [*words, *(f"also `{name}`" for name in more)]

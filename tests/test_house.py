"""The order of the rooms: each imports only from those above it in the list of the package's docstring."""

import ast
import re
from pathlib import Path

import pytest

import tinygrad_edu

PACKAGE = Path(tinygrad_edu.__file__).parent
ROOMS = re.findall(r"^    (\w+)  ", tinygrad_edu.__doc__, re.MULTILINE)


def files(room):
    single = PACKAGE / f"{room}.py"
    return [single] if single.exists() else sorted((PACKAGE / room).rglob("*.py"))


def for_typing_only(tree):
    """What stands under ``if TYPE_CHECKING:``, which no program ever runs."""
    tests = [node for node in ast.walk(tree) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
    return {inner for test in tests for statement in test.body for inner in ast.walk(statement)}


def imported(file):
    """The rooms that a file imports from, anywhere in it."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    package = ["tinygrad_edu", *file.relative_to(PACKAGE).parent.parts]
    skipped, rooms = for_typing_only(tree), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            paths = [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node not in skipped:
            base = package[: len(package) - node.level + 1] if node.level else []
            path = ".".join([*base, *filter(None, [node.module])])
            paths = [f"{path}.{name.name}" for name in node.names]
        else:
            continue
        rooms |= {path.split(".")[1] for path in paths if path.startswith("tinygrad_edu.")}
    return rooms


def test_every_room_is_listed_once():
    there = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert sorted(ROOMS) == sorted(there - {"__init__"})


def test_the_imports_are_found():
    assert imported(PACKAGE / "tensor.py") >= {"tape", "methods", "ops", "functions"}
    assert "tape" not in imported(PACKAGE / "errors.py")
    assert imported(PACKAGE / "nn" / "functional" / "loss.py") == {"ops", "nn"}
    assert imported(PACKAGE / "utils" / "checkpoint.py") == {"autograd"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_uses_only_those_above_it(room):
    above = {*ROOMS[: ROOMS.index(room)], room}
    wrong = {(file.name, other) for file in files(room) for other in imported(file) - above}
    assert wrong == set(), "move what is shared into a room above both"

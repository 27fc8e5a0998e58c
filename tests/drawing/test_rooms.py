"""The order of the files in `drawing`: each imports only from those above it in the list of its folder's docstring."""

import ast
import re
from pathlib import Path

import pytest

from tinygrad_edu import drawing
from tinygrad_edu.drawing import page, plots, svg

LISTED = re.compile(r"^    (\w+)  ", re.MULTILINE)
FOLDERS = [drawing, svg, page, plots]


def imported(file, folder):
    """The files and folders of the folder that a file in it imports from."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = file.parents[node.level - 1]
            for name in [node.module] if node.module else [name.name for name in node.names]:
                path = base.joinpath(*name.split("."))
                if path.is_relative_to(folder) and path != folder:
                    found.add(path.relative_to(folder).parts[0])
    return found


@pytest.mark.parametrize("package", FOLDERS, ids=lambda package: package.__name__)
def test_each_is_listed_once_and_uses_only_those_above_it(package):
    folder = Path(package.__file__).parent
    listed = LISTED.findall(package.__doc__)
    files = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    folders = {path.name for path in folder.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert sorted(listed) == sorted(files | folders)
    for place, name in enumerate(listed):
        inside = [folder / f"{name}.py"] if name in files else sorted((folder / name).rglob("*.py"))
        for file in inside:
            assert imported(file, folder) <= {*listed[: place + 1]}, file


def test_the_imports_are_found():
    folder = Path(drawing.__file__).parent
    assert imported(folder / "composing.py", folder) >= {"computation", "scene", "folding"}
    assert imported(folder / "svg" / "document.py", folder) == {"palette", "scene", "svg"}

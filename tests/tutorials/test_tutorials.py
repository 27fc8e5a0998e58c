"""Programs as they stand in courses, each run by PyTorch and by tinygrad_edu: all that they compute and print is equal.

They are run in float64, and both draw the same random numbers. What a program's names stand for at its end is compared.
"""

import warnings
from pathlib import Path

import pytest

import tinygrad_edu as tg

from .both import assert_same, comparable, draw_like_ours, final_names, renamed

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))


@pytest.fixture
def in_a_folder(monkeypatch, tmp_path):
    """The programs may write files, and are run in float64."""
    monkeypatch.chdir(tmp_path)
    before = tg.get_default_dtype()
    tg.set_default_dtype(tg.float64)
    yield
    tg.set_default_dtype(before)


def ours(path):
    return {name: comparable(value) for name, value in final_names(renamed(path.read_text("utf-8")), path).items()}


@pytest.mark.usefixtures("in_a_folder")
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_it_runs_by_another_import(path):
    numbers = [value for name, value in ours(path).items() if not name.startswith("__") and value is not None]
    assert len(numbers) > 3


@pytest.mark.usefixtures("in_a_folder")
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_it_computes_and_prints_what_pytorch_does(path, capsys, monkeypatch):
    torch = pytest.importorskip("torch")
    actual, printed = ours(path), capsys.readouterr().out
    draw_like_ours(torch, monkeypatch)
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        with warnings.catch_warnings(action="ignore"):  # PyTorch's, of functions that it wants to replace
            expected = final_names(path.read_text("utf-8"), path)
    finally:
        torch.set_default_dtype(before)
    assert printed == capsys.readouterr().out
    compared = [name for name in expected if not name.startswith("__")]
    for name in compared:
        assert_same(actual[name], comparable(expected[name]), name)
    assert len(compared) > 3


def test_the_comparison_notices_what_differs():
    same = {"x": [1.0, "a", None], "y": {"z": tg.ones(2)}}
    assert_same(comparable(same), comparable(same), "")
    for other in ({**same, "x": [1.1, "a", None]}, {**same, "y": {"z": tg.zeros(2)}}, {"x": same["x"]}):
        with pytest.raises(AssertionError):
            assert_same(comparable(other), comparable(same), "")

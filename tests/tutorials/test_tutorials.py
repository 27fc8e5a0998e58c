"""Programs as they stand in courses, each run by PyTorch and by tinygrad_edu: all that they compute and print is equal.

Both draw the same random numbers. What a program's names stand for at its end is compared: in float64 to the last
digits, and in float32, which programs have unless they ask for another dtype, to what rounding leaves.
"""

import warnings
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg

from .both import assert_same, comparable, comparable_names, draw_like_ours, final_names, in_dtype, renamed

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))
INTEGERS = "an integer tensor times a number is float64 here, in PyTorch float32"
# Programs whose float32 numbers aren't compared.
NOT_IN_FLOAT32 = {
    "bigrams": "it mixes its dtypes, which PyTorch refuses in float32",
    "copying": "Adam turns rounding into steps where a gradient is 0 but for rounding: the bias of attention's keys",
    "diffusion": INTEGERS,
    "polynomial": INTEGERS,
    "softmax_regression": "it mixes its dtypes, which PyTorch refuses in float32",
    "words": INTEGERS,
}


@pytest.fixture
def in_a_folder(monkeypatch, tmp_path):
    """The programs may write files, and change how numbers are printed."""
    monkeypatch.chdir(tmp_path)
    with np.printoptions():
        yield


def ours(path, dtype):
    """What a program's names stand for with our package, so that it can be compared."""
    with in_dtype(dtype, tg):
        return comparable_names(final_names(renamed(path.read_text("utf-8")), path))


def theirs(path, dtype, torch, monkeypatch):
    """The same with PyTorch, whose random numbers are ours."""
    draw_like_ours(torch, monkeypatch)
    torch.set_num_threads(1)  # nets so small are slower on several
    with in_dtype(dtype, tg, torch), warnings.catch_warnings(action="ignore"):  # of functions that it wants to replace
        return comparable_names(final_names(path.read_text("utf-8"), path))


@pytest.mark.usefixtures("in_a_folder")
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_it_runs_by_another_import(path):
    assert sum(value is not None for value in ours(path, "float32").values()) > 3


@pytest.mark.usefixtures("in_a_folder")
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_it_computes_and_prints_what_pytorch_does(path, capsys, monkeypatch):
    torch = pytest.importorskip("torch")
    actual, printed = ours(path, "float64"), capsys.readouterr().out
    expected = theirs(path, "float64", torch, monkeypatch)
    assert printed == capsys.readouterr().out
    assert len(expected) > 3
    for name, value in expected.items():
        assert_same(actual[name], value, name)


@pytest.mark.usefixtures("in_a_folder")
@pytest.mark.parametrize("path", [p for p in PROGRAMS if p.stem not in NOT_IN_FLOAT32], ids=lambda path: path.stem)
def test_it_computes_it_in_float32_too(path, monkeypatch):
    torch = pytest.importorskip("torch")
    actual, expected = ours(path, "float32"), theirs(path, "float32", torch, monkeypatch)
    for name, value in expected.items():
        assert_same(actual[name], value, name, rtol=1e-4, atol=1e-5)


def test_the_comparison_notices_what_differs():
    same = {"x": [1.0, "a", None], "y": {"z": tg.ones(2)}}
    assert_same(comparable(same), comparable(same), "")
    for other in ({**same, "x": [1.1, "a", None]}, {**same, "y": {"z": tg.zeros(2)}}, {"x": same["x"]}):
        with pytest.raises(AssertionError):
            assert_same(comparable(other), comparable(same), "")

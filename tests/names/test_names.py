"""The table of names: that it is up to date, whole and true; and that every name is called as PyTorch's is."""

import functools
import importlib.util
import inspect
import re

import numpy as np
import pytest

import tinygrad_edu as tg

from .comparison import all_that_differs, by_name, comparable, differing, internal, known
from .differences import (
    ABSENT,
    DIFFERENCES,
    ELSEWHERE,
    NOT_SO,
    NOTES,
    NUMPY,
    OURS,
    OWN_ARGUMENTS,
    OWN_NAMESPACES,
    PYTORCH,
    counterpart,
)
from .listing import COMPARED, NAMESPACES, ROOMS, WITH_METHODS, packages, place, sections
from .page import PAGE, page
from .signatures import found, is_there, pytorch_arguments

RENEW = """a mistake? If it is on purpose: python -m tests.names compare
What PyTorch hasn't belongs into OURS or ELSEWHERE in tests/names/differences.py, or needs an __all__ that hides it."""
SECTIONS = sections()
NAMES = {name.path: name for section in SECTIONS.values() for name in section}
# What isn't made here and is public all the same: classes of NumPy and Python.
FROM_ELSEWHERE = {"Size", "LinAlgError", "dtype", "finfo", "iinfo"}


@pytest.fixture(scope="module")
def torch():
    """PyTorch, in the version that the differences were written for."""
    library = pytest.importorskip("torch")
    if not library.__version__.startswith(f"{PYTORCH}."):
        pytest.skip(f"the differences are those from PyTorch {PYTORCH}")
    return library


# The text


def test_the_text_is_what_the_generator_makes():
    if not np.__version__.startswith(f"{NUMPY}."):
        pytest.skip(f"the table was written with NumPy {NUMPY}")
    assert PAGE.read_text(encoding="utf-8") == page(), RENEW


def test_every_row_of_a_table_has_its_cells():
    lines = [line for line in page().splitlines() if line.startswith("|")]
    counts = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
    assert len(lines) > 1000
    assert counts == {3, 6}


# That it is whole


def test_every_part_of_the_package_is_for_users_or_behind_what_is():
    found = {path for path in packages() if not {path, path.split(".")[0]} & ROOMS}
    assert found - set(NAMESPACES) == set(), "add it to NAMESPACES or ROOMS in tests/names/listing.py"
    assert {room for room in ROOMS if importlib.util.find_spec(f"tinygrad_edu.{room}") is None} == set()


@pytest.mark.parametrize("namespace", SECTIONS)
def test_only_names_of_the_package_are_public(namespace):
    foreign = {
        name.path
        for name in SECTIONS[namespace]
        if not (getattr(name.thing, "__module__", None) or "tinygrad_edu").startswith("tinygrad_edu")
        and not isinstance(name.thing, (np.dtype, property, functools.cached_property))
        and name.short not in FROM_ELSEWHERE
    }
    assert foreign == set(), "the module needs an __all__"


def test_every_name_says_what_it_does():
    assert {path for path, name in NAMES.items() if len(name.meaning) <= 3} == set()


def test_differences_are_of_names_that_exist():
    told = {*DIFFERENCES, *known(), *by_name(NOT_SO), *OURS, *ELSEWHERE, *OWN_ARGUMENTS}
    assert told - set(NAMES) == set()
    assert {*NOTES, *OWN_NAMESPACES} <= set(NAMESPACES)
    hidden = {f"{path}.{name}" for path, names in COMPARED["internal"].items() for name in names.split()}
    assert {path for path in (*hidden, *WITH_METHODS) if not hasattr(*parent(path))} == set()


def parent(path: str):
    """What a path's last part belongs to, and that part."""
    above, _, name = path.rpartition(".")
    return place(above), name


# That PyTorch has it


def test_pytorch_has_every_counterpart(torch):
    absent = {path for path in NAMES if counterpart(path) and not is_there(counterpart(path))}
    assert absent == set(), RENEW


def test_members_that_are_hidden_are_those_that_pytorch_has_not(torch):
    assert internal() == COMPARED["internal"], RENEW


def test_our_own_names_are_not_pytorchs(torch):
    assert {path for path in OURS if is_there(f"torch.{path}")} == set()


def test_what_is_said_to_be_absent_is_absent(torch):
    named = [path for text in ABSENT for path in re.findall(r"`(\w[\w.]*)`", text)]
    assert len(named) > 5
    for path in named:
        assert is_there(f"torch.{path}") or is_there(f"torch.Tensor.{path}"), f"PyTorch has no {path}"
        assert not hasattr(*parent(path)), f"{path} is here"
        assert not hasattr(tg.Tensor, path), f"Tensor.{path} is here"


# That it is called as PyTorch's is


@pytest.mark.parametrize("namespace", SECTIONS)
def test_arguments_are_pytorchs_or_said_to_differ(torch, namespace):
    """Names, order and defaults of all arguments. What compared.json says differs must, and nothing else may."""
    names, listed = SECTIONS[namespace], known()
    expected = {name.path: sorted(listed[name.path]) for name in names if name.path in listed}
    assert differing(names) == expected, RENEW


def test_what_is_not_so_is_still_found(torch):
    seen = all_that_differs(NAMES.values())
    stale = {path: words for path, words in by_name(NOT_SO).items() if not {*words} <= {*seen.get(path, ())}}
    assert stale == {}


def test_of_few_functions_pytorch_does_not_say_how_they_are_called(torch):
    functions = [name for name in comparable(NAMES.values()) if inspect.isfunction(name.thing)]
    unknown = {name.path for name in functions if not pytorch_arguments(counterpart(name.path))}
    older = {path for path in NAMES if path.startswith("nn.init.") and f"{path}_" in NAMES}
    assert unknown - older == {"celu", "linalg.lu_factor", "lu", "slice"}


@pytest.mark.parametrize(
    ("function", "path", "words"),
    [
        (lambda input, dim=None, keepdim=False, *, dtype=None: None, "torch.sum", []),
        (lambda input, keepdim=False, dim=None, *, dtype=None: None, "torch.sum", ["`dim` at another place"]),
        (lambda input, dim=None, keepdim=False: None, "torch.sum", ["without `dtype`"]),
        (lambda input, p=0.1, training=True, inplace=False: None, "torch.nn.functional.dropout",
         ["`p` is 0.1 by default, in PyTorch 0.5"]),
        (lambda input, p, training=True, inplace=False: None, "torch.nn.functional.dropout", ["`p` must be given"]),
        (lambda values, values2: None, "torch.Tensor.matmul", ["`other` is called `values2`"]),
        (lambda A, B=0, *, left=True: None, "torch.linalg.solve", ["`B` may be left out"]),
        (lambda input, *, p=0.5, training=True, inplace=False: None, "torch.nn.functional.dropout",
         ["`p` is given by name", "`training` is given by name", "`inplace` is given by name"]),
        (lambda input, target, margin=1.0: None, "torch.nn.Softplus",
         ["without `beta`", "without `threshold`", "also `input`", "also `target`", "also `margin`"]),
    ],
)  # fmt: skip
def test_the_comparison_sees_what_differs(torch, function, path, words):
    seen = found(function, path, method=path.startswith("torch.Tensor."))
    assert [word for word in seen if "at another place" not in word or word in words] == words


# That it differs as it is said to

LARGE = float("inf")


def gradient(library, function, numbers, cotangent=1.0):
    """The gradient of a function of one vector, as a list."""
    x = library.tensor(numbers, requires_grad=True)
    function(x).backward(library.tensor(cotangent))
    return x.grad.tolist()


def target_gradient(library):
    """The derivative of a binary cross-entropy by the target, where the input is 0."""
    target = library.tensor([0.5], requires_grad=True)
    library.nn.functional.binary_cross_entropy(library.tensor([0.0]), target).backward()
    return target.grad.tolist()


SHOWN = {
    "amax": lambda library: gradient(library, library.amax, [1.0, float("nan")], 1.0),
    "amin": lambda library: gradient(library, lambda x: library.amin(x, 0), [1.0, 2.0], LARGE),
    "det": lambda library: gradient(library, library.det, [[1.0, 2.0], [2.0, 4.0]]),
    "kthvalue": lambda library: library.kthvalue(library.tensor([1.0, 1.0, 1.0]), 2).indices.item(),
    "nanmean": lambda library: gradient(library, library.nanmean, [float("nan")]),
    "topk": lambda library: library.topk(library.tensor([1.0, 1.0, 1.0, 0.0]), 2).indices.tolist(),
    "nn.functional.binary_cross_entropy": target_gradient,
    "promotion": lambda library: str((library.tensor([1]) + library.tensor([0.5])).dtype).removeprefix("torch."),
    "integers": lambda library: str(library.exp(library.tensor([1])).dtype).removeprefix("torch."),
    "times a number": lambda library: str((library.tensor([1]) * 0.5).dtype).removeprefix("torch."),
    "seeds": lambda library: library.rand(1, generator=library.Generator().manual_seed(1)).item(),
}


@pytest.mark.parametrize("name", SHOWN)
def test_a_difference_is_one(torch, name):
    with np.errstate(all="ignore"):
        ours, theirs = SHOWN[name](tg), SHOWN[name](torch)
    assert repr(ours) != repr(theirs)

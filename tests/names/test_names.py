"""The table of names: that it is up to date, whole and true; and that every name is called as PyTorch's is."""

import functools
import importlib.util
import inspect
import re

import numpy as np
import pytest

import tinygrad_edu as tg

from .differences import (
    ABSENT,
    ARGUMENTS,
    DIFFERENCES,
    ELSEWHERE,
    NOT_SO,
    NOTES,
    NUMPY,
    OURS,
    OWN_ARGUMENTS,
    OWN_NAMESPACES,
    PYTORCH,
    by_name,
)
from .listing import INTERNAL, NAMESPACES, ROOMS, WITH_METHODS, packages, place, sections
from .page import PAGE, counterpart, page
from .signatures import found, resolved

SECTIONS = sections()
NAMES = {name.path: name for section in SECTIONS.values() for name in section}
# What isn't made here and is public all the same: NumPy's own classes, and values.
FROM_NUMPY = {"LinAlgError", "dtype", "finfo", "iinfo"}


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
    assert PAGE.read_text(encoding="utf-8") == page(), "renew it: python -m tests.names"


def test_every_row_of_a_table_has_its_cells():
    lines = [line for line in page().splitlines() if line.startswith("|")]
    counts = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}
    assert len(lines) > 1000
    assert counts == {3, 6}


# That it is whole


def test_every_part_of_the_package_is_for_users_or_behind_what_is():
    found = {path for path in packages() if path.split(".")[0] not in ROOMS}
    assert found - set(NAMESPACES) == set(), "add it to NAMESPACES or ROOMS in tests/names/listing.py"
    assert {room for room in ROOMS if importlib.util.find_spec(f"tinygrad_edu.{room}") is None} == set()


@pytest.mark.parametrize("namespace", SECTIONS)
def test_only_names_of_the_package_are_public(namespace):
    foreign = {
        name.path
        for name in SECTIONS[namespace]
        if not (getattr(name.thing, "__module__", None) or "tinygrad_edu").startswith("tinygrad_edu")
        and not isinstance(name.thing, (np.dtype, property, functools.cached_property))
        and name.short not in FROM_NUMPY
    }
    assert foreign == set(), "the module needs an __all__"


@pytest.mark.parametrize("name", NAMES.values(), ids=lambda name: name.path)
def test_every_name_says_what_it_does(name):
    assert len(name.meaning) > 3


def test_differences_are_of_names_that_exist():
    told = {*DIFFERENCES, *by_name(ARGUMENTS), *by_name(NOT_SO), *OURS, *ELSEWHERE, *OWN_ARGUMENTS}
    assert told - set(NAMES) == set()
    assert {*NOTES, *OWN_NAMESPACES} <= set(NAMESPACES)
    members = {f"{path}.{name}" for path, names in INTERNAL.items() for name in names.split()}
    assert {path for path in (*members, *WITH_METHODS) if not hasattr(*parent(path))} == set()


def parent(path: str):
    """What a path's last part belongs to, and that part."""
    above, _, name = path.rpartition(".")
    return place(above), name


# That PyTorch has it


def test_pytorch_has_every_counterpart(torch):
    absent = {path for path in NAMES if counterpart(path) and not is_there(counterpart(path))}
    assert absent == set(), "give it PyTorch's name, or list it in OURS or ELSEWHERE, or hide it: INTERNAL, __all__"


def test_our_own_names_are_not_pytorchs(torch):
    assert {path for path in OURS if is_there(f"torch.{path}")} == set()


def test_what_is_said_to_be_absent_is_absent(torch):
    named = [path for text in ABSENT for path in re.findall(r"`(\w[\w.]*)`", text)]
    assert len(named) > 5
    for path in named:
        assert is_there(f"torch.{path}") or is_there(f"torch.Tensor.{path}"), f"PyTorch has no {path}"
        assert not hasattr(*parent(path)), f"{path} is here"
        assert not hasattr(tg.Tensor, path), f"Tensor.{path} is here"


def is_there(path: str) -> bool:
    """Whether PyTorch has something there; a field that is only declared counts."""
    above, _, name = path.rpartition(".")
    return resolved(path) is not None or name in getattr(resolved(above), "__annotations__", {})


# That it is called as PyTorch's is


@pytest.mark.parametrize("namespace", SECTIONS)
def test_arguments_are_pytorchs_or_said_to_differ(torch, namespace):
    """Names, order and defaults of all arguments; what differs must be in ARGUMENTS, and what is there must differ."""
    differing = {}
    for name in SECTIONS[namespace]:
        path, made_here = name.path, (getattr(name.thing, "__module__", None) or "").startswith("tinygrad_edu")
        if counterpart(path) and callable(name.thing) and made_here and path not in OWN_ARGUMENTS:
            holder, short = parent(path)
            method = inspect.isclass(holder) and inspect.isfunction(inspect.getattr_static(holder, short))
            words = found(name.thing, counterpart(path), method)
            if words:
                differing[path] = set(words)
    listed = {**by_name(ARGUMENTS), **by_name(NOT_SO)}
    expected = {name.path: set(listed[name.path]) for name in SECTIONS[namespace] if name.path in listed}
    assert differing == expected


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

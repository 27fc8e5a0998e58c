"""Running a PyTorch program as it is, and with tinygrad_edu in PyTorch's place, from the same random numbers."""

import contextlib
import re
from types import ModuleType

import numpy as np

import tinygrad_edu as tg

DRAW = ("rand", "randn", "randint", "randperm", "rand_like", "randn_like", "normal", "multinomial", "bernoulli")
FILL = ("uniform_", "normal_")


def renamed(program):
    """The program with its imports of torch turned into ours: what a reader would do by hand."""
    program = re.sub(r"^import torch$", "import tinygrad_edu as torch", program, flags=re.MULTILINE)
    return re.sub(r"^(import|from) torch\b", r"\1 tinygrad_edu", program, flags=re.MULTILINE)


def final_names(program, path):
    """What the program's names stand for when it is over."""
    tg.manual_seed(0)
    names = {"__name__": "__main__"}
    exec(compile(program, str(path), "exec"), names)
    return names


def draw_like_ours(torch, monkeypatch):
    """Let PyTorch draw its random numbers from our generator, in its own functions' names."""

    def theirs(thing):
        return torch.from_numpy(np.array(thing.data))

    def ours(thing):
        if isinstance(thing, torch.Tensor):
            return tg.tensor(thing.detach().numpy())
        if isinstance(thing, torch.device):
            return str(thing)
        return np.dtype(str(thing).removeprefix("torch.")) if isinstance(thing, torch.dtype) else thing

    def drawing(function):
        def draw(*args, requires_grad=False, **options):
            given = {name: ours(value) for name, value in options.items()}
            return theirs(function(*map(ours, args), **given)).requires_grad_(requires_grad)

        return draw

    def filling(name):
        def fill(self, *args, **options):
            options.pop("generator", None)
            numbers = getattr(tg.zeros(tuple(self.shape)), name)(*args, **options)
            with torch.no_grad():
                return self.copy_(theirs(numbers))

        return fill

    def dropout(input, p=0.5, training=True, inplace=False):
        return input * theirs(tg.nn.functional.dropout(tg.ones(tuple(input.shape)), p, training))

    for name in DRAW:
        monkeypatch.setattr(torch, name, drawing(getattr(tg, name)))
    for name in FILL:
        monkeypatch.setattr(torch.Tensor, name, filling(name))
    monkeypatch.setattr(torch, "manual_seed", tg.manual_seed)
    monkeypatch.setattr(torch.nn.functional, "dropout", dropout)


@contextlib.contextmanager
def in_dtype(dtype, *libraries):
    """While this is the libraries' default dtype."""
    before = [library.get_default_dtype() for library in libraries]
    for library in libraries:
        library.set_default_dtype(getattr(library, dtype))
    try:
        yield
    finally:
        for library, one in zip(libraries, before):
            library.set_default_dtype(one)


def comparable_names(names):
    """What a program's own names stand for, so that it can be compared."""
    return {name: comparable(value) for name, value in names.items() if not name.startswith("__")}


def comparable(value):
    """The arrays, numbers and texts in a value, in dicts and lists; None for what can't be compared."""
    if isinstance(value, (type, ModuleType)):
        return None
    if hasattr(value, "state_dict") and hasattr(value, "forward"):
        return comparable(dict(value.state_dict()))
    if hasattr(value, "detach"):
        return np.array(value.detach().numpy())
    if isinstance(value, dict):
        return {str(key): comparable(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [comparable(part) for part in value]
    return value if isinstance(value, (int, float, str, np.ndarray, np.generic)) else None


def assert_same(actual, expected, place, rtol=1e-8, atol=1e-10):
    """Both hold the same numbers and texts."""
    if isinstance(expected, dict):
        assert sorted(actual) == sorted(expected), place
        for key in expected:
            assert_same(actual[key], expected[key], f"{place}[{key!r}]", rtol, atol)
    elif isinstance(expected, list):
        assert len(actual) == len(expected), place
        for position, (one, other) in enumerate(zip(actual, expected)):
            assert_same(one, other, f"{place}[{position}]", rtol, atol)
    elif isinstance(expected, (str, type(None))):
        assert actual == expected, place
    else:
        assert np.asarray(actual).dtype == np.asarray(expected).dtype, place
        np.testing.assert_allclose(actual, expected, rtol, atol, err_msg=place)

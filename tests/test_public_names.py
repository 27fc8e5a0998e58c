"""What is public: `__all__` of each namespace, for ``from … import *``, type checkers and completion."""

import importlib
from types import ModuleType

import pytest

# Namespaces that hold nothing but what is for users; and those that have functions for their own use in them, too
FOR_USERS = (
    "", "autograd", "backends", "backends.cuda", "backends.cudnn", "backends.mps", "cuda", "distributions", "drawing",
    "keras", "linalg", "nn", "nn.functional", "nn.parameter", "nn.utils", "random",
    "nn.utils.clip_grad", "optim", "optim.lr_scheduler", "special", "tracing", "utils", "utils.checkpoint",
    "utils.data", "utils.data.dataloader", "utils.data.dataset", "utils.data.sampler",
)  # fmt: skip
ROOMS = (
    "amp", "cuda.amp", "nn.parallel",
    "autograd.functional", "data", "func", "keras.activations", "keras.callbacks", "keras.datasets.imdb",
    "keras.datasets.mnist", "keras.initializers", "keras.layers", "keras.losses", "keras.metrics", "keras.models",
    "keras.optimizers", "keras.utils", "nn.init", "nn.utils.parametrizations", "nn.utils.parametrize", "nn.utils.rnn",
    "testing",
)  # fmt: skip


def namespace(path):
    return importlib.import_module(f"tinygrad_edu.{path}".rstrip("."))


def names_in(module):
    """The names of a module without its submodules and the modules that it uses."""
    return {name for name in vars(module) if name[:2] != "__" and not isinstance(getattr(module, name), ModuleType)}


def own_modules(module):
    """Those of its public names that are modules of its own."""
    things = {name: getattr(module, name) for name in module.__all__}
    return {
        name
        for name, thing in things.items()
        if isinstance(thing, ModuleType) and thing.__name__ == f"{module.__name__}.{name}"
    }


@pytest.mark.parametrize("path", FOR_USERS)
def test_all_that_is_there_is_public(path):
    module = namespace(path)
    assert all(hasattr(module, name) for name in module.__all__)  # which imports what isn't there yet
    assert names_in(module) == {*module.__all__} - own_modules(module), f"__all__ of {module.__name__} has the others"


@pytest.mark.parametrize("path", [*FOR_USERS, *ROOMS])
def test_public_names_are_there_and_are_named_once(path):
    module = namespace(path)
    assert len(set(module.__all__)) == len(module.__all__)
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


@pytest.mark.parametrize("path", ROOMS)
def test_public_names_are_the_packages_own(path):
    module = namespace(path)
    assert [name for name in module.__all__ if not getattr(module, name).__module__.startswith("tinygrad_edu")] == []


@pytest.mark.parametrize("path", [*FOR_USERS, *ROOMS])
def test_a_star_brings_the_public_names_alone(path):
    brought = {}
    exec(f"from {namespace(path).__name__} import *", brought)
    assert brought.keys() - {"__builtins__"} == {*namespace(path).__all__}

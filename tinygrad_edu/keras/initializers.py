"""First values for weights, from their shape, in Keras's layouts: (inputs, outputs), (rows, columns, inputs, outputs).

They differ from PyTorch's in their defaults, and where a distribution is normal: here numbers beyond two standard
deviations are drawn again, and what that takes from the spread is given back.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from ..arrays import get_default_dtype
from ..nn import init
from ..ops.random import generator
from ..tensor import from_numpy
from .configuration import Configured
from .known import TABLES, named_or_given
from .names import snake_case

__all__ = [
    "Constant", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform", "Identity", "Initializer", "LecunNormal",
    "LecunUniform", "Ones", "Orthogonal", "RandomNormal", "RandomUniform", "TruncatedNormal", "VarianceScaling",
    "Zeros", "get",
]  # fmt: skip

SPREAD_WITHIN_TWO = 0.8796256610342398  # the standard deviation of a standard normal number that lies in [−2, 2]


class Initializer(Configured):
    """What makes an array of a shape; a subclass defines `fill`, or ``__call__(shape, dtype=None)``."""

    def __call__(self, shape, dtype=None) -> np.ndarray:
        """An array of this shape, in the default dtype unless another one is given."""
        array = np.zeros(shape, dtype or get_default_dtype())
        self.fill(array)
        return array

    def fill(self, array: np.ndarray) -> None:
        """Write the values into an array of zeros."""
        raise TypeError(f"{type(self).__name__} has no values\nhelp: define fill(self, array) in the class")


class Zeros(Initializer):
    """Zeros."""

    def fill(self, array: np.ndarray) -> None:
        """Nothing is left to do."""


class Ones(Initializer):
    """Ones."""

    def fill(self, array: np.ndarray) -> None:
        """One everywhere."""
        array[...] = 1


class Constant(Initializer):
    """One value, or an array that broadcasts."""

    def __init__(self, value=0.0) -> None:
        self.value = value

    def fill(self, array: np.ndarray) -> None:
        """The value everywhere."""
        array[...] = self.value


class Identity(Initializer):
    """The identity matrix times `gain`."""

    def __init__(self, gain: float = 1.0) -> None:
        self.gain = gain

    def fill(self, array: np.ndarray) -> None:
        """The gain on the diagonal."""
        if array.ndim != 2:
            raise ValueError(f"an identity matrix of shape {array.shape}\nhelp: it has two axes")
        array[...] = self.gain * np.eye(*array.shape)


class RandomInitializer(Initializer):
    """What is drawn; with a `seed` the same numbers at every call, without one from the generator of all."""

    seed: int | None = None

    def draw(self) -> np.random.Generator:
        """Where the numbers come from."""
        return generator if self.seed is None else np.random.default_rng(self.seed)


class RandomNormal(RandomInitializer):
    """Normal."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def fill(self, array: np.ndarray) -> None:
        """Draw."""
        init.normal_(from_numpy(array), self.mean, self.stddev, self.draw())


class RandomUniform(RandomInitializer):
    """Uniform in [minval, maxval)."""

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None) -> None:
        self.minval, self.maxval, self.seed = minval, maxval, seed

    def fill(self, array: np.ndarray) -> None:
        """Draw."""
        init.uniform_(from_numpy(array), self.minval, self.maxval, self.draw())


class TruncatedNormal(RandomInitializer):
    """Normal, drawn again where it is more than two standard deviations from the mean."""

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def fill(self, array: np.ndarray) -> None:
        """Draw."""
        reach = 2 * self.stddev
        init.trunc_normal_(from_numpy(array), self.mean, self.stddev, self.mean - reach, self.mean + reach, self.draw())


class VarianceScaling(RandomInitializer):
    """Mean 0 and variance `scale` / n, n being the number of inputs, of outputs, or the mean of both, as `mode` says.

    The `distribution` is "truncated_normal", "untruncated_normal" or "uniform".
    """

    modes = ("fan_in", "fan_out", "fan_avg")
    distributions = ("truncated_normal", "untruncated_normal", "uniform")

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: int | None = None,
    ) -> None:
        distribution = "truncated_normal" if distribution == "normal" else distribution
        if scale <= 0 or mode not in self.modes or distribution not in self.distributions:
            raise ValueError(
                f"VarianceScaling(scale={scale}, mode={mode!r}, distribution={distribution!r})\n"
                f"help: a scale above 0, a mode among {self.modes}, a distribution among {self.distributions}"
            )
        self.scale, self.mode, self.distribution, self.seed = scale, mode, distribution, seed

    def fill(self, array: np.ndarray) -> None:
        """Draw."""
        inputs, outputs = fans(array.shape)
        n = {"fan_in": inputs, "fan_out": outputs, "fan_avg": (inputs + outputs) / 2}[self.mode]
        spread = math.sqrt(self.scale / max(1.0, n))
        tensor, draw = from_numpy(array), self.draw()
        if self.distribution == "uniform":
            init.uniform_(tensor, -math.sqrt(3) * spread, math.sqrt(3) * spread, draw)
        elif self.distribution == "untruncated_normal":
            init.normal_(tensor, 0.0, spread, draw)
        else:
            spread /= SPREAD_WITHIN_TWO
            init.trunc_normal_(tensor, 0.0, spread, -2 * spread, 2 * spread, draw)


def fans(shape: tuple[int, ...]) -> tuple[int, int]:
    """How many inputs an output has, and how many outputs an input has, for a weight (…, inputs, outputs)."""
    if len(shape) < 2:
        return (shape[0], shape[0]) if shape else (1, 1)
    field = math.prod(shape[:-2])
    return shape[-2] * field, shape[-1] * field


class GlorotUniform(VarianceScaling):
    """Uniform in ±√(6 / (inputs + outputs)). Source: Glorot and Bengio, AISTATS 2010."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_avg", "uniform", seed)


class GlorotNormal(VarianceScaling):
    """Truncated normal with variance 2 / (inputs + outputs). Source: Glorot and Bengio, AISTATS 2010."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_avg", "truncated_normal", seed)


class HeUniform(VarianceScaling):
    """Uniform in ±√(6 / inputs). Source: He et al., ICCV 2015."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(2.0, "fan_in", "uniform", seed)


class HeNormal(VarianceScaling):
    """Truncated normal with variance 2 / inputs. Source: He et al., ICCV 2015."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(2.0, "fan_in", "truncated_normal", seed)


class LecunUniform(VarianceScaling):
    """Uniform in ±√(3 / inputs). Source: LeCun et al., "Efficient BackProp", 1998."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_in", "uniform", seed)


class LecunNormal(VarianceScaling):
    """Truncated normal with variance 1 / inputs. Source: LeCun et al., "Efficient BackProp", 1998."""

    def __init__(self, seed: int | None = None) -> None:
        super().__init__(1.0, "fan_in", "truncated_normal", seed)


class Orthogonal(RandomInitializer):
    """All axes but the last count as rows: rows or columns at right angles, `gain` long. Source: Saxe, ICLR 2014."""

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        self.gain, self.seed = gain, seed

    def fill(self, array: np.ndarray) -> None:
        """Draw."""
        if array.ndim < 2:
            raise ValueError(f"an orthogonal matrix of shape {array.shape}\nhelp: it has at least two axes")
        init.orthogonal_(from_numpy(np.reshape(array, (-1, array.shape[-1]))), self.gain, self.draw())


def get(identifier: Any) -> Callable[..., np.ndarray]:
    """The initializer of this name; one that is there already is itself; None is zeros. ValueError if unknown."""
    if identifier is None:
        return Zeros()
    found = named_or_given("initializer", identifier)
    if not callable(found):
        raise TypeError(
            f"an initializer is a name or a function of a shape, not {identifier!r:.60}\n"
            "help: kernel_initializer='he_normal'"
        )
    return found


# The classes under the names that are given as texts
constant, identity, ones, orthogonal, zeros = Constant, Identity, Ones, Orthogonal, Zeros
glorot_normal, glorot_uniform, he_normal, he_uniform = GlorotNormal, GlorotUniform, HeNormal, HeUniform
lecun_normal, lecun_uniform, variance_scaling = LecunNormal, LecunUniform, VarianceScaling
random_normal, random_uniform, truncated_normal = RandomNormal, RandomUniform, TruncatedNormal

CLASSES = {name: globals()[name] for name in __all__ if name not in ("get", "Initializer")}
TABLES["initializer"] |= CLASSES | {snake_case(name): made for name, made in CLASSES.items()}
TABLES["initializer"] |= {"normal": RandomNormal, "uniform": RandomUniform, "one": Ones, "zero": Zeros}

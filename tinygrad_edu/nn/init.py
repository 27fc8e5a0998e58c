"""First values for parameters. Each function fills the tensor in place and returns it."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from .. import ops
from ..autograd import no_grad
from ..tensor import Tensor, from_numpy

__all__ = [
    "calculate_gain", "constant", "constant_", "dirac", "dirac_", "eye", "eye_", "kaiming_normal", "kaiming_normal_",
    "kaiming_uniform", "kaiming_uniform_", "normal", "normal_", "ones_", "orthogonal", "orthogonal_", "sparse",
    "sparse_", "trunc_normal_", "uniform", "uniform_", "xavier_normal", "xavier_normal_", "xavier_uniform",
    "xavier_uniform_", "zeros_",
]  # fmt: skip

T = TypeVar("T", bound=Tensor)
F = TypeVar("F", bound=Callable)


def filling(function: F) -> F:
    """Nothing is recorded; and an array, as in ``normal_(weight.data)``, is filled as a tensor is."""

    @functools.wraps(function)
    def fill(tensor, *args, **options):
        if isinstance(tensor, np.ndarray):
            fill(from_numpy(tensor), *args, **options)
            return tensor
        with no_grad():
            return function(tensor, *args, **options)

    return fill  # type: ignore[return-value]


@filling
def uniform_(tensor: T, a: float = 0.0, b: float = 1.0, generator: np.random.Generator | None = None) -> T:
    """Uniform in [a, b)."""
    return tensor.uniform_(a, b, generator=generator)


@filling
def normal_(tensor: T, mean: float = 0.0, std: float = 1.0, generator: np.random.Generator | None = None) -> T:
    """Normal with this mean and standard deviation."""
    return tensor.normal_(mean, std, generator=generator)


@filling
def constant_(tensor: T, val: float) -> T:
    """One value everywhere."""
    return tensor.fill_(val)


def zeros_(tensor: T) -> T:
    """Zeros."""
    return constant_(tensor, 0.0)


def ones_(tensor: T) -> T:
    """Ones."""
    return constant_(tensor, 1.0)


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """By how much an activation shrinks the standard deviation of what goes through it, as PyTorch tabulates it."""
    gains = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5 / 3, "relu": math.sqrt(2), "selu": 3 / 4}
    if nonlinearity.startswith("conv"):
        return 1.0
    if nonlinearity == "leaky_relu":
        return math.sqrt(2 / (1 + (0.01 if param is None else param) ** 2))
    if nonlinearity not in gains:
        raise ValueError(f"no gain for {nonlinearity!r}\nhelp: {', '.join([*gains, 'leaky_relu'])}")
    return gains[nonlinearity]


def fans(tensor: Tensor) -> tuple[int, int]:
    """How many inputs an output has, and how many outputs an input has, for a weight (out, in, …)."""
    if tensor.ndim < 2:
        raise ValueError(
            f"a tensor of shape {tensor.shape} has no fan-in and fan-out\nhelp: they are for weights (out, in, …)"
        )
    field = math.prod(tensor.shape[2:])
    return tensor.shape[1] * field, tensor.shape[0] * field


def xavier_uniform_(tensor: T, gain: float = 1.0, generator: np.random.Generator | None = None) -> T:
    """Uniform in ±gain · √(6 / (fan in + fan out)). Source: Glorot and Bengio, AISTATS 2010."""
    bound = gain * math.sqrt(6 / sum(fans(tensor)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: T, gain: float = 1.0, generator: np.random.Generator | None = None) -> T:
    """Normal with standard deviation gain · √(2 / (fan in + fan out)). Source: Glorot and Bengio, AISTATS 2010."""
    return normal_(tensor, 0.0, gain * math.sqrt(2 / sum(fans(tensor))), generator)


def kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    """gain / √fan."""
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"no mode {mode!r}\nhelp: 'fan_in' or 'fan_out'")
    fan_in, fan_out = fans(tensor)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan_in if mode == "fan_in" else fan_out)


def kaiming_uniform_(
    tensor: T,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: np.random.Generator | None = None,
) -> T:
    """Uniform with standard deviation gain / √fan. Source: He et al., ICCV 2015."""
    bound = math.sqrt(3) * kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: T,
    a: float = 0.0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: np.random.Generator | None = None,
) -> T:
    """Normal with standard deviation gain / √fan. Source: He et al., ICCV 2015."""
    return normal_(tensor, 0.0, kaiming_std(tensor, a, mode, nonlinearity), generator)


@filling
def trunc_normal_(
    tensor: T,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: np.random.Generator | None = None,
) -> T:
    """Normal with this mean and standard deviation, drawn again where it lies outside [a, b]."""
    if a >= b or mean - 8 * std > b or mean + 8 * std < a:
        raise ValueError(f"nothing of a normal distribution of mean {mean} and std {std} lies in [{a}, {b}]")
    draw = generator or ops.generator
    numbers = draw.normal(mean, std, tensor.shape)
    outside = (numbers < a) | (numbers > b)
    while np.any(outside):
        numbers[outside] = draw.normal(mean, std, np.count_nonzero(outside))
        outside = (numbers < a) | (numbers > b)
    return tensor.copy_(numbers)


@filling
def orthogonal_(tensor: T, gain: float = 1.0, generator: np.random.Generator | None = None) -> T:
    """Rows (or columns, if they are fewer) at right angles and of length `gain`; further axes count as columns.

    Source: Saxe et al., ICLR 2014.
    """
    if tensor.ndim < 2:
        raise ValueError(f"a tensor of shape {tensor.shape} has no rows and columns\nhelp: two axes at least")
    rows = tensor.shape[0]
    columns = math.prod(tensor.shape[1:])
    numbers = (generator or ops.generator).standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(numbers)
    q = q * np.sign(np.diag(r))  # without it some of all orthogonal matrices would be more likely than others
    return tensor.copy_(gain * (q if rows >= columns else q.T).reshape(tensor.shape))


@filling
def eye_(tensor: T) -> T:
    """The identity matrix: inputs pass a linear layer unchanged."""
    if tensor.ndim != 2:
        raise ValueError(f"a tensor of shape {tensor.shape} is no matrix\nhelp: dirac_ is for convolutions")
    return tensor.copy_(np.eye(*tensor.shape))


@filling
def dirac_(tensor: T, groups: int = 1) -> T:
    """Zeros, but 1 at the middle of the kernel from each channel to itself: inputs pass a convolution unchanged."""
    if tensor.ndim not in (3, 4, 5):
        raise ValueError(f"a tensor of shape {tensor.shape} is no convolution's weight\nhelp: 3 to 5 axes")
    if tensor.shape[0] % groups:
        raise ValueError(f"{tensor.shape[0]} channels don't make {groups} groups")
    weights = np.zeros(tensor.shape)
    size = tensor.shape[0] // groups
    channels = np.arange(min(size, tensor.shape[1]))
    middle = tuple(length // 2 for length in tensor.shape[2:])
    for group in range(groups):
        weights[(group * size + channels, channels, *middle)] = 1
    return tensor.copy_(weights)


@filling
def sparse_(tensor: T, sparsity: float, std: float = 0.01, generator: np.random.Generator | None = None) -> T:
    """Normal, but for the fraction `sparsity` of each column, which is 0. Source: Martens, ICML 2010."""
    if tensor.ndim != 2:
        raise ValueError(f"a tensor of shape {tensor.shape} is no matrix\nhelp: two axes")
    draw, (rows, columns) = generator or ops.generator, tensor.shape
    numbers = draw.normal(0.0, std, tensor.shape)
    zeros = math.ceil(sparsity * rows)
    for column in range(columns):
        numbers[draw.permutation(rows)[:zeros], column] = 0
    return tensor.copy_(numbers)


# PyTorch's names of them before version 0.4, which older courses use
constant, dirac, eye, normal, orthogonal = constant_, dirac_, eye_, normal_, orthogonal_
sparse, uniform, xavier_normal, xavier_uniform = sparse_, uniform_, xavier_normal_, xavier_uniform_
kaiming_normal, kaiming_uniform = kaiming_normal_, kaiming_uniform_
_calculate_fan_in_and_fan_out = fans  # for layers that are written like PyTorch's own

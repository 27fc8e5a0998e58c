"""Activation functions with PyTorch's arguments.

`inplace` is accepted for its sake: the result is a new tensor always.
"""

from __future__ import annotations

import warnings

import numpy as np

from ... import ops
from ...functions.arguments import either_spelling, ndim
from ...inplace import in_place
from .checks import value_of


def relu(input, inplace: bool = False):
    """max(input, 0), elementwise. At 0 nothing is sent back."""
    return ops.relu(input)


def relu6(input, inplace: bool = False):
    """The input limited to [0, 6], elementwise."""
    return ops.hardtanh(input, min_val=0.0, max_val=6.0)


def leaky_relu(input, negative_slope: float = 0.01, inplace: bool = False):
    """The input where it is positive, input · negative_slope elsewhere."""
    return ops.leaky_relu(input, negative_slope=negative_slope)


def elu(input, alpha: float = 1.0, inplace: bool = False):
    """The input where it is positive, alpha · (eˣ − 1) elsewhere. Source: Clevert et al. (2015)."""
    return ops.elu(input, alpha=alpha)


def selu(input, inplace: bool = False):
    """`elu` with the numbers that keep mean 0 and variance 1. Source: Klambauer et al. (2017)."""
    return ops.elu(input, alpha=1.6732632423543772, scale=1.0507009873554805)


def celu(input, alpha: float = 1.0, inplace: bool = False):
    """The input where it is positive, alpha · (e^(x / alpha) − 1) elsewhere: without a kink for every alpha."""
    if alpha == 0:
        raise ValueError("celu with alpha = 0\nhelp: it divides by alpha; relu is its limit")
    return ops.elu(input, alpha=alpha, input_scale=1 / alpha)


def gelu(input, approximate: str = "none"):
    """input · Φ(input), with the normal distribution's Φ, or PyTorch's approximation "tanh" of it."""
    if approximate not in ("none", "tanh"):
        raise ValueError(f"gelu has no approximation {approximate!r}\nhelp: 'none' or 'tanh'")
    return ops.gelu(input) if approximate == "none" else ops.gelu_tanh(input)


def silu(input, inplace: bool = False):
    """input · sigmoid(input), elementwise."""
    return ops.silu(input)


def mish(input, inplace: bool = False):
    """input · tanh(softplus(input)), elementwise."""
    return ops.mish(input)


def hardtanh(input, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False):
    """The input limited to [min_val, max_val], elementwise. At a bound nothing is sent back."""
    if min_val > max_val:
        raise ValueError(f"hardtanh with min_val {min_val} above max_val {max_val}\nhelp: exchange them")
    return ops.hardtanh(input, min_val=min_val, max_val=max_val)


def hardsigmoid(input, inplace: bool = False):
    """0 below −3, 1 above 3, and a straight line between them."""
    return ops.hardsigmoid(input)


def hardswish(input, inplace: bool = False):
    """input · hardsigmoid(input), elementwise."""
    return ops.hardswish(input)


def softshrink(input, lambd: float = 0.5):
    """The input moved towards 0 by lambd, and 0 where |input| ≤ lambd."""
    if lambd < 0:
        raise ValueError(f"softshrink with lambd {lambd}\nhelp: 0 or more")
    return ops.softshrink(input, lambd=lambd)


def tanhshrink(input):
    """input − tanh(input), elementwise."""
    return ops.sub(input, ops.tanh(input))


def threshold(input, threshold: float, value: float, inplace: bool = False):
    """The input where it is above the threshold, the value elsewhere."""
    return ops.threshold(input, threshold=threshold, value=value)


def rrelu(input, lower: float = 1 / 8, upper: float = 1 / 3, training: bool = False, inplace: bool = False):
    """A leaky ReLU; in training each element has a slope drawn from [lower, upper], else all have the middle one."""
    if lower > upper:
        raise ValueError(f"rrelu with lower {lower} above upper {upper}\nhelp: exchange them")
    if not training:
        return ops.leaky_relu(input, negative_slope=(lower + upper) / 2)
    slopes = ops.generator.uniform(lower, upper, input.shape).astype(input.dtype)
    return ops.prelu(input, slopes)


@either_spelling
def glu(input, dim: int = -1):
    """a · sigmoid(b), with the two halves a and b of the input along `dim`."""
    shape = value_of(input).shape
    if not -len(shape) <= dim < len(shape):
        raise IndexError(f"glu along axis {dim} of an input of shape {shape}\nhelp: an axis that is there")
    if shape[dim] % 2:
        raise ValueError(f"glu halves axis {dim} of {shape}, which is odd\nhelp: an even length")
    before, half = (slice(None),) * (dim % len(shape)), shape[dim] // 2
    first = ops.getitem(input, index=(*before, slice(None, half)))
    return ops.mul(first, ops.sigmoid(ops.getitem(input, index=(*before, slice(half, None)))))


@either_spelling
def softmax(input, dim: int | None = None, _stacklevel: int = 3, dtype=None):
    """eˣ / Σ eˣ along `dim`: positive, and summing to 1. With a `dtype` the input is cast to it first."""
    return ops.softmax(input, axis=named_dim("softmax", input, dim), dtype=dtype)


@either_spelling
def log_softmax(input, dim: int | None = None, _stacklevel: int = 3, dtype=None):
    """log softmax(input) along `dim`, exact where softmax would round to 0; `dtype` as there."""
    return ops.log_softmax(input, axis=named_dim("log_softmax", input, dim), dtype=dtype)


@either_spelling
def softmin(input, dim: int | None = None, _stacklevel: int = 3, dtype=None):
    """The softmax of −input along `dim`."""
    return ops.softmax(ops.neg(input), axis=named_dim("softmin", input, dim), dtype=dtype)


def named_dim(name: str, input, dim: int | None) -> int:
    """`dim`; without one PyTorch's choice, 0 for 0, 1 or 3 axes, else 1, with a UserWarning that says so."""
    if dim is None:
        axes = ndim(input)
        dim = 0 if axes in (0, 1, 3) else 1
        warnings.warn(
            f"{name} without dim goes along axis {dim} of a tensor with {axes} axes\nhelp: write {name}(x, dim={dim})",
            stacklevel=4,
        )
    return dim


@either_spelling
def gumbel_softmax(logits, tau: float = 1.0, hard: bool = False, eps: float = 1e-10, dim: int = -1):
    """The softmax of (logits + Gumbel noise) / tau: nearly a one-hot draw by these log-probabilities.

    With `hard` the value is one-hot, and the gradient still the softmax's. `eps` is accepted for PyTorch's sake.
    Source: Jang et al., Maddison et al. (2017).
    """
    noise = -np.log(ops.generator.exponential(size=logits.shape)).astype(logits.dtype)
    soft = ops.softmax(ops.div(ops.add(logits, noise), tau), axis=dim)
    if not hard:
        return soft
    values = value_of(soft)
    one_hot = (np.argmax(values, axis=dim, keepdims=True) == np.indices(values.shape)[dim]).astype(values.dtype)
    return ops.add(ops.sub(one_hot, values), soft)


celu_, elu_, hardtanh_, leaky_relu_ = in_place(celu), in_place(elu), in_place(hardtanh), in_place(leaky_relu)
relu_, rrelu_, selu_, threshold_ = in_place(relu), in_place(rrelu), in_place(selu), in_place(threshold)

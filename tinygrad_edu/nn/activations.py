"""Activation functions as Modules; what they compute is in `functional`.

`inplace` is accepted for PyTorch's sake: the result is a new tensor always.
"""

from __future__ import annotations

import numpy as np

from .. import ops
from ..arrays import get_default_dtype
from . import functional
from .module import Module, Parameter


class Sigmoid(Module):
    """1 / (1 + e⁻ˣ), elementwise."""

    def forward(self, x):
        """The sigmoid of x."""
        return ops.sigmoid(x)


class Tanh(Module):
    """tanh x, elementwise."""

    def forward(self, x):
        """The hyperbolic tangent of x."""
        return ops.tanh(x)


class Tanhshrink(Module):
    """x − tanh x, elementwise."""

    def forward(self, x):
        """What the hyperbolic tangent takes away from x."""
        return functional.tanhshrink(x)


class Softsign(Module):
    """x / (1 + |x|), elementwise."""

    def forward(self, x):
        """The softsign of x."""
        return ops.softsign(x)


class LogSigmoid(Module):
    """log sigmoid(x), elementwise."""

    def forward(self, x):
        """The logarithm of the sigmoid of x."""
        return ops.logsigmoid(x)


class InplaceActivation(Module):
    """An activation with PyTorch's argument `inplace`, kept for its text alone."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def extra_repr(self) -> str:
        """Whether it was asked for."""
        return "inplace=True" if self.inplace else ""


class ReLU(InplaceActivation):
    """max(x, 0), elementwise."""

    def forward(self, x):
        """x where it is positive, else 0."""
        return ops.relu(x)


class SELU(InplaceActivation):
    """`ELU` with the numbers that keep mean 0 and variance 1."""

    def forward(self, x):
        """The SELU of x."""
        return functional.selu(x)


class SiLU(InplaceActivation):
    """x · sigmoid(x), elementwise."""

    def forward(self, x):
        """The SiLU of x."""
        return ops.silu(x)


class Mish(InplaceActivation):
    """x · tanh(softplus(x)), elementwise."""

    def forward(self, x):
        """The mish of x."""
        return ops.mish(x)


class Hardsigmoid(Module):
    """0 below −3, 1 above 3, and a straight line between them."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, x):
        """The hardsigmoid of x."""
        return ops.hardsigmoid(x)


class Hardswish(Module):
    """x · hardsigmoid(x), elementwise."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def forward(self, x):
        """The hardswish of x."""
        return ops.hardswish(x)


class Hardtanh(Module):
    """x limited to [min_val, max_val], elementwise."""

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        if not max_val > min_val:
            raise ValueError(f"Hardtanh from {min_val} to {max_val}\nhelp: min_val must lie below max_val")
        self.min_val, self.max_val, self.inplace = min_val, max_val, inplace

    def forward(self, x):
        """x within its limits."""
        return ops.hardtanh(x, min_val=self.min_val, max_val=self.max_val)

    def extra_repr(self) -> str:
        """The limits."""
        return f"min_val={self.min_val}, max_val={self.max_val}" + (", inplace=True" if self.inplace else "")


class ReLU6(Hardtanh):
    """x limited to [0, 6], elementwise."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self) -> str:
        """Whether `inplace` was asked for."""
        return "inplace=True" if self.inplace else ""


class LeakyReLU(Module):
    """x where it is positive, x · negative_slope elsewhere."""

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__()
        self.negative_slope, self.inplace = negative_slope, inplace

    def forward(self, x):
        """The leaky ReLU of x."""
        return ops.leaky_relu(x, negative_slope=self.negative_slope)

    def extra_repr(self) -> str:
        """The slope."""
        return f"negative_slope={self.negative_slope}" + (", inplace=True" if self.inplace else "")


class ELU(Module):
    """x where it is positive, alpha · (eˣ − 1) elsewhere."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__()
        self.alpha, self.inplace = alpha, inplace

    def forward(self, x):
        """The ELU of x."""
        return ops.elu(x, alpha=self.alpha)

    def extra_repr(self) -> str:
        """Its height below 0."""
        return f"alpha={self.alpha}" + (", inplace=True" if self.inplace else "")


class CELU(ELU):
    """x where it is positive, alpha · (e^(x / alpha) − 1) elsewhere."""

    def forward(self, x):
        """The CELU of x."""
        return functional.celu(x, self.alpha)


class GELU(Module):
    """x · Φ(x), with the normal distribution's Φ, or the approximation "tanh" of it."""

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, x):
        """The GELU of x."""
        return functional.gelu(x, self.approximate)

    def extra_repr(self) -> str:
        """The approximation."""
        return f"approximate={self.approximate!r}"


class Softplus(Module):
    """log(1 + e^(βx)) / β, elementwise; x itself where βx > threshold."""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta, self.threshold = beta, threshold

    def forward(self, x):
        """The softplus of x."""
        return ops.softplus(x, beta=self.beta, threshold=self.threshold)

    def extra_repr(self) -> str:
        """β and the threshold."""
        return f"beta={self.beta}, threshold={self.threshold}"


class Hardshrink(Module):
    """x where |x| > lambd, 0 elsewhere."""

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, x):
        """x, or 0."""
        return ops.hardshrink(x, lambd=self.lambd)

    def extra_repr(self) -> str:
        """λ."""
        return f"{self.lambd}"


class Softshrink(Module):
    """x moved towards 0 by lambd, and 0 where |x| ≤ lambd."""

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, x):
        """x, moved."""
        return functional.softshrink(x, self.lambd)

    def extra_repr(self) -> str:
        """λ."""
        return f"{self.lambd}"


class Threshold(Module):
    """x where it is above the threshold, the value elsewhere."""

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__()
        self.threshold, self.value, self.inplace = threshold, value, inplace

    def forward(self, x):
        """x, or the value."""
        return ops.threshold(x, threshold=self.threshold, value=self.value)

    def extra_repr(self) -> str:
        """The threshold and the value."""
        return f"threshold={self.threshold}, value={self.value}" + (", inplace=True" if self.inplace else "")


class PReLU(Module):
    """x where it is positive, x · weight elsewhere.

    Field: `weight` (num_parameters), `init` at first: one slope for all, or one for each place of axis 1.
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device=None, dtype=None) -> None:
        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = Parameter(np.full(num_parameters, init, dtype or get_default_dtype()))

    def reset_parameters(self) -> None:
        """Set the slopes to what they were at first."""
        self.weight.data[...] = self.init
        self.weight.changed()

    def forward(self, x):
        """The leaky ReLU of x with the slopes that are learnt."""
        return functional.prelu(x, self.weight)

    def extra_repr(self) -> str:
        """How many slopes there are."""
        return f"num_parameters={self.num_parameters}"


class RReLU(Module):
    """A leaky ReLU whose slopes are drawn from [lower, upper] in training, and in evaluation are the middle."""

    def __init__(self, lower: float = 1 / 8, upper: float = 1 / 3, inplace: bool = False) -> None:
        super().__init__()
        self.lower, self.upper, self.inplace = lower, upper, inplace

    def forward(self, x):
        """The leaky ReLU of x."""
        return functional.rrelu(x, self.lower, self.upper, self.training)

    def extra_repr(self) -> str:
        """The bounds of the slopes."""
        return f"lower={self.lower}, upper={self.upper}" + (", inplace=True" if self.inplace else "")


class GLU(Module):
    """a · sigmoid(b), with the two halves a and b of the input along `dim`."""

    def __init__(self, dim: int = -1) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x):
        """One half of x, gated by the other."""
        return functional.glu(x, self.dim)

    def extra_repr(self) -> str:
        """The axis."""
        return f"dim={self.dim}"


class Softmax(Module):
    """eˣ / Σ eˣ along `dim`."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x):
        """The softmax of x."""
        return functional.softmax(x, self.dim)

    def extra_repr(self) -> str:
        """The axis."""
        return f"dim={self.dim}"


class LogSoftmax(Softmax):
    """log softmax(x) along `dim`."""

    def forward(self, x):
        """The logarithm of the softmax of x."""
        return functional.log_softmax(x, self.dim)


class Softmin(Softmax):
    """The softmax of −x along `dim`."""

    def forward(self, x):
        """The softmin of x."""
        return functional.softmin(x, self.dim)


class Softmax2d(Module):
    """The softmax over the channels of pictures (N, C, H, W) or (C, H, W)."""

    def forward(self, x):
        """The softmax of x."""
        if x.ndim not in (3, 4):
            raise ValueError(f"Softmax2d of an input of shape {x.shape}\nhelp: (N, C, H, W) or (C, H, W)")
        return ops.softmax(x, axis=-3)

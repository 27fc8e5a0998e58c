"""Layers: linear, activations, dropout, flatten."""

from __future__ import annotations

import numpy as np

from .. import functions, ops
from ..arrays import get_default_dtype
from . import functional, init
from .functional.checks import check_probability
from .module import Module, Parameter


class Linear(Module):
    """x Wᵀ + b.

    Fields: `weight` (out_features, in_features) and `bias` (out_features) or None, both uniform in
    ±1/√in_features at first, as in PyTorch. x is (…, in_features), the result (…, out_features).
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True, dtype=None) -> None:
        super().__init__()
        for name, length in (("in_features", in_features), ("out_features", out_features)):
            if not isinstance(length, (int, np.integer)) or length < 0:
                raise TypeError(
                    f"{name} is {length!r}\nhelp: Linear(in_features, out_features) wants two whole numbers"
                )
        self.in_features, self.out_features = in_features, out_features
        bound = 1 / np.sqrt(in_features) if in_features else 0.0
        dtype = dtype or get_default_dtype()
        self.weight = init.uniform_(Parameter(np.empty((out_features, in_features), dtype)), -bound, bound)
        self.bias = init.uniform_(Parameter(np.empty(out_features, dtype)), -bound, bound) if bias else None

    def forward(self, x):
        """x Wᵀ + b."""
        return ops.linear(x, self.weight) if self.bias is None else ops.linear(x, self.weight, self.bias)

    def extra_repr(self) -> str:
        """The lengths."""
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Identity(Module):
    """x itself."""

    def forward(self, x):
        """x."""
        return x


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


class ReLU(Module):
    """max(x, 0), elementwise. `inplace` is accepted for PyTorch's sake; the result is a new tensor always."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()

    def forward(self, x):
        """x where it is positive, else 0."""
        return ops.relu(x)


class LeakyReLU(Module):
    """x where it is positive, x · negative_slope elsewhere."""

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__()
        self.negative_slope = negative_slope

    def forward(self, x):
        """The leaky ReLU of x."""
        return ops.leaky_relu(x, negative_slope=self.negative_slope)

    def extra_repr(self) -> str:
        """The slope."""
        return f"negative_slope={self.negative_slope}"


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


class Softmax(Module):
    """eˣ / Σ eˣ along `dim`."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x):
        """The softmax of x."""
        return ops.softmax(x, axis=self.dim)

    def extra_repr(self) -> str:
        """The axis."""
        return f"dim={self.dim}"


class LogSoftmax(Module):
    """log softmax(x) along `dim`."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, x):
        """The logarithm of the softmax of x."""
        return ops.log_softmax(x, axis=self.dim)

    def extra_repr(self) -> str:
        """The axis."""
        return f"dim={self.dim}"


class Dropout(Module):
    """In training each element becomes 0 with probability p, and the others are divided by 1 − p; else x itself."""

    def __init__(self, p: float = 0.5, inplace: bool = False, *, generator: np.random.Generator | None = None) -> None:
        super().__init__()
        check_probability(p)
        self.p, self.generator = p, generator

    def forward(self, x):
        """x, or some of it."""
        return functional.dropout(x, self.p, self.training, generator=self.generator)

    def extra_repr(self) -> str:
        """The probability."""
        return f"p={self.p}"


class Flatten(Module):
    """All axes from `start_dim` to `end_dim` made into one; by default all but the first."""

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim, self.end_dim = start_dim, end_dim

    def forward(self, x):
        """x with fewer axes."""
        return functions.flatten(x, self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        """The axes."""
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"

"""Layers: linear, activations, shapes, distances."""

from __future__ import annotations

from numpy.lib.array_utils import normalize_axis_index

from .. import functions, ops
from . import functional
from .module import Module
from .parameters import check_lengths, empty, fill_within


class Linear(Module):
    """x Wᵀ + b.

    Fields: `weight` (out_features, in_features) and `bias` (out_features) or None, both uniform in
    ±1/√in_features at first, as in PyTorch. x is (…, in_features), the result (…, out_features).
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True, device=None, dtype=None) -> None:
        super().__init__()
        check_lengths("Linear", in_features=in_features, out_features=out_features)
        self.in_features, self.out_features = in_features, out_features
        self.weight = empty(out_features, in_features, device=device, dtype=dtype)
        self.bias = empty(out_features, device=device, dtype=dtype) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the first values anew."""
        fill_within(self.in_features, self.weight, self.bias)

    def forward(self, input):
        """x Wᵀ + b."""
        return ops.linear(input, self.weight) if self.bias is None else ops.linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        """The lengths."""
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class NonDynamicallyQuantizableLinear(Linear):
    """A Linear: the name that PyTorch prints for the last layer of attention."""


class Bilinear(Module):
    """Σᵢⱼ x₁ᵢ Wₖᵢⱼ x₂ⱼ + bₖ.

    Fields: `weight` (out_features, in1_features, in2_features) and `bias` (out_features) or None, both uniform in
    ±1/√in1_features at first. The inputs are (…, in1_features) and (…, in2_features), the result (…, out_features).
    """

    def __init__(
        self, in1_features: int, in2_features: int, out_features: int, bias: bool = True, device=None, dtype=None
    ) -> None:
        super().__init__()
        check_lengths("Bilinear", in1_features=in1_features, in2_features=in2_features, out_features=out_features)
        self.in1_features, self.in2_features, self.out_features = in1_features, in2_features, out_features
        self.weight = empty(out_features, in1_features, in2_features, device=device, dtype=dtype)
        self.bias = empty(out_features, device=device, dtype=dtype) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the first values anew."""
        fill_within(self.in1_features, self.weight, self.bias)

    def forward(self, input1, input2):
        """The bilinear form of both inputs."""
        return functional.bilinear(input1, input2, self.weight, self.bias)

    def extra_repr(self) -> str:
        """The lengths."""
        return (
            f"in1_features={self.in1_features}, in2_features={self.in2_features}, "
            f"out_features={self.out_features}, bias={self.bias is not None}"
        )


class Identity(Module):
    """x itself, whatever the layer is made with."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__()

    def forward(self, input):
        """x."""
        return input


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


class Unflatten(Module):
    """The axis `dim` made into several, of the lengths `unflattened_size`; one of them may be −1."""

    def __init__(self, dim: int, unflattened_size) -> None:
        super().__init__()
        if not isinstance(dim, int) or not all(isinstance(length, int) for length in unflattened_size):
            raise TypeError(f"Unflatten({dim!r}, {unflattened_size!r})\nhelp: an axis and a tuple of lengths")
        self.dim, self.unflattened_size = dim, tuple(unflattened_size)

    def forward(self, input):
        """x with more axes."""
        axis = normalize_axis_index(self.dim, input.ndim)
        return ops.reshape(input, shape=(*input.shape[:axis], *self.unflattened_size, *input.shape[axis + 1 :]))

    def extra_repr(self) -> str:
        """The axis and the lengths."""
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"


class CosineSimilarity(Module):
    """The cosine of the angle between x1 and x2 along `dim`."""

    def __init__(self, dim: int = 1, eps: float = 1e-8) -> None:
        super().__init__()
        self.dim, self.eps = dim, eps

    def forward(self, x1, x2):
        """The cosine."""
        return functional.cosine_similarity(x1, x2, self.dim, self.eps)


class PairwiseDistance(Module):
    """The norm of order p of x1 − x2 + eps along the last axis."""

    def __init__(self, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> None:
        super().__init__()
        self.norm, self.eps, self.keepdim = p, eps, keepdim

    def forward(self, x1, x2):
        """The distance."""
        return functional.pairwise_distance(x1, x2, self.norm, self.eps, self.keepdim)

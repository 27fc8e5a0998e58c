"""What older programs wrap their tensors in."""

from __future__ import annotations

from ..tensor import Tensor


def Variable(data: Tensor, requires_grad: bool = False) -> Tensor:
    """``data.detach().requires_grad_(requires_grad)``: since PyTorch 0.4 every Tensor can do what a Variable could."""
    if not isinstance(data, Tensor):
        raise TypeError(f"a Variable of a {type(data).__name__}\nhelp: it wants a Tensor: tensor(data)")
    return data.detach().requires_grad_(requires_grad)

"""What older programs wrap their tensors in."""

from __future__ import annotations

from typing import Any

from ..tensor import Tensor, from_numpy
from ..values import Values


class EveryTensor(type):
    """The class of `Variable`: every Tensor is an instance."""

    def __instancecheck__(cls, thing: Any) -> bool:
        return isinstance(thing, Tensor)


class Variable(metaclass=EveryTensor):
    """``data.detach().requires_grad_(requires_grad)``: since PyTorch 0.4 every Tensor can do what a Variable could.

    >>> import tinygrad_edu as tg
    >>> from tinygrad_edu.autograd import Variable
    >>> x = Variable(tg.ones(2), requires_grad=True)
    >>> x, isinstance(x, Variable)
    (tensor([1., 1.], requires_grad=True), True)
    """

    def __new__(cls, data: Tensor, requires_grad: bool = False) -> Tensor:  # type: ignore[misc]
        """A leaf that shares the memory of a Tensor, or of another Tensor's `data`; TypeError for anything else."""
        tensor = from_numpy(data) if isinstance(data, Values) else data
        if not isinstance(tensor, Tensor):
            raise TypeError(f"a Variable of a {type(data).__name__}\nhelp: it wants a Tensor: tensor(data)")
        return tensor.detach().requires_grad_(requires_grad)

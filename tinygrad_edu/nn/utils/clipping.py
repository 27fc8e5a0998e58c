"""Gradients that are too large, made smaller."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...arrays import tensor_of
from ...tape import Node
from ...tensor import Tensor


def gradients_of(parameters: Tensor | Iterable[Tensor]) -> list[Tensor]:
    """The gradients of the parameters that have one."""
    listed = [parameters] if isinstance(parameters, Node) else parameters
    return [parameter.grad for parameter in listed if parameter.grad is not None]


def get_total_norm(
    tensors: Tensor | Iterable[Tensor],
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """The norm of all elements of all tensors, as if they were one vector. `foreach` has no effect."""
    arrays = [tensor.value for tensor in ([tensors] if isinstance(tensors, Node) else tensors)]
    order = float(norm_type)
    norms = np.array([np.linalg.norm(array.ravel(), order) if array.size else 0.0 for array in arrays])
    dtype = arrays[0].dtype if arrays else None
    total = np.linalg.norm(norms, order) if arrays else np.float32(0.0)
    if error_if_nonfinite and not np.isfinite(total):
        raise RuntimeError(
            f"the norm of the gradients is {total}\nhelp: autograd.detect_anomaly() finds where it arises"
        )
    return tensor_of(np.asarray(total, dtype))


def clip_grads_with_norm_(
    parameters: Tensor | Iterable[Tensor], max_norm: float, total_norm: Tensor, foreach: bool | None = None
) -> None:
    """Multiply every gradient with max_norm / total_norm, if that is less than 1."""
    factor = min(1.0, max_norm / (total_norm.item() + 1e-6))
    for gradient in gradients_of(parameters):
        gradient.data[...] *= gradient.dtype.type(factor)
        gradient.changed()


def clip_grad_norm_(
    parameters: Tensor | Iterable[Tensor],
    max_norm: float,
    norm_type: float = 2.0,
    error_if_nonfinite: bool = False,
    foreach: bool | None = None,
) -> Tensor:
    """Shrink all gradients together so that their norm is at most `max_norm`; returns the norm they had.

    Source: Pascanu et al., ICML 2013.

    >>> import tinygrad_edu as tg
    >>> w = tg.tensor([3.0, 4.0], requires_grad=True)
    >>> (w * w / 2).sum().backward()
    >>> tg.nn.utils.clip_grad_norm_([w], max_norm=1.0)
    tensor(5.)
    >>> [round(g, 3) for g in w.grad.tolist()]
    [0.6, 0.8]
    """
    if max_norm < 0:
        raise ValueError(f"max_norm is {max_norm}\nhelp: it can't be negative: all gradients would be turned around")
    parameters = [parameters] if isinstance(parameters, Node) else list(parameters)
    total = get_total_norm(gradients_of(parameters), norm_type, error_if_nonfinite)
    clip_grads_with_norm_(parameters, max_norm, total)
    return total


clip_grad_norm = clip_grad_norm_  # PyTorch's name of it before version 0.4, which older courses use


def clip_grad_value_(parameters: Tensor | Iterable[Tensor], clip_value: float, foreach: bool | None = None) -> None:
    """Limit every element of every gradient to [−clip_value, clip_value]."""
    for gradient in gradients_of(parameters):
        np.clip(gradient.data, -clip_value, clip_value, out=gradient.data)
        gradient.changed()

"""Products with Jacobians and Hessians, and these themselves, of functions of Tensors.

`vjp` is one walk back. `jvp`, the derivative along a direction, needs no forward mode: the walk back is linear in
the cotangent it starts from, and the derivative by that cotangent is the other product.
Source: J. Townsend, "A new trick for calculating Jacobian vector products" (2017).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .. import ops
from ..arrays import tensor_of
from ..functions.arguments import as_tuple
from ..methods import rebuilt
from ..tensor import Tensor
from .gradients import grad
from .recording import enable_grad

__all__ = ["hessian", "hvp", "jacobian", "jvp", "vhp", "vjp"]


def unwrapped(things: tuple, like):
    """A tuple of one is that one, if the user gave no tuple."""
    return things if isinstance(like, (tuple, list)) else things[0]


def fresh(inputs, create_graph: bool) -> tuple:
    """The inputs as tensors that require gradients; connected to the user's own only if a graph is wanted."""
    for position, input in enumerate(as_tuple(inputs)):
        if not isinstance(input, Tensor) or input.dtype.kind != "f":
            raise TypeError(f"input {position} is no floating-point Tensor\nhelp: make it one: tensor([1.0, 2.0])")
    if create_graph:
        return tuple(x.clone() if x.requires_grad else x.detach().requires_grad_() for x in as_tuple(inputs))
    return tuple(x.detach().requires_grad_() for x in as_tuple(inputs))


def evaluated(func: Callable, inputs: tuple) -> tuple[Any, tuple]:
    """What the function returns, as it is and as a tuple."""
    with enable_grad():
        result = func(*inputs)
    outputs = as_tuple(result)
    for position, output in enumerate(outputs):
        if not isinstance(output, Tensor):
            raise TypeError(f"the function's result {position} is a {type(output).__name__}\nhelp: return Tensors")
    return result, outputs


def gradients(outputs: tuple, inputs: tuple, weights, create_graph: bool, strict: bool) -> tuple[Tensor, ...]:
    """`grad`, with zeros where nothing depends on an input, or, if `strict`, an error."""
    pairs = [(output, w) for output, w in zip(outputs, weights) if output.requires_grad]
    found: tuple = (None,) * len(inputs)
    if pairs:
        wanted, given = zip(*pairs)
        found = grad(wanted, inputs, given, create_graph=create_graph, allow_unused=True)
    if strict and any(g is None for g in found):
        raise RuntimeError("the outputs don't depend on every input\nhelp: strict=False takes the gradient as zeros")
    return tuple(tensor_of(np.zeros(x.shape, x.dtype)) if g is None else g for g, x in zip(found, inputs))


def directions(v, things: tuple, what: str) -> tuple[Tensor, ...]:
    """The vector `v` checked against what it is multiplied with; 1 if it is left out and that is one number."""
    if v is None:
        if len(things) != 1 or things[0].numel() != 1:
            raise RuntimeError(f"v can be left out for a single number only\nhelp: give one tensor for each {what}")
        return (tensor_of(np.ones(things[0].shape, things[0].dtype)),)
    vectors = as_tuple(v)
    if len(vectors) != len(things):
        raise RuntimeError(f"v has {len(vectors)} parts for {len(things)} {what}s\nhelp: give one for each {what}")
    for position, (vector, thing) in enumerate(zip(vectors, things)):
        if vector.shape != thing.shape:
            raise RuntimeError(f"v has shape {vector.shape} where {what} {position} has {thing.shape}")
    return vectors


def detached(result, create_graph: bool):
    """The result outside the graph, unless one is wanted."""
    if create_graph:
        return result
    return tuple(map(detached, result, (False,) * len(result))) if isinstance(result, tuple) else result.detach()


def vjp(func: Callable, inputs, v=None, create_graph: bool = False, strict: bool = False) -> tuple:
    """(outputs, vᵀ J): the outputs of the function, and the product of `v` with its Jacobian, for each input.

    >>> import tinygrad_edu as tg
    >>> tg.autograd.functional.vjp(lambda x: x * x, tg.tensor([1.0, 2.0]), tg.tensor([1.0, 1.0]))
    (tensor([1., 4.]), tensor([2., 4.]))
    """
    leaves = fresh(inputs, create_graph)
    result, outputs = evaluated(func, leaves)
    product = gradients(outputs, leaves, directions(v, outputs, "output"), create_graph, strict)
    return detached(result, create_graph), unwrapped(product, inputs)


def jvp(func: Callable, inputs, v=None, create_graph: bool = False, strict: bool = False) -> tuple:
    """(outputs, J v): the outputs of the function, and its derivative along the direction `v`, for each output.

    >>> import tinygrad_edu as tg
    >>> tg.autograd.functional.jvp(lambda x: x * x, tg.tensor([1.0, 2.0]), tg.tensor([1.0, 0.0]))
    (tensor([1., 4.]), tensor([2., 0.]))
    """
    leaves = fresh(inputs, create_graph)
    result, outputs = evaluated(func, leaves)
    direction = directions(v, leaves, "input")
    weights = tuple(rebuilt(Tensor, np.zeros(y.shape, y.dtype), True) for y in outputs)
    with enable_grad():
        linear = gradients(outputs, leaves, weights, True, strict)
    product = gradients(linear, weights, direction, create_graph, strict)
    return detached(result, create_graph), unwrapped(product, result)


def jacobian(
    func: Callable,
    inputs,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    strategy: str = "reverse-mode",
):
    """The derivative of every element of the outputs by every element of the inputs: output shape + input shape.

    Several outputs or inputs give a tuple, or a tuple of tuples. `vectorize` and `strategy` are accepted for
    PyTorch's sake and have no effect: it is one walk back for each element of the outputs.

    >>> import tinygrad_edu as tg
    >>> tg.autograd.functional.jacobian(lambda x: x * x.sum(), tg.tensor([1.0, 2.0]))
    tensor([[4., 1.],
            [2., 5.]])
    """
    leaves = fresh(inputs, create_graph)
    result, outputs = evaluated(func, leaves)
    whole = tuple(unwrapped(rows(output, leaves, create_graph, strict), inputs) for output in outputs)
    return detached(unwrapped(whole, result), create_graph)


def rows(output: Tensor, leaves: tuple, create_graph: bool, strict: bool) -> tuple[Tensor, ...]:
    """The Jacobian of one output by each leaf."""
    from_rows: list[list[Tensor]] = [[] for _ in leaves]
    for number in range(output.numel()):
        one = np.zeros(output.numel(), output.dtype)
        one[number] = 1
        weight = tensor_of(one.reshape(output.shape))
        for column, g in zip(from_rows, gradients((output,), leaves, (weight,), create_graph, strict)):
            column.append(g)
    return tuple(stacked(column, (*output.shape, *leaf.shape), leaf.dtype) for column, leaf in zip(from_rows, leaves))


def stacked(tensors: list[Tensor], shape: tuple, dtype) -> Tensor:
    """The tensors one after the other, in this shape."""
    return ops.stack(tensors).reshape(shape) if tensors else tensor_of(np.zeros(shape, dtype))


def scalar(func: Callable) -> Callable:
    """The function, with an error if it returns anything but one number."""

    def checked(*inputs):
        result = func(*inputs)
        if not isinstance(result, Tensor) or result.numel() != 1:
            shape = getattr(result, "shape", type(result).__name__)
            raise RuntimeError(f"the function must return one number, not {shape}\nhelp: sum or average it")
        return result

    return checked


def hessian(
    func: Callable,
    inputs,
    create_graph: bool = False,
    strict: bool = False,
    vectorize: bool = False,
    outer_jacobian_strategy: str = "reverse-mode",
):
    """The second derivatives of a function that returns one number: input shape + input shape.

    >>> import tinygrad_edu as tg
    >>> tg.autograd.functional.hessian(lambda x: (x**3).sum(), tg.tensor([1.0, 2.0]))
    tensor([[ 6.,  0.],
            [ 0., 12.]])
    """
    many = isinstance(inputs, (tuple, list))

    def gradient(*leaves):
        _, outputs = evaluated(scalar(func), leaves)
        return gradients(outputs, leaves, directions(None, outputs, "output"), True, strict)

    whole = jacobian(gradient, tuple(as_tuple(inputs)), create_graph, strict)
    return whole if many else whole[0][0]


def vhp(func: Callable, inputs, v=None, create_graph: bool = False, strict: bool = False) -> tuple:
    """(output, vᵀ H): a function's number, and the product of `v` with its second derivatives, for each input."""
    leaves = fresh(inputs, create_graph)
    result, outputs = evaluated(scalar(func), leaves)
    first = gradients(outputs, leaves, directions(None, outputs, "output"), True, strict)
    product = gradients(first, leaves, directions(v, leaves, "input"), create_graph, strict)
    return detached(result, create_graph), unwrapped(product, inputs)


def hvp(func: Callable, inputs, v=None, create_graph: bool = False, strict: bool = False) -> tuple:
    """(output, H v): the same as `vhp`, as second derivatives are symmetric."""
    return vhp(func, inputs, v, create_graph, strict)

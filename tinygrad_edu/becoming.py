"""Writing into a tensor while recording, as ``outputs[t] = hidden`` and ``scores.masked_fill_(mask, -inf)`` do.

Closures count on the elements that would be overwritten. So the tensor *becomes* another one, the result of an op like
`index_put`, under the same name; and what was computed from it before goes on with what it was, which it keeps in
`before`: `versions.as_it_was` finds that for the tape.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from . import ops
from .tape import Node, blank_node, mode
from .versions import behind, owner

FIELDS = [name for name in Node.__slots__ if name != "__weakref__"]
# How a view is put back into what it is a view of.
PUT_BACK: dict[Any, Callable[[Node, Node, dict[str, Any]], Node]] = {
    ops.getitem: lambda base, view, options: ops.index_put(base, view, index=options["index"]),
    ops.reshape: lambda base, view, options: ops.reshape(view, shape=base.value.shape),
    ops.unsqueeze: lambda base, view, options: ops.reshape(view, shape=base.value.shape),
    ops.squeeze: lambda base, view, options: ops.reshape(view, shape=base.value.shape),
    ops.transpose: lambda base, view, options: ops.transpose(view, **options),
    ops.movedim: lambda base, view, options: ops.movedim(
        view, source=options["destination"], destination=options["source"]
    ),
    ops.permute: lambda base, view, options: ops.permute(view, axes=inverse(options.get("axes"))),
}


def recording(*things) -> bool:
    """Whether a change that these take part in has to be recorded."""
    return mode.get().record and any(isinstance(x, Node) and x.wants_gradient for x in things)


def become(tensor: Node, result: Node, name: str, new_shape: bool = False):
    """Let the tensor be the result from now on, and what it is a view of, too, there; returns the tensor.

    What used it before goes on with what it was, which it keeps in `before`. A view of it that was taken before stays
    as it was, where PyTorch's would show the change. With a new shape it is a view of what it was, in which nothing
    changes.
    """
    check_can_become(tensor)
    if not new_shape:
        check_fits(tensor.value, result.value, name)
    if result.value.dtype != tensor.value.dtype:
        result = result.to(tensor.value.dtype)  # type: ignore[attr-defined]
    if result.closures and tensor.value.dtype.kind != "f":
        raise TypeError(
            f"{name} in place: a tensor of {tensor.value.dtype} can't hold what requires a gradient\n"
            "help: make it floating-point: t.float()"
        )
    base = None if new_shape else base_of(tensor)
    if base is not None:  # the tensor stays a view of it, so that the next change gets there, too
        op, options = tensor.op, tensor.options
        become(base, PUT_BACK[op](base, result, options), name)
        result = op(base, **options)
    elif not new_shape:
        keep_order(result, tensor.value)
    return replace(tensor, result)


def replace(tensor: Node, result: Node):
    """Give the tensor what the result is, and `before`, what it was; returns the tensor.

    Its name, its `.grad` and the wish to keep one stay with it, as in PyTorch; its other hooks are for what it was.
    """
    was = blank_node(type(tensor))
    for field in FIELDS:
        setattr(was, field, getattr(tensor, field))
        setattr(tensor, field, getattr(result, field))
    tensor.given = tuple(was if operand is tensor else operand for operand in result.given)
    tensor.before, tensor.name, tensor.accumulated = was, was.name, was.accumulated
    kept = {number: hook for number, hook in (was.hooks or {}).items() if hasattr(hook, "retains")}
    if kept:
        was.hooks = {number: hook for number, hook in was.hooks.items() if number not in kept}  # type: ignore[union-attr]
        tensor.hooks = kept
    return tensor


def keep_order(result: Node, old) -> None:
    """Put the elements in the order in memory that they had before: it decides what `view` and `flatten` look at."""
    if isinstance(old, np.ndarray) and result.value.strides != old.strides:
        array = np.empty_like(old)
        array[...] = result.value
        result.value = array


def refuse_trained_leaf(tensor: Node) -> None:
    """Refuse to change a leaf that requires a gradient."""
    if tensor.wants_gradient and not tensor.closures:
        raise RuntimeError(
            "a leaf that requires a gradient can't be changed in place while recording\n"
            "help: put the update under `with no_grad():`"
        )


def check_can_become(tensor: Node) -> None:
    """Refuse leaves that are trained, and views that can't be put back."""
    refuse_trained_leaf(tensor)
    base = base_of(tensor)
    if base is not None and tensor.op not in PUT_BACK:
        raise RuntimeError(f"a view made by {tensor.op.__name__} can't be changed in place while recording\n{OWN}")
    if base is not None:
        check_can_become(base)


OWN = "help: change the tensor that it is a view of, or a copy: t = t.clone()"


def base_of(tensor: Node) -> Node | None:
    """The operand that a view looks at; None for a tensor with memory of its own."""
    for operand, then in zip(tensor.given, tensor.operands):
        if isinstance(operand, Node) and owner(then.value) is owner(tensor.value):
            if operand is not then:
                raise RuntimeError(f"a view of what was changed in place since can't be changed itself\n{OWN}")
            return operand
    array = behind(tensor.value)
    shared = tensor.version is not None or array is not tensor.value  # a stand-in for an array has no version
    if not tensor.closures and shared and getattr(array, "base", None) is not None:
        raise RuntimeError(f"a view that isn't recorded can't be changed to what is\n{OWN}")
    return None


def inverse(axes):
    """The order of axes that takes back `axes`; None, which reverses them, takes itself back."""
    return None if axes is None else tuple(np.argsort([axis % len(axes) for axis in axes]).tolist())


def check_fits(array, values, name: str) -> None:
    """Refuse values of another shape, or of a dtype that the array's can't hold."""
    if values.shape != array.shape or not np.can_cast(values.dtype, array.dtype, "same_kind"):
        raise TypeError(
            f"{name} in place: {array.dtype} {array.shape} can't take {values.dtype} {values.shape}\n"
            "help: t = t + … makes a new tensor, t.float() one of another dtype"
        )

"""Custom functions: a forward and a backward pass of your own, with any number of inputs and outputs.

An op needs no class: `@op` takes a value and its closures. A `Function` is for code that comes from PyTorch, for
several outputs, and for what isn't NumPy at all.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import tensor_of
from ..ops import cast
from ..ops.packing import packed, unpacked
from ..tape import Node, mode, op
from ..tensor import Tensor
from ..together import together
from .recording import no_grad


class Context:
    """What `forward` leaves for `backward`: saved tensors, and any attribute you like.

    `needs_input_grad` says for each argument whether its gradient is wanted.
    """

    def __init__(self, needs_input_grad: tuple[bool, ...]) -> None:
        self.needs_input_grad = needs_input_grad
        self.saved: tuple = ()
        self.constants: set[int] = set()
        self.materialize = True
        self.known: dict[int, Any] = {}

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keep inputs, outputs or others; inputs and outputs stay connected for gradients of gradients."""
        self.saved = tensors

    @property
    def saved_tensors(self) -> tuple:
        """What `save_for_backward` was given."""
        return tuple(self.known.get(id(tensor), tensor) for tensor in self.saved)

    def mark_non_differentiable(self, *outputs: Tensor) -> None:
        """Say which outputs have no gradient."""
        self.constants = {id(output) for output in outputs}

    def mark_dirty(self, *inputs: Tensor) -> None:
        """Refused: an input that changes would be wrong for all that used it before."""
        raise RuntimeError("a Function can't change its inputs in place\nhelp: return a new tensor")

    def set_materialize_grads(self, value: bool) -> None:
        """Whether an output that isn't used sends zeros (the default) or None."""
        self.materialize = value


class Function:
    """The base of custom functions: define the static methods `forward` and `backward`, and call `apply`.

    ``forward(ctx, *args)`` returns a Tensor or a tuple of them; ``backward(ctx, *gradients)`` gets one gradient for
    each output and returns one for each argument of `forward`: None for what isn't a tensor. A `forward` without
    `ctx` wants a third method, ``setup_context(ctx, inputs, output)``.

    >>> import tinygrad_edu as tg
    >>> class Cube(tg.autograd.Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x**3
    ...     @staticmethod
    ...     def backward(ctx, g):
    ...         (x,) = ctx.saved_tensors
    ...         return g * 3 * x**2
    >>> x = tg.tensor(2.0, requires_grad=True)
    >>> y = Cube.apply(x)
    >>> y.backward()
    >>> y, x.grad
    (tensor(8., grad_fn=<Cube>), tensor(12.))
    """

    @staticmethod
    def forward(*args, **kwargs) -> Any:
        """The value; a subclass says it."""
        raise NotImplementedError("a Function has no forward\nhelp: define the static method forward(ctx, x)")

    @staticmethod
    def setup_context(ctx: Context, inputs: tuple, output: Any) -> None:
        """What is kept for `backward`, for a `forward` without `ctx`."""

    @staticmethod
    def backward(ctx: Context, *gradients) -> Any:
        """The gradients of the arguments; a subclass says it."""
        raise NotImplementedError("a Function has no backward\nhelp: define the static method backward(ctx, g)")

    @classmethod
    def apply(cls, *args) -> Any:
        """What `forward` returns, recorded."""
        call = Call(cls, args)
        tensors = [arg for arg in args if isinstance(arg, Node)]
        row = custom(tensors, call=call) if tensors else call.forward(())
        return call.results(row)


class Call:
    """One call of a Function: its context, and where its results lie in the row of all of them."""

    def __init__(self, function: type[Function], args: tuple) -> None:
        self.function, self.args = function, args
        self.context = Context(tuple(isinstance(arg, Node) and arg.wants_gradient for arg in args))
        self.places = [position for position, arg in enumerate(args) if isinstance(arg, Node)]
        self.inputs: list[Tensor] = []
        self.outputs: tuple = ()
        self.recorded: list[int] = []
        self.one = True

    def forward(self, arrays: tuple):
        """Run the user's forward; returns the outputs that have gradients, as one array."""
        self.inputs = [tensor_of(array) for array in arrays]
        args = list(self.args)
        for position, tensor in zip(self.places, self.inputs):
            args[position] = tensor
        function, context = self.function, self.context
        with no_grad():
            if function.setup_context is Function.setup_context:
                result = function.forward(context, *args)
            else:
                result = function.forward(*args)
                function.setup_context(context, tuple(args), result)
        self.one = not isinstance(result, tuple)
        self.outputs = (result,) if self.one else result
        self.recorded = [
            position
            for position, output in enumerate(self.outputs)
            if isinstance(output, Tensor) and output.dtype.kind == "f" and id(output) not in context.constants
        ]
        if not any(isinstance(output, Node) for output in self.outputs):
            given = type(self.outputs[0]).__name__
            raise TypeError(f"{function.__name__}.forward returned a {given}\nhelp: return Tensors: tensor(array)")
        values = [self.outputs[position].value for position in self.recorded]
        if not values:
            return np.zeros(0)
        if len(values) == 1:
            taken = any(values[0] is array for array in arrays)
            return np.copy(values[0]) if taken else values[0]
        return packed(*values)

    def parts(self, row) -> list:
        """The row taken apart, in the shapes and dtypes of the outputs that have gradients."""
        shapes = [self.outputs[position].shape for position in self.recorded]
        dtypes = [self.outputs[position].dtype for position in self.recorded]
        pieces = unpacked(row, shapes) if len(shapes) > 1 else [row] * len(shapes)
        return [piece if piece.dtype == dtype else cast(piece, dtype=dtype) for piece, dtype in zip(pieces, dtypes)]

    def results(self, row):
        """What the user's forward returned, with recorded Tensors in place of its own."""
        results = list(self.outputs)
        for position, piece in zip(self.recorded, self.parts(row)):
            results[position] = piece if isinstance(piece, Tensor) else tensor_of(piece)
        return results[0] if self.one else tuple(results)

    def backward(self, g, operands: tuple = (), row=None) -> tuple:
        """Run the user's backward; returns one gradient for each tensor. Arrays in, arrays out."""
        again = row is not None
        self.context.known = {id(mine): operand for mine, operand in zip(self.inputs, operands)}
        if again:
            self.context.known |= {
                id(self.outputs[position]): piece for position, piece in zip(self.recorded, self.parts(row))
            }
        gradients: list[Any] = [None] * len(self.outputs)
        for position, piece in zip(self.recorded, self.parts(g)):
            gradients[position] = piece if again else tensor_of(np.asarray(piece))
        for position, output in enumerate(self.outputs):
            if gradients[position] is None and self.context.materialize and isinstance(output, Tensor):
                gradients[position] = tensor_of(np.zeros(output.shape, output.dtype))
        if again:
            found = self.function.backward(self.context, *gradients)
        else:
            with no_grad():
                found = self.function.backward(self.context, *gradients)
        self.context.known = {}
        return self.checked(found if isinstance(found, tuple) else (found,), again)

    def checked(self, found: tuple, again: bool) -> tuple:
        """The gradients of the tensors among the arguments, zeros where there is none."""
        name = self.function.__name__
        if len(found) < len(self.args) or any(extra is not None for extra in found[len(self.args) :]):
            raise RuntimeError(
                f"{name}.backward returned {len(found)} gradients for {len(self.args)} arguments\n"
                "help: one for each argument of forward, None for what isn't a tensor"
            )
        for position, gradient in enumerate(found):
            if gradient is not None and position not in self.places:
                raise RuntimeError(f"{name}.backward returned a gradient for argument {position}, which isn't a tensor")
        gradients = []
        for position, tensor in zip(self.places, self.inputs):
            gradient = found[position]
            if gradient is None:
                gradient = tensor_of(np.zeros(tensor.shape, tensor.dtype))
            gradients.append(gradient if again else np.asarray(getattr(gradient, "value", gradient)))
        return tuple(gradients)


@op()
def custom(*parts, call):
    """A custom Function: its outputs in one row. Read again, it isn't run again: its results are there already."""
    if any(isinstance(part, Node) for part in parts):
        row = mode.get().rereading
        return row, *together(lambda g: call.backward(g, parts, row), len(parts))
    return call.forward(parts), *together(call.backward, len(parts))

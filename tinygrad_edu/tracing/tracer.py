"""The tracer: an array's stand-in that writes down, step by step, whatever is done with it.

The ops are plain NumPy, so they, and their backward closures, run on Tracers as they run on arrays. `trace` lets a
function do so and returns what was written down: a `Program` without loops, branches or calls of this package. Traced
through a whole training step it is the backpropagation that one would derive by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from ..arrays import array_of
from ..methods import rebuilt
from ..tape import Node
from ..tensor import Tensor
from .program import Program
from .statements import Variable, changed, converted, getitem, setitem, transposed

PACKAGE = Path(__file__).parent.parent
OPS, OPTIM = str(PACKAGE / "ops"), str(PACKAGE / "optim")


class Tracer(np.lib.mixins.NDArrayOperatorsMixin):
    """An array in a program that is being written: its value in this run, and the variable that holds it."""

    __slots__ = ("program", "value", "variable")
    base = None

    def __init__(self, program: Program, variable: Variable, value) -> None:
        self.program, self.variable, self.value = program, variable, value

    shape = property(lambda self: self.value.shape, doc="The lengths of the axes.")
    dtype = property(lambda self: self.value.dtype, doc="The dtype of the elements.")
    ndim = property(lambda self: self.value.ndim, doc="The number of axes.")
    size = property(lambda self: self.value.size, doc="The number of elements.")
    T = property(lambda self: self.record(transposed, (self,), {}, self.value.T), doc="The axes in reverse order.")

    def astype(self, dtype) -> Tracer:
        """The array in another dtype."""
        return self.record(converted, (self, np.dtype(dtype)), {}, self.value.astype(dtype))

    def item(self) -> float:
        """Refused: the program would have this run's number for ever."""
        raise TypeError(
            "a traced value isn't a number yet\nhelp: return the tensor itself, and take the program's result"
        )

    __float__ = __int__ = item

    def __getitem__(self, index) -> Tracer:
        return self.record(getitem, (self, index), {}, self.value[arrays_in(index)])

    def __setitem__(self, index, values) -> None:
        self.value[arrays_in(index)] = arrays_in(values)
        self.record(setitem, (self, index, values), {}, None)

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **options):
        if any(isinstance(x, Node) for x in inputs):
            return NotImplemented  # the Tensor calls the op, and the op this, with what the Tensor holds
        function = ufunc if method == "__call__" else getattr(ufunc, method)
        options = {**options, "out": out[0]} if out else options
        return self.record(function, inputs, options, function(*arrays_in(inputs), **arrays_in(options)))

    def __array_function__(self, function, types, args, kwargs):
        if any(issubclass(kind, Node) for kind in types):
            return NotImplemented
        return self.record(function, args, kwargs, function(*arrays_in(args), **arrays_in(kwargs)))

    def __bool__(self) -> bool:
        return bool(self.value)

    def __array__(self, dtype=None, copy=None):
        raise TypeError(
            "a traced value doesn't become an array\nhelp: the traced code must use NumPy's functions on it"
        )

    def record(self, function: Callable, arguments: tuple, options: dict[str, Any], result):
        """Add a step to the program; its result becomes a Tracer with a variable of its own.

        A function that returns nothing has written into this array, one that is given `out` into that.
        """
        if self.program.finished:
            raise RuntimeError(
                "a value of a finished trace was used\nhelp: name what a step keeps between runs in `state`"
            )
        out = options.get("out")
        written = out if isinstance(out, Tracer) else self if result is None else None
        target = self.program.new_variable(result) if written is None else written.variable
        self.program.add(function, arguments, options, target, written is not None, origin())
        return Tracer(self.program, target, result) if written is None else out


def arrays_in(x):
    """Tracers, also within tuples, lists and dicts, replaced by their values in this run."""
    return changed(x, lambda part: part.value if isinstance(part, Tracer) else part)


def origin() -> str:
    """Whose line is being traced: "sigmoid", "∂ sigmoid" in a backward closure of it, "update" in an optimizer."""
    frame: FrameType | None = sys._getframe(1)
    outermost = None
    while frame is not None:
        if frame.f_code.co_filename.startswith(OPTIM):
            return "update"
        if frame.f_code.co_filename.startswith(OPS):
            outermost = frame.f_code
        elif outermost is not None:
            break
        frame = frame.f_back
    if outermost is None:
        return "tape"
    rule, _, closure = outermost.co_qualname.partition(".<locals>.")
    return f"∂ {rule}" if closure else rule


def trace(function: Callable, *inputs, state: Mapping[str, Tensor] | None = None) -> Program:
    """Run a function once on stand-ins, and return what it did as a `Program` of plain NumPy.

    `inputs` are Tensors or arrays, the function's arguments in their order; `state` names the Tensors that it reads and
    writes besides, such as parameters. Neither they nor their gradients are changed. A branch is written down as it
    was taken in this run, and random numbers as they were drawn.

    >>> import numpy as np, tinygrad_edu as tg
    >>> def step(x, w):
    ...     loss = (w * x).sum()
    ...     loss.backward()
    ...     return w.grad
    >>> program = trace(step, np.array([1.0, 2.0]), tg.tensor([3.0, 4.0], dtype=np.float64, requires_grad=True))
    >>> print(program.source)
    import numpy as np
    <BLANKLINE>
    c0 = np.array([1.0, 1.0], dtype=np.float64)
    <BLANKLINE>
    <BLANKLINE>
    def step(x, w):
        # ∂ mul
        v3 = c0 * x
        return v3
    """
    program = Program(function)
    state = dict(state or {})
    arguments = []
    for position, x in enumerate(inputs):
        value = np.array(array_of(x))
        tracer = Tracer(program, program.add_input(position, value), value)
        arguments.append(rebuilt(Tensor, tracer, x.wants_gradient, x.name) if isinstance(x, Node) else tracer)
    kept = {name: (tensor, tensor.value, tensor.accumulated, tensor.version) for name, tensor in state.items()}
    try:
        for name, tensor in state.items():
            value = np.array(tensor.value)
            tensor.value, tensor.accumulated = Tracer(program, program.add_state(name, value), value), None
        result = function(*arguments)
        program.finish(result)
    finally:
        for tensor, value, grad, version in kept.values():
            tensor.value, tensor.accumulated, tensor.version = value, grad, version
    return program

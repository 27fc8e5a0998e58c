"""The tracer: an array's stand-in that writes down, as NumPy source, whatever is done with it.

The ops are plain NumPy, so they, and their backward closures, run on Tracers as they run on arrays. `trace` lets a
function do so and returns what was written down: a `Program` without loops, branches or calls of
this package. Traced through a whole training step it is the backpropagation that one would derive by hand.
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
from .program import Program, Statement

OPERATORS = {
    np.add: "+", np.subtract: "-", np.multiply: "*", np.divide: "/", np.power: "**", np.matmul: "@", np.equal: "==",
    np.not_equal: "!=", np.less: "<", np.less_equal: "<=", np.greater: ">", np.greater_equal: ">=", np.bitwise_and: "&",
    np.bitwise_or: "|", np.bitwise_xor: "^",
}  # fmt: skip


class Tracer(np.lib.mixins.NDArrayOperatorsMixin):
    """An array in a program that is being written: its value in this run, and the variable that holds it."""

    __slots__ = ("name", "program", "value")
    base = None

    def __init__(self, program: Program, name: str, value) -> None:
        self.program, self.name, self.value = program, name, value

    shape = property(lambda self: self.value.shape, doc="The lengths of the axes.")
    dtype = property(lambda self: self.value.dtype, doc="The dtype of the elements.")
    ndim = property(lambda self: self.value.ndim, doc="The number of axes.")
    size = property(lambda self: self.value.size, doc="The number of elements.")

    @property
    def T(self) -> Tracer:
        """The axes in reverse order."""
        return self.record("{}.T", [self], self.value.T)

    def astype(self, dtype) -> Tracer:
        """The array in another dtype."""
        return self.record(f"{{}}.astype(np.{np.dtype(dtype).name})", [self], self.value.astype(dtype))

    def item(self) -> float:
        """Refused: the program would have this run's number for ever."""
        raise TypeError(
            "a traced value isn't a number yet\nhelp: return the tensor itself, and take the program's result"
        )

    __float__ = __int__ = item

    def __getitem__(self, index) -> Tracer:
        text, operands = self.program.text_of_index(index)
        return self.record(f"{{}}[{text}]", [self, *operands], self.value[arrays_in(index)])

    def __setitem__(self, index, values) -> None:
        self.value[arrays_in(index)] = arrays_in(values)
        text, operands = self.program.text_of_index(index)
        pattern, used = self.program.text_of(values)
        self.record(f"{{}}[{text}] = {pattern}", [self, *operands, *used], None)

    def __array_ufunc__(self, ufunc, method, *inputs, out=(), **options):
        if any(isinstance(x, Node) for x in inputs):
            return NotImplemented  # the Tensor calls the op, and the op this, with what the Tensor holds
        result = getattr(ufunc, method)(*arrays_in(inputs), out=arrays_in(out) or None, **arrays_in(options))
        if method == "__call__" and ufunc in OPERATORS and not out and not options:
            (left, left_used), (right, right_used) = (self.program.text_of(x, result.dtype) for x in inputs)
            return self.record(f"{left} {OPERATORS[ufunc]} {right}", [*left_used, *right_used], result)
        if method == "__call__" and ufunc is np.negative and not out and not options:
            return self.record("-{}", [self], result)
        options = {**options, "out": out[0]} if out else options
        name = f"np.{ufunc.__name__}" + ("" if method == "__call__" else f".{method}")
        return self.call(name, inputs, options, out[0] if out else result)

    def __array_function__(self, function, types, args, kwargs):
        if any(issubclass(kind, Node) for kind in types):
            return NotImplemented
        result = function(*arrays_in(args), **arrays_in(kwargs))
        return self.call(self.program.name_of(function), args, kwargs, result)

    def __bool__(self) -> bool:
        return bool(self.value)

    def __array__(self, dtype=None, copy=None):
        raise TypeError(
            "a traced value doesn't become an array\nhelp: the traced code must use NumPy's functions on it"
        )

    def call(self, name: str, args, kwargs: Mapping[str, Any], result):
        """Record the call of a function that is known to the program by this name."""
        texts, used = [], []
        for key, argument in [*((None, a) for a in args), *kwargs.items()]:
            text, operands = self.program.text_of(argument)
            texts.append(f"{key}={text}" if key else text)
            used += operands
        if isinstance(result, Tracer):  # an array that was written to: the statement has no result of its own
            self.record(f"{name}({', '.join(texts)})", [result, *used], None, leading=1)
            return result
        return self.record(f"{name}({', '.join(texts)})", used, result)

    def record(self, pattern: str, operands: list[Tracer], result, leading: int = 0):
        """Add a statement; its result becomes a Tracer with a variable of its own (a number without axes too)."""
        if self.program.finished:
            raise RuntimeError(
                "a value of a finished trace was used\nhelp: name what a step keeps between runs in `state`"
            )
        names = [operand.name for operand in operands]
        target = names[0] if result is None else self.program.new_variable()
        text = pattern.format(*names[leading:])
        self.program.statements.append(Statement(target, text, tuple(names), result is None, origin()))
        return None if result is None else Tracer(self.program, target, result)


def arrays_in(x):
    """Tracers, also within tuples, lists and dicts, replaced by their values in this run."""
    if isinstance(x, Tracer):
        return x.value
    if isinstance(x, (tuple, list)):
        return type(x)(arrays_in(part) for part in x)
    return {key: arrays_in(part) for key, part in x.items()} if isinstance(x, dict) else x


def origin() -> str:
    """Whose line is being traced: "sigmoid", "∂ sigmoid" in a backward closure of it, "update" in an optimizer."""
    package = Path(__file__).parent.parent
    ops, optim = str(package / "ops"), str(package / "optim")
    frame: FrameType | None = sys._getframe(1)
    outermost = None
    while frame is not None:
        if frame.f_code.co_filename.startswith(optim):
            return "update"
        if frame.f_code.co_filename.startswith(ops):
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

    `inputs` are Tensors or arrays, given to the function in place; `state` names the Tensors besides that it
    reads and writes, as parameters are. Neither they nor their gradients are changed. A branch is written down as it
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
    given = [program.add_input(position, x) for position, x in enumerate(inputs)]
    arguments = []
    for name, x in zip(given, inputs):
        tracer = Tracer(program, name, np.array(array_of(x)))
        arguments.append(rebuilt(Tensor, tracer, x.wants_gradient, x.name) if isinstance(x, Node) else tracer)
    kept = {name: (tensor, tensor.value, tensor.accumulated, tensor.version) for name, tensor in state.items()}
    try:
        for name, tensor in state.items():
            tensor.value, tensor.accumulated = Tracer(program, program.add_state(name), np.array(tensor.value)), None
        result = function(*arguments)
        program.finish(result)
    finally:
        for tensor, value, grad, version in kept.values():
            tensor.value, tensor.accumulated, tensor.version = value, grad, version
    return program

"""Pickles of arrays and plain values, read without running anything.

A pickle is a program for a machine with a stack, and Python's own reader lets that program call whatever it names. The
machine here knows only the instructions that build numbers, texts, lists, tuples, dicts and NumPy arrays. It calls
nothing: a few names stand for steps that it takes itself, and every other name or instruction is refused before
anything has happened. The arrays, texts and bytes that it makes of others are at most `GROWTH` times as large as the
pickle; a list or a dict may take 90 times as much memory as its instructions, as with Python's own reader.

The instructions are those of the standard library's `pickletools`, which explains each of them.
"""

from __future__ import annotations

import io
import math
import os
import pickle
import pickletools
import re
from collections.abc import Callable
from typing import IO, Any

import numpy as np

from .opening import opened

__all__ = ["restricted_load"]


def restricted_load(file: str | os.PathLike | IO[bytes]) -> Any:
    """The numbers, texts, bytes, lists, tuples, dicts and NumPy arrays that a pickle holds.

    `file` is a path or a file open for reading bytes. The keys of dicts are numbers, texts, bytes or None. ValueError
    for a pickle of anything else, which could run any program, and for one that is damaged. Arrays are of numbers,
    booleans, texts, or of objects that are such values themselves; those that NumPy 1 and 2 write are both read.
    OSError if the file can't be opened, TypeError if it is neither a path nor an open file.

    >>> import io, pickle, numpy as np
    >>> restricted_load(io.BytesIO(pickle.dumps({"W": np.ones(2), "name": "net"})))
    {'W': array([1., 1.]), 'name': 'net'}
    >>> restricted_load(io.BytesIO(pickle.dumps(print)))
    Traceback (most recent call last):
    ValueError: the pickle names 'builtins.print', and loading that could run any program
    help: only numbers, texts, lists, tuples, dicts and NumPy arrays are read
    """
    with opened(file) as stream:
        content = stream.read()
    return Machine(content).run()


GROWTH = 16  # a byte may be an object, whose place in an array takes eight
ADMITTED = "only numbers, texts, lists, tuples, dicts and NumPy arrays are read"
# What a damaged or crafted pickle may lead to, in an instruction or in `pickletools`; a warning where it is an error.
FAULTS = (ValueError, TypeError, LookupError, OverflowError, MemoryError, AssertionError, Warning)


class Refused(Exception):
    """What the pickle holds isn't admitted; other errors mean that it is damaged."""


# What lies on the stack


class Name:
    """A step that the machine takes itself; it stands where a pickle names the function that would take it."""

    def __init__(self, step: str) -> None:
        self.step = step


class Arguments(tuple):
    """A tuple with something in it that no value may hold: the arguments of a step, or what an array is made of."""


class Unfinished:
    """An array or a dtype of which BUILD has yet to say what it is; `value` is None until then."""

    def __init__(self, step: str, arguments: tuple = ()) -> None:
        self.step, self.arguments = step, arguments
        self.value: Any = None


STEPS = {
    "numpy.ndarray": "ndarray",
    "numpy.dtype": "dtype",
    "numpy.core.multiarray._reconstruct": "array",
    "numpy._core.multiarray._reconstruct": "array",
    "numpy.core.multiarray.scalar": "scalar",
    "numpy._core.multiarray.scalar": "scalar",
    "numpy.core.numeric._frombuffer": "frombuffer",
    "numpy._core.numeric._frombuffer": "frombuffer",
    "_codecs.encode": "encode",
    "__builtin__.bytes": "no bytes",
    "builtins.bytes": "no bytes",
}
KEYS = {int, float, str, bytes, bool, type(None)}
PLAIN = KEYS | {list, tuple, dict, np.ndarray} | {np.dtype(code).type for code in "?bhilqBHILQefdgFDGSU"}
CODE = re.compile(r"[?biufcSUO]\d{0,9}")  # of a dtype of numbers, booleans, texts or objects
# A row of whole numbers: one, two or four bytes each, after a letter that says which.
INTEGERS = re.compile(rb"(?:K.|M..|J....)++", re.DOTALL)


class Machine:
    """The stack, the stacks below it that MARK set aside, and the memo of what the pickle refers back to."""

    def __init__(self, program: bytes) -> None:
        self.program, self.stream = program, io.BytesIO(program)
        self.stack: list = []
        self.below: list[list] = []
        self.memo: dict[int, Any] = {}
        self.made = 0  # bytes

    def run(self) -> Any:
        """Follow the instructions; the value that is on the stack in the end."""
        try:
            for instruction, argument, _ in pickletools.genops(self.stream):
                if instruction.name not in INSTRUCTIONS:
                    raise Refused(f"has the instruction {instruction.name}")
                INSTRUCTIONS[instruction.name](self, argument)
            (value,) = plain(self.stack)
            return value
        except Refused as error:
            raise ValueError(f"the pickle {error}\nhelp: {ADMITTED}") from None
        except FAULTS as error:
            raise ValueError(f"the pickle is damaged, or none: {error!s:.200}\nhelp: get the file anew") from error

    def push(self, value: Any) -> None:
        """Put a value on the stack."""
        self.stack.append(value)

    def push_integers(self, first: int) -> None:
        """Put a whole number on the stack, and at once all those that follow in a row: data sets have millions."""
        self.stack.append(first)
        row = INTEGERS.match(self.program, self.stream.tell())
        if row:
            # a mark, the row, "make a list", "stop": Python's own reader is given nothing but numbers
            self.stack += pickle.loads(b"(" + row.group() + b"l.")
            self.stream.seek(row.end())

    def mark(self, _: None) -> None:
        """Set the stack aside and begin an empty one."""
        self.below.append(self.stack)
        self.stack = []

    def since_mark(self) -> list:
        """What has been put on the stack since the last MARK; the stack from before is back."""
        values, self.stack = self.stack, self.below.pop()
        return values

    def last(self, count: int) -> list:
        """The uppermost values of the stack, taken off it."""
        values = [self.stack.pop() for _ in range(count)]
        return values[::-1]

    def remember(self, index: int | None) -> None:
        """Note what is on top of the stack, under a number; without one, under the next."""
        self.memo[len(self.memo) if index is None else index] = self.stack[-1]

    def recall(self, index: int) -> None:
        """Put what was noted on the stack again."""
        value = self.memo[index]
        finished = isinstance(value, Unfinished) and value.value is not None
        self.push(value.value if finished else value)

    def name(self, path: str) -> None:
        """Put the step that a name stands for on the stack; refuse every name but those."""
        if path not in STEPS:
            raise Refused(f"names {path!r:.80}, and loading that could run any program")
        self.push(Name(STEPS[path]))

    def name_from_stack(self, _: None) -> None:
        """`name`, for a module and a name that lie on the stack."""
        module, name = self.last(2)
        self.name(f"{of_type(str, module)}.{of_type(str, name)}")

    def append(self, values: list) -> None:
        """Put values at the end of the list on top of the stack."""
        of_type(list, self.stack[-1]).extend(plain(values))

    def set_items(self, values: list) -> None:
        """Put keys and values, in turn, into the dict on top of the stack."""
        keys = values[::2]
        if not KEYS.issuperset(map(type, keys)):
            raise Refused("has a dict whose keys aren't numbers, texts, bytes or None")
        of_type(dict, self.stack[-1]).update(zip(keys, plain(values[1::2]), strict=True))

    def new_dict(self, _: None) -> None:
        """Put a dict of what has come since the last MARK on the stack."""
        values = self.since_mark()
        self.push({})
        self.set_items(values)

    def call(self, _: None) -> None:
        """Take the step that is named below the arguments on top of the stack."""
        name, arguments = self.last(2)
        if not isinstance(name, Name) or name.step not in CALLS:
            raise Refused("calls what is no function of NumPy")
        self.push_made(CALLS[name.step](*of_type(tuple, arguments)))

    def build(self, _: None) -> None:
        """Finish the array or the dtype below what it is made of, which is on top of the stack."""
        unfinished, state = self.last(2)
        if not isinstance(unfinished, Unfinished) or unfinished.value is not None:
            raise Refused("sets the state of what isn't an array")
        build: Callable = built_array if unfinished.step == "array" else built_dtype
        unfinished.value = build(*unfinished.arguments, *of_type(tuple, state))
        self.push_made(unfinished.value)

    def push_made(self, value: Any) -> None:
        """Put what a step has made on the stack. What is made again and again of the same bytes is refused."""
        self.made += len(value) if isinstance(value, bytes) else getattr(value, "nbytes", 0)
        if self.made > GROWTH * len(self.program):
            raise Refused(f"makes values that are over {GROWTH} times as large as itself")
        self.push(value)


def plain(values: list) -> list:
    """The values, where all are such as may be in lists, dicts and arrays."""
    if not PLAIN.issuperset(map(type, values)):
        raise Refused("holds what is no value: a name, or an array that was never finished")
    return values


def new_tuple(values: list) -> tuple:
    """A tuple of values, or one of arguments."""
    return tuple(values) if PLAIN.issuperset(map(type, values)) else Arguments(values)


def of_type(wanted: type, value: Any) -> Any:
    """The value; TypeError if it is of another type."""
    if not isinstance(value, wanted):
        raise TypeError(f"a {type(value).__name__} where a {wanted.__name__} should be")
    return value


# The steps


def new_array(kind: Any, shape: tuple, code: bytes | str) -> Unfinished:
    """An array of which BUILD says the rest; what is given here is always the same."""
    if not isinstance(kind, Name) or kind.step != "ndarray" or shape != (0,) or code not in (b"b", "b"):
        raise Refused("makes an array in a way that NumPy doesn't")
    return Unfinished("array")


def new_dtype(code: str, align: int = 0, copy: int = 1) -> Unfinished:
    """A dtype of which BUILD says the byte order; `align` and `copy` don't matter to numbers."""
    if not CODE.fullmatch(of_type(str, code)):
        raise Refused(f"has an array of {code!r:.20}")
    return Unfinished("dtype", (np.dtype(code),))


def built_dtype(
    dtype: np.dtype, version: int, order: str, subarray: None, names: None, fields: None, *lengths: int
) -> np.dtype:
    """The dtype in the byte order of its state."""
    if subarray is not None or names is not None or fields is not None or len(lengths) != 3:
        raise Refused("has an array of records")
    return dtype.newbyteorder(of_type(str, order))


def built_array(version: int, shape: tuple, dtype: Any, fortran_order: bool, content: Any) -> np.ndarray:
    """The array of this shape and dtype that has these bytes, or this list of objects, which is in C order always."""
    if not of_type(np.dtype, dtype).hasobject:
        return from_bytes(content, dtype, shape, "F" if fortran_order else "C")
    if size_of(shape) != len(of_type(list, content)):
        raise ValueError(f"{len(content)} objects for an array of shape {shape}")
    return np.fromiter(content, object, len(content)).reshape(shape)


def from_bytes(content: Any, dtype: Any, shape: tuple, order: str = "C") -> np.ndarray:
    """The array whose memory has these bytes; Python 2 wrote them as a text."""
    content = content.encode("latin-1") if isinstance(content, str) else content
    if of_type(np.dtype, dtype).hasobject or len(content) != size_of(shape) * dtype.itemsize:
        raise ValueError(f"{len(content)} bytes for an array of {dtype} of shape {shape}")
    return np.frombuffer(content, dtype).reshape(shape, order=of_type(str, order)).copy(order="K")


def from_buffer(content: Any, dtype: Any, shape: tuple, order: str, axes: tuple | None = None) -> np.ndarray:
    """The array whose memory has these bytes; of order "K" are those whose `axes` lie in another order there."""
    if axes is None:
        return from_bytes(content, dtype, shape, order)
    return from_bytes(content, dtype, shape).transpose(of_type(tuple, axes))


def size_of(shape: tuple) -> int:
    """How many elements an array of this shape has; ValueError for what is no shape."""
    if any(type(length) is not int or not 0 <= length < 2**63 for length in of_type(tuple, shape)) or len(shape) > 64:
        raise ValueError("an array without a shape")
    return math.prod(shape)


def new_scalar(dtype: Any, content: Any) -> Any:
    """A NumPy number of this dtype that has these bytes."""
    return from_bytes(content, dtype, ())[()]


def encoded(text: str, encoding: str) -> bytes:
    """The bytes that a pickle from before protocol 3 holds as a text."""
    if of_type(str, encoding) not in ("latin1", "latin-1"):
        raise Refused(f"has bytes in the encoding {encoding!r:.20}")
    return of_type(str, text).encode("latin-1")


CALLS: dict[str, Callable] = {
    "array": new_array,
    "dtype": new_dtype,
    "scalar": new_scalar,
    "frombuffer": from_buffer,
    "encode": encoded,
    "no bytes": lambda: b"",
}
INSTRUCTIONS: dict[str, Callable[[Machine, Any], None]] = {
    **dict.fromkeys(("PROTO", "FRAME", "STOP"), lambda machine, _: None),
    **dict.fromkeys(("BININT", "BININT1", "BININT2"), Machine.push_integers),
    **dict.fromkeys(("INT", "LONG", "LONG1", "LONG4", "FLOAT", "BINFLOAT"), Machine.push),
    **dict.fromkeys(("UNICODE", "SHORT_BINUNICODE", "BINUNICODE", "BINUNICODE8"), Machine.push),
    **dict.fromkeys(("STRING", "SHORT_BINSTRING", "BINSTRING"), Machine.push),
    **dict.fromkeys(("SHORT_BINBYTES", "BINBYTES", "BINBYTES8"), Machine.push),
    "BYTEARRAY8": Machine.push,
    "NONE": lambda machine, _: machine.push(None),
    "NEWTRUE": lambda machine, _: machine.push(True),
    "NEWFALSE": lambda machine, _: machine.push(False),
    "MARK": Machine.mark,
    **dict.fromkeys(("PUT", "BINPUT", "LONG_BINPUT", "MEMOIZE"), Machine.remember),
    **dict.fromkeys(("GET", "BINGET", "LONG_BINGET"), Machine.recall),
    "EMPTY_LIST": lambda machine, _: machine.push([]),
    "LIST": lambda machine, _: machine.push(plain(machine.since_mark())),
    "APPEND": lambda machine, _: machine.append(machine.last(1)),
    "APPENDS": lambda machine, _: machine.append(machine.since_mark()),
    "EMPTY_DICT": lambda machine, _: machine.push({}),
    "DICT": Machine.new_dict,
    "SETITEM": lambda machine, _: machine.set_items(machine.last(2)),
    "SETITEMS": lambda machine, _: machine.set_items(machine.since_mark()),
    "EMPTY_TUPLE": lambda machine, _: machine.push(()),
    "TUPLE1": lambda machine, _: machine.push(new_tuple(machine.last(1))),
    "TUPLE2": lambda machine, _: machine.push(new_tuple(machine.last(2))),
    "TUPLE3": lambda machine, _: machine.push(new_tuple(machine.last(3))),
    "TUPLE": lambda machine, _: machine.push(new_tuple(machine.since_mark())),
    "GLOBAL": lambda machine, argument: machine.name(argument.replace(" ", ".", 1)),
    "STACK_GLOBAL": Machine.name_from_stack,
    "REDUCE": Machine.call,
    "BUILD": Machine.build,
}

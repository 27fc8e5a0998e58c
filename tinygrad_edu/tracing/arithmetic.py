"""The numbers behind one element of a result: 0·0.13 + 1·(−0.0703) = −0.0703.

The element's place is followed inwards, through broadcasting, transposition, indexing and whatever else only
rearranges, to the numbers that the element is made of. They make a formula without names, which is written as others.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from ..ops.activation import sigmoid
from ..ops.diagonals import diagonal_of, laid_on_diagonal
from ..ops.indexing import added_at, picked_from_array, put_at
from ..ops.shaping import in_order
from ..ops.windows import first_windows, windows_added, windows_of
from .expressions import Call, Captured, Constant, Expression, Leaf, values, written
from .mathematics import PLAIN, axes, formula, product_term
from .notation import number
from .statements import changed, converted, getitem, parts, transposed

LONGEST = 200  # characters
MOST = 400  # parts, of which nobody could put so many into a line
ATTEMPTS = ((12, 16), (12, 4), (6, 4), (3, 4), (2, 4), (1, 4))  # steps inwards, terms of a sum

Place: TypeAlias = tuple[int, ...]

# Functions that only rearrange, and the arguments that they rearrange
FIRST = (
    np.reshape, np.ravel, np.moveaxis, np.swapaxes, np.transpose, transposed, np.squeeze, np.expand_dims,
    np.broadcast_to, np.copy, in_order, np.positive, np.concatenate, np.stack, np.flip, np.roll, np.repeat, np.tile,
    np.tril, np.triu, np.pad, np.take_along_axis, getitem, picked_from_array, windows_of, diagonal_of, laid_on_diagonal,
    converted,
)  # fmt: skip
REARRANGED: dict[Callable, tuple[int, ...]] = {**dict.fromkeys(FIRST, (0,)), put_at: (0, 1), written: (1, 3)}


def arithmetic(expression: Expression, index: Place) -> str:
    """How the element at `index` of an expression's value comes about, in numbers; the index of a single number is ().

    What doesn't fit into a line is shown less deeply; of a long sum the middle is left out.
    """
    result = number(np.asarray(expression.value)[index]).text
    for depth, terms in ATTEMPTS:
        text = formula(Cells(terms).cell(expression, tuple(index), depth), {}, LONGEST - len(f" = {result}"))
        if text:
            return result if text == result else f"{text} = {result}"
    return result


class Cells:
    """Formulas of single elements, in which no sum has more than so many terms."""

    def __init__(self, terms: int) -> None:
        self.terms = terms
        self.known: dict[tuple, Expression] = {}  # a number that is used twice is one object, so that x · x becomes x²

    def cell(self, x, index: Place, depth: int) -> Expression:
        """The formula of one element of x, so many steps inwards."""
        x, index = followed(x, index)
        if (x, index, depth) not in self.known:
            way = way_of(x) if isinstance(x, Call) and depth and len(self.known) < MOST else None
            made = way(self, x, index, depth - 1) if way else Constant(number_at(x, index))
            self.known[x, index, depth] = made
        return self.known[x, index, depth]

    def several(self, join: np.ufunc, term: Callable[[int], Expression], count: int) -> Expression:
        """The terms 0 to `count` − 1, joined by a function of two; of too many the first three and the last."""
        whole = count <= max(self.terms, 5)  # to leave out one term would save nothing
        terms = [term(k) for k in range(count if whole else 3)]
        if not whole:
            terms += [Leaf(Captured(f"… {count - 4} more …"), 0.0), term(count - 1)]
        return functools.reduce(lambda left, right: Call(join, (left, right)), terms) if terms else Constant(0)

    # Ways in which an element is made, from parts that may have so many steps

    def elementwise(self, call: Call, index: Place, depth: int) -> Call:
        """By the same function, of single elements."""
        arguments, options = changed(
            (call.arguments, call.options),
            lambda x: self.cell(x, broadcast(index, x.shape), depth) if isinstance(x, Expression) else x,
        )
        return Call(call.function, arguments, options)

    def choice(self, call: Call, index: Place, depth: int) -> Expression:
        """By choosing; only what was chosen, where of the condition nothing can be shown but whether it held."""
        chosen = self.elementwise(call, index, depth)
        condition, x, y = chosen.arguments
        if isinstance(condition, Call) or np.asarray(values(call.arguments[0])).dtype != bool:
            return chosen
        made = x if values(condition) else y
        return made if isinstance(made, Expression) else Constant(made)

    def reduction(self, join: np.ufunc, call: Call, index: Place, depth: int) -> Expression:
        """By joining all elements along some axes."""
        x, joined = call.inside[0], axes(call)
        kept = iter(index if len(index) < len(x.shape) else [i for axis, i in enumerate(index) if axis not in joined])
        fixed = [None if axis in joined else next(kept) for axis in range(len(x.shape))]
        lengths = [n for n, i in zip(x.shape, fixed) if i is None]

        def term(k: int) -> Expression:
            along = iter(place(k, lengths))
            return self.cell(x, tuple(next(along) if i is None else i for i in fixed), depth)

        return self.several(join, term, math.prod(lengths))

    def running_sum(self, call: Call, index: Place, depth: int) -> Expression:
        """By adding up all elements along an axis as far as this one."""
        x, (axis,) = call.inside[0], axes(call)
        return self.several(
            np.add, lambda k: self.cell(x, (*index[:axis], k, *index[axis + 1 :]), depth), index[axis] + 1
        )

    def product(self, call: Call, index: Place, depth: int) -> Expression:
        """As a row times a column."""
        x, y = call.arguments
        row, rest = index[: len(x.shape) - 1], index[len(x.shape) - 1 :]  # as np.dot has them
        if call.function is np.matmul and len(x.shape) > 1 and len(y.shape) > 1:
            row, rest = index[:-1], (*index[:-2], index[-1])
        elif call.function is np.matmul:
            row, rest = (index, ()) if len(y.shape) == 1 else ((), index)

        def term(k: int) -> Expression:
            left, right = (*row, k), (*rest[:-1], k, *rest[-1:])
            return close_product(
                self.cell(x, broadcast(left, x.shape), depth), self.cell(y, broadcast(right, y.shape), depth)
            )

        return self.several(np.add, term, x.shape[-1])

    def einsum(self, call: Call, index: Place, depth: int) -> Expression:
        """As the sum of products over the letters that are not in the result."""
        subscripts, *factors = call.arguments
        letters, result = subscripts.split("->")
        lengths = {
            name: n for names, x in zip(letters.split(","), factors) for name, n in zip(names, x.shape) if n != 1
        }
        summed = {name: n for name, n in lengths.items() if name not in result}

        def term(k: int) -> Expression:
            at = dict(zip(result, index)) | dict(zip(summed, place(k, list(summed.values()))))
            cells = [
                self.cell(x, broadcast([at.get(name, 0) for name in names], x.shape), depth)
                for names, x in zip(letters.split(","), factors)
            ]
            return functools.reduce(close_product, cells)

        return self.several(np.add, term, math.prod(summed.values()))

    def scalar_product(self, call: Call, index: Place, depth: int) -> Expression:
        """As the sum of all products."""
        x, y = call.arguments

        def term(k: int) -> Expression:
            left, right = (self.cell(z, place(k, z.shape), depth) for z in (x, y))
            return Call(np.multiply, (left, right)) if left is right else close_product(left, right)

        return self.several(np.add, term, np.size(x.value))

    def gathering(self, call: Call, index: Place, depth: int) -> Expression:
        """By adding up what was put here, if anything was."""
        x, rest = call.arguments[0], call.arguments[1:]
        numbers = np.arange(np.size(call.value)).reshape(call.shape)
        if call.function is added_at:
            places = numbers[values(rest[0])]
        else:
            size = x.shape[len(x.shape) - 2 * len(rest[0]) : len(x.shape) - len(rest[0])]
            places = first_windows(windows_of(numbers, size, *rest[1:]), x.shape[len(x.shape) - len(rest[0]) :])
        here = np.argwhere(places == numbers[index])
        return self.several(np.add, lambda k: self.cell(x, tuple(here[k]), depth), len(here))


Way: TypeAlias = Callable[[Cells, Call, Place, int], Expression]

WAYS: dict[Callable, Way] = {
    np.where: Cells.choice,
    np.clip: Cells.elementwise,
    sigmoid: Cells.elementwise,
    np.sum: lambda cells, *step: cells.reduction(np.add, *step),
    np.prod: lambda cells, *step: cells.reduction(np.multiply, *step),
    np.max: lambda cells, *step: cells.reduction(np.maximum, *step),
    np.min: lambda cells, *step: cells.reduction(np.minimum, *step),
    np.cumsum: Cells.running_sum,
    np.dot: Cells.product,
    np.matmul: Cells.product,
    np.vdot: Cells.scalar_product,
    np.einsum: Cells.einsum,
    added_at: Cells.gathering,
    windows_added: Cells.gathering,
}


def way_of(call: Call) -> Way | None:
    """How the elements of a call are made, if that is known."""
    function, arguments = call.function, call.arguments
    shapes = [x.shape for x in call.inside]
    if not PLAIN.issuperset(call.options):
        return None
    if function in (np.dot, np.matmul) and not (len(shapes) == 2 and all(shapes)):
        return None
    if function is np.cumsum and not (all(shapes) and len(axes(call)) == 1):
        return None
    if function is np.einsum and not re.fullmatch(r"[a-zA-Z,]+->[a-zA-Z]*", str(arguments[0])):
        return None
    elementwise = isinstance(function, np.ufunc) and function.signature is None and function.nout == 1
    return WAYS.get(function, Cells.elementwise if elementwise else None)


def followed(x: Expression, index: Place) -> tuple[Expression, Place]:
    """Where an element comes from: the expression, and its place there, before all that only rearranges."""
    while isinstance(x, Call) and len(x.arguments) > REARRANGED.get(x.function, (math.inf,))[-1]:
        x, index = before(x, index)
    return x, index


def before(call: Call, index: Place) -> tuple[Expression, Place]:
    """Where an element was before this call, which rearranges.

    The elements' numbers, from 1, are rearranged in their stead; 0 is none of them.
    """
    if call.function is converted:
        return call.arguments[0], index
    where = REARRANGED[call.function]
    sources = [x for x in parts([call.arguments[i] for i in where]) if isinstance(x, Expression)]
    starts = np.cumsum([1, *(np.size(source.value) for source in sources)])
    numbers = {x: np.arange(start, start + np.size(x.value)).reshape(x.shape) for x, start in zip(sources, starts)}
    arguments = [
        changed(x, lambda part: numbers.get(part, 0)) if i in where else values(x) for i, x in enumerate(call.arguments)
    ]
    options = {**call.options, "constant_values": 0} if call.function is np.pad else values(call.options)
    found = int(call.function(*arguments, **options)[index])
    if not found:
        return Constant(number_at(call, index)), ()
    source = int(np.searchsorted(starts, found, side="right")) - 1
    return sources[source], place(found - starts[source], sources[source].shape)


def number_at(x: Expression, index: Place):
    """One element of an expression's value; 0 or 1, if it is a truth value."""
    found = np.asarray(x.value)[index]
    return int(found) if found.dtype == bool else found


def place(number: int, shape: Sequence[int]) -> Place:
    """The place of the element of this number."""
    return tuple(int(i) for i in np.unravel_index(number, shape))


def broadcast(index: Sequence[int], shape: tuple[int, ...]) -> Place:
    """The place from which broadcasting takes an element."""
    return tuple(0 if n == 1 else i for n, i in zip(shape, index[len(index) - len(shape) :]))


def close_product(x: Expression, y: Expression) -> Call:
    """x · y as a term of a sum: written without spaces, if both are numbers."""
    return Call(np.multiply if isinstance(x, Call) or isinstance(y, Call) else product_term, (x, y))

"""How one result comes about: its formula, the matrices that go into it, and the arithmetic of each of its elements.

Formulas are read off the op's own rule and closures (`tracing`). From the outermost steps of a formula follows which
matrices are shown, with which signs between them, and which of their elements make an element of the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from ...tracing import formula
from ...tracing.expressions import Call, Constant, Expression, Leaf, bare, in_order, passes_on
from ...tracing.statements import converted
from ..numbers import number

MOST = 5  # matrices in one row; where a formula has more, its operands are shown instead
LONGEST = 28  # characters of a matrix' name
SUM, PRODUCT, MATRIX_PRODUCT, ATOM = range(4)  # how tight a part of a formula must be in its place
OPERATORS = {
    np.add: ("+", SUM),
    np.subtract: ("−", SUM),
    np.multiply: ("·", PRODUCT),
    np.divide: ("/", PRODUCT),
    np.matmul: ("@", MATRIX_PRODUCT),
    np.dot: ("@", MATRIX_PRODUCT),
}
SELECTING = (np.where, np.clip, converted)  # functions of elements that are no ufuncs

Links: TypeAlias = tuple[int | None, ...]


@dataclass(frozen=True)
class Matrix:
    """An array with its name, "" where that would be too long.

    `links` has for each of its axes that axis of the result which has the same index, None where all indices of the
    axis go into an element; without links nothing is said of elements.
    """

    label: str
    array: np.ndarray
    links: Links | None = None


@dataclass(frozen=True)
class Working:
    """A formula with a note, matrices and the signs between them, their result, and how its elements come about."""

    formula: str
    note: str = ""
    parts: tuple[Matrix | str, ...] = ()
    result: Matrix | None = None
    arithmetic: Callable[[tuple[int, ...]], str] = lambda index: ""


def parts_of(expression: Expression, labels: Mapping) -> tuple[Matrix | str, ...]:
    """The matrices of a formula, with the signs between them and "=" at the end.

    Those of its operands, with "→" at the end, where the formula isn't made of a few matrices by operators.
    """
    parts = tuple(spread(expression, labels, SUM, tuple(range(len(expression.shape)))))
    matrices = [part for part in parts if isinstance(part, Matrix)]
    opaque = isinstance(bare(expression), Call) and len(parts) == 1
    if opaque or len(matrices) > MOST or not all(matrix.label for matrix in matrices):
        return (*operands_of(expression, labels), "→")
    return (*parts, "=")


def spread(expression: Expression, labels: Mapping, place: int, links: Links) -> Iterator[Matrix | str]:
    """The parts of an expression in a `place` that wants it so tight; `links` are those of its own axes."""
    if isinstance(expression, Constant) and not expression.shape:
        yield number(expression.value)
    elif not isinstance(expression, Call):
        yield whole(expression, labels, links)
    elif passes_on(expression):
        inner = expression.arguments[0]
        yield from spread(inner, labels, place, links_inside(expression, inner.shape, links))
    elif expression.function in OPERATORS and OPERATORS[expression.function][1] >= place:
        yield from operation(expression, labels, links)
    elif expression.function in (np.sum, np.vdot) and place <= PRODUCT:
        yield from summation(expression, labels, links)
    elif expression.function is np.negative and place == SUM:
        yield "−"
        yield from spread(expression.arguments[0], labels, PRODUCT, links)
    elif isinstance(expression.function, np.ufunc) and expression.function.nin == 1 and place == SUM:
        yield expression.function.__name__
        yield from spread(expression.arguments[0], labels, ATOM, links)
    else:
        yield whole(expression, labels, links)


def links_inside(call: Call, shape: tuple[int, ...], links: Links) -> Links:
    """The links of what a call hands on as it is, repeated or with other axes of length 1."""
    if call.function is np.broadcast_to:
        return aligned(shape, links)
    long = iter([link for link, n in zip(links, call.shape) if n != 1])
    return tuple(next(long) if n != 1 else None for n in shape)


def whole(expression: Expression, labels: Mapping, links: Links | None) -> Matrix:
    """An expression as one matrix."""
    return Matrix(formula(expression, labels, limit=LONGEST) or "", np.asarray(expression.value), links)


def operation(call: Call, labels: Mapping, links: Links) -> Iterator[Matrix | str]:
    """Two operands with their operator; what stands to the right of it must be tighter."""
    sign, level = OPERATORS[call.function]
    left, right = (part if isinstance(part, Expression) else Constant(part) for part in call.arguments)
    product = level == MATRIX_PRODUCT
    axes = (product_links if product else element_links)(left.shape, right.shape, links)
    yield from spread(left, labels, level + product, axes[0])
    yield sign
    yield from spread(right, labels, level + 1, axes[1])


def summation(call: Call, labels: Mapping, links: Links) -> Iterator[Matrix | str]:
    """A sum over axes, or of the products of two arrays' elements."""
    if call.function is np.vdot:
        left, right = call.arguments
        inner: Expression = Call(np.multiply, (left, right))
        axes, keepdims = tuple(range(len(inner.shape))), False
    else:
        (inner,), axis = call.arguments, call.options.get("axis")
        axes = tuple(range(len(inner.shape))) if axis is None else tuple(np.atleast_1d(axis) % len(inner.shape))
        keepdims = call.options.get("keepdims", False)
    rest = iter(links)
    inner_links = []
    for axis in range(len(inner.shape)):
        kept = next(rest) if keepdims or axis not in axes else None
        inner_links.append(None if axis in axes else kept)
    yield f"Σ {axes_text(axes, len(inner.shape))}".strip()
    parts = list(spread(inner, labels, SUM, tuple(inner_links)))
    yield from parts if len(parts) == 1 else ["(", *parts, ")"]


def axes_text(axes: tuple[int, ...], ndim: int) -> str:
    """Over which axes is summed, in words; "" for all."""
    if len(axes) == ndim:
        return ""
    if ndim == 2:
        return "rows" if axes == (0,) else "columns"
    return f"axes {', '.join(map(str, axes))}" if len(axes) > 1 else f"axis {axes[0]}"


def aligned(shape: tuple[int, ...], links: Links) -> Links:
    """The links of an operand that broadcasts against the others: its axes are the last ones."""
    return links[len(links) - len(shape) :] if shape else ()


def element_links(left: tuple[int, ...], right: tuple[int, ...], links: Links) -> tuple[Links, Links]:
    """The links of two operands that broadcast against each other."""
    return aligned(left, links), aligned(right, links)


def product_links(left: tuple[int, ...], right: tuple[int, ...], links: Links) -> tuple[Links, Links]:
    """The links of the operands of a matrix product: a row of the left one, a column of the right one."""
    row = links[len(links) - (1 if len(right) == 1 else 2)] if len(left) > 1 else None
    column = links[-1] if len(right) > 1 else None
    leading = links[: len(links) - (len(left) > 1) - (len(right) > 1)]
    return (
        (*aligned(left[:-2], leading), *([row] if len(left) > 1 else []), None),
        (*aligned(right[:-2], leading), None, *([column] if len(right) > 1 else [])),
    )


def operands_of(expression: Expression, labels: Mapping) -> Iterator[Matrix | str]:
    """What has a name in a formula, each once; with links if the formula is one of elements."""
    links = tuple(range(len(expression.shape)))
    parts = list(in_order(expression))
    by_element = all(is_by_element(part) for part in parts)
    leaves = {part.identity: part for part in parts if isinstance(part, Leaf)}
    for position, leaf in enumerate(list(leaves.values())[:MOST]):
        if position:
            yield ","
        yield whole(leaf, labels, aligned(leaf.shape, links) if by_element else None)


def is_by_element(part: Expression) -> bool:
    """Whether each element of a part comes from the elements at its place alone."""
    if not isinstance(part, Call):
        return True
    ufunc = isinstance(part.function, np.ufunc) and part.function.signature is None
    return ufunc or part.function in SELECTING

"""Hypothesis strategies for tensors: of any shape, away from kinks and ties where that is asked for.

They shrink as hypothesis does: to fewer axes, shorter ones, and simple numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from ..tensor import Tensor

GAP = 0.1  # how far `away_from` keeps away


def tensors(
    shape: Any = None,
    dtype: Any = np.float64,
    *,
    elements: Any = (-3.0, 3.0),
    requires_grad: bool = True,
    away_from: tuple[float, ...] = (),
    distinct: bool = False,
) -> st.SearchStrategy[Tensor]:
    """Tensors of a shape (a tuple, a length, or a strategy for shapes; None: any with up to three axes of up to 4).

    `elements` are (lowest, highest), or a strategy for numbers. None is nearer than 0.1 to a number in `away_from`, the
    function's kinks. With `distinct` no two are equal or close, for functions that break ties.

    >>> from tinygrad_edu.testing import tensors
    >>> tensors(shape=(2, 3), away_from=(0,)).validate()
    """
    kind = np.dtype(dtype)
    if kind.kind != "f":
        raise TypeError(f"tensors of {kind} have no gradient\nhelp: a floating-point dtype")
    shapes = as_shapes(shape)
    if distinct:
        if isinstance(elements, st.SearchStrategy):
            raise TypeError("tensors(distinct=True) wants elements=(lowest, highest), not a strategy")
        arrays = shapes.flatmap(lambda lengths: apart(lengths, elements, away_from))
    else:
        numbers = elements if isinstance(elements, st.SearchStrategy) else floats(elements, away_from, kind)
        arrays = shapes.flatmap(lambda lengths: hnp.arrays(kind, lengths, elements=numbers))
    return arrays.map(lambda array: Tensor(array.astype(kind), requires_grad=requires_grad))


def broadcastable_tensors(count: int = 2, dtype: Any = np.float64, **options) -> st.SearchStrategy[tuple[Tensor, ...]]:
    """Tuples of `count` tensors whose shapes broadcast, with axes of length 1 and missing leading ones among them.

    The options are those of `tensors`.
    """
    shapes = hnp.mutually_broadcastable_shapes(num_shapes=count, max_dims=3, max_side=3)
    return shapes.flatmap(lambda found: st.tuples(*[tensors(s, dtype, **options) for s in found.input_shapes]))


def matrices(
    shape: Any = None,
    dtype: Any = np.float64,
    *,
    elements: Any = (-3.0, 3.0),
    requires_grad: bool = True,
    square: bool = False,
    symmetric: bool = False,
    positive_definite: bool = False,
    invertible: bool = False,
) -> st.SearchStrategy[Tensor]:
    """Matrices of a shape, which may have leading axes (None: up to 4 × 4), with the property that is asked for.

    A positive definite one is symmetric with eigenvalues from 1 upwards. In an invertible one the diagonal outweighs
    the rest of each row by 1 or more, so that its inverse is no larger than 1. All but a plain one are square.
    """
    square = square or symmetric or positive_definite or invertible
    sides = st.integers(1, 4)
    if shape is None:
        shape = sides.map(lambda n: (n, n)) if square else st.tuples(sides, sides)
    elif square and isinstance(shape, tuple) and (len(shape) < 2 or shape[-1] != shape[-2]):
        raise ValueError(f"matrices of shape {shape} aren't square\nhelp: the last two lengths must be equal")

    def shaped(plain: Tensor) -> Tensor:
        x, mirrored = plain.value, np.swapaxes(plain.value, -1, -2)
        if positive_definite:
            x = x @ mirrored / x.shape[-1] + np.eye(x.shape[-1])
        elif symmetric:
            x = (x + mirrored) / 2
        if invertible and not positive_definite:
            weight = np.sum(np.abs(x), axis=-1)[..., None] + 1
            x = x + np.eye(x.shape[-1]) * weight
        return Tensor(x.astype(dtype), requires_grad=requires_grad)

    return tensors(shape, dtype, elements=elements, requires_grad=False).map(shaped)


def as_shapes(shape: Any) -> st.SearchStrategy[tuple[int, ...]]:
    """A strategy for shapes."""
    if isinstance(shape, st.SearchStrategy):
        return shape
    if shape is None:
        return hnp.array_shapes(min_dims=0, max_dims=3, max_side=4)
    return st.just((shape,) if isinstance(shape, int) else tuple(shape))


def floats(elements: tuple[float, float], away_from: tuple[float, ...], kind: np.dtype) -> st.SearchStrategy[float]:
    """Numbers in a range, without its pieces around the kinks; no subnormal ones."""
    width: Any = {2: 16, 4: 32}.get(kind.itemsize, 64)
    pieces, lowest = [], elements[0]
    for kink in sorted(away_from):
        pieces.append((lowest, kink - GAP))
        lowest = max(lowest, kink + GAP)
    pieces.append((lowest, elements[1]))
    pieces = [(low, min(high, elements[1])) for low, high in pieces if low <= min(high, elements[1])]
    if not pieces:
        raise ValueError(f"no number between {elements[0]} and {elements[1]} is away from {away_from}")
    pieces.sort(key=lambda piece: min(map(abs, piece)))  # hypothesis shrinks towards the first
    return st.one_of(
        [
            st.floats(float(kind.type(low)), float(kind.type(high)), width=width, allow_subnormal=False)
            for low, high in pieces
        ]
    )


def apart(shape: tuple[int, ...], elements: tuple[float, float], away_from: tuple[float, ...]):
    """Arrays of numbers no two of which are close: places in a grid, in any order."""
    count = int(np.prod(shape))
    grid = np.linspace(*elements, 4 * count + 8)
    free = [float(x) for x in grid if all(abs(x - kink) >= GAP for kink in away_from)]
    if len(free) < count:
        raise ValueError(f"no {count} numbers between {elements[0]} and {elements[1]} are away from {away_from}")
    chosen = st.lists(st.sampled_from(free), min_size=count, max_size=count, unique=True)
    return chosen.map(lambda numbers: np.array(numbers, np.float64).reshape(shape))

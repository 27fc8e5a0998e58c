"""What the functions of the table are called with: random arrays of every kind and shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

import tinygrad_edu as tg

from ..numeric import is_float_array, random_weights


@dataclass(frozen=True)
class Sample:
    """What a function is called with. Floating-point arrays are recorded; other arrays and Python numbers aren't."""

    operands: tuple
    options: dict[str, Any] = field(default_factory=dict)


# What operands are drawn from. Each is a function of lengths that gives a function of the generator.


def drawn(draw):
    """A family of arrays: ``normal(2, 3)`` is a function of a generator."""
    return lambda *shape: lambda rng: np.asarray(draw(rng, shape))


def draw_apart(rng, shape, offset):
    """Numbers around zero no two of which are closer than 0.8."""
    count = int(np.prod(shape))
    return (rng.permutation(count) - count // 2 + offset + rng.uniform(-0.1, 0.1, count)).reshape(shape)


normal = drawn(lambda rng, shape: rng.standard_normal(shape))
positive = drawn(lambda rng, shape: rng.uniform(0.5, 2.0, shape))
nonzero = drawn(lambda rng, shape: rng.choice([-1.0, 1.0], shape) * rng.uniform(0.3, 2.0, shape))
probability = drawn(lambda rng, shape: rng.uniform(0.1, 0.9, shape))
above_minus_one = drawn(lambda rng, shape: rng.uniform(-0.7, 2.0, shape))
distinct = drawn(lambda rng, shape: draw_apart(rng, shape, 0.25))
distinct_others = drawn(lambda rng, shape: draw_apart(rng, shape, 0.75))  # apart from `distinct` by 0.3 as well
whole = drawn(lambda rng, shape: rng.integers(-2, 3, shape).astype(float))
boolean = drawn(lambda rng, shape: rng.random(shape) < 0.5)
special = drawn(lambda rng, shape: rng.choice([0.0, 1.5, np.inf, -np.inf, np.nan], shape))


def classes(count):
    """Class numbers below `count`."""
    return drawn(lambda rng, shape: rng.integers(0, count, shape))


def integers(low, high):
    """Whole numbers from `low` to below `high`."""
    return drawn(lambda rng, shape: rng.integers(low, high, shape))


def with_zeros(count):
    """Numbers away from zero, but for `count` zeros."""

    def draw(rng, shape):
        numbers = rng.choice([-1.0, 1.0], shape) * rng.uniform(0.3, 2.0, shape)
        numbers.flat[rng.choice(numbers.size, count, replace=False)] = 0
        return numbers

    return drawn(draw)


# Sample generators


def given(*operands, **options):
    """A sample of these operands, each a function of the generator or a Python number, and these options."""
    return lambda rng: Sample(tuple(operand(rng) if callable(operand) else operand for operand in operands), options)


def random_shape(rng, fewest_axes=0):
    """Up to three axes of lengths 1 to 3."""
    return tuple(int(n) for n in rng.integers(1, 4, rng.integers(fewest_axes, 4)))


def unary(family):
    """Samples for an elementwise function of one operand."""
    return {
        "0-d": given(family()),
        "vector": given(family(4)),
        "matrix": given(family(3, 4)),
        "zero-size": given(family(0, 3)),
        "random shape": lambda rng: given(family(*random_shape(rng)))(rng),
        "random shape 2": lambda rng: given(family(*random_shape(rng)))(rng),
    }


def binary(x, y, numbers=(2.5, -1.5)):
    """Samples for an elementwise function of two operands; `numbers` may stand on the left and on the right."""

    def random_broadcast(rng):
        whole = random_shape(rng, fewest_axes=1)
        shapes = [tuple(1 if rng.random() < 0.3 else n for n in whole)[rng.integers(0, len(whole) + 1) :] for _ in "xy"]
        return given(x(*shapes[0]), y(*shapes[1]))(rng)

    return {
        "same shape": given(x(3, 4), y(3, 4)),
        "axes of length 1": given(x(3, 1), y(1, 4)),
        "leading axes on the right": given(x(4), y(2, 3, 4)),
        "leading axes on the left": given(x(2, 3, 4), y(3, 1)),
        "leading axes of length 1": given(x(1, 1, 3), y(3)),
        "both stretched": given(x(2, 1, 4), y(3, 1)),
        "0-d and vector": given(x(), y(3)),
        "matrix and 0-d": given(x(2, 3), y()),
        "0-d and 0-d": given(x(), y()),
        "number on the left": given(numbers[0], y(2, 3)),
        "number on the right": given(x(2, 3), numbers[1]),
        "number and 0-d": given(numbers[0], y()),
        "zero-size": given(x(0, 3), y(3)),
        "zero-size against length 1": given(x(2, 0), y(2, 1)),
        "random broadcast": random_broadcast,
        "random broadcast 2": random_broadcast,
        "random broadcast 3": random_broadcast,
    }


def few(family, **options):
    """The samples that a rare function of one operand needs."""
    return {
        "0-d": given(family(), **options),
        "matrix": given(family(3, 4), **options),
        "zero-size": given(family(0, 3), **options),
    }


def few_pairs(x, y, **options):
    """The samples that a rare function of two operands needs."""
    return {
        "same shape": given(x(3, 4), y(3, 4), **options),
        "both stretched": given(x(2, 1, 4), y(3, 1), **options),
        "vector and 0-d": given(x(3), y(), **options),
    }


def reduction(family):
    """Samples for a reduction, with `dim` and `keepdim`."""

    def random_axes(rng):
        shape = random_shape(rng, fewest_axes=1)
        axes = rng.permutation(len(shape))[: rng.integers(1, len(shape) + 1)]
        dim = tuple(int(axis) - len(shape) * int(rng.integers(0, 2)) for axis in axes)
        return given(family(*shape), dim=dim, keepdim=bool(rng.integers(0, 2)))(rng)

    return {
        "all": given(family(3, 4)),
        "all, keepdim": given(family(3, 4), keepdim=True),
        "0-d": given(family()),
        "vector": given(family(5), dim=0),
        "dim 0": given(family(3, 4), dim=0),
        "last dim, keepdim": given(family(3, 4), dim=-1, keepdim=True),
        "middle dim": given(family(2, 3, 4), dim=1),
        "two dims": given(family(2, 3, 4), dim=(0, -1)),
        "two dims, keepdim": given(family(2, 3, 4), dim=(-3, 1), keepdim=True),
        "unordered dims": given(family(2, 3, 2), dim=(2, 0)),
        "length 1": given(family(1, 3), dim=0),
        "zero-size": given(family(0, 3), dim=1),
        "random dims": random_axes,
        "random dims 2": random_axes,
    }


def one_dim(samples):
    """Those of the samples in which `dim` isn't a tuple."""
    return {name: make for name, make in samples.items() if "dims" not in name}


# What becomes of them


def float_positions(operands):
    """Which operands can have a gradient."""
    return [position for position, operand in enumerate(operands) if is_float_array(operand)]


def as_tensors(operands, recorded=None, dtype=None):
    """The operands with Tensors for arrays; those at the positions `recorded` (None: all that can) want a gradient."""
    recorded = float_positions(operands) if recorded is None else recorded
    tensors = []
    for position, operand in enumerate(operands):
        if isinstance(operand, np.ndarray):
            kind = dtype if dtype and operand.dtype.kind == "f" else operand.dtype
            operand = tg.tensor(operand, dtype=kind, requires_grad=position in recorded)
        tensors.append(operand)
    return tensors


def cotangent(output):
    """A random cotangent for this output, the same every time."""
    return random_weights(np.random.default_rng(1), output.shape).astype(output.dtype)


# Whether operands are far enough from a kink


def away_from_zero(x, **options):
    """Whether no element is near 0."""
    return bool(np.all(np.abs(x) > 0.1))


def apart(*arrays, **options):
    """Whether no two of all elements are near one another."""
    numbers = np.sort(np.concatenate([np.ravel(array) for array in arrays if is_float_array(array)]))
    return bool(np.all(np.diff(numbers) > 0.1))


def each_reduction(*operands):
    """The same operands with every reduction, and with none named."""
    return {
        "mean": given(*operands, reduction="mean"),
        "sum": given(*operands, reduction="sum"),
        "none": given(*operands, reduction="none"),
        "default reduction": given(*operands),
    }


def named(prefix, samples):
    """The samples under longer names."""
    return {f"{prefix}, {name}": make for name, make in samples.items()}


def along_dim(family):
    """Samples for softmax and log_softmax."""
    return {
        "vector": given(family(4), dim=0),
        "rows": given(family(3, 4), dim=1),
        "last dim": given(family(3, 4), dim=-1),
        "columns": given(family(3, 4), dim=0),
        "middle dim": given(family(2, 3, 4), dim=1),
        "one class": given(family(3, 1), dim=1),
        "zero-size": given(family(0, 3), dim=1),
        "random shape": lambda rng: given(family(*random_shape(rng, 1)), dim=-1)(rng),
    }


def pairs(*shapes):
    """Samples for a product of two operands, named by their shapes."""
    return {f"{left} and {right}": given(normal(*left), normal(*right)) for left, right in shapes}

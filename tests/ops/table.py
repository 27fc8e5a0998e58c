"""The table of ops: one row for each function of the public API, from which all tests of single ops are made.

A row names the function as a user calls it, sample generators, a NumPy reference, PyTorch's counterpart and the
errors that it must raise. `test_table.py` and `test_against_torch.py` hold every row against all of them; ties and
kinks, where no numeric derivative exists, are in `subgradients.py`. An op without a row fails a test.
"""

from __future__ import annotations

import functools
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from .references import (
    every,
    numpy_bce,
    numpy_bce_with_logits,
    numpy_cross_entropy,
    numpy_dropout,
    numpy_flatten,
    numpy_index_add,
    numpy_index_put,
    numpy_log_softmax,
    numpy_mse,
    numpy_nll,
    numpy_norm,
    numpy_softplus,
    numpy_spread,
    numpy_style_torch_norm,
    torch,
    torch_clamp,
    torch_dot,
    torch_index,
    torch_index_put,
    torch_loss,
    torch_prod,
)
from .samples import (
    Sample,
    above_minus_one,
    along_dim,
    apart,
    away_from_zero,
    binary,
    boolean,
    classes,
    distinct,
    distinct_others,
    each_reduction,
    given,
    named,
    nonzero,
    normal,
    one_dim,
    pairs,
    positive,
    probability,
    reduction,
    special,
    unary,
    whole,
    with_zeros,
)


@dataclass(frozen=True)
class ErrorInput:
    """A call that must raise `error`, with a message in which `message`, a regular expression, is found."""

    name: str
    call: Callable[[], Any]
    error: type[Exception]
    message: str


@dataclass(frozen=True)
class Row:
    """One function, and all that is known about it."""

    name: str
    function: Callable
    samples: dict[str, Callable[[np.random.Generator], Sample]]
    covers: tuple[Callable, ...]  # the functions of the public API that this row tests
    numpy: Callable | None = None
    records: bool = True  # whether `numpy` runs on Tensors too, and then records
    torch: Callable | None = None
    torch_skips: dict[str, str] = field(default_factory=dict)  # sample name → why PyTorch can't say
    also: tuple[Callable, ...] = ()  # other spellings, which must give the very same
    takes_arrays: bool = True  # whether the function takes arrays too, and then gives an array
    gradient: bool = True  # False: the result never requires a gradient
    domain: Callable[..., bool] | None = None  # whether operands are well inside what is differentiable; None: all are
    errors: tuple[ErrorInput, ...] = ()

    def sample(self, name: str) -> Sample:
        """The sample of that name: always the same one."""
        return self.samples[name](np.random.default_rng(zlib.crc32(f"{self.name}/{name}".encode())))


def tensors_in(index):
    """The index with Tensors in place of arrays."""
    if isinstance(index, tuple):
        return tuple(tensors_in(part) for part in index)
    return tg.tensor(index) if isinstance(index, np.ndarray) else index


def seeded_dropout(x, p=0.5, training=True, seed=0):
    """F.dropout that draws the same every time."""
    return F.dropout(x, p, training, generator=np.random.default_rng(seed))


def leaf(*shape):
    """A Tensor of ones that requires a gradient, for the error inputs."""
    return tg.ones(*shape, requires_grad=True)


def mismatch(name, function):
    """The error input of an elementwise function of two operands: shapes that don't broadcast."""
    return (
        ErrorInput(
            "shapes that don't broadcast",
            lambda: function(leaf(2, 3), leaf(4)),
            ValueError,
            rf"{name}\(\(2, 3\), \(4,\)\).*broadcast",
        ),
    )


def bad_axis(name, function):
    """The error inputs of a reduction: an axis that isn't there, and one that is named twice."""
    return (
        ErrorInput(
            "no such axis",
            lambda: function(leaf(2, 3), dim=2),
            IndexError,
            rf"{name}\(\(2, 3\).*axis=2.*axis 2 is out of bounds for array of dimension 2",
        ),
        ErrorInput(
            "an axis twice", lambda: function(leaf(2, 3), dim=(0, 0)), ValueError, rf"{name}\(\(2, 3\), .*duplicate"
        ),
    )


ARITHMETIC = (
    Row(
        "add",
        lambda x, y: x + y,
        binary(normal, normal),
        covers=(tg.add,),
        numpy=np.add,
        torch=lambda x, y: x + y,
        also=(tg.add, lambda x, y: y + x),
        errors=(
            *mismatch("add", lambda x, y: x + y),
            ErrorInput("one operand", lambda: tg.add(leaf(2)), TypeError, r"add\(\) misses its operand 'y'"),
            ErrorInput("three operands", lambda: tg.add(1, 2, 3), TypeError, r"add\(\) takes at most 2 arguments"),
            ErrorInput("a text", lambda: leaf(2) + "one", TypeError, r"add"),
        ),
    ),
    Row(
        "sub",
        lambda x, y: x - y,
        binary(normal, normal),
        covers=(tg.sub,),
        numpy=np.subtract,
        torch=lambda x, y: x - y,
        also=(tg.sub,),
        errors=mismatch("sub", lambda x, y: x - y),
    ),
    Row(
        "mul",
        lambda x, y: x * y,
        binary(normal, normal),
        covers=(tg.mul,),
        numpy=np.multiply,
        torch=lambda x, y: x * y,
        also=(tg.mul, lambda x, y: y * x),
        errors=mismatch("mul", lambda x, y: x * y),
    ),
    Row(
        "div",
        lambda x, y: x / y,
        binary(normal, nonzero),
        covers=(tg.div,),
        numpy=np.divide,
        torch=lambda x, y: x / y,
        also=(tg.div,),
        domain=lambda x, y: away_from_zero(y),
        errors=mismatch("div", lambda x, y: x / y),
    ),
    Row(
        "pow",
        lambda x, y: x**y,
        {
            **binary(positive, normal),
            "square of either sign": given(nonzero(3, 4), 2),
            "cube of either sign": given(nonzero(3, 4), 3),
            "reciprocal of either sign": given(nonzero(3, 4), -1),
            "fractional number": given(positive(3, 4), 0.5),
            "fractional number as a float array": given(positive(4), lambda rng: np.asarray(1.5)),
            "power 0": given(nonzero(4), 0),
            "power 1": given(nonzero(4), 1),
            "power 0.0": given(nonzero(4), 0.0),
            "whole numbers as an array": given(nonzero(4), lambda rng: np.array([0, 1, 2, 3], dtype=np.int8)),
        },
        covers=(tg.pow,),
        numpy=np.power,
        torch=lambda x, y: x**y,
        also=(tg.pow,),
        domain=lambda x, y: away_from_zero(x),
        errors=mismatch("pow", lambda x, y: x**y),
    ),
    Row(
        "neg",
        lambda x: -x,
        unary(normal),
        covers=(tg.neg,),
        numpy=np.negative,
        torch=lambda x: -x,
        also=(tg.neg, lambda x: x.neg()),
    ),
    Row(
        "positive",
        lambda x: +x,
        unary(normal),
        covers=(ops.positive,),
        numpy=np.positive,
        torch=lambda x: +x,
        also=(ops.positive,),
    ),
    Row(
        "square",
        tg.square,
        unary(normal),
        covers=(tg.square,),
        numpy=np.square,
        torch=lambda x: torch.square(x),
        also=(lambda x: x.square(), lambda x: x * x, lambda x: x**2),
    ),
)


def comparison(name, function, operator, numpy):
    """The row of a comparison."""
    return Row(
        name,
        operator,
        binary(whole, whole, numbers=(1.0, 1)),
        covers=(function,),
        numpy=numpy,
        torch=operator,
        also=(function,),
        gradient=False,
        errors=mismatch(name, operator),
    )


def logic(name, function, numpy, torch, family, also=(), errors=()):
    """The row of a logical function of two operands."""
    return Row(
        name,
        function,
        {name: make for name, make in binary(family, family).items() if "number" not in name},
        covers=(function,),
        numpy=numpy,
        torch=torch,
        also=also,
        gradient=False,
        errors=errors,
    )


def position(name, function, numpy, torch):
    """The row of argmax or argmin."""
    samples = one_dim(reduction(distinct))
    return Row(
        name,
        function,
        {**samples, "ties": given(whole(3, 5), dim=1), "all, dim named": given(distinct(2, 3), dim=None)},
        covers=(function,),
        numpy=lambda x, dim=None, keepdim=False: numpy(x, axis=dim, keepdims=keepdim),
        torch=torch,
        torch_skips={"ties": "PyTorch doesn't say which of equal elements it returns"},
        also=(lambda x, dim=None, keepdim=False: function(x, axis=dim, keepdims=keepdim),),
        gradient=False,
        errors=(
            ErrorInput("no such axis", lambda: function(leaf(2, 3), 2), IndexError, rf"{name}\(\(2, 3\), axis=2"),
            ErrorInput("of nothing", lambda: function(leaf(0)), ValueError, rf"{name}\(\(0,\)\).*empty"),
        ),
    )


COMPARISONS = (
    comparison("eq", tg.eq, lambda x, y: x == y, np.equal),
    comparison("ne", tg.ne, lambda x, y: x != y, np.not_equal),
    comparison("lt", tg.lt, lambda x, y: x < y, np.less),
    comparison("le", tg.le, lambda x, y: x <= y, np.less_equal),
    comparison("gt", tg.gt, lambda x, y: x > y, np.greater),
    comparison("ge", tg.ge, lambda x, y: x >= y, np.greater_equal),
    *(
        logic(
            name,
            getattr(tg, name),
            getattr(np, name),
            lambda x, y, name=name: getattr(torch, name)(x, y),
            whole,
            errors=mismatch(name, getattr(tg, name)),
        )
        for name in ("logical_and", "logical_or")
    ),
    *(
        logic(
            name,
            getattr(ops, name),
            getattr(np, name),
            operator,
            boolean,
            also=(operator,),
            errors=(
                ErrorInput(
                    "of floats",
                    lambda operator=operator: operator(leaf(2), leaf(2)),
                    TypeError,
                    rf"{name}\(\(2,\), \(2,\)\).*not supported for the input types",
                ),
            ),
        )
        for name, operator in (
            ("bitwise_and", lambda x, y: x & y),
            ("bitwise_or", lambda x, y: x | y),
            ("bitwise_xor", lambda x, y: x ^ y),
        )
    ),
    Row(
        "logical_not",
        tg.logical_not,
        unary(whole),
        covers=(tg.logical_not,),
        numpy=np.logical_not,
        torch=lambda x: torch.logical_not(x),
        gradient=False,
    ),
    Row(
        "bitwise_not",
        lambda x: ~x,
        unary(boolean),
        covers=(ops.bitwise_not,),
        numpy=np.invert,
        torch=lambda x: ~x,
        also=(ops.bitwise_not,),
        gradient=False,
        errors=(ErrorInput("of floats", lambda: ~leaf(2), TypeError, r"bitwise_not\(\(2,\)\)"),),
    ),
    *(
        Row(
            name,
            getattr(tg, name),
            unary(special),
            covers=(getattr(tg, name),),
            numpy=getattr(np, name),
            torch=lambda x, name=name: getattr(torch, name)(x),
            gradient=False,
        )
        for name in ("isnan", "isinf", "isfinite")
    ),
    *(
        Row(
            name,
            getattr(tg, name),
            reduction(whole),
            covers=(getattr(tg, name),),
            numpy=lambda x, dim=None, keepdim=False, name=name: getattr(np, name)(x, axis=dim, keepdims=keepdim),
            torch=lambda x, dim=None, keepdim=False, name=name: getattr(torch, name)(x, every(x, dim), keepdim=keepdim),
            gradient=False,
            errors=bad_axis(name, getattr(tg, name)),
        )
        for name in ("any", "all")
    ),
    position(
        "argmax",
        tg.argmax,
        np.argmax,
        lambda x, dim=None, keepdim=False: torch.argmax(x, dim, keepdim=keepdim),
    ),
    position(
        "argmin",
        tg.argmin,
        np.argmin,
        lambda x, dim=None, keepdim=False: torch.argmin(x, dim, keepdim=keepdim),
    ),
    Row(
        "zeros_like",
        tg.zeros_like,
        unary(normal),
        covers=(tg.zeros_like,),
        numpy=np.zeros_like,
        torch=lambda x: torch.zeros_like(x),
        gradient=False,
    ),
    Row(
        "ones_like",
        tg.ones_like,
        unary(normal),
        covers=(tg.ones_like,),
        numpy=np.ones_like,
        torch=lambda x: torch.ones_like(x),
        gradient=False,
    ),
)


def extreme_of_two(name, function, numpy, torch):
    """The row of maximum or minimum."""
    return Row(
        name,
        function,
        binary(distinct, distinct_others),
        covers=(function,),
        numpy=numpy,
        torch=torch,
        torch_skips={
            sample: "PyTorch's takes tensors only" for sample in binary(distinct, distinct) if "number" in sample
        },
        also=(lambda x, y: function(input=x, other=y),),
        domain=lambda x, y: bool(np.all(np.abs(np.subtract(x, y)) > 0.1)),
        errors=mismatch(name, function),
    )


ELEMENTWISE = (
    Row(
        "exp",
        tg.exp,
        unary(normal),
        covers=(tg.exp,),
        numpy=np.exp,
        torch=lambda x: torch.exp(x),
        also=(lambda x: x.exp(),),
        errors=(
            ErrorInput("no operand", lambda: tg.exp(), TypeError, r"exp\(\) misses its operand 'x'"),
            ErrorInput(
                "an argument that isn't there", lambda: tg.exp(leaf(2), base=2), TypeError, "no argument 'base'"
            ),
        ),
    ),
    Row(
        "log",
        tg.log,
        unary(positive),
        covers=(tg.log,),
        numpy=np.log,
        torch=lambda x: torch.log(x),
        also=(lambda x: x.log(),),
        domain=lambda x: bool(np.all(x > 0.1)),
    ),
    Row(
        "log1p",
        tg.log1p,
        {**unary(above_minus_one), "near 0": given(lambda rng: np.array([1e-12, -1e-9, 0.0]))},
        covers=(tg.log1p,),
        numpy=np.log1p,
        torch=lambda x: torch.log1p(x),
        also=(lambda x: x.log1p(),),
        domain=lambda x: bool(np.all(x > -0.9)),
    ),
    Row(
        "sqrt",
        tg.sqrt,
        unary(positive),
        covers=(tg.sqrt,),
        numpy=np.sqrt,
        torch=lambda x: torch.sqrt(x),
        also=(lambda x: x.sqrt(),),
        domain=lambda x: bool(np.all(x > 0.1)),
    ),
    Row(
        "tanh",
        tg.tanh,
        unary(normal),
        covers=(tg.tanh, F.tanh),
        numpy=np.tanh,
        torch=lambda x: torch.tanh(x),
        also=(lambda x: x.tanh(), F.tanh),
    ),
    Row(
        "sigmoid",
        tg.sigmoid,
        unary(normal),
        covers=(tg.sigmoid, F.sigmoid),
        numpy=lambda x: 1 / (1 + np.exp(-x)),
        torch=lambda x: torch.sigmoid(x),
        also=(lambda x: x.sigmoid(), F.sigmoid),
    ),
    Row(
        "relu",
        tg.relu,
        unary(nonzero),
        covers=(tg.relu, F.relu),
        numpy=lambda x: np.maximum(x, 0),
        torch=lambda x: torch.relu(x),
        also=(lambda x: x.relu(), F.relu),
        domain=away_from_zero,
    ),
    Row(
        "leaky_relu",
        F.leaky_relu,
        {**unary(nonzero), "another slope": given(nonzero(3, 4), negative_slope=0.3)},
        covers=(F.leaky_relu,),
        numpy=lambda x, negative_slope=0.01: np.maximum(x, x * negative_slope),
        torch=lambda x, negative_slope=0.01: torch.nn.functional.leaky_relu(x, negative_slope),
        also=(lambda x, negative_slope=0.01: F.leaky_relu(x, negative_slope),),
        domain=away_from_zero,
    ),
    Row(
        "softplus",
        F.softplus,
        {
            **unary(normal),
            "another beta": given(normal(3, 4), beta=2.5),
            "negative beta": given(normal(3, 4), beta=-1.5),
            "beyond the threshold": given(distinct(3, 4), beta=2, threshold=3),
        },
        covers=(F.softplus,),
        numpy=numpy_softplus,
        torch=lambda x, beta=1, threshold=20: torch.nn.functional.softplus(x, beta, threshold),
        domain=lambda x, beta=1, threshold=20: away_from_zero(x - threshold / beta),
    ),
    Row(
        "abs",
        tg.abs,
        unary(nonzero),
        covers=(tg.abs,),
        numpy=np.abs,
        torch=lambda x: torch.abs(x),
        also=(abs, lambda x: x.abs()),
        domain=away_from_zero,
    ),
    Row(
        "sign",
        tg.sign,
        unary(nonzero),
        covers=(tg.sign,),
        numpy=np.sign,
        torch=lambda x: torch.sign(x),
        also=(lambda x: x.sign(),),
        domain=away_from_zero,
    ),
    extreme_of_two("maximum", tg.maximum, np.maximum, lambda x, y: torch.maximum(x, y)),
    extreme_of_two("minimum", tg.minimum, np.minimum, lambda x, y: torch.minimum(x, y)),
    Row(
        "where",
        tg.where,
        {
            "same shape": given(boolean(3, 4), normal(3, 4), normal(3, 4)),
            "condition stretched": given(boolean(4), normal(3, 4), normal(3, 4)),
            "condition of length 1": given(boolean(3, 1), normal(3, 4), normal(4)),
            "operands stretched": given(boolean(2, 3, 4), normal(4), normal(3, 1)),
            "0-d operands": given(boolean(4), normal(), normal()),
            "0-d condition": given(boolean(), normal(2, 3), normal(3)),
            "number on the left": given(boolean(4), 1.5, normal(4)),
            "number on the right": given(boolean(4), normal(4), 0.0),
            "zero-size": given(boolean(0, 3), normal(0, 3), normal(3)),
        },
        covers=(tg.where,),
        numpy=np.where,
        torch=lambda condition, x, y: torch.where(condition, x, y),
        errors=(
            ErrorInput(
                "shapes that don't broadcast",
                lambda: tg.where(tg.ones(3) > 0, leaf(2), leaf(2)),
                ValueError,
                r"where\(\(3,\), \(2,\), \(2,\)\).*broadcast",
            ),
            ErrorInput("one value", lambda: tg.where(tg.ones(2) > 0, leaf(2)), TypeError, "misses its operand 'y'"),
        ),
    ),
    Row(
        "where as a method",
        lambda condition, x, y: x.where(condition, y),
        {"same shape": given(boolean(3, 4), normal(3, 4), normal(3, 4)), "0-d": given(boolean(2), normal(), normal(2))},
        covers=(tg.Tensor.where,),
        numpy=np.where,
        torch=lambda condition, x, y: x.where(condition, y),
        takes_arrays=False,
    ),
    Row(
        "clip",
        tg.clip,
        {
            "two numbers": given(distinct(3, 4), -2, 3.0),
            "numbers by name": given(distinct(3, 4), min=-2, max=3),
            "no max": given(distinct(3, 4), -1.0),
            "no min": given(distinct(3, 4), None, 1.0),
            "max by name": given(distinct(3, 4), max=1.0),
            "tensors": given(distinct(3, 4), lambda rng: np.full((3, 4), -2.3), lambda rng: np.full((3, 4), 3.8)),
            "stretched tensors": given(
                distinct(3, 4),
                lambda rng: np.array([-2.3, -4.3, 0.8, -0.3]),
                lambda rng: np.array([[2.8], [1.8], [3.8]]),
            ),
            "stretched input": given(
                distinct(4), lambda rng: np.array([[-2.3], [-1.3], [0.8]]), lambda rng: np.array([[2.8], [1.8], [3.8]])
            ),
            "min above max": given(distinct(3, 4), lambda rng: np.asarray(2.8), lambda rng: np.asarray(-1.3)),
            "tensor and number": given(distinct(3, 4), lambda rng: np.asarray(-1.3), 2.5),
            "0-d": given(distinct(), -1, 1),
            "zero-size": given(distinct(0, 3), -1, 1),
        },
        covers=(tg.clip,),
        numpy=lambda x, min=None, max=None: np.clip(x, min, max),
        torch=torch_clamp,
        also=(
            tg.clamp,
            lambda x, min=None, max=None: x.clamp(min, max),
            lambda x, min=None, max=None: x.clip(min, max),
        ),
        domain=lambda x, min=None, max=None: all(
            bound is None or np.all(np.abs(x - bound) > 0.01) for bound in (min, max)
        ),
        errors=(
            ErrorInput(
                "shapes that don't broadcast", lambda: tg.clip(leaf(3), leaf(2)), ValueError, r"clip\(\(3,\), \(2,\)"
            ),
        ),
    ),
    Row(
        "clone",
        tg.clone,
        unary(normal),
        covers=(tg.clone,),
        numpy=np.copy,
        torch=lambda x: torch.clone(x),
        also=(lambda x: x.clone(),),
    ),
    Row(
        "cast",
        lambda x: ops.cast(x, dtype=np.float64),
        unary(normal),
        covers=(ops.cast,),
        numpy=lambda x: x.astype(np.float64),
        torch=lambda x: x.to(torch.float64),
        also=(lambda x: x.to(np.float64), lambda x: x.double(), lambda x: x.astype("float64")),
        errors=(ErrorInput("no such dtype", lambda: leaf(2).to("float65"), TypeError, "float65"),),
    ),
)


def simple_reduction(name, function, numpy, torch, family=normal, samples=None, domain=None, errors=()):
    """The row of a reduction whose arguments have the same order in PyTorch and here."""
    return Row(
        name,
        function,
        reduction(family) | (samples or {}),
        covers=(function,),
        numpy=lambda x, dim=None, keepdim=False: numpy(x, axis=dim, keepdims=keepdim),
        torch=torch,
        also=(
            lambda x, dim=None, keepdim=False: function(x, dim, keepdim),
            lambda x, dim=None, keepdim=False: function(input=x, dim=dim, keepdim=keepdim),
            lambda x, dim=None, keepdim=False: function(x, axis=dim, keepdims=keepdim),
            lambda x, dim=None, keepdim=False: getattr(x, name)(dim=dim, keepdim=keepdim),
        ),
        domain=domain,
        errors=(*bad_axis(name, function), *errors),
    )


def spread(name, function):
    """The row of PyTorch's var or std."""
    samples = reduction(distinct)
    del samples["0-d"], samples["length 1"], samples["random dims"], samples["random dims 2"]
    return Row(
        name,
        function,
        {
            **samples,
            "biased": given(distinct(3, 4), dim=1, unbiased=False),
            "biased by position": given(distinct(3, 4), 0, False),
            "correction 2": given(distinct(3, 4), dim=0, correction=2),
            "correction 0 of one element": given(distinct(1, 3), dim=1, correction=0),
            "a list of dims": given(distinct(2, 3, 4), dim=[0, 2]),
        },
        covers=(function, getattr(ops, {"var": "variance", "std": "standard_deviation"}[name])),
        numpy=functools.partial(numpy_spread, getattr(np, name)),
        torch=lambda x, *args, **options: getattr(torch, name)(x, *args, **options),
        torch_skips={"zero-size": "PyTorch warns of it"},
        also=(lambda x, *args, **options: getattr(x, name)(*args, **options),),
        domain=apart,
        errors=bad_axis({"var": "variance", "std": "standard_deviation"}[name], function),
    )


def numpy_spread_row(name):
    """The row of NumPy's var or std, called on Tensors."""
    function = getattr(np, name)
    samples = reduction(distinct)
    if name == "std":  # of one element: it is 0 for every x, and not differentiable in general
        del samples["0-d"], samples["length 1"], samples["random dims"], samples["random dims 2"]
    return Row(
        f"np.{name}",
        lambda x, dim=None, keepdim=False: function(x, axis=dim, keepdims=keepdim),
        {**samples},
        covers=(getattr(ops, {"var": "variance", "std": "standard_deviation"}[name]),),
        torch=lambda x, dim=None, keepdim=False: getattr(torch, name)(x, every(x, dim), correction=0, keepdim=keepdim),
        torch_skips={"zero-size": "PyTorch warns of it"},
        also=(
            lambda x, dim=None, keepdim=False: getattr(tg, name)(x, dim, unbiased=False, keepdim=keepdim),
            lambda x, dim=None, keepdim=False: function(x, dim, ddof=0, keepdims=keepdim),
        ),
        domain=apart,
        numpy=lambda x, dim=None, keepdim=False: function(x, axis=dim, keepdims=keepdim),
    )


def extreme_along(name, function, position):
    """The rows of max or min along a dim: the values, and the indices."""
    samples = {
        sample: make for sample, make in one_dim(reduction(distinct)).items() if not sample.startswith(("all", "0-d"))
    }
    return (
        Row(
            f"{name} along a dim",
            lambda x, dim, keepdim=False: function(x, dim, keepdim).values,
            samples,
            covers=(function,),
            numpy=lambda x, dim, keepdim=False: getattr(np, name)(x, axis=dim, keepdims=keepdim),
            torch=lambda x, dim, keepdim=False: getattr(torch, name)(x, dim, keepdim=keepdim).values,
            also=(lambda x, dim, keepdim=False: getattr(x, name)(dim, keepdim=keepdim)[0],),
            domain=apart,
            errors=(ErrorInput("no such axis", lambda: function(leaf(2, 3), 2), IndexError, "axis=2"),),
        ),
        Row(
            f"{name} along a dim: indices",
            lambda x, dim, keepdim=False: function(x, dim, keepdim).indices,
            samples,
            covers=(function,),
            numpy=lambda x, dim, keepdim=False: position(x, axis=dim, keepdims=keepdim),
            torch=lambda x, dim, keepdim=False: getattr(torch, name)(x, dim, keepdim=keepdim).indices,
            gradient=False,
        ),
        Row(
            f"{name} of all",
            function,
            {"matrix": given(distinct(3, 4)), "vector": given(distinct(4)), "0-d": given(distinct())},
            covers=(function,),
            numpy=getattr(np, name),
            torch=lambda x: getattr(torch, name)(x),
            also=(lambda x: getattr(x, name)(),),
            domain=apart,
        ),
        Row(
            f"{name} of two tensors",
            function,
            {
                "stretched": given(distinct(3, 4), distinct_others(4)),
                "same shape": given(distinct(4), distinct_others(4)),
            },
            covers=(function,),
            numpy=getattr(np, f"{name}imum"),
            torch=lambda x, y: getattr(torch, name)(x, y),
            domain=apart,
        ),
    )


REDUCTIONS = (
    simple_reduction(
        "sum",
        tg.sum,
        np.sum,
        lambda x, dim=None, keepdim=False: torch.sum(x, every(x, dim), keepdim=keepdim),
        samples={"of nothing": given(normal(0, 3), dim=0), "all of nothing": given(normal(2, 0))},
        errors=(
            ErrorInput("a misspelt argument", lambda: tg.sum(leaf(2), dimm=0), TypeError, "no argument 'dimm'.*axis"),
            ErrorInput("an argument twice", lambda: tg.sum(leaf(2), 0, dim=0), TypeError, "two values for 'axis'"),
        ),
    ),
    simple_reduction(
        "mean",
        tg.mean,
        np.mean,
        lambda x, dim=None, keepdim=False: torch.mean(x, every(x, dim), keepdim=keepdim),
    ),
    simple_reduction(
        "prod",
        tg.prod,
        np.prod,
        torch_prod,
        family=nonzero,
        samples={
            "one zero": given(with_zeros(1)(4)),
            "one zero in a matrix": given(with_zeros(1)(3, 4)),
            "two zeros": given(with_zeros(2)(5)),
            "two zeros in a matrix": given(with_zeros(2)(3, 4), dim=1),
            "zeros, dim 0, keepdim": given(with_zeros(3)(3, 4), dim=0, keepdim=True),
            "zeros, two dims": given(with_zeros(2)(2, 3, 2), dim=(2, 0)),
            "zeros, two dims, keepdim": given(with_zeros(3)(2, 3, 2), dim=(-1, 1), keepdim=True),
            "zeros, middle dim": given(with_zeros(4)(2, 3, 2), dim=1),
            "0-d zero": given(with_zeros(1)()),
            "of nothing": given(normal(0, 3), dim=0),
        },
    ),
    simple_reduction(
        "amax",
        tg.amax,
        np.max,
        lambda x, dim=None, keepdim=False: torch.amax(x, every(x, dim), keepdim=keepdim),
        family=distinct,
        domain=apart,
        errors=(ErrorInput("of nothing", lambda: tg.amax(leaf(0, 3)), ValueError, r"amax\(\(0, 3\)\).*zero-size"),),
    ),
    simple_reduction(
        "amin",
        tg.amin,
        np.min,
        lambda x, dim=None, keepdim=False: torch.amin(x, every(x, dim), keepdim=keepdim),
        family=distinct,
        domain=apart,
        errors=(ErrorInput("of nothing", lambda: tg.amin(leaf(0, 3)), ValueError, r"amin\(\(0, 3\)\).*zero-size"),),
    ),
    simple_reduction(
        "logsumexp",
        tg.logsumexp,
        lambda x, axis, keepdims: np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims)),
        lambda x, dim=None, keepdim=False: torch.logsumexp(x, every(x, dim), keepdim=keepdim),
    ),
    *extreme_along("max", tg.max, np.argmax),
    *extreme_along("min", tg.min, np.argmin),
    spread("var", tg.var),
    spread("std", tg.std),
    numpy_spread_row("var"),
    numpy_spread_row("std"),
    Row(
        "norm",
        tg.norm,
        {
            **reduction(nonzero),
            "of order 1": given(nonzero(3, 4), 1),
            "of order 1 along a dim": given(nonzero(3, 4), 1, dim=0),
            "of order 2": given(nonzero(3, 4), 2),
            "of order 2 along a dim": given(nonzero(3, 4), 2.0, dim=-1, keepdim=True),
            "of order 3": given(nonzero(3, 4), 3),
            "of order 3 along two dims": given(nonzero(2, 3, 2), p=3, dim=(0, 2)),
            "of order 2.5": given(nonzero(3, 4), 2.5, dim=1),
            "of order inf": given(distinct(3, 4), np.inf),
            "of order inf along a dim": given(distinct(3, 4), np.inf, dim=1, keepdim=True),
            "of order -inf": given(distinct(3, 4), -np.inf, dim=1),
            "fro": given(nonzero(3, 4), "fro"),
            "fro along a list of dims": given(nonzero(2, 3, 4), "fro", dim=[1, 2]),
        },
        covers=(tg.norm, ops.vector_norm),
        numpy=lambda x, p="fro", dim=None, keepdim=False: numpy_norm(
            x, p, tuple(dim) if isinstance(dim, list) else dim, keepdim
        ),
        torch=lambda x, p="fro", dim=None, keepdim=False: torch.linalg.vector_norm(
            x, 2 if p == "fro" else p, dim, keepdim=keepdim
        ),
        also=(lambda x, *args, **options: x.norm(*args, **options),),
        domain=lambda x, p="fro", dim=None, keepdim=False: (
            away_from_zero(x) and (p not in (np.inf, -np.inf) or apart(np.abs(x)))
        ),
        errors=(
            ErrorInput("no such axis", lambda: tg.norm(leaf(2, 3), dim=2), IndexError, "axis=2"),
            ErrorInput("no such order", lambda: tg.norm(leaf(2), "nuclear"), (TypeError, ValueError), "nuclear"),
        ),
    ),
    Row(
        "norm of order 0",
        lambda x, dim=None, keepdim=False: tg.norm(x, 0, dim, keepdim),
        reduction(whole),
        covers=(tg.norm,),
        numpy=lambda x, dim=None, keepdim=False: np.sum(x != 0, axis=dim, keepdims=keepdim) * 1.0,
        records=False,
        torch=lambda x, dim=None, keepdim=False: torch.linalg.vector_norm(x, 0, dim, keepdim=keepdim),
        gradient=False,
    ),
    Row(
        "np.linalg.norm",
        np.linalg.norm,
        {
            "vector": given(nonzero(4)),
            "vector of order 1": given(nonzero(4), 1),
            "vector of order 3": given(nonzero(4), 3),
            "vector of order inf": given(distinct(4), np.inf),
            "matrix": given(nonzero(3, 4)),
            "fro": given(nonzero(3, 4), "fro"),
            "fro along two axes": given(nonzero(2, 3, 4), "fro", axis=(0, 2)),
            "rows": given(nonzero(3, 4), axis=1),
            "columns, keepdims": given(nonzero(3, 4), 1, 0, True),
            "three axes as one vector": given(nonzero(2, 2, 2)),
        },
        covers=(ops.norm,),
        numpy=np.linalg.norm,
        torch=lambda x, *args, **options: numpy_style_torch_norm(x, *args, **options),
        also=(ops.norm,),
        domain=lambda x, *args, **options: away_from_zero(x) and (np.inf not in args or apart(np.abs(x))),
        errors=(
            ErrorInput(
                "order 2 of a matrix",
                lambda: np.linalg.norm(leaf(2, 3), 2),
                TypeError,
                r"np\.linalg\.norm.*order 2 of a matrix",
            ),
            ErrorInput("nuclear norm", lambda: np.linalg.norm(leaf(2, 3), "nuc"), TypeError, "order 'nuc' of a matrix"),
        ),
    ),
)


SOFTMAX = (
    Row(
        "softmax",
        F.softmax,
        along_dim(normal),
        covers=(tg.softmax, F.softmax),
        numpy=lambda x, dim: np.exp(x) / np.sum(np.exp(x), axis=dim, keepdims=True),
        torch=lambda x, dim: torch.softmax(x, dim),
        also=(lambda x, dim: tg.softmax(x, dim), lambda x, dim: x.softmax(dim)),
        errors=(
            ErrorInput("no such axis", lambda: F.softmax(leaf(2, 3), dim=2), IndexError, r"softmax\(\(2, 3\), axis=2"),
            ErrorInput("no axis", lambda: F.softmax(leaf(2, 3)), TypeError, "softmax.*'axis'"),
        ),
    ),
    Row(
        "log_softmax",
        F.log_softmax,
        along_dim(normal),
        covers=(tg.log_softmax, F.log_softmax),
        numpy=numpy_log_softmax,
        torch=lambda x, dim: torch.log_softmax(x, dim),
        also=(lambda x, dim: tg.log_softmax(x, dim), lambda x, dim: x.log_softmax(dim)),
        errors=(
            ErrorInput(
                "no such axis", lambda: F.log_softmax(leaf(2), dim=1), IndexError, r"log_softmax\(\(2,\), axis=1"
            ),
            ErrorInput("no axis", lambda: F.log_softmax(leaf(2, 3)), TypeError, "softmax.*'axis'"),
        ),
    ),
)

SHAPING = (
    Row(
        "reshape",
        lambda x, shape: tg.reshape(x, shape),
        {
            "matrix to vector": given(normal(3, 4), shape=(12,)),
            "an unknown length": given(normal(3, 4), shape=(2, -1)),
            "more axes": given(normal(12), shape=(2, 1, 3, 2)),
            "to 0-d": given(normal(1, 1), shape=()),
            "from 0-d": given(normal(), shape=(1, 1)),
            "zero-size": given(normal(0, 3), shape=(3, 0, 2)),
        },
        covers=(tg.reshape, ops.reshape),
        numpy=lambda x, shape: np.reshape(x, shape),
        torch=lambda x, shape: torch.reshape(x, shape),
        also=(
            lambda x, shape: tg.reshape(x, *shape),
            lambda x, shape: x.reshape(shape),
            lambda x, shape: x.reshape(*shape),
            lambda x, shape: x.view(*shape),
            lambda x, shape: x.view(list(shape)),
            lambda x, shape: ops.reshape(x, shape),
        ),
        errors=(
            ErrorInput(
                "another number of elements",
                lambda: leaf(2, 3).reshape(4, 2),
                ValueError,
                r"reshape\(\(2, 3\), shape=\(4, 2\)\).*cannot reshape",
            ),
            ErrorInput("two unknown lengths", lambda: leaf(2, 3).view(-1, -1), ValueError, "one unknown dimension"),
        ),
    ),
    Row(
        "transpose",
        lambda x, dim0, dim1: tg.transpose(x, dim0, dim1),
        {
            "matrix": given(normal(3, 4), dim0=0, dim1=1),
            "negative dims": given(normal(2, 3, 4), dim0=-1, dim1=-3),
            "one dim": given(normal(2, 3), dim0=1, dim1=-1),
            "zero-size": given(normal(0, 3), dim0=0, dim1=1),
        },
        covers=(tg.transpose,),
        numpy=lambda x, dim0, dim1: np.swapaxes(x, dim0, dim1),
        torch=lambda x, dim0, dim1: torch.transpose(x, dim0, dim1),
        also=(
            lambda x, dim0, dim1: x.transpose(dim0, dim1),
            lambda x, dim0, dim1: x.transpose(dim0=dim0, dim1=dim1),
            lambda x, dim0, dim1: x.swapaxes(dim0, dim1),
        ),
        errors=(
            ErrorInput("no such axis", lambda: tg.transpose(leaf(2, 3), 0, 2), IndexError, r"transpose\(\(2, 3\)"),
        ),
    ),
    Row(
        "permute",
        lambda x, dims: tg.permute(x, dims),
        {
            "matrix": given(normal(3, 4), dims=(1, 0)),
            "a cycle": given(normal(2, 3, 4), dims=(2, 0, 1)),
            "negative dims": given(normal(2, 3, 4), dims=(-2, -1, 0)),
            "0-d": given(normal(), dims=()),
            "zero-size": given(normal(2, 0, 3), dims=(1, 2, 0)),
        },
        covers=(tg.permute, ops.permute),
        numpy=lambda x, dims: np.transpose(x, dims),
        torch=lambda x, dims: torch.permute(x, dims),
        also=(lambda x, dims: x.permute(*dims), lambda x, dims: x.permute(dims)),
        errors=(
            ErrorInput(
                "an axis left out", lambda: tg.permute(leaf(2, 3), 0), ValueError, r"permute\(\(0,\)\).*1 axes.*2"
            ),
            ErrorInput(
                "an axis twice", lambda: tg.permute(leaf(2, 3), 0, 0), ValueError, r"permute\(\(2, 3\).*repeated"
            ),
        ),
    ),
    Row(
        "T",
        lambda x: x.T,
        {
            "matrix": given(normal(3, 4)),
            "three axes": given(normal(2, 3, 4)),
            "vector": given(normal(4)),
            "0-d": given(normal()),
            "zero-size": given(normal(0, 3)),
        },
        covers=(ops.permute,),
        numpy=np.transpose,
        torch=lambda x: x.permute(tuple(reversed(range(x.ndim)))),
    ),
    Row(
        "mT",
        lambda x: x.mT,
        {"matrix": given(normal(3, 4)), "three axes": given(normal(2, 3, 4)), "zero-size": given(normal(2, 0, 3))},
        covers=(ops.transpose,),
        numpy=lambda x: np.swapaxes(x, -1, -2),
        torch=lambda x: x.mT,
        errors=(ErrorInput("of a vector", lambda: leaf(3).mT, IndexError, r"transpose\(\(3,\)"),),
    ),
    Row(
        "t",
        tg.t,
        {"matrix": given(normal(3, 4)), "vector": given(normal(4)), "0-d": given(normal())},
        covers=(tg.t,),
        numpy=np.transpose,
        torch=lambda x: torch.t(x),
        also=(lambda x: x.t(),),
        errors=(
            ErrorInput("three axes", lambda: tg.t(leaf(2, 3, 4)), ValueError, r"t\(\) of a tensor with 3 axes.*mT"),
        ),
    ),
    Row(
        "squeeze",
        tg.squeeze,
        {
            "all": given(normal(1, 3, 1)),
            "one dim": given(normal(1, 3, 1), dim=0),
            "negative dim": given(normal(1, 3, 1), dim=-1),
            "a longer dim stays": given(normal(1, 3, 1), dim=1),
            "two dims": given(normal(1, 3, 1, 2), dim=(0, -2)),
            "two dims, one longer": given(normal(1, 3, 1), dim=(0, 1)),
            "nothing to do": given(normal(3, 2)),
            "to 0-d": given(normal(1, 1)),
            "0-d": given(normal()),
            "zero-size": given(normal(1, 0, 3)),
        },
        covers=(tg.squeeze, ops.squeeze),
        numpy=lambda x, dim=None: np.squeeze(
            x,
            None if dim is None else tuple(i for i in (dim if isinstance(dim, tuple) else (dim,)) if x.shape[i] == 1),
        ),
        torch=lambda x, dim=None: torch.squeeze(x) if dim is None else torch.squeeze(x, dim),
        also=(lambda x, dim=None: x.squeeze(dim),),
        errors=(ErrorInput("no such axis", lambda: tg.squeeze(leaf(1, 3), 2), IndexError, "2"),),
    ),
    Row(
        "unsqueeze",
        tg.unsqueeze,
        {
            "in front": given(normal(3, 4), dim=0),
            "in the middle": given(normal(3, 4), dim=1),
            "at the end": given(normal(3, 4), dim=-1),
            "negative dim": given(normal(3, 4), dim=-2),
            "0-d": given(normal(), dim=0),
            "zero-size": given(normal(0, 3), dim=1),
        },
        covers=(tg.unsqueeze,),
        numpy=lambda x, dim: np.expand_dims(x, dim),
        torch=lambda x, dim: torch.unsqueeze(x, dim),
        also=(lambda x, dim: x.unsqueeze(dim),),
        errors=(
            ErrorInput("no such place", lambda: tg.unsqueeze(leaf(3), 3), IndexError, r"unsqueeze\(\(3,\), axis=3"),
        ),
    ),
    Row(
        "expand",
        lambda x, sizes: tg.expand(x, sizes),
        {
            "an axis of length 1": given(normal(3, 1), sizes=(3, 4)),
            "a new leading axis": given(normal(3), sizes=(2, 3)),
            "both": given(normal(1, 3), sizes=(4, 2, 3)),
            "a length kept": given(normal(3, 1), sizes=(-1, 4)),
            "a length kept behind a new axis": given(normal(3, 1), sizes=(2, -1, 2)),
            "0-d": given(normal(), sizes=(2, 3)),
            "nothing to do": given(normal(2, 3), sizes=(2, 3)),
            "zero-size": given(normal(1, 3), sizes=(0, 3)),
        },
        covers=(tg.expand, ops.broadcast_to),
        numpy=lambda x, sizes: np.broadcast_to(
            x,
            tuple(
                old if new == -1 else new
                for new, old in zip(sizes, (1,) * (len(sizes) - x.ndim) + x.shape, strict=True)
            ),
        ),
        torch=lambda x, sizes: x.expand(sizes),
        also=(lambda x, sizes: x.expand(*sizes), lambda x, sizes: x.expand(sizes)),
        errors=(
            ErrorInput("another length", lambda: leaf(2, 3).expand(4, 3), ValueError, r"broadcast_to\(\(2, 3\), shape"),
            ErrorInput("fewer axes", lambda: leaf(2, 3).expand(3), ValueError, r"\(2, 3\).*\(3,\)"),
        ),
    ),
    Row(
        "flatten",
        tg.flatten,
        {
            "all": given(normal(2, 3, 2)),
            "from dim 1": given(normal(2, 3, 2), 1),
            "up to dim 1": given(normal(2, 3, 2), 0, 1),
            "negative dims": given(normal(2, 3, 2), start_dim=-2, end_dim=-1),
            "one dim": given(normal(2, 3, 2), 1, 1),
            "0-d": given(normal()),
            "zero-size": given(normal(2, 0, 3), start_dim=1),
        },
        covers=(tg.flatten,),
        numpy=numpy_flatten,
        torch=lambda x, start_dim=0, end_dim=-1: torch.flatten(x, start_dim, end_dim),
        also=(lambda x, *dims, **options: x.flatten(*dims, **options),),
        errors=(
            ErrorInput("no such axis", lambda: tg.flatten(leaf(2, 3), 2), IndexError, "2"),
            ErrorInput(
                "the wrong way round", lambda: tg.flatten(leaf(2, 3, 4), 2, 1), ValueError, "start_dim can't come after"
            ),
        ),
    ),
    Row(
        "cat",
        lambda *parts, dim=0: tg.cat(parts, dim=dim),
        {
            "two along dim 0": given(normal(2, 3), normal(1, 3)),
            "three along dim 1": given(normal(2, 1), normal(2, 3), normal(2, 2), dim=1),
            "negative dim": given(normal(2, 1, 3), normal(2, 2, 3), dim=-2),
            "one part": given(normal(2, 3)),
            "vectors": given(normal(3), normal(2)),
            "an empty part": given(normal(0, 3), normal(2, 3)),
            "nothing but empty parts": given(normal(0, 3), normal(0, 3)),
        },
        covers=(tg.cat,),
        numpy=lambda *parts, dim=0: np.concatenate(parts, dim),
        torch=lambda *parts, dim=0: torch.cat(parts, dim),
        also=(
            lambda *parts, dim=0: tg.cat(list(parts), dim),
            lambda *parts, dim=0: tg.cat(tensors=parts, dim=dim),
            lambda *parts, dim=0: tg.cat(parts, axis=dim),
        ),
        errors=(
            ErrorInput(
                "other lengths differ",
                lambda: tg.cat([leaf(2, 3), leaf(2, 4)]),
                ValueError,
                r"cat\(\(2, 3\), \(2, 4\).*match exactly",
            ),
            ErrorInput("a tensor, not a list", lambda: tg.cat(leaf(2, 3)), TypeError, "list or tuple.*not Tensor"),
            ErrorInput("no such axis", lambda: tg.cat([leaf(2), leaf(2)], dim=1), IndexError, "cat"),
            ErrorInput("nothing", lambda: tg.cat([]), ValueError, "cat"),
            ErrorInput("0-d", lambda: tg.cat([leaf(), leaf()]), ValueError, "cat"),
        ),
    ),
    Row(
        "stack",
        lambda *parts, dim=0: tg.stack(parts, dim=dim),
        {
            "two along dim 0": given(normal(2, 3), normal(2, 3)),
            "three along dim 1": given(normal(2), normal(2), normal(2), dim=1),
            "negative dim": given(normal(2, 3), normal(2, 3), dim=-2),
            "one part": given(normal(2, 3), dim=2),
            "0-d": given(normal(), normal(), normal()),
            "zero-size": given(normal(0, 3), normal(0, 3), dim=1),
        },
        covers=(tg.stack,),
        numpy=lambda *parts, dim=0: np.stack(parts, dim),
        torch=lambda *parts, dim=0: torch.stack(parts, dim),
        also=(lambda *parts, dim=0: tg.stack(list(parts), dim), lambda *parts, dim=0: tg.stack(tensors=parts, dim=dim)),
        errors=(
            ErrorInput("shapes differ", lambda: tg.stack([leaf(2), leaf(3)]), ValueError, r"stack\(\(2,\), \(3,\)"),
            ErrorInput("a tensor, not a list", lambda: tg.stack(leaf(2, 3)), TypeError, "list or tuple.*not Tensor"),
            ErrorInput("nothing", lambda: tg.stack([]), ValueError, "stack"),
        ),
    ),
)

INDICES: dict[str, tuple[tuple, Any]] = {  # name → shape of what is indexed, index
    "a number": ((3, 4), 1),
    "a negative number": ((3, 4), -1),
    "a NumPy integer": ((3, 4), np.int64(2)),
    "two numbers": ((3, 4), (1, -2)),
    "a slice": ((4, 3), slice(1, 3)),
    "a slice with a step": ((5, 2), slice(None, None, 2)),
    "a negative step": ((4, 2), slice(None, None, -1)),
    "a negative step in the middle": ((2, 5), (slice(None), slice(4, 0, -2))),
    "an empty slice": ((4, 2), slice(2, 2)),
    "a slice beyond the end": ((3,), slice(1, 10)),
    "ellipsis": ((2, 3, 4), (..., 1)),
    "ellipsis in the middle": ((2, 3, 4), (0, ..., 1)),
    "a new axis": ((3, 4), None),
    "new axes and slices": ((3, 4), (slice(None), None, slice(0, 4, 3), None)),
    "integers with duplicates": ((3, 2), np.array([0, 2, 0, 0])),
    "negative integers": ((3, 2), np.array([-1, 0])),
    "a list": ((3, 2), [0, 2, 2]),
    "a matrix of integers": ((3, 2), np.array([[0, 1], [1, 1]])),
    "no integers": ((3, 2), np.array([], dtype=int)),
    "0-d integer array": ((3, 2), np.array(1)),
    "pairs of integers": ((3, 4), (np.array([0, 1, 1]), np.array([2, 3, 3]))),
    "integers that broadcast": ((3, 4), (np.array([[0], [2]]), np.array([1, 3, 3]))),
    "integers and a slice": ((3, 4), (np.array([1, 1, 0]), slice(1, 3))),
    "a slice and integers": ((3, 4), (slice(None, None, 2), np.array([1, 1, 0]))),
    "integers and a number": ((3, 4), (np.array([1, 1, 0]), 2)),
    "integers around a slice": ((2, 3, 4), (np.array([0, 1, 1]), slice(1, 3), np.array([2, 3, 3]))),
    "a number and a slice and integers": ((2, 3, 4), (0, slice(None), np.array([1, 1]))),
    "integers and a new axis": ((3, 4), (np.array([1, 1]), None)),
    "a mask": ((2, 3), np.array([[True, False, True], [False, False, True]])),
    "a mask of rows": ((3, 2), np.array([True, False, True])),
    "an empty mask": ((3, 2), np.zeros(3, dtype=bool)),
    "a mask and a number": ((3, 4), (np.array([True, False, True]), 1)),
    "a mask and a slice": ((3, 4), (np.array([True, False, True]), slice(0, 4, 2))),
    "a slice and a mask": ((2, 3), (slice(None), np.array([True, False, True]))),
    "a mask and integers": ((3, 4), (np.array([True, False, True]), np.array([3, 1]))),
    "a list of booleans": ((3, 2), [True, False, True]),
    "zero-size": ((0, 3), (slice(None), 1)),
    "0-d with nothing": ((), ()),
    "0-d with an ellipsis": ((), ...),
    "0-d with a new axis": ((), None),
}
NO_NEGATIVE_STEPS = dict.fromkeys(("a negative step", "a negative step in the middle"), "PyTorch has no negative steps")
NOT_NUMPYS = {"a number and a slice and integers": "NumPy counts the number among the integer arrays, PyTorch doesn't"}


def index_put_values(index, shape, rng):
    """Values for an assignment: of the shape that the index selects."""
    return np.asarray(rng.standard_normal(np.zeros(shape)[index].shape))


def index_put_sample(shape, index):
    """The assignment of values to a place."""
    return lambda rng: Sample((normal(*shape)(rng), index_put_values(index, shape, rng)), {"index": index})


def index_add_sample(shape, index):
    """The addition of values at a place."""
    return lambda rng: Sample((index_put_values(index, shape, rng),), {"index": index, "shape": shape})


DUPLICATES = tuple(
    name
    for name, (shape, index) in INDICES.items()
    if len(np.unique(np.arange(int(np.prod(shape))).reshape(shape)[index])) < np.zeros(shape)[index].size
)

INDEXING = (
    Row(
        "getitem",
        lambda x, index: x[index],
        {name: given(normal(*shape), index=index) for name, (shape, index) in INDICES.items()},
        covers=(ops.getitem,),
        numpy=lambda x, index: x[index],
        torch=lambda x, index: x[torch_index(index)],
        torch_skips={**NO_NEGATIVE_STEPS, **NOT_NUMPYS},
        also=(lambda x, index: x[tensors_in(index)], lambda x, index: ops.getitem(x, index=index)),
        errors=(
            ErrorInput("beyond the end", lambda: leaf(3)[3], IndexError, r"getitem\(\(3,\), index=3\).*out of bounds"),
            ErrorInput("too many", lambda: leaf(3)[0, 0], IndexError, r"getitem\(\(3,\).*too many indices"),
            ErrorInput("a float", lambda: leaf(3)[0.5], IndexError, r"getitem\(\(3,\), index=0.5\)"),
            ErrorInput("a mask of another length", lambda: leaf(3)[np.ones(2, bool)], IndexError, "boolean index"),
        ),
    ),
    Row(
        "index_put",
        lambda x, values, index: tg.index_put(x, index, values),
        {
            **{name: index_put_sample(shape, index) for name, (shape, index) in INDICES.items()},
            "stretched values": given(normal(3, 4), normal(4), index=slice(0, 2)),
            "values with an axis of length 1": given(normal(3, 4), normal(2, 1), index=slice(0, 2)),
            "one value in many places": given(normal(3, 4), normal(), index=np.array([[True, False, True, False]] * 3)),
            "a Python number": given(normal(3, 4), 1.5, index=(slice(None), 1)),
        },
        covers=(tg.index_put, ops.index_put),
        numpy=numpy_index_put,
        records=False,
        torch=torch_index_put,
        torch_skips={
            **NO_NEGATIVE_STEPS,
            **NOT_NUMPYS,
            **dict.fromkeys(DUPLICATES, "PyTorch doesn't define an assignment that names a place twice"),
        },
        also=(
            lambda x, values, index: tg.index_put(x, tensors_in(index), values),
            lambda x, values, index: ops.index_put(x, values, index=index),
        ),
        errors=(
            ErrorInput("beyond the end", lambda: tg.index_put(leaf(3), 3, 1.0), IndexError, r"index_put\(\(3,\)"),
            ErrorInput(
                "values that don't fit",
                lambda: tg.index_put(leaf(3), slice(0, 2), leaf(3)),
                ValueError,
                r"index_put\(\(3,\), \(3,\).*broadcast",
            ),
        ),
    ),
    Row(
        "index_add",
        lambda x, index, shape: ops.index_add(x, index=index, shape=shape),
        {name: index_add_sample(shape, index) for name, (shape, index) in INDICES.items()},
        covers=(ops.index_add,),
        numpy=numpy_index_add,
        records=False,
    ),
)


MATMUL_SHAPES = (
    ((3,), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3,)),
    ((2, 3), (3, 4)),
    ((1, 3), (3, 1)),
    ((1, 1), (1, 1)),
    ((3,), (2, 3, 4)),
    ((2, 4, 3), (3,)),
    ((2, 3), (2, 3, 2)),
    ((2, 2, 3), (3, 2)),
    ((2, 2, 3), (2, 3, 2)),
    ((1, 2, 3), (2, 3, 2)),
    ((2, 2, 3), (1, 3, 2)),
    ((2, 1, 2, 3), (3, 3, 2)),
    ((3, 2, 3), (2, 1, 3, 1)),
    ((3,), (2, 2, 3, 1)),
    ((2, 2, 1, 3), (3,)),
    ((0, 3), (3, 2)),
    ((2, 0), (0, 3)),
    ((0,), (0,)),
    ((0, 2, 3), (3, 2)),
)
DOT_SHAPES = (
    ((), ()),
    ((), (3,)),
    ((2, 3), ()),
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((3,), (3, 2)),
    ((2, 3), (3, 2)),
    ((2, 2, 3), (3,)),
    ((2, 2, 3), (3, 2)),
    ((3,), (2, 3, 2)),
    ((2, 3), (2, 3, 2)),
    ((2, 1, 3), (2, 3, 2)),
    ((2, 3), (2, 1, 3, 2)),
)

PRODUCTS = (
    Row(
        "matmul",
        lambda x, y: x @ y,
        pairs(*MATMUL_SHAPES),
        covers=(tg.matmul,),
        numpy=np.matmul,
        torch=lambda x, y: x @ y,
        also=(tg.matmul, lambda x, y: tg.matmul(input=x, other=y), lambda x, y: x.matmul(y)),
        errors=(
            ErrorInput(
                "inner lengths",
                lambda: leaf(2, 3) @ leaf(2, 3),
                ValueError,
                r"matmul\(\(2, 3\), \(2, 3\)\).*mismatch",
            ),
            ErrorInput(
                "leading axes",
                lambda: leaf(2, 2, 3) @ leaf(3, 3, 2),
                ValueError,
                r"matmul\(\(2, 2, 3\), \(3, 3, 2\)\)",
            ),
            ErrorInput("a number", lambda: leaf(3) @ leaf(), ValueError, r"matmul\(\(3,\), \(\)\)"),
            ErrorInput(
                "a Python number", lambda: tg.matmul(leaf(3), 2.0), (TypeError, ValueError), r"matmul\(\(3,\), 2\.0"
            ),
        ),
    ),
    Row(
        "outer",
        tg.outer,
        pairs(((3,), (2,)), ((1,), (3,)), ((3,), (1,)), ((0,), (3,))),
        covers=(tg.outer,),
        numpy=np.outer,
        torch=lambda x, y: torch.outer(x, y),
        also=(lambda x, y: x.outer(y),),
        errors=(
            ErrorInput("a matrix", lambda: tg.outer(leaf(2, 3), leaf(3)), ValueError, r"outer\(\(2, 3\).*two vectors"),
        ),
    ),
    Row(
        "dot",
        tg.dot,
        pairs(((3,), (3,)), ((1,), (1,)), ((0,), (0,))),
        covers=(tg.dot,),
        numpy=np.dot,
        torch=lambda x, y: torch.dot(x, y),
        also=(lambda x, y: x.dot(y),),
        errors=(
            ErrorInput("lengths differ", lambda: tg.dot(leaf(3), leaf(2)), ValueError, r"\(3,\), \(2,\)"),
            ErrorInput(
                "a matrix", lambda: tg.dot(leaf(2, 3), leaf(3)), ValueError, r"\(2, 3\) and \(3,\).*two vectors"
            ),
        ),
    ),
    Row(
        "np.dot",
        np.dot,
        pairs(*DOT_SHAPES),
        covers=(ops.dot,),
        numpy=np.dot,
        torch=torch_dot,
        also=(ops.dot,),
        errors=(
            ErrorInput("lengths differ", lambda: np.dot(leaf(2, 3), leaf(2, 3)), ValueError, r"\(2, 3\), \(2, 3\)"),
        ),
    ),
    Row(
        "np.vdot",
        np.vdot,
        pairs(((), ()), ((3,), (3,)), ((2, 3), (2, 3)), ((2, 3), (3, 2)), ((0,), (0,))),
        covers=(),
        numpy=np.vdot,
        torch=lambda x, y: torch.sum(x.reshape(-1) * y.reshape(-1)),
    ),
    Row(
        "linear",
        F.linear,
        {
            "1-d": given(normal(3), normal(2, 3), normal(2)),
            "2-d": given(normal(4, 3), normal(2, 3), normal(2)),
            "3-d": given(normal(2, 2, 3), normal(2, 3), normal(2)),
            "4-d": given(normal(2, 1, 2, 3), normal(2, 3), normal(2)),
            "1-d without bias": given(normal(3), normal(2, 3)),
            "2-d without bias": given(normal(4, 3), normal(2, 3)),
            "3-d without bias": given(normal(2, 2, 3), normal(2, 3)),
            "bias None": given(normal(4, 3), normal(2, 3), None),
            "one of everything": given(normal(1, 1), normal(1, 1), normal(1)),
            "no rows": given(normal(0, 3), normal(2, 3), normal(2)),
            "no features": given(normal(4, 0), normal(2, 0), normal(2)),
        },
        covers=(F.linear,),
        numpy=lambda x, weight, bias=None: np.matmul(x, np.transpose(weight)) + (0.0 if bias is None else bias),
        torch=lambda x, weight, bias=None: torch.nn.functional.linear(x, weight, bias),
        also=(lambda x, weight, bias=None: F.linear(input=x, weight=weight, bias=bias),),
        errors=(
            ErrorInput(
                "lengths differ", lambda: F.linear(leaf(2, 3), leaf(3, 2)), ValueError, r"linear\(\(2, 3\), \(3, 2\)"
            ),
            ErrorInput(
                "another bias",
                lambda: F.linear(leaf(2, 3), leaf(4, 3), leaf(3)),
                ValueError,
                r"linear\(\(2, 3\), \(4, 3\), \(3,\)",
            ),
        ),
    ),
)


def reduction_errors(function, *operands):
    """The error input that all losses share."""
    return ErrorInput(
        "no such reduction",
        lambda: function(*(operand() for operand in operands), reduction="median"),
        ValueError,
        "no reduction 'median'.*\n.*'mean', 'sum' or 'none'",
    )


def class_samples(family):
    """Samples of scores and class numbers."""
    return {
        **named("(C)", each_reduction(family(4), classes(4)())),
        **named("(N, C)", each_reduction(family(5, 3), classes(3)(5))),
        **named("(N, C, d)", each_reduction(family(2, 3, 4), classes(3)(2, 4))),
        "(N, C, d, e), none": given(family(2, 3, 2, 2), classes(3)(2, 2, 2), reduction="none"),
        "one class": given(family(3, 1), classes(1)(3)),
        "one example": given(family(1, 3), classes(3)(1)),
        "no examples, none": given(family(0, 3), classes(3)(0), reduction="none"),
        "no examples, sum": given(family(0, 3), classes(3)(0), reduction="sum"),
    }


def class_errors(function):
    """The error inputs of a loss of class numbers."""
    return (
        reduction_errors(function, lambda: leaf(2, 3), lambda: tg.tensor([0, 1])),
        ErrorInput(
            "a class too high",
            lambda: function(leaf(2, 3), tg.tensor([0, 3])),
            IndexError,
            "outside the 3 classes: .*0 to 3",
        ),
        ErrorInput(
            "a class too low",
            lambda: function(leaf(2, 3), tg.tensor([-1, 0])),
            IndexError,
            "outside the 3 classes: .*-1 to 0",
        ),
        ErrorInput(
            "another number of examples",
            lambda: function(leaf(2, 3), tg.tensor([0, 1, 2])),
            ValueError,
            r"targets of shape \(3,\) for scores of shape \(2, 3\)",
        ),
    )


LOSSES = (
    Row(
        "mse_loss",
        F.mse_loss,
        {
            **named("matrix", each_reduction(normal(3, 4), normal(3, 4))),
            **named("0-d", each_reduction(normal(), normal())),
            "vector": given(normal(4), normal(4)),
            "zero-size, none": given(normal(0, 3), normal(0, 3), reduction="none"),
            "zero-size, sum": given(normal(0, 3), normal(0, 3), reduction="sum"),
        },
        covers=(F.mse_loss, ops.mse_loss),
        numpy=numpy_mse,
        torch=torch_loss("mse_loss"),
        also=(lambda x, target, reduction="mean": F.mse_loss(input=x, target=target, reduction=reduction),),
        errors=(reduction_errors(F.mse_loss, lambda: leaf(2), lambda: leaf(2)),),
    ),
    Row(
        "mse_loss of shapes that broadcast",
        ops.mse_loss,
        {
            **named("target stretched", each_reduction(normal(3, 4), normal(4))),
            **named("both stretched", each_reduction(normal(3, 1), normal(1, 4))),
            "numbers": given(normal(3, 4), 1.5),
        },
        covers=(ops.mse_loss,),
        numpy=numpy_mse,
        torch=lambda x, target, reduction="mean": {"mean": torch.mean, "sum": torch.sum, "none": torch.clone}[
            reduction
        ]((x - target) ** 2),
        errors=mismatch("mse_loss", ops.mse_loss),
    ),
    Row(
        "binary_cross_entropy",
        F.binary_cross_entropy,
        {
            **named("matrix", each_reduction(probability(3, 4), probability(3, 4))),
            **named("0-d", each_reduction(probability(), probability())),
            "targets of 0 and 1": given(probability(6), lambda rng: rng.integers(0, 2, 6).astype(float)),
            "zero-size, none": given(probability(0, 3), probability(0, 3), reduction="none"),
        },
        covers=(F.binary_cross_entropy, ops.binary_cross_entropy),
        numpy=numpy_bce,
        torch=torch_loss("binary_cross_entropy"),
        also=(lambda x, target, reduction="mean": F.binary_cross_entropy(input=x, target=target, reduction=reduction),),
        domain=lambda x, target, reduction="mean": bool(np.all((x > 0.05) & (x < 0.95))),
        errors=(
            reduction_errors(F.binary_cross_entropy, lambda: leaf(2), lambda: leaf(2)),
            ErrorInput(
                "shapes differ",
                lambda: F.binary_cross_entropy(leaf(3, 1), leaf(3)),
                ValueError,
                r"binary_cross_entropy: input \(3, 1\), target \(3,\)",
            ),
            ErrorInput(
                "above 1", lambda: F.binary_cross_entropy(leaf(2) * 1.5, tg.ones(2)), ValueError, "wants probabilities"
            ),
            ErrorInput(
                "below 0",
                lambda: F.binary_cross_entropy(leaf(2) * -0.5, tg.ones(2)),
                ValueError,
                "wants probabilities",
            ),
        ),
    ),
    Row(
        "binary_cross_entropy_with_logits",
        F.binary_cross_entropy_with_logits,
        {
            **named("matrix", each_reduction(normal(3, 4), probability(3, 4))),
            **named("0-d", each_reduction(normal(), probability())),
            "targets of 0 and 1": given(normal(6), lambda rng: rng.integers(0, 2, 6).astype(float)),
            "zero-size, none": given(normal(0, 3), probability(0, 3), reduction="none"),
        },
        covers=(F.binary_cross_entropy_with_logits, ops.binary_cross_entropy_with_logits),
        numpy=numpy_bce_with_logits,
        torch=torch_loss("binary_cross_entropy_with_logits"),
        errors=(
            reduction_errors(F.binary_cross_entropy_with_logits, lambda: leaf(2), lambda: leaf(2)),
            ErrorInput(
                "shapes differ",
                lambda: F.binary_cross_entropy_with_logits(leaf(3, 1), leaf(3)),
                ValueError,
                r"input \(3, 1\), target \(3,\)",
            ),
        ),
    ),
    Row(
        "cross_entropy",
        F.cross_entropy,
        {
            **class_samples(normal),
            **named("probabilities (C)", each_reduction(normal(4), probability(4))),
            **named("probabilities (N, C)", each_reduction(normal(5, 3), probability(5, 3))),
            **named("probabilities (N, C, d)", each_reduction(normal(2, 3, 4), probability(2, 3, 4))),
        },
        covers=(F.cross_entropy, ops.cross_entropy),
        numpy=numpy_cross_entropy,
        records=False,
        torch=torch_loss("cross_entropy"),
        also=(lambda x, target, reduction="mean": F.cross_entropy(input=x, target=target, reduction=reduction),),
        errors=(
            *class_errors(F.cross_entropy),
            ErrorInput(
                "probabilities of another shape",
                lambda: F.cross_entropy(leaf(2, 3), leaf(2)),
                ValueError,
                r"input \(2, 3\), target \(2,\)",
            ),
        ),
    ),
    Row(
        "nll_loss",
        F.nll_loss,
        class_samples(normal),
        covers=(F.nll_loss, ops.nll_loss),
        numpy=numpy_nll,
        records=False,
        torch=torch_loss("nll_loss"),
        also=(lambda x, target, reduction="mean": F.nll_loss(input=x, target=target, reduction=reduction),),
        errors=(
            *class_errors(F.nll_loss),
            ErrorInput(
                "classes as floats",
                lambda: F.nll_loss(leaf(2, 3), tg.ones(2)),
                TypeError,
                "must be integers, not float32",
            ),
        ),
    ),
    Row(
        "dropout with a mask",
        ops.dropout,
        {
            "matrix": given(normal(3, 4), lambda rng: ops.dropout_mask((3, 4), 0.4, np.float64, rng)),
            "0-d": given(normal(), lambda rng: np.asarray(2.0)),
            "a row dropped in all examples": given(
                normal(3, 4), lambda rng: ops.dropout_mask((4,), 0.4, np.float64, rng)
            ),
        },
        covers=(ops.dropout,),
        numpy=np.multiply,
        torch=lambda x, mask: x * mask,
    ),
    Row(
        "dropout",
        seeded_dropout,
        {
            "a half": given(normal(3, 4)),
            "0.2": given(normal(3, 4), p=0.2, seed=1),
            "none": given(normal(3, 4), p=0.0),
            "all": given(normal(3, 4), p=1.0),
            "evaluation": given(normal(3, 4), p=0.5, training=False),
            "zero-size": given(normal(0, 3)),
            "0-d": given(normal(), seed=3),
        },
        covers=(F.dropout, ops.dropout_mask),
        numpy=numpy_dropout,
        errors=(
            ErrorInput("p above 1", lambda: F.dropout(leaf(2), 1.5), ValueError, "probability of dropout is 1.5"),
            ErrorInput("p below 0", lambda: F.dropout(leaf(2), -0.1), ValueError, "probability of dropout is -0.1"),
        ),
    ),
)

ROWS = (
    *ARITHMETIC,
    *COMPARISONS,
    *ELEMENTWISE,
    *REDUCTIONS,
    *SOFTMAX,
    *SHAPING,
    *INDEXING,
    *PRODUCTS,
    *LOSSES,
)
CASES = [(row, name) for row in ROWS for name in row.samples]


def case_name(value) -> str:
    """What pytest calls a row or a sample."""
    return value.name if isinstance(value, (Row, ErrorInput)) else value

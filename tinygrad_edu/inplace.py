"""Methods whose names end in "_": what the method without it returns is written into the tensor itself.

Outside the graph, and under `no_grad`, that changes the array; while recording, see `becoming`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .arrays import array_in
from .becoming import become, check_fits, recording
from .functions.arguments import as_shape
from .tape import Node, changed_mode


def write(tensor: Node, values, name: str):
    """Write the values, of the tensor's shape and of a dtype that fits its own, into its array; returns the tensor."""
    array = array_in(tensor)
    check_fits(array, values, name)
    array[...] = values
    tensor.changed()
    return tensor


def writing(*names: str) -> Iterator[Callable[..., Any]]:
    """For each name the method that writes what the method of that name returns into the tensor."""
    return map(one_writing, names)


def reshaping(*names: str) -> Iterator[Callable[..., Any]]:
    """For each name the method that gives the tensor the shape of what the method of that name returns."""
    return map(one_reshaping, names)


def one_writing(name: str) -> Callable[..., Any]:
    """The method that writes what the method `name` returns into the tensor."""

    def method(self, *args, **options):
        return getattr(self, name)(*args, **options)

    method.__name__ = name
    return in_place(method)


def in_place(function: Callable[..., Any]) -> Callable[..., Any]:
    """What a function returns is written into its first argument, a tensor, which is returned."""
    name = function.__name__

    def changing(input, *args, **options):
        if recording(input, *args, *options.values()):
            return become(input, function(input, *args, **options), name)
        with changed_mode(record=False):
            result = function(input, *args, **options)
        return write(input, result.value, name)

    changing.__name__ = changing.__qualname__ = f"{name}_"
    changing.__doc__ = f"`{name}`, written into the tensor itself; returns the tensor."
    return changing


def one_reshaping(name: str) -> Callable[..., Any]:
    """The method that gives the tensor the shape of what the method `name` returns."""

    def method(self, *args, **options):
        if recording(self):
            return become(self, getattr(self, name)(*args, **options), name, new_shape=True)
        with changed_mode(record=False):
            self.value = getattr(self, name)(*args, **options).value
        self.changed()
        return self

    method.__name__ = f"{name}_"
    method.__doc__ = f"`{name}` of the tensor itself, which looks at the same memory; returns the tensor."
    return method


# The functions of the package that are there in place, too: ``sin_(x)`` is ``x.sin_()``.
FUNCTIONS = (
    "abs", "acos", "acosh", "addmv", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctanh", "asin", "asinh",
    "atan", "atanh", "ceil", "celu", "clamp", "clamp_max", "clamp_min", "clip", "cos", "cosh", "deg2rad", "erf", "erfc",
    "exp", "exp2", "expm1", "fill", "fix", "floor", "frac", "gcd", "i0", "index_put", "lcm", "ldexp", "log", "log10",
    "log1p", "log2", "logit", "nan_to_num", "neg", "negative", "rad2deg", "reciprocal", "relu", "round", "rrelu",
    "rsqrt", "selu", "sigmoid", "sin", "sinc", "sinh", "sqrt", "square", "tan", "tanh", "threshold", "trunc", "xlogy",
)  # fmt: skip


class InPlace(Node):
    """The methods that change a tensor."""

    __slots__ = ()

    def fill_diagonal_(self, fill_value, wrap: bool = False):
        """Set the main diagonal; of a matrix with more rows than columns, if `wrap`, again below its end."""
        diagonal = np.zeros(self.value.shape, bool)
        np.fill_diagonal(diagonal, True, wrap)
        self[diagonal] = fill_value  # type: ignore[index]
        return self

    def resize_(self, *sizes, memory_format=None):
        """Give it another shape: its first elements, in the order of memory, and zeros where there are too few.

        Refused for a tensor that requires a gradient. Other tensors that look at its memory keep theirs.
        """
        if self.wants_gradient:
            raise RuntimeError("a tensor that requires a gradient can't be resized\nhelp: t.reshape(…) is recorded")
        shape, old = as_shape(sizes), array_in(self).ravel("K")
        count = math.prod(shape)
        new = old if count <= old.size else np.concatenate([old, np.zeros(count - old.size, old.dtype)])
        self.value = new[:count].reshape(shape)
        self.changed()
        return self

    def resize_as_(self, the_template, *, memory_format=None):
        """`resize_` to the shape of another tensor."""
        return self.resize_(the_template.shape)

    # Element by element

    add_, sub_, mul_, div_, pow_ = writing("add", "sub", "mul", "div", "pow")
    subtract_, multiply_, divide_, true_divide_, float_power_ = writing(
        "subtract", "multiply", "divide", "true_divide", "float_power"
    )
    floor_divide_, remainder_, fmod_, neg_, negative_ = writing("floor_divide", "remainder", "fmod", "neg", "negative")
    square_, addcmul_, addcdiv_, lerp_, ldexp_ = writing("square", "addcmul", "addcdiv", "lerp", "ldexp")
    abs_, absolute_, sign_, sgn_, reciprocal_, rsqrt_, sqrt_ = writing(
        "abs", "absolute", "sign", "sgn", "reciprocal", "rsqrt", "sqrt"
    )
    exp_, exp2_, expm1_, log_, log2_, log10_, log1p_, logit_, xlogy_ = writing(
        "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "logit", "xlogy"
    )
    sin_, cos_, tan_, sinh_, cosh_, tanh_, sinc_, hypot_ = writing(
        "sin", "cos", "tan", "sinh", "cosh", "tanh", "sinc", "hypot"
    )
    asin_, acos_, atan_, atan2_, asinh_, acosh_, atanh_ = writing(
        "asin", "acos", "atan", "atan2", "asinh", "acosh", "atanh"
    )
    arcsin_, arccos_, arctan_, arctan2_, arcsinh_, arccosh_, arctanh_ = writing(
        "arcsin", "arccos", "arctan", "arctan2", "arcsinh", "arccosh", "arctanh"
    )
    deg2rad_, rad2deg_ = writing("deg2rad", "rad2deg")
    floor_, ceil_, trunc_, fix_, round_, frac_ = writing("floor", "ceil", "trunc", "fix", "round", "frac")
    heaviside_, nextafter_, copysign_, nan_to_num_ = writing("heaviside", "nextafter", "copysign", "nan_to_num")
    clamp_, clip_, clamp_min_, clamp_max_, relu_, sigmoid_ = writing(
        "clamp", "clip", "clamp_min", "clamp_max", "relu", "sigmoid"
    )
    erf_, erfc_, erfinv_, i0_, lgamma_, digamma_ = writing("erf", "erfc", "erfinv", "i0", "lgamma", "digamma")
    mvlgamma_, polygamma_, igamma_, igammac_ = writing("mvlgamma", "polygamma", "igamma", "igammac")
    eq_, ne_, lt_, le_, gt_, ge_ = writing("eq", "ne", "lt", "le", "gt", "ge")
    not_equal_, less_, less_equal_, greater_, greater_equal_ = writing(
        "not_equal", "less", "less_equal", "greater", "greater_equal"
    )
    logical_and_, logical_or_, logical_not_, logical_xor_ = writing(
        "logical_and", "logical_or", "logical_not", "logical_xor"
    )
    bitwise_and_, bitwise_or_, bitwise_not_, bitwise_xor_ = writing(
        "bitwise_and", "bitwise_or", "bitwise_not", "bitwise_xor"
    )
    bitwise_left_shift_, bitwise_right_shift_, gcd_, lcm_ = writing(
        "bitwise_left_shift", "bitwise_right_shift", "gcd", "lcm"
    )

    # At places

    index_add_, index_copy_, index_fill_, index_put_, index_reduce_ = writing(
        "index_add", "index_copy", "index_fill", "index_put", "index_reduce"
    )
    scatter_, scatter_add_, scatter_reduce_, put_ = writing("scatter", "scatter_add", "scatter_reduce", "put")
    masked_fill_, masked_scatter_, tril_, triu_ = writing("masked_fill", "masked_scatter", "tril", "triu")

    # Products, sums and norms

    addmm_, addmv_, addr_, addbmm_, baddbmm_ = writing("addmm", "addmv", "addr", "addbmm", "baddbmm")
    cumsum_, cumprod_, renorm_ = writing("cumsum", "cumprod", "renorm")

    # In another shape

    squeeze_, unsqueeze_, transpose_, t_, swapaxes_, swapdims_ = reshaping(
        "squeeze", "unsqueeze", "transpose", "t", "swapaxes", "swapdims"
    )

"""Methods whose names end in "_": what the method without it returns is written into the tensor itself.

Nothing of that is recorded, so that they are for tensors outside the graph, and for parameters under `no_grad`.
"""

from __future__ import annotations

import numpy as np

from .tape import Node, changed_mode, mode

ELEMENTWISE = (
    "abs", "absolute", "acos", "acosh", "add", "addcdiv", "addcmul", "arccos", "arccosh", "arcsin", "arcsinh", "arctan",
    "arctan2", "arctanh", "asin", "asinh", "atan", "atan2", "atanh", "bitwise_and", "bitwise_left_shift", "bitwise_not",
    "bitwise_or", "bitwise_right_shift", "bitwise_xor", "ceil", "clamp", "clamp_max", "clamp_min", "clip", "copysign",
    "cos", "cosh", "deg2rad", "digamma", "div", "divide", "eq", "erf", "erfc", "erfinv", "exp", "exp2", "expm1", "fix",
    "float_power", "floor", "floor_divide", "fmod", "frac", "gcd", "ge", "greater", "greater_equal", "gt", "heaviside",
    "hypot", "i0", "igamma", "igammac", "lcm", "ldexp", "le", "lerp", "less", "less_equal", "lgamma", "log", "log10",
    "log1p", "log2", "logical_and", "logical_not", "logical_or", "logical_xor", "logit", "lt", "mul", "multiply",
    "mvlgamma", "nan_to_num", "ne", "neg", "negative", "nextafter", "not_equal", "polygamma", "pow", "rad2deg",
    "reciprocal", "relu", "remainder", "round", "rsqrt", "sgn", "sigmoid", "sign", "sin", "sinc", "sinh", "sqrt",
    "square", "sub", "subtract", "tan", "tanh", "true_divide", "trunc", "xlogy",
)  # fmt: skip
OF_PLACES = (
    "index_add", "index_copy", "index_fill", "index_put", "index_reduce", "masked_fill",
    "masked_scatter", "put", "scatter", "scatter_add", "scatter_reduce", "tril", "triu",
)  # fmt: skip
OTHERS = ("addbmm", "addmm", "addmv", "addr", "baddbmm", "cumprod", "cumsum", "renorm")
OF_SHAPE = ("squeeze", "swapaxes", "swapdims", "t", "transpose", "unsqueeze")


def refuse_recorded(name: str, *tensors) -> None:
    """Refuse to change what is being recorded."""
    if mode.get().record and any(isinstance(x, Node) and x.wants_gradient for x in tensors):
        raise RuntimeError(
            f"{name}_() isn't recorded\nhelp: t = t.{name}(…) is; to change a parameter, put it under `with no_grad():`"
        )


def write(tensor: Node, values, name: str):
    """Write the values, of the tensor's shape and of a dtype that fits its own, into its array; returns the tensor."""
    array = tensor.data  # type: ignore[attr-defined]
    if values.shape != array.shape or not np.can_cast(values.dtype, array.dtype, "same_kind"):
        raise TypeError(
            f"{name} in place: {array.dtype} {array.shape} can't take {values.dtype} {values.shape}\n"
            "help: t = t + … makes a new tensor, t.float() one of another dtype"
        )
    array[...] = values
    tensor.changed()
    return tensor


def writing(name: str):
    """The method that writes what the method `name` returns into the tensor."""

    def method(self, *args, **options):
        refuse_recorded(name, self, *args, *options.values())
        with changed_mode(record=False):
            result = getattr(self, name)(*args, **options)
        return write(self, result.value, name)

    method.__name__ = f"{name}_"
    method.__doc__ = f"`{name}`, written into the tensor itself; returns the tensor. It isn't recorded."
    return method


def reshaping(name: str):
    """The method that gives the tensor the shape of what the method `name` returns."""

    def method(self, *args, **options):
        refuse_recorded(name, self)
        with changed_mode(record=False):
            self.value = getattr(self, name)(*args, **options).value
        self.changed()
        return self

    method.__name__ = f"{name}_"
    method.__doc__ = f"`{name}` of the tensor itself, which looks at the same memory; returns the tensor."
    return method


class InPlace(Node):
    """The methods that change a tensor."""

    __slots__ = ()

    def fill_diagonal_(self, fill_value, wrap: bool = False):
        """Set the main diagonal; of a matrix with more rows than columns, if `wrap`, again below its end."""
        refuse_recorded("fill_diagonal", self)
        np.fill_diagonal(self.data, fill_value, wrap)  # type: ignore[attr-defined]
        self.changed()
        return self


for name in (*ELEMENTWISE, *OF_PLACES, *OTHERS):
    setattr(InPlace, f"{name}_", writing(name))
for name in OF_SHAPE:
    setattr(InPlace, f"{name}_", reshaping(name))

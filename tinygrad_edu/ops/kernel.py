"""Array functions of our own: what NumPy has no function for, and must not be read line by line.

A rule is read with arrays, with Tensors and by a tracer, so that all it calls must know what to do with each. An
algorithm that sorts, loops or fills an array can be read with arrays alone. So there are two functions: the algorithm,
a `kernel`, which Tensors and tracers meet as one step, as they meet np.sort; and beside it the op, a short rule of
that kernel's value and of what is sent back.
"""

import functools

import numpy as np


def kernel(function):
    """Let an array function dispatch as NumPy's do (NEP 18): on a Tensor it records the op registered for it."""

    @functools.wraps(function)
    def dispatching(*args):
        for x in parts(args):
            if hasattr(x, "__array_function__") and not isinstance(x, (np.ndarray, np.generic)):
                return x.__array_function__(dispatching, (type(x),), args, {})
        return function(*args)

    return dispatching


def parts(args):
    """The arguments, and what is in them where they are tuples or lists, as an index may be."""
    for x in args:
        if isinstance(x, (tuple, list)):
            yield from parts(x)
        else:
            yield x


BLOCK = 4096  # a few rows of so many numbers stay in the processor's fastest memory


def elementwise(function):
    """Let a function of rows of float64 take what NumPy's elementwise functions take, and as a `kernel` dispatch.

    That is numbers and arrays of any shapes that broadcast; the result is computed in float64, a block at a time, and
    is of the floating-point dtype that NumPy's functions would give. Infinities and NaN come without warnings.
    """

    @functools.wraps(function)
    def on_arrays(*args):
        shape = np.broadcast_shapes(*(np.shape(x) for x in args))
        y = np.empty(shape, np.result_type(*args, 0.0))
        rows = [np.broadcast_to(x, shape).reshape(-1) for x in args]
        row = y.reshape(-1)
        with np.errstate(all="ignore"):
            for start in range(0, row.size, BLOCK):
                block = slice(start, start + BLOCK)
                row[block] = function(*(x[block].astype(np.float64) for x in rows))
        return y[()]

    return kernel(on_arrays)


def polynomial(coefficients, x):
    """Σ coefficients[k] · xᵏ."""
    y = np.full_like(x, coefficients[-1])
    for coefficient in reversed(coefficients[:-1]):
        y *= x
        y += coefficient
    return y

"""Array functions of our own: what NumPy has no function for, and must not be read line by line."""

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

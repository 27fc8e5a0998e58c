"""Array functions of our own: what NumPy has no function for, and must not be read line by line."""

import functools

import numpy as np


def kernel(function):
    """Let an array function dispatch as NumPy's do (NEP 18): on a Tensor it records the op registered for it."""

    @functools.wraps(function)
    def dispatching(x, *args, **kwargs):
        dispatch = getattr(type(x), "__array_function__", None)
        if dispatch is None or isinstance(x, np.ndarray):
            return function(x, *args, **kwargs)
        return x.__array_function__(dispatching, (type(x),), (x, *args), kwargs)

    return dispatching

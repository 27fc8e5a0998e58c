"""NumPy's sum and max of arrays, without the microsecond of Python that NumPy puts around them.

A small net spends a quarter of its time in that microsecond. What isn't an array gets the functions themselves, which
dispatch: a Tensor records, a tracer writes them down.
"""

import numpy as np


def total(x, axis=None, keepdims=False):
    """np.sum."""
    return (np.add.reduce if isinstance(x, np.ndarray) else np.sum)(x, axis=axis, keepdims=keepdims)


def largest(x, axis=None, keepdims=False):
    """np.max."""
    return (np.maximum.reduce if isinstance(x, np.ndarray) else np.max)(x, axis=axis, keepdims=keepdims)

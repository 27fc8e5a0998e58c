"""NumPy's functions that only look at the numbers: NumPy's own, called on the arrays in Tensors.

Their results are texts, files, truth values or indices, through which no gradient goes: so Tensors that want one
may be given, too.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

import numpy as np

from ..arrays import tensor_of
from ..spelling import signature_of
from ..tape import Node, numpy_functions


def arrays_in(thing):
    """The same with arrays for Tensors, in lists, tuples and dictionaries too."""
    if isinstance(thing, Node):
        return thing.value
    if isinstance(thing, (list, tuple)):
        return type(thing)(arrays_in(part) for part in thing)
    return {name: arrays_in(part) for name, part in thing.items()} if isinstance(thing, dict) else thing


def on_arrays(function: Callable) -> Callable:
    """The NumPy function of the arrays in Tensors."""

    def call(*args, **given):
        signature = signature_of(function) if given else None
        if signature is None:
            return function(*arrays_in(args), **arrays_in(given))
        bound = inspect.BoundArguments(signature, given)
        return function(*arrays_in(bound.args), **arrays_in(bound.kwargs))

    return call


def indices(function: Callable) -> Callable:
    """The same, with Tensors for arrays in the result too."""
    plain = on_arrays(function)

    def call(*args, **given):
        result = plain(*args, **given)
        return tuple(map(tensor_of, result)) if isinstance(result, tuple) else tensor_of(result)

    return call


PLAIN = (
    np.allclose, np.array2string, np.array_equal, np.array_equiv, np.array_repr, np.array_str, np.can_cast,
    np.common_type, np.diag_indices_from, np.einsum_path, np.iscomplexobj, np.isrealobj, np.may_share_memory,
    np.min_scalar_type, np.result_type, np.save, np.savetxt, np.savez, np.savez_compressed, np.shares_memory,
    np.tril_indices_from, np.triu_indices_from,
)  # fmt: skip
INDICES = (
    np.bitwise_count, np.digitize, np.iscomplex, np.isin, np.lexsort, np.nanargmax, np.nanargmin,
    np.ravel_multi_index, np.searchsorted, np.unravel_index,
)  # fmt: skip
numpy_functions.update({function: on_arrays(function) for function in PLAIN})
numpy_functions.update({function: indices(function) for function in INDICES})

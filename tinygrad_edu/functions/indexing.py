"""Indexing, with Tensors among the indices."""

from __future__ import annotations

import numpy as np

from .. import ops
from ..tape import Node


def index_put(input, indices, values):
    """A copy of `input` in which ``input[indices] = values``: the assignment, for a tensor that is recorded."""
    return ops.index_put(input, values, index=plain_index(indices))


def plain_index(index):
    """An index in which Tensors have become arrays, and arrays copies: what is recorded mustn't change later."""
    if isinstance(index, tuple):
        return tuple(plain_index(part) for part in index)
    if isinstance(index, list):
        return [plain_index(part) for part in index]
    index = index.value if isinstance(index, Node) else index
    if isinstance(index, np.ndarray) and index.flags.writeable:
        index = index.copy()
        index.setflags(write=False)
    return index

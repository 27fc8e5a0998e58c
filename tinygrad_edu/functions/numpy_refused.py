"""What to do in place of a NumPy function that isn't recorded on a Tensor."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

INSTEAD = {
    np.copyto: "t.copy_(x) writes into a tensor",
    np.fill_diagonal: "diagonal_scatter(t, x) is a copy with another diagonal",
    np.place: "t.masked_fill(mask, x) is a copy with other elements",
    np.put: "t.put(index, x) is a copy with other elements",
    np.put_along_axis: "t.scatter(dim, index, x) is a copy with other elements",
    np.putmask: "t.masked_fill(mask, x) is a copy with other elements",
    np.linalg.eig: "np.linalg.eigh takes symmetric matrices; the others' eigenvalues are complex",
    np.linalg.eigvals: "np.linalg.eigvalsh takes symmetric matrices; the others' eigenvalues are complex",
    (np.add, "reduce"): "np.sum is",
    (np.multiply, "reduce"): "np.prod is",
    (np.maximum, "reduce"): "np.max is",
    (np.minimum, "reduce"): "np.min is",
    (np.logical_and, "reduce"): "np.all is",
    (np.logical_or, "reduce"): "np.any is",
    (np.add, "accumulate"): "np.cumsum is",
    (np.multiply, "accumulate"): "np.cumprod is",
    (np.multiply, "outer"): "np.outer is",
    (np.add, "at"): "t.index_add(dim, index, x) is",
}


def instead_of(function: Callable, method: str = "__call__") -> str | None:
    """What to do instead, where there is something that does the same."""
    if method == "outer":
        return INSTEAD.get((function, method), f"np.{function.__name__}(t[:, None], u[None, :]) is")
    return INSTEAD.get(function if method == "__call__" else (function, method))

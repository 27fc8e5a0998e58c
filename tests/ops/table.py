"""The table of ops: one row for each function of the public API, from which all tests of single ops are made.

A row names the function as a user calls it, sample generators, a NumPy reference, PyTorch's counterpart and the
errors that it must raise. `test_table.py` and `test_against_torch.py` hold every row against all of them; ties and
kinks, where no numeric derivative exists, are in `subgradients.py`. An op without a row fails a test.
"""

from __future__ import annotations

from .rows.activation import SOFTMAX
from .rows.arithmetic import ARITHMETIC
from .rows.comparison import COMPARISONS
from .rows.elementwise import ELEMENTWISE
from .rows.indexing import INDEXING
from .rows.linalg import PRODUCTS
from .rows.loss import LOSSES
from .rows.reduction import REDUCTIONS
from .rows.shaping import SHAPING

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

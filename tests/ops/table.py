"""The table of ops: one row for each function of the public API, from which all tests of single ops are made.

A row names the function as a user calls it, sample generators, a NumPy reference, PyTorch's counterpart and the
errors that it must raise. `test_table.py` and `test_against_torch.py` hold every row against all of them; ties and
kinks, where no numeric derivative exists, are in `subgradients.py`. An op without a row fails a test.
"""

from __future__ import annotations

from .rows.activation import ACTIVATIONS, SOFTMAX
from .rows.arithmetic import ARITHMETIC
from .rows.attention import ATTENTION
from .rows.comparison import COMPARISONS
from .rows.convolution import CONVOLUTIONS
from .rows.decomposition import DECOMPOSITIONS
from .rows.diagonals import DIAGONALS
from .rows.einsum import EINSUM
from .rows.elementwise import ELEMENTWISE
from .rows.embedding import EMBEDDINGS
from .rows.exponential import EXPONENTIAL
from .rows.indexing import INDEXING
from .rows.interpolation import IMAGES
from .rows.joining import JOINING
from .rows.linalg import PRODUCTS
from .rows.loss import LOSSES
from .rows.margin_loss import MORE_LOSSES
from .rows.normalization import NORMALIZATIONS
from .rows.norms import NORMS
from .rows.numpy_names import NUMPY_NAMES
from .rows.padding import PADDING
from .rows.pooling import POOLS
from .rows.recurrent import RECURRENT
from .rows.reduction import REDUCTIONS
from .rows.rounding import ROUNDING
from .rows.scan import SCANS
from .rows.scattering import SCATTERING
from .rows.shaping import SHAPING
from .rows.slicing import SLICING
from .rows.solving import SOLVING
from .rows.sorting import SORTING
from .rows.special import SPECIAL
from .rows.splitting import SPLITTING
from .rows.statistics import STATISTICS
from .rows.trigonometric import TRIGONOMETRIC

ROWS = (
    *ARITHMETIC,
    *COMPARISONS,
    *ELEMENTWISE,
    *EXPONENTIAL,
    *TRIGONOMETRIC,
    *ROUNDING,
    *SPECIAL,
    *ACTIVATIONS,
    *REDUCTIONS,
    *SCANS,
    *SORTING,
    *STATISTICS,
    *SOFTMAX,
    *SHAPING,
    *JOINING,
    *SPLITTING,
    *SLICING,
    *DIAGONALS,
    *PADDING,
    *INDEXING,
    *SCATTERING,
    *PRODUCTS,
    *EINSUM,
    *NORMS,
    *SOLVING,
    *DECOMPOSITIONS,
    *LOSSES,
    *MORE_LOSSES,
    *CONVOLUTIONS,
    *POOLS,
    *IMAGES,
    *RECURRENT,
    *NORMALIZATIONS,
    *EMBEDDINGS,
    *ATTENTION,
    *NUMPY_NAMES,
)
CASES = [(row, name) for row in ROWS for name in row.samples]

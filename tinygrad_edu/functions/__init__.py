"""PyTorch's functions, where they are more than an op under another name of its arguments.

The ops have NumPy's semantics: ``np.std(t)`` divides by n. ``t.std()`` and ``tinygrad_edu.std(t)`` are PyTorch's
and divide by n − 1. Each such difference is one thin function here, over the op.
"""

from .indexing import index_put
from .linalg import dot, norm
from .reduction import max, min, std, var
from .shaping import expand, flatten, permute, reshape, squeeze, t

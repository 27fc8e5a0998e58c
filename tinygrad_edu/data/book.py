"""The weights of the net that reads digits in K. Saitoh, "Deep Learning from Scratch", chapter 3."""

from __future__ import annotations

import numpy as np

from .files import located
from .published import PublishedFile
from .unpickling import restricted_load

__all__ = ["book_weights"]

WEIGHTS = PublishedFile(
    "sample_weight.pkl",
    181_853,
    "b7f55a27988ba34c3777b0f1bbd464817c8a4db855723e6ff26f703501917a13",
    (
        "https://raw.githubusercontent.com/oreilly-japan/deep-learning-from-scratch/master/ch03/sample_weight.pkl",
        "https://raw.githubusercontent.com/WegraLee/deep-learning-from-scratch/master/ch03/sample_weight.pkl",
    ),
    "book",
)


def book_weights() -> dict[str, np.ndarray]:
    """The trained weights of 784-50-100-10 units with sigmoids between: W1 to W3 (in, out) and b1 to b3, float32.

    The file is a pickle, which `restricted_load` reads without running it. For the errors see `files.located`.
    """
    weights = restricted_load(located(WEIGHTS))
    return {name: weights[name] for name in sorted(weights)}

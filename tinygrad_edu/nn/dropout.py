"""Dropout as Modules; what they compute is in `functional`."""

from __future__ import annotations

import numpy as np

from . import functional
from .functional.checks import check_probability
from .module import Module


class RandomModule(Module):
    """What drops with probability p in training. `inplace` changes nothing: the result is a new tensor always."""

    def __init__(self, p: float = 0.5, inplace: bool = False, *, generator: np.random.Generator | None = None) -> None:
        super().__init__()
        check_probability(p)
        self.p, self.inplace, self.generator = p, inplace, generator

    def extra_repr(self) -> str:
        """The probability."""
        return f"p={self.p}, inplace={self.inplace}"


class Dropout(RandomModule):
    """In training each element becomes 0 with probability p, and the others are divided by 1 − p; else x itself."""

    def forward(self, input):
        """x, or some of it."""
        return functional.dropout(input, self.p, self.training, generator=self.generator)


class Dropout1d(RandomModule):
    """Dropout of whole channels (N, C, L) or (C, L)."""

    def forward(self, input):
        """x, or some of its channels."""
        return functional.dropout1d(input, self.p, self.training, generator=self.generator)


class Dropout2d(RandomModule):
    """Dropout of whole channels (N, C, H, W)."""

    def forward(self, input):
        """x, or some of its channels."""
        return functional.dropout2d(input, self.p, self.training, generator=self.generator)


class Dropout3d(RandomModule):
    """Dropout of whole channels (N, C, D, H, W) or (C, D, H, W)."""

    def forward(self, input):
        """x, or some of its channels."""
        return functional.dropout3d(input, self.p, self.training, generator=self.generator)


class AlphaDropout(RandomModule):
    """Dropout that keeps mean 0 and variance 1, for nets of SELUs."""

    def forward(self, input):
        """x, or some of it."""
        return functional.alpha_dropout(input, self.p, self.training, generator=self.generator)


class FeatureAlphaDropout(RandomModule):
    """AlphaDropout of whole channels (N, C, …)."""

    def forward(self, input):
        """x, or some of its channels."""
        return functional.feature_alpha_dropout(input, self.p, self.training, generator=self.generator)

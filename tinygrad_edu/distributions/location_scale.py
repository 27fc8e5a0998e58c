"""What distributions share that are one curve, moved by `loc` and stretched by `scale`."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from ..tensor import Tensor
from .distribution import Distribution


class LocationScale(Distribution):
    """A curve that is symmetric around `loc`, which is its mean and its mode; `scale` is above 0 (ValueError)."""

    has_rsample = True
    parameter_axes: ClassVar = {"loc": 0, "scale": 0}

    def __init__(self, loc, scale, validate_args: bool | None = None) -> None:
        self.loc, self.scale = self.as_parameters(loc=loc, scale=scale)
        super().__init__(self.loc.shape, validate_args=validate_args)
        self.check("loc", self.loc, ~np.isnan(self.loc.data), "a number")
        self.check("scale", self.scale, self.scale.data > 0, "above 0")

    @property
    def mean(self) -> Tensor:
        """The mean: `loc`."""
        return self.loc

    @property
    def mode(self) -> Tensor:
        """The likeliest value: `loc`."""
        return self.loc

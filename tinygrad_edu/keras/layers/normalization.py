"""Normalization: numbers moved and scaled to mean 0 and variance 1, then by learned weights."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from ... import ops
from ...arrays import array_of
from .. import initializers
from .layer import SameShape, Shape


class BatchNormalization(SameShape):
    """Each channel, along `axis`, with mean 0 and variance 1 over the batch, times gamma, plus beta.

    In training the statistics are the batch's, and the moving ones follow: `momentum` is the share of them that is
    *kept*, where PyTorch's is the share that is new, and the variance is that of the batch, where PyTorch corrects it
    by n / (n − 1). Otherwise, and where the layer isn't `trainable`, the moving ones are taken.

    Weights, each one number a channel: `gamma` and `beta`, or None without `scale` and `center`; `moving_mean` and
    `moving_variance`. Source: Ioffe and Szegedy, ICML 2015.
    """

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        moving_mean_initializer="zeros",
        moving_variance_initializer="ones",
        **options,
    ) -> None:
        super().__init__(**options)
        self.axis = self.fixed_axis = axis
        self.momentum, self.epsilon, self.center, self.scale = momentum, epsilon, center, scale
        self.beta_initializer, self.gamma_initializer = map(initializers.get, (beta_initializer, gamma_initializer))
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.gamma: Any = None
        self.beta: Any = None
        self.moving_mean: Any = None
        self.moving_variance: Any = None

    def build(self, input_shape: Shape) -> None:
        """Make the weights."""
        shape = (input_shape[self.axis],)
        if self.scale:
            self.gamma = self.add_weight(shape, self.gamma_initializer, name="gamma")
        if self.center:
            self.beta = self.add_weight(shape, self.beta_initializer, name="beta")
        self.moving_mean = self.add_weight(shape, self.moving_mean_initializer, trainable=False, name="moving_mean")
        self.moving_variance = self.add_weight(
            shape, self.moving_variance_initializer, trainable=False, name="moving_variance"
        )

    def call(self, inputs) -> Any:
        """x, normalized."""
        channels = self.axis % len(inputs.shape)
        axes = tuple(axis for axis in range(len(inputs.shape)) if axis != channels)
        if self.training and self.trainable:
            mean = ops.mean(inputs, axis=axes, keepdims=True)
            variance = ops.variance(inputs, axis=axes, keepdims=True)
            self.follow(self.moving_mean, mean)
            self.follow(self.moving_variance, variance)
        else:
            mean, variance = self.along(self.moving_mean, inputs), self.along(self.moving_variance, inputs)
        gamma, beta = self.along(self.gamma, inputs), self.along(self.beta, inputs)
        return ops.batch_norm(inputs, mean, variance, gamma, beta, axis=axes, eps=self.epsilon)

    def along(self, numbers, inputs) -> Any:
        """One number for each channel, in a shape that broadcasts along `axis`."""
        if numbers is None:
            return None
        shape = [1] * len(inputs.shape)
        shape[self.axis] = -1
        return ops.reshape(numbers, shape=tuple(shape))

    def follow(self, moving, statistic) -> None:
        """Let a moving statistic follow the batch's."""
        new = np.reshape(array_of(statistic), moving.shape)
        moving.assign(array_of(moving) * self.momentum + new * (1.0 - self.momentum))


class LayerNormalization(SameShape):
    """Each example with mean 0 and variance 1 over `axis`, one axis or several, times gamma, plus beta.

    Weights, in the shape of those axes: `gamma` and `beta`, or None without `scale` and `center`. PyTorch's LayerNorm
    has an epsilon of 1e-5. Source: Ba et al. 2016, arXiv 1607.06450.
    """

    def __init__(
        self,
        axis=-1,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer="zeros",
        gamma_initializer="ones",
        **options,
    ) -> None:
        super().__init__(**options)
        self.axis = tuple(axis) if isinstance(axis, (list, tuple)) else axis
        self.epsilon, self.center, self.scale = epsilon, center, scale
        self.beta_initializer, self.gamma_initializer = map(initializers.get, (beta_initializer, gamma_initializer))
        self.gamma: Any = None
        self.beta: Any = None

    def build(self, input_shape: Shape) -> None:
        """Make the weights."""
        shape = tuple(input_shape[axis] for axis in self.axes_of(input_shape))
        if self.scale:
            self.gamma = self.add_weight(shape, self.gamma_initializer, name="gamma")
        if self.center:
            self.beta = self.add_weight(shape, self.beta_initializer, name="beta")

    def axes_of(self, shape: Shape) -> list[int]:
        """The axes, from the front. AxisError, which is a ValueError, for one that isn't there."""
        return sorted(normalize_axis_tuple(self.axis, len(shape)))

    def call(self, inputs) -> Any:
        """x, normalized."""
        axes = self.axes_of(inputs.shape)
        shape = tuple(n if axis in axes else 1 for axis, n in enumerate(inputs.shape))
        weights = (None if w is None else ops.reshape(w, shape=shape) for w in (self.gamma, self.beta))
        return ops.layer_norm(inputs, *weights, axis=tuple(axes), eps=self.epsilon)

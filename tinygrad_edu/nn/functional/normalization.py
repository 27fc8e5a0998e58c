"""Normalization: which axes share a mean and a variance, and what a net remembers of them."""

from __future__ import annotations

import math

import numpy as np

from ... import ops
from .checks import value_of


def batch_norm(
    input, running_mean, running_var, weight=None, bias=None, training: bool = False, momentum: float = 0.1, eps=1e-5
):
    """Each channel of the input (N, C, …) with mean 0 and variance 1 over the batch, times weight, plus bias (C).

    In training the running statistics move towards the batch's by `momentum`, in place, where they are given;
    otherwise they take its place. Source: Ioffe and Szegedy, ICML 2015.
    """
    if value_of(input).size == 0:
        return ops.clone(input)
    shape = channels_first("batch_norm", input, running_mean, running_var, weight, bias)
    if eps < 0 or (training and eps == 0):
        raise ValueError(f"batch_norm with eps {eps}\nhelp: it keeps the root from 0: 1e-5, say")
    axes = tuple(axis for axis in range(len(shape)) if axis != 1)
    if training:
        check_several("batch_norm", math.prod(shape) // shape[1], shape)
    return normalized(input, axes, running_mean, running_var, weight, bias, training, momentum, eps)


def instance_norm(
    input,
    running_mean=None,
    running_var=None,
    weight=None,
    bias=None,
    use_input_stats: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
):
    """Each channel of each example (N, C, …) with mean 0 and variance 1, times weight, plus bias (C).

    The running statistics, where given, move towards the examples' mean ones by `momentum`, in place; they take
    their place without `use_input_stats`. Source: Ulyanov et al. 2016, arXiv 1607.08022.
    """
    shape = channels_first("instance_norm", input, running_mean, running_var, weight, bias)
    if use_input_stats:
        check_several("instance_norm", math.prod(shape[2:]), shape)
    axes = tuple(range(2, len(shape)))
    return normalized(input, axes, running_mean, running_var, weight, bias, use_input_stats, momentum, eps)


def normalized(input, axes, running_mean, running_var, weight, bias, from_input, momentum, eps):
    """The input by its own mean and variance along `axes`, or by the running ones, which otherwise follow them."""
    if from_input:
        mean = ops.mean(input, axis=axes, keepdims=True)
        variance = ops.variance(input, axis=axes, correction=0, keepdims=True)
        n = math.prod(input.shape[axis] for axis in axes)
        follow(running_mean, mean, momentum)
        follow(running_var, variance, momentum, n / max(n - 1, 1))
    else:
        if running_mean is None or running_var is None:
            raise ValueError("no running statistics to normalize by\nhelp: give both, or take the input's own")
        mean, variance = along_channels(running_mean, input), along_channels(running_var, input)
    weight, bias = along_channels(weight, input), along_channels(bias, input)
    return ops.batch_norm(input, mean, variance, weight, bias, axis=axes, eps=eps)


def along_channels(numbers, input):
    """One number for each channel, shaped to stand along axis 1."""
    return None if numbers is None else ops.reshape(numbers, shape=(-1,) + (1,) * (len(input.shape) - 2))


def follow(running, value, momentum: float, factor: float = 1.0) -> None:
    """Move a running statistic by `momentum` towards the value of this batch, averaged over its examples."""
    if running is not None:
        value = ops.reshape(ops.mean(value_of(value), axis=0), shape=running.shape)
        running[...] = (1 - momentum) * value_of(running) + momentum * factor * value


def layer_norm(input, normalized_shape, weight=None, bias=None, eps: float = 1e-5):
    """The input with mean 0 and variance 1 over its last axes, those of `normalized_shape`, times weight, plus bias.

    Source: Ba et al. 2016, arXiv 1607.06450.
    """
    axes = last_axes("layer_norm", input, normalized_shape, weight, bias)
    return ops.layer_norm(input, weight, bias, axis=axes, eps=eps)


def rms_norm(input, normalized_shape, weight=None, eps: float | None = None):
    """The input divided by its root mean square over the axes of `normalized_shape`, times weight.

    `eps`, added under the root, is the smallest step of the dtype unless given.
    """
    axes = last_axes("rms_norm", input, normalized_shape, weight)
    return ops.rms_norm(input, weight, axis=axes, eps=float(np.finfo(input.dtype).eps) if eps is None else eps)


def group_norm(input, num_groups: int, weight=None, bias=None, eps: float = 1e-5):
    """Each group of neighbouring channels of each example (N, C, …) with mean 0 and variance 1.

    Each channel is multiplied by its weight, and its bias added, both (C). Source: Wu and He, ECCV 2018.
    """
    shape = channels_first("group_norm", input, weight, bias)
    if num_groups <= 0 or shape[1] % num_groups:
        raise ValueError(
            f"{shape[1]} channels don't make {num_groups} equal groups\nhelp: num_groups divides the channels"
        )
    check_several("group_norm", math.prod(shape) // num_groups, shape)
    groups = (num_groups, shape[1] // num_groups)
    weight, bias = (
        None if x is None else ops.reshape(x, shape=(*groups, *(1,) * (len(shape) - 2))) for x in (weight, bias)
    )
    grouped = ops.reshape(input, shape=(shape[0], *groups, *shape[2:]))
    y = ops.layer_norm(grouped, weight, bias, axis=tuple(range(2, grouped.ndim)), eps=eps)
    return ops.reshape(y, shape=shape)


def channels_first(name: str, input, *numbers) -> tuple[int, ...]:
    """The input's shape; a ValueError unless it is (N, C, …) and each of `numbers` has one number for each channel."""
    shape = value_of(input).shape
    if len(shape) < 2:
        raise ValueError(f"{name} of a tensor of shape {shape}\nhelp: it wants (examples, channels, …)")
    for given in numbers:
        if given is not None and value_of(given).shape != shape[1:2]:
            raise ValueError(
                f"{name}: {value_of(given).shape} beside an input of shape {shape}\n"
                f"help: one number for each channel: ({shape[1]},)"
            )
    return shape


def last_axes(name: str, input, normalized_shape, *numbers) -> tuple[int, ...]:
    """The axes of `normalized_shape`; a ValueError unless the input ends in it, and the `numbers` have it."""
    wanted, shape = tuple(normalized_shape), value_of(input).shape
    if not wanted or shape[-len(wanted) :] != wanted:
        raise ValueError(
            f"{name} over {wanted} of a tensor of shape {shape}\nhelp: the shape must end in these lengths"
        )
    for given in numbers:
        if given is not None and value_of(given).shape != wanted:
            raise ValueError(f"{name} over {wanted} with weights of shape {value_of(given).shape}\nhelp: one for each")
    return tuple(range(-len(wanted), 0))


def check_several(name: str, count: int, shape: tuple) -> None:
    """Refuse to take the variance of one number."""
    if count == 1:
        raise ValueError(
            f"{name} has one value per channel to normalize in an input of shape {shape}\n"
            "help: the variance of one number is 0: use a larger batch, or eval()"
        )

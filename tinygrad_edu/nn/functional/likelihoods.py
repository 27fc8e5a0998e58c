"""Losses that are negative log-likelihoods of distributions, and the distance of two distributions."""

from __future__ import annotations

import math

import numpy as np

from ... import ops
from .checks import target_like, value_of
from .reductions import reduced, reduction_of, warn_of_broadcasting


def kl_div(input, target, size_average=None, reduce=None, reduction: str = "mean", log_target: bool = False):
    """target · (log target − input), for log-probabilities as `input`, and as `target` too with `log_target`.

    The divergence of two distributions is the sum over classes; "batchmean" divides it by the number of rows.
    """
    reduction = reduction_of(size_average, reduce, reduction, "batchmean")
    warn_of_broadcasting("kl_div", input, target)
    target = target_like(target, input)
    if log_target:
        losses = ops.mul(ops.exp(target), ops.sub(target, input))
    else:
        losses = ops.sub(ops.xlogy(target, target), ops.mul(target, input))
    if reduction == "batchmean":
        return ops.div(ops.sum(losses), input.shape[0] if input.shape else 1)
    return reduced(losses, reduction)


def poisson_nll_loss(
    input,
    target,
    log_input: bool = True,
    full: bool = False,
    size_average=None,
    eps: float = 1e-8,
    reduce=None,
    reduction: str = "mean",
):
    """rate − target · log rate, where `input` is the logarithm of the rate, or the rate itself.

    With `full` Stirling's formula for log target! is added where the target is above 1.
    """
    reduction = reduction_of(size_average, reduce, reduction)
    target = target_like(target, input)
    if log_input:
        losses = ops.sub(ops.exp(input), ops.mul(target, input))
    else:
        losses = ops.sub(input, ops.mul(target, ops.log(ops.add(input, eps))))
    if full:
        large = ops.where(value_of(target) > 1, target, 1.0)
        stirling = ops.add(ops.sub(ops.xlogy(large, large), large), ops.mul(0.5, ops.log(ops.mul(2 * math.pi, large))))
        losses = ops.add(losses, ops.where(value_of(target) > 1, stirling, 0.0))
    return reduced(losses, reduction)


def gaussian_nll_loss(input, target, var, full: bool = False, eps: float = 1e-6, reduction: str = "mean"):
    """(log var + (input − target)² / var) / 2, for means `input` and variances `var`, which count as at least `eps`.

    `var` has the input's shape, with length 1 on any axis, lacks the last one, or is a number; its gradient passes
    the limit `eps` as if that weren't there, as in PyTorch. With `full` log(2π) / 2 is added.
    """
    reduction = reduction_of(None, None, reduction)
    if eps <= 0:
        raise ValueError(f"eps is {eps}\nhelp: it must be above 0")
    variances = value_of(var)
    if np.any(variances < 0):
        raise ValueError("a variance is negative\nhelp: make it positive, with exp or softplus")
    if variances.ndim and variances.shape == input.shape[:-1]:
        var = ops.unsqueeze(var, axis=-1)
    elif variances.ndim and not (
        variances.ndim == len(input.shape) and all(n in (1, m) for n, m in zip(variances.shape, input.shape))
    ):
        raise ValueError(f"variances {variances.shape} for an input {input.shape}\nhelp: one for each element or row")
    lifted = np.maximum(value_of(var), eps) - value_of(var)
    var = ops.add(var, lifted.astype(value_of(input).dtype))
    gap = ops.sub(input, target_like(target, input))
    losses = ops.mul(0.5, ops.add(ops.log(var), ops.div(ops.square(gap), var)))
    return reduced(ops.add(losses, 0.5 * math.log(2 * math.pi)) if full else losses, reduction)

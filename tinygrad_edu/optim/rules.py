"""What several rules share."""

from __future__ import annotations


def like(value, array):
    """What was computed of `step`, in the array's dtype lest it promote the array; a Python number never does."""
    return value.astype(array.dtype) if hasattr(value, "astype") else value


def decayed(parameter, gradient, lr, weight_decay, maximize, decoupled=False):
    """Parameter and gradient after weight decay: added to the gradient, or, decoupled, taken off the parameter.

    Source of the decoupled one: Loshchilov & Hutter, "Decoupled weight decay regularization", ICLR 2019.
    """
    gradient = -gradient if maximize else gradient
    if weight_decay and decoupled:
        return (1 - lr * weight_decay) * parameter, gradient
    return parameter, gradient + weight_decay * parameter if weight_decay else gradient


def averages(gradient, exp_avg, exp_avg_sq, betas):
    """The running averages of the gradient and of its square, which forget at the rates of `betas`."""
    beta1, beta2 = betas
    return beta1 * exp_avg + (1 - beta1) * gradient, beta2 * exp_avg_sq + (1 - beta2) * gradient * gradient

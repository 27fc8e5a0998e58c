"""Losses as Modules; what they compute is in `functional`."""

from __future__ import annotations

from . import functional
from .functional.checks import check_reduction
from .module import Module


class Loss(Module):
    """A loss with its `reduction`: "mean", "sum" or "none"."""

    def __init__(self, *, reduction: str = "mean") -> None:
        super().__init__()
        check_reduction(reduction)
        self.reduction = reduction


class MSELoss(Loss):
    """(input − target)²."""

    def forward(self, input, target):
        """The loss."""
        return functional.mse_loss(input, target, reduction=self.reduction)


class BCELoss(Loss):
    """Binary cross-entropy of probabilities."""

    def forward(self, input, target):
        """The loss."""
        return functional.binary_cross_entropy(input, target, reduction=self.reduction)


class BCEWithLogitsLoss(Loss):
    """Binary cross-entropy of the sigmoids of logits."""

    def forward(self, input, target):
        """The loss."""
        return functional.binary_cross_entropy_with_logits(input, target, reduction=self.reduction)


class CrossEntropyLoss(Loss):
    """−log softmax(input)[target], for logits."""

    def forward(self, input, target):
        """The loss."""
        return functional.cross_entropy(input, target, reduction=self.reduction)


class NLLLoss(Loss):
    """−input[target], for log-probabilities."""

    def forward(self, input, target):
        """The loss."""
        return functional.nll_loss(input, target, reduction=self.reduction)

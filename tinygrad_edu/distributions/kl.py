"""How far one distribution is from another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .. import ops
from ..tensor import Tensor
from .bernoulli import Bernoulli
from .categorical import Categorical
from .distribution import Distribution
from .normal import Normal


def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """Σ p (log p − log q), or the integral of it, in nats: for two of one kind, `Normal`, `Categorical` or `Bernoulli`.

    Source: Kullback and Leibler, Annals of Mathematical Statistics 22 (1951). NotImplementedError for other ones.

    >>> kl_divergence(Normal(0.0, 1.0), Normal(1.0, 1.0))
    tensor(0.5)
    """
    for kind, between in DIVERGENCES.items():
        if isinstance(p, kind) and isinstance(q, kind):
            return between(p, q)
    known = ", ".join(kind.__name__ for kind in DIVERGENCES)
    raise NotImplementedError(
        f"no divergence of a {type(p).__name__} from a {type(q).__name__}\n"
        f"help: two of one kind of {known}; else the mean of p.log_prob(x) − q.log_prob(x) of samples x of p"
    )


def between_normals(p: Normal, q: Normal) -> Tensor:
    """½ (σp² / σq² + ((μp − μq) / σq)² − 1 − log(σp² / σq²))."""
    ratio = (p.scale / q.scale) ** 2
    return 0.5 * (ratio + ((p.loc - q.loc) / q.scale) ** 2 - 1 - ratio.log())


def between_categoricals(p: Categorical, q: Categorical) -> Tensor:
    """Σ p (log p − log q)."""
    return share(p.probs, p.logits - q.logits, q.probs).sum(-1)


def between_bernoullis(p: Bernoulli, q: Bernoulli) -> Tensor:
    """p (log p − log q) + (1 − p) (log(1 − p) − log(1 − q))."""
    of_one = share(p.probs, ops.logsigmoid(p.logits) - ops.logsigmoid(q.logits), q.probs)
    return of_one + share(1 - p.probs, ops.logsigmoid(-p.logits) - ops.logsigmoid(-q.logits), 1 - q.probs)


def share(probs: Tensor, difference: Tensor, others: Tensor) -> Tensor:
    """probs · difference; 0 where probs is 0, and infinite where `others` is 0 instead."""
    whole = ops.where(others.detach() == 0, np.inf, probs * difference)
    return ops.where(probs.detach() == 0, 0.0, whole)


DIVERGENCES: dict[type[Distribution], Callable] = {
    Normal: between_normals,
    Categorical: between_categoricals,
    Bernoulli: between_bernoullis,
}

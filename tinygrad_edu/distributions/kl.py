"""How far one distribution is from another."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .. import linalg, ops
from ..tensor import Tensor
from .bernoulli import Bernoulli
from .beta import Beta, log_beta
from .categorical import Categorical
from .distribution import Distribution
from .exponential import Exponential
from .gamma import Gamma
from .independent import Independent
from .laplace import Laplace
from .multivariate_normal import MultivariateNormal, squared_length
from .normal import Normal
from .poisson import Poisson
from .uniform import Uniform


@np.errstate(divide="ignore")  # it may be infinite
def kl_divergence(p: Distribution, q: Distribution) -> Tensor:
    """Σ p (log p − log q), or the integral of it, in nats: for two of one kind, all but `Multinomial`.

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


def between_vectors(p: MultivariateNormal, q: MultivariateNormal) -> Tensor:
    """½ (|Lq⁻¹ Lp|² + |Lq⁻¹ (μp − μq)|² − n) + log det Lq − log det Lp, with the Cholesky factors L."""
    if p.event_shape != q.event_shape:
        raise ValueError(
            f"the divergence of vectors of {p.event_shape[0]} numbers from vectors of {q.event_shape[0]} numbers\n"
            "help: make them equally long"
        )
    spread = linalg.solve_triangular(q.factor, p.factor, upper=False)
    squares = (spread**2).sum((-2, -1)) + squared_length(q.factor, p.loc - q.loc)
    return 0.5 * (squares - p.event_shape[0]) + q.log_volume - p.log_volume


def between_uniforms(p: Uniform, q: Uniform) -> Tensor:
    """log((highq − lowq) / (highp − lowp)); infinite where p may draw what q can't."""
    inside = (q.low.detach() <= p.low.detach()) & (p.high.detach() <= q.high.detach())
    return ops.where(inside, ((q.high - q.low) / (p.high - p.low)).log(), np.inf)


def between_categoricals(p: Categorical, q: Categorical) -> Tensor:
    """Σ p (log p − log q)."""
    return share(p.probs, p.logits, q.logits, q.probs).sum(-1)


def between_bernoullis(p: Bernoulli, q: Bernoulli) -> Tensor:
    """p (log p − log q) + (1 − p) (log(1 − p) − log(1 − q))."""
    of_one = share(p.probs, ops.logsigmoid(p.logits), ops.logsigmoid(q.logits), q.probs)
    return of_one + share(1 - p.probs, ops.logsigmoid(-p.logits), ops.logsigmoid(-q.logits), 1 - q.probs)


def share(p: Tensor, log_p: Tensor, log_q: Tensor, q: Tensor) -> Tensor:
    """p (log p − log q); 0 where p is 0, and infinite where q is 0 instead: nothing is sent back from there."""
    never, beyond = p.detach() == 0, q.detach() == 0
    log_p, log_q = (ops.where(never | beyond, 0.0, logarithm) for logarithm in (log_p, log_q))
    return ops.where(beyond & ~never, np.inf, p * (log_p - log_q))


def between_exponentials(p: Exponential, q: Exponential) -> Tensor:
    """log(rp / rq) + rq / rp − 1, with the rates r."""
    ratio = q.rate / p.rate
    return ratio - 1 - ratio.log()


def between_laplaces(p: Laplace, q: Laplace) -> Tensor:
    """|μp − μq| / bq + bp / bq · e^(−|μp − μq| / bp) − 1 − log(bp / bq), with the scales b."""
    ratio, away = p.scale / q.scale, (p.loc - q.loc).abs()
    return away / q.scale + ratio * (-away / p.scale).exp() - 1 - ratio.log()


def between_gammas(p: Gamma, q: Gamma) -> Tensor:
    """aq log(rp / rq) + log Γ(aq) − log Γ(ap) + (ap − aq) ψ(ap) + (rq − rp) ap / rp: concentrations a, rates r."""
    a, other = p.concentration, q.concentration
    rates = other * (p.rate / q.rate).log() + (q.rate - p.rate) * a / p.rate
    return rates + ops.lgamma(other) - ops.lgamma(a) + (a - other) * ops.digamma(a)


def between_betas(p: Beta, q: Beta) -> Tensor:
    """log B(aq, bq) − log B(ap, bp) + (ap − aq) ψ(ap) + (bp − bq) ψ(bp) − (ap + bp − aq − bq) ψ(ap + bp)."""
    of_one = (p.concentration1 - q.concentration1) * ops.digamma(p.concentration1)
    of_zero = (p.concentration0 - q.concentration0) * ops.digamma(p.concentration0)
    return log_beta(q) - log_beta(p) + of_one + of_zero - (p.total - q.total) * ops.digamma(p.total)


def between_poissons(p: Poisson, q: Poisson) -> Tensor:
    """rp log(rp / rq) − rp + rq, with the rates r."""
    return ops.xlogy(p.rate, p.rate) - ops.xlogy(p.rate, q.rate) - p.rate + q.rate


def between_independents(p: Independent, q: Independent) -> Tensor:
    """The sum of the divergences of what they are made of."""
    if p.reinterpreted_batch_ndims != q.reinterpreted_batch_ndims:
        raise ValueError(
            f"the divergence of an Independent with reinterpreted_batch_ndims {p.reinterpreted_batch_ndims} from one "
            f"with {q.reinterpreted_batch_ndims}\nhelp: make them equal"
        )
    return p.summed(kl_divergence(p.base_dist, q.base_dist))


DIVERGENCES: dict[type[Distribution], Callable] = {
    Normal: between_normals,
    MultivariateNormal: between_vectors,
    Uniform: between_uniforms,
    Categorical: between_categoricals,
    Bernoulli: between_bernoullis,
    Beta: between_betas,
    Gamma: between_gammas,
    Exponential: between_exponentials,
    Laplace: between_laplaces,
    Poisson: between_poissons,
    Independent: between_independents,
}

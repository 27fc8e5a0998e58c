"""PyTorch's ``torch.distributions``, those that courses use: samples, their log-probabilities, entropies, divergences.

>>> import tinygrad_edu as tg
>>> policy = Categorical(probs=tg.tensor([0.1, 0.2, 0.7]))
>>> action = policy.sample()
>>> policy.log_prob(tg.tensor(2)).item() == tg.log(tg.tensor(0.7)).item()
True
"""

from .bernoulli import Bernoulli
from .beta import Beta
from .categorical import Categorical
from .distribution import Distribution
from .exponential import Exponential
from .gamma import Gamma
from .independent import Independent
from .kl import kl_divergence
from .laplace import Laplace
from .multinomial import Multinomial
from .multivariate_normal import MultivariateNormal
from .normal import Normal
from .poisson import Poisson
from .uniform import Uniform

__all__ = [
    "Bernoulli", "Beta", "Categorical", "Distribution", "Exponential", "Gamma", "Independent", "Laplace", "Multinomial",
    "MultivariateNormal", "Normal", "Poisson", "Uniform", "kl_divergence",
]  # fmt: skip

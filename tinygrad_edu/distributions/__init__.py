"""PyTorch's ``torch.distributions``, those that courses use: samples, their log-probabilities, entropies, divergences.

>>> import tinygrad_edu as tg
>>> policy = Categorical(probs=tg.tensor([0.1, 0.2, 0.7]))
>>> action = policy.sample()
>>> policy.log_prob(tg.tensor(2)).item() == tg.log(tg.tensor(0.7)).item()
True
"""

from .bernoulli import Bernoulli
from .categorical import Categorical
from .distribution import Distribution
from .kl import kl_divergence
from .multinomial import Multinomial
from .multivariate_normal import MultivariateNormal
from .normal import Normal
from .uniform import Uniform

__all__ = [
    "Bernoulli", "Categorical", "Distribution", "Multinomial", "MultivariateNormal", "Normal", "Uniform",
    "kl_divergence",
]  # fmt: skip

"""The functions behind the layers, under PyTorch's names: ``import tinygrad_edu.nn.functional as F``."""

from ...ops import leaky_relu, linear, log_softmax, relu, sigmoid, softmax, softplus, tanh
from .dropout import dropout
from .loss import binary_cross_entropy, binary_cross_entropy_with_logits, cross_entropy, mse_loss, nll_loss

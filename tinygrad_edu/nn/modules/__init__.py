"""PyTorch's `torch.nn.modules`: the classes of `nn`, and the paths of the files that they are in there."""

from typing import Any

from ... import nn
from . import (
    activation,
    batchnorm,
    container,
    conv,
    distance,
    dropout,
    flatten,
    fold,
    instancenorm,
    linear,
    loss,
    module,
    normalization,
    padding,
    pixelshuffle,
    pooling,
    rnn,
    sparse,
    transformer,
    upsampling,
)


def __getattr__(name: str) -> Any:
    """What `nn` has by this name, `__all__` too."""
    return getattr(nn, name)

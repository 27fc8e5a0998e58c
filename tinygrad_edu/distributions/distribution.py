"""What all distributions share."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import array_of, get_default_dtype
from ..autograd import no_grad
from ..factories import as_tensor
from ..tensor import Tensor


class Distribution:
    """A distribution, or as many as the parameters have elements: `batch_shape` says how many.

    A drawn value has the shape `event_shape` (a number: no axes), with `batch_shape` in front of it. Unless
    `validate_args` is False, parameters and values that are impossible are ValueErrors. `has_rsample` says whether
    there is an `rsample`.

    Tensors, arrays, lists and numbers do as parameters and as values. Whole numbers become floats.
    """

    has_rsample = False

    def __init__(self, batch_shape: tuple = (), event_shape: tuple = (), validate_args: bool | None = None) -> None:
        self.batch_shape, self.event_shape = tuple(batch_shape), tuple(event_shape)
        self.validates = validate_args is None or bool(validate_args)

    def sample(self, sample_shape: tuple = ()) -> Tensor:
        """Values drawn at random, outside the graph; `sample_shape` is in front of their shape."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: tuple = ()) -> Tensor:
        """Values drawn at random, as a function of the parameters: gradients go through them."""
        raise NotImplementedError(f"{self.name} has no rsample\nhelp: sample() draws outside the graph")

    def log_prob(self, value) -> Tensor:
        """The logarithm of the probability, or its density, at a value: of shape `batch_shape`."""
        raise NotImplementedError(f"{self.name} has no log_prob\nhelp: define it in the subclass")

    def entropy(self) -> Tensor:
        """The mean of −log_prob, in nats."""
        raise NotImplementedError(f"{self.name} has no entropy\nhelp: the mean of −log_prob of many samples is near")

    def perplexity(self) -> Tensor:
        """e to the power of the entropy."""
        return self.entropy().exp()

    @property
    def mean(self) -> Tensor:
        """The mean."""
        raise NotImplementedError(f"{self.name} has no mean\nhelp: that of many samples is near")

    @property
    def variance(self) -> Tensor:
        """The variance."""
        raise NotImplementedError(f"{self.name} has no variance\nhelp: that of many samples is near")

    @property
    def stddev(self) -> Tensor:
        """The standard deviation: √variance."""
        return self.variance.sqrt()

    @property
    def name(self) -> str:
        """How an error calls it."""
        return type(self).__name__

    def extended(self, sample_shape: tuple) -> tuple[int, ...]:
        """The shape of so many values."""
        return (*as_sample_shape(sample_shape), *self.batch_shape, *self.event_shape)

    def check(self, what: str, numbers, good, allowed: str) -> None:
        """A ValueError unless all numbers are `good`, which says so for each of them."""
        if self.validates and not np.all(good):
            bad = np.asarray(array_of(numbers))[~np.asarray(good)].flat[0] if np.ndim(good) else array_of(numbers)
            raise ValueError(f"{what} of a {self.name} holds {bad}\nhelp: it must be {allowed}")

    def __repr__(self) -> str:
        return f"{self.name}(batch_shape: {self.batch_shape}, event_shape: {self.event_shape})"


def as_sample_shape(shape: Any) -> tuple[int, ...]:
    """The shape as a tuple; TypeError for a number."""
    if isinstance(shape, int):
        raise TypeError(f"sample_shape is {shape}\nhelp: a tuple, such as ({shape},)")
    return tuple(shape)


def as_parameters(*given: Any) -> list[Any]:
    """The parameters as Tensors of floats, in the shape that they broadcast to."""
    parameters = as_floats(*given)
    shape = common_shape(*(parameter.shape for parameter in parameters))
    return [parameter.expand(shape) for parameter in parameters]


def as_floats(*given: Any) -> list[Any]:
    """Tensors of floats; what isn't gets the dtype of those that are, or the default one."""
    floats = [isinstance(x, Tensor) and x.dtype.kind == "f" for x in given]
    dtype = next((x.dtype for x, is_float in zip(given, floats) if is_float), get_default_dtype())
    return [x if is_float else as_tensor(x, dtype=dtype) for x, is_float in zip(given, floats)]


def as_value(value: Any, parameter: Tensor) -> Any:
    """The value as a Tensor of floats; what isn't gets the dtype of the parameter."""
    return as_floats(parameter, value)[1]


def common_shape(*shapes: tuple[int, ...]) -> tuple[int, ...]:
    """The shape that these broadcast to."""
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError as error:
        raise ValueError(
            f"{' and '.join(map(str, shapes))} are shapes of parameters or values that don't go together\n"
            "help: make them equal; an axis of length 1, or one that is missing in front, is repeated"
        ) from error

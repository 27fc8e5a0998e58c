"""What all distributions share."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np

from ..arrays import array_of, get_default_dtype
from ..autograd import no_grad
from ..factories import as_tensor
from ..tensor import Tensor
from .shapes import as_shape, common_shape


class Distribution:
    """A distribution, or as many as the parameters have elements: `batch_shape` says how many.

    A drawn value has the shape `event_shape` (a number: no axes), with `batch_shape` in front of it. Unless
    `validate_args` is False, parameters and values that are impossible are ValueErrors. `has_rsample` says whether
    there is an `rsample`.

    Tensors, arrays, lists and numbers do as parameters and as values. Whole numbers become floats.

    A subclass says in `parameter_axes` which fields are its parameters, and how many axes of each belong to one
    drawn value: 0 for the mean of a number, 1 for that of a vector.
    """

    has_rsample = False
    parameter_axes: ClassVar[dict[str, int]] = {}

    def __init__(self, batch_shape: tuple = (), event_shape: tuple = (), validate_args: bool | None = None) -> None:
        self.batch_shape, self.event_shape = tuple(batch_shape), tuple(event_shape)
        self.validates = validate_args is None or bool(validate_args)

    def expand(self, batch_shape: tuple) -> Self:
        """The same distribution repeated to a larger `batch_shape`, as `Tensor.expand` repeats its parameters."""
        if not self.parameter_axes:
            raise self.without("expand", "say in the subclass, in parameter_axes, what its parameters are")
        new = self.of_batch(batch_shape)
        for name, parameter in self.known.items():
            of_one = parameter.shape[parameter.ndim - self.parameter_axes[name] :]
            setattr(new, name, parameter.expand((*new.batch_shape, *of_one)))
        return new

    def of_batch(self, batch_shape: tuple) -> Self:
        """A copy with this `batch_shape`, whose parameters aren't repeated yet."""
        shape = as_shape("batch_shape", batch_shape)
        if common_shape(self.batch_shape, shape) != shape:
            raise ValueError(
                f"expand to {shape} of {called(self)} of batch_shape {self.batch_shape}\n"
                "help: more axes in front, or another length for an axis of length 1"
            )
        new = copy.copy(self)
        new.batch_shape = shape
        return new

    def sample(self, sample_shape: tuple = ()) -> Tensor:
        """Values drawn at random, outside the graph; `sample_shape` is in front of their shape."""
        with no_grad():
            return self.rsample(sample_shape)

    def rsample(self, sample_shape: tuple = ()) -> Tensor:
        """Values drawn at random, as a function of the parameters: gradients go through them."""
        raise self.without("rsample", "sample() draws outside the graph")

    def log_prob(self, value) -> Tensor:
        """The logarithm of the probability, or its density, at a value: of shape `batch_shape`."""
        raise self.without("log_prob", "define it in the subclass")

    def entropy(self) -> Tensor:
        """The mean of −log_prob, in nats."""
        raise self.without("entropy", "the mean of −log_prob of many samples is near")

    def perplexity(self) -> Tensor:
        """e to the power of the entropy."""
        return self.entropy().exp()

    @property
    def mean(self) -> Tensor:
        """The mean."""
        raise self.without("mean", "that of many samples is near")

    @property
    def mode(self) -> Tensor:
        """The likeliest value."""
        raise self.without("mode", "among many samples, that of the largest log_prob is near")

    @property
    def variance(self) -> Tensor:
        """The variance."""
        raise self.without("variance", "that of many samples is near")

    @property
    def stddev(self) -> Tensor:
        """The standard deviation: √variance."""
        return self.variance.sqrt()

    def without(self, what: str, instead: str) -> NotImplementedError:
        """The error for what this distribution hasn't."""
        return NotImplementedError(f"{type(self).__name__} has no {what}\nhelp: {instead}")

    @property
    def known(self) -> dict[str, Tensor]:
        """The parameters by name: those that were given, and those that were computed from them since."""
        return {name: vars(self)[name] for name in self.parameter_axes if name in vars(self)}

    def extended(self, sample_shape: tuple) -> tuple[int, ...]:
        """The shape of so many values."""
        return (*as_shape("sample_shape", sample_shape), *self.batch_shape, *self.event_shape)

    def check_given(self, name: str, numbers: Any) -> None:
        """A TypeError for None."""
        if numbers is None:
            raise TypeError(f"{name} of {called(self)} is None\nhelp: a Tensor, an array, a list or a number")

    def as_floats(self, **given: Any) -> list[Any]:
        """Tensors of floats; what isn't gets the dtype of the first that is, or the default one."""
        for name, numbers in given.items():
            self.check_given(name, numbers)
        floats = [isinstance(x, Tensor) and x.dtype.kind == "f" for x in given.values()]
        dtype = next((x.dtype for x, is_float in zip(given.values(), floats) if is_float), get_default_dtype())
        return [x if is_float else as_tensor(x, dtype=dtype) for x, is_float in zip(given.values(), floats)]

    def as_parameters(self, **given: Any) -> list[Any]:
        """The parameters as Tensors of floats, in the shape that they broadcast to."""
        parameters = self.as_floats(**given)
        shape = self.shape_of(**{name: x.shape for name, x in zip(given, parameters)})
        return [parameter.expand(shape) for parameter in parameters]

    def shape_of(self, **shapes: tuple[int, ...]) -> tuple[int, ...]:
        """The shape that the shapes of these parameters broadcast to."""
        common = common_shape(*shapes.values())
        if common is None:
            told = " and ".join(f"{name} of shape {shape}" for name, shape in shapes.items())
            raise ValueError(
                f"{called(self)} with {told}\n"
                "help: make them equal; an axis of length 1, or one that is missing in front, is repeated"
            )
        return common

    def in_floats(self, value: Any) -> Tensor:
        """A value or a probability as a Tensor of floats; what isn't gets the dtype of the parameters."""
        return self.as_floats(value=value, **self.known)[0]

    def as_value(self, value: Any) -> Tensor:
        """A value that is drawn, as a Tensor of floats, checked."""
        return self.checked(self.in_floats(value))

    def checked(self, value: Tensor) -> Tensor:
        """The value; ValueError where this isn't what could be drawn, in its shape or its numbers."""
        drawn = (*self.batch_shape, *self.event_shape)
        of_one = value.shape[value.ndim - len(self.event_shape) :]
        if of_one != self.event_shape or common_shape(value.shape, drawn) is None:
            end = f" and ends in {self.event_shape}" if self.event_shape else ""
            raise ValueError(
                f"a value of shape {value.shape} for {called(self)} that draws values of shape {drawn}\n"
                f"help: a shape that broadcasts with this one{end}"
            )
        if self.validates:
            self.check_value(value.data)
        return value

    def check_value(self, value: Any) -> None:
        """A ValueError for numbers that can't be drawn."""
        self.check("a value", value, ~np.isnan(value), "a number")

    def check(self, what: str, numbers: Any, good: Any, allowed: str) -> None:
        """A ValueError unless all numbers are `good`, which says so for each of them."""
        if self.validates and not np.all(good):
            bad = np.broadcast_to(array_of(numbers), np.shape(good))[~np.asarray(good)].flat[0]
            raise ValueError(f"{what} of {called(self)} holds {bad!s}\nhelp: it must be {allowed}")

    def __repr__(self) -> str:
        return written(type(self).__name__, self.known)


def called(distribution: Distribution) -> str:
    """How an error calls it: a Normal, an Exponential."""
    name = type(distribution).__name__
    return f"{'an' if name[0] in 'AEIO' else 'a'} {name}"


def written(name: str, fields: Mapping[str, Any]) -> str:
    """A distribution as PyTorch writes it: single numbers as they are, and the shapes of others."""
    return f"{name}({', '.join(f'{field}: {brief(value)}' for field, value in fields.items())})"


def brief(value: Any) -> str:
    """A number, or the shape of several."""
    if not isinstance(value, Tensor):
        return str(value)
    return str(value.shape) if value.numel() != 1 else str(value.detach() if value.ndim else value.data[()])

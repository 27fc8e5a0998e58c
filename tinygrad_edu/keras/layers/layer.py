"""The layer: a Module that makes its weights when it first sees the shape of its input."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from ... import ops
from ...arrays import array_of, get_default_dtype, tensor_of
from ...autograd import no_grad
from ...nn import Buffer, Module, Parameter
from ...tape import Node
from .. import initializers
from ..configuration import Configured
from ..known import refuse_options
from ..names import fresh_name
from ..variables import State, Variable

Shape = tuple[int | None, ...]


class Layer(Configured, Module):
    """The base of all layers and models.

    A subclass says in `build`, given the shape (None, …) of its input, which weights it has, with `add_weight`, and in
    `call` what it computes. Layers within it are attributes, alone or in lists, tuples and dicts. If `call` has an
    argument `training`, it is told whether this is training; `self.training` says it, too.

    `name` is the layer's, or one is found; weights of a layer that isn't `trainable` stay as they are; `input_shape`
    (without the examples) and `input_dim` are for the first layer of a Sequential.

    >>> import tinygrad_edu as tg
    >>> from tinygrad_edu.keras import layers
    >>> class Scale(layers.Layer):
    ...     def build(self, input_shape):
    ...         self.factor = self.add_weight(shape=input_shape[-1:], initializer="ones", name="factor")
    ...     def call(self, x):
    ...         return x * self.factor
    >>> layer = Scale(name="scale")
    >>> layer([[1.0, 2.0]]), layer.built, layer.count_params()
    (tensor([[1., 2.]], grad_fn=<mul>), True, 2)
    """

    left_out = frozenset({"input_shape", "input_dim"})
    training = False
    built = False
    new_weights: tuple = ()  # weights that aren't known yet to be attributes, after their names
    weightless = False  # whether it is known, before it is built, that it has no weights
    takes_integers = False  # whether numbers without a fraction stay integers
    input_axes: range = range(33)  # how many axes an input may have
    wanted_input = "(batch, …)"  # what an input's shape is, in words
    fixed_axis: int | None = None  # the axis whose length the weights depend on

    def __init__(
        self,
        *,
        name: str | None = None,
        trainable: bool = True,
        input_shape=None,
        input_dim: int | None = None,
        **unknown,
    ) -> None:
        super().__init__()
        refuse_options(type(self), unknown)
        self.name = fresh_name(type(self)) if name is None else name
        self.dtype = get_default_dtype()
        self.is_trainable = trainable
        self.given_shape: Shape | None = None
        if input_dim is not None:
            input_shape = (input_dim,)
        if input_shape is not None:
            self.given_shape = (None, *checked_shape(input_shape, f"the input_shape of layer {self.name!r}"))
        self.build_shape: Shape | None = None

    # What a subclass says

    def build(self, input_shape: Shape) -> None:
        """Make the weights, with `add_weight`, for an input of this shape, which begins with None for the examples."""

    def call(self, inputs) -> Any:
        """What the layer computes."""
        raise TypeError(f"{type(self).__name__} computes nothing\nhelp: define call(self, inputs) in the class")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the output for an input of this shape, found by a dry run on zeros."""
        zeros = np.zeros([2 if n is None else n for n in input_shape], self.dtype)
        with no_grad():
            return (None, *self(zeros, training=False).shape[1:])

    def add_weight(
        self,
        shape_or_name: Any = (),
        /,
        initializer=None,
        dtype=None,
        trainable: bool = True,
        *,
        shape=None,
        name: str | None = None,
    ) -> Any:
        """A new weight: Glorot's uniform numbers, unless another initializer is given.

        What comes first is the shape, or, as in older programs, the name.
        """
        if isinstance(shape_or_name, str):
            name, shape_or_name = shape_or_name, ()
        shape = checked_shape(shape_or_name if shape is None else shape, "the shape of a weight")
        make = initializers.get("glorot_uniform" if initializer is None else initializer)
        array = np.asarray(array_of(make(shape, dtype or self.dtype)), dtype or self.dtype)
        weight = Variable(array, requires_grad=self.trainable) if trainable else State(array)
        weight.name = fresh_name(Variable) if name is None else name
        self.new_weights = (*self.new_weights, (weight.name, weight))
        return weight

    # Calling

    def __call__(self, inputs, *more, training: bool | None = None, **options) -> Any:
        """What `call` returns, as training if so wished; the first call builds the layer."""
        x = self.operand(inputs)
        self.build_for((None, *x.shape[1:]))
        if training is None:
            return super().__call__(x, *more, **options)
        before = [(module, module.training) for module in self.modules()]
        try:
            for module, _ in before:
                module.training = training
            return super().__call__(x, *more, **options)
        finally:
            for module, mode in before:
                module.training = mode

    def forward(self, *inputs, **options) -> Any:
        """What `call` returns."""
        if asks_for_training(type(self).call):
            options["training"] = self.training
        return self.call(*inputs, **options)

    def operand(self, inputs) -> Any:
        """The input as a Tensor of the layer's dtype, or of integers, if it takes them."""
        if isinstance(inputs, Module):
            raise TypeError(
                f"layer {self.name!r} was called with {inputs!r}\nhelp: put layers into Sequential([…]), in their order"
                ", or subclass Model and call them in its `call`"
            )
        x = inputs if isinstance(inputs, Node) else tensor_of(np.asarray(inputs))
        kind = x.value.dtype.kind
        if kind not in "fiub":
            raise TypeError(f"layer {self.name!r} of an array of {x.value.dtype}\nhelp: it takes an array of numbers")
        if x.value.dtype == self.dtype or (self.takes_integers and kind != "f"):
            return x
        return ops.cast(x, dtype=self.dtype)

    def build_for(self, shape: Shape) -> None:
        """Build the layer for inputs of this shape, once; refuse a shape that doesn't fit (ValueError)."""
        if self.new_weights:
            self.keep_weights()
        if len(shape) not in self.input_axes:
            raise ValueError(
                f"layer {self.name!r} ({type(self).__name__}) of an input of shape {shape}\n"
                f"help: it wants {self.wanted_input}"
            )
        if self.fixed_axis is not None:
            normalize_axis_index(self.fixed_axis, len(shape))  # AxisError is a ValueError
        if self.built:
            self.check_length(shape)
            return
        if self.fixed_axis is not None and shape[self.fixed_axis] is None:
            raise ValueError(
                f"layer {self.name!r} can't be built for {shape}\nhelp: its weights depend on axis {self.fixed_axis}, "
                "whose length must be known"
            )
        self.build(shape)
        if self.new_weights:
            self.keep_weights()
        self.built, self.build_shape = True, shape

    def keep_weights(self) -> None:
        """Make attributes of the weights that were made and then kept elsewhere, as in a list, or not at all."""
        kept = {part for part in vars(self).values() if isinstance(part, (Variable, State))}
        for name, weight in self.new_weights:
            if weight not in kept:
                free = name
                while hasattr(self, free):
                    free += "_"
                setattr(self, free, weight)
        del self.new_weights

    def check_length(self, shape: Shape) -> None:
        """Refuse an input of another length along the axis that the weights were made for."""
        axis, known = self.fixed_axis, self.build_shape
        if axis is not None and known is not None and shape[axis] != known[axis]:
            raise ValueError(
                f"layer {self.name!r} of an input of shape {shape}\nhelp: it was built for {known}: axis {axis} has "
                f"length {known[axis]}"
            )

    # What is within

    def __setattr__(self, name: str, value: Any) -> None:
        if "is_trainable" not in vars(self) and any(modules_in("", [value])):
            raise RuntimeError(
                f"{type(self).__name__} was given the layer {name!r} before it was begun\n"
                "help: call super().__init__() first in its __init__"
            )
        super().__setattr__(name, value)

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules that are attributes of this one, or lie in its lists, tuples and dicts, by path."""
        for name, value in vars(self).items():
            if isinstance(value, Module):
                yield name, value
            elif isinstance(value, (list, tuple, dict)):
                yield from modules_in(name, value)

    # Weights

    @property
    def trainable(self) -> bool:
        """Whether training changes the weights of this layer and those in it."""
        return self.is_trainable

    @trainable.setter
    def trainable(self, value: bool) -> None:
        for module in self.modules():
            if isinstance(module, Layer):
                module.is_trainable = bool(value)
        self.requires_grad_(bool(value))

    @property
    def weights(self) -> list:
        """All weights: of this layer those that are trained, then the others, then those of each layer in it."""
        return list(dict.fromkeys(weight for module in self.modules() for weight in own_weights(module)))

    @property
    def trainable_weights(self) -> list:
        """The weights that training changes: none, as in Keras, if this layer isn't `trainable`, whatever is in it."""
        return [weight for weight in self.weights if weight.requires_grad] if self.trainable else []

    @property
    def non_trainable_weights(self) -> list:
        """The weights that training leaves alone."""
        return [weight for weight in self.weights if not (self.trainable and weight.requires_grad)]

    variables = weights
    trainable_variables = trainable_weights
    non_trainable_variables = non_trainable_weights

    def get_weights(self) -> list[np.ndarray]:
        """Copies of the values of all weights, in their order."""
        return [np.array(array_of(weight)) for weight in self.weights]

    def set_weights(self, weights) -> None:
        """Write these values into the weights, all or none (ValueError for another number, or other shapes)."""
        own, values = self.weights, [np.asarray(array_of(value)) for value in weights]
        if len(values) != len(own):
            raise ValueError(
                f"set_weights of {len(values)} arrays for {self.name!r}, which has {len(own)} weights"
                f"\nhelp: {'; '.join(f'{w.name} {w.shape}' for w in own) or 'build it first: model.build(shape)'}"
            )
        for weight, value in zip(own, values):
            if weight.shape != value.shape:
                raise ValueError(
                    f"an array of shape {value.shape} for the weight {weight.name!r} of {self.name!r}\n"
                    f"help: its shape is {weight.shape}"
                )
        for weight, value in zip(own, values):
            array_of(weight)[...] = value
            weight.changed()

    def count_params(self) -> int:
        """How many numbers its weights hold. ValueError before they are made."""
        if not self.built:
            raise ValueError(f"{self.name!r} has no weights yet\nhelp: build it: layer.build(input_shape), or call it")
        return sum(array_of(weight).size for weight in self.weights)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} name={self.name}, built={self.built}>"


class SameShape(Layer):
    """A layer whose output has its input's shape."""

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The same shape."""
        return input_shape


@functools.cache
def asks_for_training(call: Callable) -> bool:
    """Whether a `call` has an argument for it."""
    return "training" in inspect.signature(call).parameters


def modules_in(path: str, value: list | tuple | dict) -> Iterator[tuple[str, Module]]:
    """The modules in a list, tuple or dict, at any depth, each with its path."""
    for key, part in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(part, Module):
            yield f"{path}.{key}", part
        elif isinstance(part, (list, tuple, dict)):
            yield from modules_in(f"{path}.{key}", part)


def own_weights(module: Module) -> list:
    """The weights of this module alone, in the order in which they were made, those that are trained first."""
    parts = list(vars(module).values())
    trained = sorted({part for part in parts if isinstance(part, Parameter)}, key=lambda part: part.serial)
    kept = sorted({part for part in parts if isinstance(part, Buffer)}, key=lambda part: part.serial)
    return [*trained, *kept]


def checked_shape(shape, what: str) -> tuple[int | None, ...]:
    """A shape whose lengths are whole numbers, or None; one number stands for one axis. Else a ValueError."""
    lengths = tuple(shape) if isinstance(shape, Iterable) else (shape,)
    if shape is None or not all(n is None or (isinstance(n, (int, np.integer)) and n > 0) for n in lengths):
        raise ValueError(f"{what} is {shape!r}\nhelp: whole numbers from 1 up, or None where the length may vary")
    return tuple(None if n is None else int(n) for n in lengths)

"""The model: layers that are trained, tested, looked at and saved together."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from typing import Any

from ..configuration import as_json
from ..known import listed
from ..layers.layer import Layer, Shape, checked_shape
from ..telling import say
from ..training.trainer import Trainer
from .saving import load_weights, save_model, save_weights
from .summary import summary_of


class Model(Trainer):
    """The base of models. A subclass makes its layers in `__init__`, and calls them in `call`.

    `compile`, `fit`, `evaluate` and `predict` are in `Trainer`. A graph of layers, ``Model(inputs, outputs)``, isn't
    supported: `Sequential` and subclasses are.

    >>> import numpy as np
    >>> from tinygrad_edu import keras
    >>> class Residual(keras.Model):
    ...     def __init__(self):
    ...         super().__init__()
    ...         self.inner, self.outer = keras.layers.Dense(3, activation="relu"), keras.layers.Dense(1)
    ...     def call(self, x):
    ...         return self.outer(x + self.inner(x))
    >>> model = Residual()
    >>> model.predict(np.ones((2, 3)), verbose=0).shape, model.count_params()
    ((2, 1), 16)
    """

    takes_integers = True

    def __init__(self, *graph, name: str | None = None, trainable: bool = True, **options) -> None:
        if graph or {"inputs", "outputs"} & options.keys():
            raise TypeError(
                "a model can't be made of inputs and outputs here\n"
                "help: Sequential([layers …]), or a subclass of Model that calls its layers in `call`"
            )
        super().__init__(name=name, trainable=trainable, **options)

    @property
    def layers(self) -> list[Layer]:
        """The layers, in their order."""
        found: list[Layer] = []
        for child in self.children():
            found += [child] if isinstance(child, Layer) else [x for x in child.children() if isinstance(x, Layer)]
        return list(dict.fromkeys(found))

    @property
    def input_shape(self) -> Shape:
        """The shape (None, …) of the input that it was built for. AttributeError before."""
        if self.build_shape is None:
            raise AttributeError(f"{self.name!r} has no input shape yet\nhelp: model.build(input_shape), or call it")
        return self.build_shape

    @property
    def output_shape(self) -> Shape:
        """The shape (None, …) of its output. AttributeError before it is built."""
        return self.compute_output_shape(self.input_shape)

    def build(self, input_shape: Any) -> None:
        """Make the weights for inputs of this shape (None, …); by a dry run, unless the model knows its layers."""
        shape = shape_with_examples(input_shape)
        self.built, self.build_shape = True, shape
        try:
            Layer.compute_output_shape(self, shape)
        except BaseException:
            self.built, self.build_shape = False, None
            raise

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """The layer of this name, or at this index. ValueError if there is none."""
        if (name is None) == (index is None):
            raise ValueError("a layer by its name or by its index\nhelp: get_layer('dense'), or get_layer(index=0)")
        if index is not None:
            if not -len(self.layers) <= index < len(self.layers):
                raise ValueError(f"there is no layer {index}\nhelp: there are {len(self.layers)} layers, from 0")
            return self.layers[index]
        by_name = {layer.name: layer for layer in self.layers}
        if name not in by_name:
            raise ValueError(f"there is no layer {name!r}\nhelp: {listed(str(name), by_name) or 'the model is empty'}")
        return by_name[name]

    def summary(
        self,
        line_length: int | None = None,
        print_fn: Callable[[str], Any] | None = None,
        show_trainable: bool = False,
    ) -> None:
        """Print the table of layers, as wide as the terminal; `print_fn` gets all of it in one call."""
        text = summary_of(self, line_length, show_trainable)
        if print_fn is None:
            say(text, end="")
        else:
            print_fn(text)

    def to_json(self) -> str:
        """What the model is made of, without weights, for `models.model_from_json`."""
        return json.dumps(as_json(self, "the model"))

    def save(self, filepath: str | os.PathLike, overwrite: bool = True) -> None:
        """See `models.save_model`."""
        save_model(self, filepath, overwrite)

    def save_weights(self, filepath: str | os.PathLike, overwrite: bool = True) -> None:
        """See `saving.save_weights`."""
        save_weights(self, filepath, overwrite)

    def load_weights(self, filepath: str | os.PathLike) -> None:
        """See `saving.load_weights`."""
        load_weights(self, filepath)


def shape_with_examples(input_shape: Any) -> Shape:
    """A shape as `build` is given it, (None, …): what comes first are the examples (ValueError)."""
    if not isinstance(input_shape, Iterable):
        raise ValueError(
            f"the input_shape is {input_shape!r:.60}\nhelp: (None, {input_shape!r:.20}), None for examples"
        )
    return (None, *checked_shape(tuple(input_shape)[1:], "the input_shape"))

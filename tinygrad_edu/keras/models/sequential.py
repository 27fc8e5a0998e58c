"""Sequential: layers in a row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from ..configuration import as_json, from_json
from ..layers.input import InputLayer
from ..layers.layer import Layer, Shape
from .model import Model, shape_with_examples


class Sequential(Model):
    """Layers in a row: each is called with what the one before it returned.

    If the first says the shape of its input, by an Input before it or by `input_shape`, all weights are made at once;
    else when the model is built, or first called.

    >>> from tinygrad_edu.keras import layers, models
    >>> model = models.Sequential()
    >>> model.add(layers.Dense(32, input_shape=(784,)))
    >>> model.add(layers.Dense(32))
    >>> model.output_shape, model.count_params()
    ((None, 32), 26176)
    """

    def __init__(self, layers: Iterable[Layer] | None = None, trainable: bool = True, name: str | None = None) -> None:
        super().__init__(name=name)
        self.given_shape: Shape | None = None
        if isinstance(layers, (Layer, type)):
            raise TypeError(f"{self.name!r} was given {layers!r:.60}\nhelp: a list of layers: Sequential([…, …])")
        for layer in layers or ():
            self.add(layer)
        if not trainable:
            self.trainable = False

    def add(self, layer: Layer) -> None:
        """One more layer at the end."""
        if not isinstance(layer, Layer):
            what = f"the class {layer.__name__}" if isinstance(layer, type) else f"a {type(layer).__name__}"
            raise TypeError(f"{self.name!r} was given {what}\nhelp: a layer, as in layers.Dense(16)")
        if any(layer.name == other.name for other in self.layers):
            raise ValueError(f"{self.name!r} has a layer {layer.name!r} already\nhelp: give it another name: name='…'")
        if isinstance(layer, InputLayer):
            if self.given_shape is not None or self.layers:
                raise ValueError(f"an Input behind other layers of {self.name!r}\nhelp: it comes first, and once")
            self.given_shape = layer.given_shape
            return
        if not self.layers and self.given_shape is None:
            self.given_shape = layer.given_shape
        before = self.output_shape if self.built else self.given_shape
        if before is not None:
            layer.build_for(before)
            layer.compute_output_shape(before)
            self.built, self.build_shape = True, self.build_shape or self.given_shape
        setattr(self, str(len(self.layers)), layer)

    def pop(self) -> Layer:
        """Take the last layer away, and return it. IndexError if there is none."""
        if not self.layers:
            raise IndexError(f"{self.name!r} has no layer to take away\nhelp: add one first")
        layer = self.layers[-1]
        delattr(self, str(len(self.layers) - 1))
        if not self.layers:
            self.built, self.build_shape = False, None
        return layer

    def build(self, input_shape: Any) -> None:
        """Make the weights of all layers for inputs of this shape (None, …)."""
        shape = shape_with_examples(input_shape)
        if not self.layers:
            raise ValueError(f"{self.name!r} has no layers\nhelp: model.add(layer)")
        if self.build_shape is not None and shape != self.build_shape:
            raise ValueError(f"{self.name!r} is built for {self.build_shape}, not {shape}\nhelp: make a new model")
        self.build_shape = shape
        for layer in self.layers:
            layer.build_for(shape)
            shape = layer.compute_output_shape(shape)
        self.built = True

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """The shape that the last layer returns."""
        for layer in self.layers:
            input_shape = layer.compute_output_shape(input_shape)
        return input_shape

    def call(self, inputs) -> Any:
        """What the last layer returns."""
        for layer in self.layers:
            inputs = layer(inputs)
        return inputs

    def get_config(self) -> dict[str, Any]:
        """The layers, the name, and the shape (None, …) of the input, if it is known."""
        layers = [as_json(layer, f"layer {layer.name!r}") for layer in self.layers]
        shape = self.build_shape or self.given_shape
        return {
            "name": self.name, "trainable": self.trainable, "layers": layers,
            "input_shape": None if shape is None else list(shape),
        }  # fmt: skip

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """One that is made from what `get_config` returned."""
        shape = config.get("input_shape")
        model = cls(None if shape is None else [InputLayer(batch_shape=shape)], name=config["name"])
        for layer in config["layers"]:
            model.add(from_json(layer))
        model.is_trainable = config["trainable"]  # the layers have their own word on it
        return model

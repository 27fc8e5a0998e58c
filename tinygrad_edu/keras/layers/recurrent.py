"""Recurrent layers: a state that is carried from step to step of (batch, steps, numbers)."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import ops
from .. import initializers
from ..checks import whole_number
from .layer import Layer, Shape


class Recurrent(Layer):
    """What SimpleRNN, LSTM and GRU share: the last state (batch, units), or with `return_sequences` that of each step.

    What is applied to states and gates is fixed, but for SimpleRNN's `activation`.

    Weights: `kernel` (inputs, gates · units), drawn from Glorot's uniform distribution, `recurrent_kernel`
    (units, gates · units), orthogonal at first, and `bias`, or None without `use_bias`. States are zeros at first.
    """

    input_axes = range(3, 4)
    wanted_input = "(batch, steps, numbers)"
    fixed_axis = -1
    gates = 1
    known_activations: tuple[str, ...] = ("tanh",)

    def __init__(
        self,
        units: int,
        activation: str = "tanh",
        use_bias: bool = True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        *,
        return_sequences: bool = False,
        **options,
    ) -> None:
        super().__init__(**options)
        self.units, self.use_bias, self.return_sequences = whole_number("units", units), use_bias, return_sequences
        self.activation = self.checked("activation", activation, self.known_activations)
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel: Any = None
        self.recurrent_kernel: Any = None
        self.bias: Any = None

    def checked(self, what: str, given: Any, known: tuple[str, ...]) -> str:
        """The name of an activation, refused if it isn't one of the known ones (ValueError)."""
        name = given if isinstance(given, str) else getattr(given, "__name__", repr(given))
        if name not in known:
            raise ValueError(
                f"{type(self).__name__} with {what} {name!r:.60}\nhelp: here it is {' or '.join(map(repr, known))}"
            )
        return name

    def build(self, input_shape: Shape) -> None:
        """Make the weights."""
        width = self.gates * self.units
        self.kernel = self.add_weight((input_shape[-1], width), self.kernel_initializer, name="kernel")
        self.recurrent_kernel = self.add_weight(
            (self.units, width), self.recurrent_initializer, name="recurrent_kernel"
        )
        if self.use_bias:
            self.bias = self.add_weight(self.bias_shape(), self.bias_initializer, name="bias")

    def bias_shape(self) -> tuple[int, ...]:
        """The shape of the bias."""
        return (self.gates * self.units,)

    def call(self, inputs) -> Any:
        """The states of all steps, or the last."""
        if not inputs.shape[1]:
            raise ValueError(f"layer {self.name!r} of no steps\nhelp: a sequence has at least one")
        states = self.states(
            ops.transpose(inputs, axis1=0, axis2=1), np.zeros((inputs.shape[0], self.units), self.dtype)
        )
        return ops.transpose(states, axis1=0, axis2=1) if self.return_sequences else ops.getitem(states, index=-1)

    def states(self, x, zeros) -> Any:
        """The states (steps, batch, units) for x (steps, batch, numbers), beginning with zeros."""
        raise NotImplementedError(f"{type(self).__name__} has no step\nhelp: use SimpleRNN, LSTM or GRU")

    def compute_output_shape(self, input_shape: Shape) -> Shape:
        """(batch, units), or (batch, steps, units)."""
        return (input_shape[0], *input_shape[1:2][: self.return_sequences], self.units)


class SimpleRNN(Recurrent):
    """h ← activation(x · kernel + h · recurrent_kernel + bias), the activation being "tanh" or "relu"."""

    known_activations = ("tanh", "relu")

    def states(self, x, zeros) -> Any:
        """The states of all steps."""
        return ops.rnn(x, zeros, *columns(self.kernel, self.recurrent_kernel), self.bias, nonlinearity=self.activation)


class Gated(Recurrent):
    """What LSTM and GRU share: gates, which are sigmoids."""

    def __init__(
        self,
        units: int,
        activation: str = "tanh",
        recurrent_activation: str = "sigmoid",
        use_bias: bool = True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        **options,
    ) -> None:
        super().__init__(
            units, activation, use_bias, kernel_initializer, recurrent_initializer, bias_initializer, **options
        )
        self.recurrent_activation = self.checked("recurrent_activation", recurrent_activation, ("sigmoid",))


class LSTM(Gated):
    """c ← f c + i g and h ← o tanh(c). The gates are in PyTorch's order, i, f, g, o, but share one bias.

    The bias of the forget gate is 1 at first with `unit_forget_bias`. Source: Hochreiter and Schmidhuber 1997.
    """

    gates = 4

    def __init__(
        self,
        units: int,
        activation: str = "tanh",
        recurrent_activation: str = "sigmoid",
        use_bias: bool = True,
        kernel_initializer="glorot_uniform",
        recurrent_initializer="orthogonal",
        bias_initializer="zeros",
        unit_forget_bias: bool = True,
        **options,
    ) -> None:
        super().__init__(
            units,
            activation,
            recurrent_activation,
            use_bias,
            kernel_initializer,
            recurrent_initializer,
            bias_initializer,
            **options,
        )
        self.unit_forget_bias = unit_forget_bias

    def build(self, input_shape: Shape) -> None:
        """Make the weights."""
        super().build(input_shape)
        if self.use_bias and self.unit_forget_bias:
            bias = self.bias.numpy()
            bias[self.units : 2 * self.units] = 1
            self.bias.assign(bias)

    def states(self, x, zeros) -> Any:
        """The states h of all steps."""
        both = ops.lstm(x, zeros, zeros, *columns(self.kernel, self.recurrent_kernel), self.bias)
        return ops.getitem(both, index=(..., slice(self.units)))


class GRU(Gated):
    """h ← (1 − z) n + z h. The gates are in the order z, r, n, where PyTorch has r, z, n.

    The bias (2, 3 units) has one row for x and one for h. The reset gate r is applied after the product, as in PyTorch
    and by default in Keras. Source: Cho et al., EMNLP 2014.
    """

    gates = 3

    def bias_shape(self) -> tuple[int, ...]:
        """The shape of the bias."""
        return (2, 3 * self.units)

    def states(self, x, zeros) -> Any:
        """The states of all steps."""
        n = self.units
        order = np.r_[n : 2 * n, :n, 2 * n : 3 * n]
        weights = [ops.getitem(w, index=order) for w in columns(self.kernel, self.recurrent_kernel)]
        biases = [] if self.bias is None else [ops.getitem(self.bias, index=(row, order)) for row in (0, 1)]
        return ops.gru(x, zeros, *weights, *biases)


def columns(*weights) -> list:
    """The weights the way the ops have them: (outputs, inputs)."""
    return [ops.transpose(weight, axis1=0, axis2=1) for weight in weights]

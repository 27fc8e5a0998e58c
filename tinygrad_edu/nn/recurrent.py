"""Recurrent nets: layers of RNNs, LSTMs and GRUs over whole sequences, and their cells for single steps.

The formulas are in `ops/recurrent.py`.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from .. import ops
from ..functions.indexing import plain_index
from . import functional
from .functional.checks import check_probability
from .module import Module, Parameter
from .parameters import check_lengths, empty, fill_within
from .utils.rnn import PackedSequence


class RNNBase(Module):
    """What RNN, LSTM and GRU share.

    Fields: for each layer k and each direction (the backward one's names end in ``_reverse``) `weight_ih_lk`
    (gates · hidden_size, inputs), `weight_hh_lk` (gates · hidden_size, hidden_size), `bias_ih_lk` and `bias_hh_lk`
    (gates · hidden_size), all uniform in ±1/√hidden_size at first. Between layers dropout is applied.

    The input is (steps, rows, input_size), or (rows, steps, input_size) if `batch_first`, or (steps, input_size), or a
    PackedSequence; the output likewise, of the hidden states of the last layer. States are (layers · directions, rows,
    hidden_size), without the rows if the input has none, and zeros at first unless given.
    """

    gates = 1

    def __init__(
        self,
        mode: str,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__()
        check_probability(dropout)
        check_lengths(type(self).__name__, input_size=input_size, hidden_size=hidden_size, num_layers=num_layers)
        if not isinstance(bias, bool) or not isinstance(batch_first, bool):
            raise TypeError(f"bias is {bias!r}, batch_first {batch_first!r}\nhelp: True or False each")
        if min(input_size, hidden_size, num_layers) < 1 or not 0 <= proj_size < hidden_size:
            raise ValueError(
                f"input_size {input_size}, hidden_size {hidden_size}, num_layers {num_layers}, proj_size {proj_size}\n"
                "help: at least 1 each, and proj_size smaller than hidden_size (0 for none)"
            )
        if dropout > 0 and num_layers == 1:
            warnings.warn("dropout is applied between layers, and there is only one", stacklevel=3)
        self.mode, self.input_size, self.hidden_size, self.num_layers = mode, input_size, hidden_size, num_layers
        self.bias, self.batch_first, self.dropout = bias, batch_first, float(dropout)
        self.bidirectional, self.proj_size = bidirectional, proj_size
        width, directions = proj_size or hidden_size, 2 if bidirectional else 1
        for layer in range(num_layers):
            inputs = width * directions if layer else input_size
            shapes: dict[str, tuple[int, ...]] = {
                "weight_ih": (self.gates * hidden_size, inputs),
                "weight_hh": (self.gates * hidden_size, width),
            }
            if bias:
                shapes |= {"bias_ih": (self.gates * hidden_size,), "bias_hh": (self.gates * hidden_size,)}
            if proj_size:
                shapes["weight_hr"] = (proj_size, hidden_size)
            for end in ("", "_reverse")[:directions]:
                for name, shape in shapes.items():
                    setattr(self, f"{name}_l{layer}{end}", empty(*shape, device=device, dtype=dtype))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the first values anew."""
        fill_within(self.hidden_size, *self.parameters())

    def flatten_parameters(self) -> None:
        """Nothing: it is there because PyTorch's programs call it."""

    @property
    def all_weights(self) -> list[list[Parameter]]:
        """The parameters of each layer and direction."""
        ends = [f"_l{layer}{end}" for layer in range(self.num_layers) for end in self.ends()]
        found = [self.weights(end) for end in ends]
        return [[weight for weight in weights if weight is not None] for weights in found]

    def ends(self) -> tuple[str, ...]:
        """How the names of the parameters end, for each direction."""
        return ("", "_reverse") if self.bidirectional else ("",)

    def weights(self, end: str) -> list:
        """The parameters whose names end so, in the order in which the op takes them; None for what isn't there."""
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
        return [getattr(self, name + end, None) for name in names]

    def run(self, x, states: tuple, weights: list, last) -> tuple:
        """One layer in one direction: its outputs (steps, rows, width), and the states at `last`."""
        raise NotImplementedError(f"{type(self).__name__} has no step of its own\nhelp: use RNN, LSTM or GRU")

    def forward(self, input, hx=None):
        """The outputs, and the last states."""
        packed = input if isinstance(input, PackedSequence) else None
        x = input if packed is None else packed.padded()
        if len(x.shape) not in (2, 3) or x.shape[-1] != self.input_size:
            raise ValueError(
                f"{type(self).__name__} of a tensor of shape {x.shape}\n"
                f"help: it wants (steps, rows, {self.input_size}), or (steps, {self.input_size})"
            )
        batched, swapped = len(x.shape) == 3, self.batch_first and packed is None and len(x.shape) == 3
        x = ops.transpose(x, axis1=0, axis2=1) if swapped else x if batched else ops.unsqueeze(x, axis=1)
        if not x.shape[0]:
            raise ValueError(f"{type(self).__name__} of no steps\nhelp: a sequence has at least one")
        states = self.first_states(hx, x, batched)
        backwards: Any = slice(None, None, -1)
        last: Any = -1
        if packed is not None:
            lengths, columns = packed.lengths(), np.arange(x.shape[1])
            steps = np.arange(x.shape[0])[:, None]
            backwards, last = (np.where(steps < lengths, lengths - 1 - steps, steps), columns), (lengths - 1, columns)
            if packed.sorted_indices is not None:
                states = self.in_order(states, packed.sorted_indices)
        ends: list[list] = []
        for layer in range(self.num_layers):
            outputs = []
            for end in self.ends():
                start = tuple(ops.getitem(state, index=len(ends)) for state in states)
                weights = self.weights(f"_l{layer}{end}")
                y, *new = self.run(ops.getitem(x, index=backwards) if end else x, start, weights, last)
                outputs.append(ops.getitem(y, index=backwards) if end else y)
                ends.append(new)
            x = outputs[0] if len(outputs) == 1 else ops.cat(outputs, axis=-1)
            if layer < self.num_layers - 1:
                x = functional.dropout(x, self.dropout, self.training)
        states = tuple(ops.stack(list(kind)) for kind in zip(*ends))
        if packed is not None:
            x = packed._replace(data=ops.getitem(x, index=packed.places()))
            states = states if packed.unsorted_indices is None else self.in_order(states, packed.unsorted_indices)
        elif swapped:
            x = ops.transpose(x, axis1=0, axis2=1)
        elif not batched:
            x, states = ops.squeeze(x, axis=1), tuple(ops.squeeze(state, axis=1) for state in states)
        return x, states if len(states) > 1 else states[0]

    def first_states(self, hx, x, batched: bool) -> tuple:
        """The states to begin with, with an axis for rows; zeros unless given."""
        count = self.num_layers * len(self.ends())
        shapes = [(count, x.shape[1], width) for width in self.widths()]
        if hx is None:
            return tuple(np.zeros(shape, x.dtype) for shape in shapes)
        states = tuple(hx) if len(shapes) > 1 else (hx,)
        given = [tuple(state.shape) for state in states]
        wanted = shapes if batched else [(count, width) for width in self.widths()]
        if given != wanted:
            raise ValueError(
                f"{type(self).__name__} got states of shapes {given}\nhelp: for this input it wants {wanted}"
            )
        return states if batched else tuple(ops.unsqueeze(state, axis=1) for state in states)

    def widths(self) -> tuple[int, ...]:
        """How long the states are."""
        return (self.hidden_size,)

    @staticmethod
    def in_order(states: tuple, order) -> tuple:
        """The states with their rows in another order."""
        return tuple(ops.getitem(state, index=plain_index((slice(None), order))) for state in states)

    def extra_repr(self) -> str:
        """The lengths, and what was given besides."""
        usual = {
            "proj_size": 0, "num_layers": 1, "bias": True, "batch_first": False, "dropout": 0.0, "bidirectional": False
        }  # fmt: skip
        given = [f"{name}={getattr(self, name)}" for name, value in usual.items() if getattr(self, name) != value]
        return ", ".join([f"{self.input_size}, {self.hidden_size}", *given])


class RNN(RNNBase):
    """h ← tanh(x W_ihᵀ + b_ih + h W_hhᵀ + b_hh), or relu of it; see `RNNBase`. Source: Elman 1990."""

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        nonlinearity: str = "tanh",
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device=None,
        dtype=None,
    ) -> None:
        check_nonlinearity(nonlinearity)
        mode = f"RNN_{nonlinearity.upper()}"
        super().__init__(
            mode, input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, 0, device, dtype
        )
        self.nonlinearity = nonlinearity

    def run(self, x, states: tuple, weights: list, last) -> tuple:
        """One layer in one direction."""
        y = ops.rnn(x, *states, *weights[:4], nonlinearity=self.nonlinearity)
        return y, ops.getitem(y, index=last)


class LSTM(RNNBase):
    """Long short-term memory, with two states (h, c); see `RNNBase`. `forward` returns (outputs, (h, c)).

    With a `proj_size` h is that long, by `weight_hr_lk` (proj_size, hidden_size).
    Source: Hochreiter and Schmidhuber 1997, with forget gates; proj_size: Sak et al. 2014.
    """

    gates = 4

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        proj_size: int = 0,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__(
            "LSTM",
            input_size,
            hidden_size,
            num_layers,
            bias,
            batch_first,
            dropout,
            bidirectional,
            proj_size,
            device,
            dtype,
        )

    def widths(self) -> tuple[int, ...]:
        """How long h and c are."""
        return self.proj_size or self.hidden_size, self.hidden_size

    def run(self, x, states: tuple, weights: list, last) -> tuple:
        """One layer in one direction."""
        both, width = ops.lstm(x, *states, *weights), self.widths()[0]
        y, c = (ops.getitem(both, index=(Ellipsis, part)) for part in (slice(0, width), slice(width, None)))
        return y, ops.getitem(y, index=last), ops.getitem(c, index=last)


class GRU(RNNBase):
    """Gated recurrent units; see `RNNBase`. Source: Cho et al., EMNLP 2014."""

    gates = 3

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        num_layers: int = 1,
        bias: bool = True,
        batch_first: bool = False,
        dropout: float = 0.0,
        bidirectional: bool = False,
        device=None,
        dtype=None,
    ) -> None:
        super().__init__(
            "GRU", input_size, hidden_size, num_layers, bias, batch_first, dropout, bidirectional, 0, device, dtype
        )

    def run(self, x, states: tuple, weights: list, last) -> tuple:
        """One layer in one direction."""
        y = ops.gru(x, *states, *weights[:4])
        return y, ops.getitem(y, index=last)


class RNNCellBase(Module):
    """What the cells share: one step of a layer.

    Fields: `weight_ih` (gates · hidden_size, input_size), `weight_hh` (gates · hidden_size, hidden_size), `bias_ih` and
    `bias_hh` (gates · hidden_size), or None, all uniform in ±1/√hidden_size at first. Inputs are (rows, input_size) or
    (input_size), states (rows, hidden_size) or (hidden_size), zeros unless given.
    """

    def __init__(self, input_size: int, hidden_size: int, bias: bool, num_chunks: int, device=None, dtype=None) -> None:
        super().__init__()
        check_lengths(type(self).__name__, input_size=input_size, hidden_size=hidden_size)
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        sums = num_chunks * hidden_size
        self.weight_ih = empty(sums, input_size, device=device, dtype=dtype)
        self.weight_hh = empty(sums, hidden_size, device=device, dtype=dtype)
        self.bias_ih = empty(sums, device=device, dtype=dtype) if bias else None
        self.bias_hh = empty(sums, device=device, dtype=dtype) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draw the first values anew."""
        fill_within(self.hidden_size, *self.parameters())

    def one_step(self, op, input, states: tuple, **options):
        """The op over a sequence of one step: (rows, …), or without rows if the input has none."""
        if len(input.shape) not in (1, 2) or input.shape[-1] != self.input_size:
            raise ValueError(
                f"{type(self).__name__} of a tensor of shape {input.shape}\n"
                f"help: it wants (rows, {self.input_size}), or ({self.input_size},)"
            )
        wanted = (*input.shape[:-1], self.hidden_size)
        states = tuple(np.zeros(wanted, input.dtype) if state is None else state for state in states)
        if any(tuple(state.shape) != wanted for state in states):
            shapes = [tuple(state.shape) for state in states]
            raise ValueError(f"{type(self).__name__} got states of shapes {shapes}\nhelp: for this input {wanted}")
        added = 3 - len(input.shape)
        x = ops.reshape(input, shape=(1,) * added + tuple(input.shape))
        states = tuple(ops.reshape(state, shape=(1,) * (added - 1) + wanted) for state in states)
        y = op(x, *states, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh, **options)
        return ops.getitem(y, index=(0,) * added)

    def extra_repr(self) -> str:
        """The lengths, and what was given besides."""
        nonlinearity = getattr(self, "nonlinearity", "tanh")
        return (
            f"{self.input_size}, {self.hidden_size}"
            + ("" if self.bias else f", bias={self.bias}")
            + ("" if nonlinearity == "tanh" else f", nonlinearity={nonlinearity}")
        )


class RNNCell(RNNCellBase):
    """One step of an RNN: the new state; see `RNNCellBase`."""

    def __init__(
        self, input_size: int, hidden_size: int, bias: bool = True, nonlinearity: str = "tanh", device=None, dtype=None
    ) -> None:
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        check_nonlinearity(nonlinearity)
        self.nonlinearity = nonlinearity

    def forward(self, input, hx=None):
        """The new state."""
        return self.one_step(ops.rnn, input, (hx,), nonlinearity=self.nonlinearity)


class LSTMCell(RNNCellBase):
    """One step of an LSTM: the new states (h, c); see `RNNCellBase`."""

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device=None, dtype=None) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input, hx=None):
        """The new states."""
        both = self.one_step(ops.lstm, input, (None, None) if hx is None else tuple(hx))
        parts = slice(0, self.hidden_size), slice(self.hidden_size, None)
        return tuple(ops.getitem(both, index=(Ellipsis, part)) for part in parts)


class GRUCell(RNNCellBase):
    """One step of a GRU: the new state; see `RNNCellBase`."""

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device=None, dtype=None) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input, hx=None):
        """The new state."""
        return self.one_step(ops.gru, input, (hx,))


def check_nonlinearity(nonlinearity: str) -> None:
    """Refuse an activation that an RNN doesn't have."""
    if nonlinearity not in ("tanh", "relu"):
        raise ValueError(f"no nonlinearity {nonlinearity!r}\nhelp: 'tanh' or 'relu'")

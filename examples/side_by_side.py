"""A net trained by autograd, and beside it the same weights trained by the formulas that someone derived by hand.

Both see the same examples in the same order. After the first example each layer's delta and each weight's
update are compared, and after every epoch each weight. What differs by more than rounding ends the program.
"""

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from command_line import counted

import tinygrad_edu as tg
from tinygrad_edu import nn, optim

ALLOWED_AT_FIRST = 1e-12  # a float64 has 16 digits: some hundred roundings of numbers near 1 come to less
ALLOWED_AFTER_EPOCHS = 1e-9  # each epoch starts from what the rounding of the last one left


class Difference(NamedTuple):
    """How far apart the two sides were: when, in what, how large that was, how far apart, and how far is allowed."""

    when: str
    what: str
    size: float
    apart: float
    allowed: float


class SideBySide:
    """The net under SGD, and its weights under `by_hand`, both one example at a time.

    `loss_function(output, target)` is a Tensor. `by_hand(weights, x, target)` returns a list of every
    layer's delta and a list of what is to be added to every weight.
    """

    def __init__(self, net: nn.Sequential, loss_function: Callable, by_hand: Callable, rate: float) -> None:
        self.net, self.loss_function, self.by_hand, self.rate = net, loss_function, by_hand, rate
        self.optimizer = optim.SGD(net.parameters(), lr=rate)
        self.weights = [parameter.data.copy() for parameter in net.parameters()]
        self.first: list[Difference] = []
        self.deltas: list[tuple[str, np.ndarray, np.ndarray]] = []
        self.trajectory = np.zeros(len(self.weights))
        self.epochs = 0

    def train_epoch(self, examples: Sequence) -> float:
        """Train both sides on every (x, target). Returns the net's mean loss, each taken before its weights moved."""
        losses = [self.step(x, target) for x, target in examples]
        apart = [largest_difference(p.data, w) for p, w in zip(self.net.parameters(), self.weights)]
        self.trajectory = np.maximum(self.trajectory, apart)
        self.epochs += 1
        return np.mean(losses)

    def step(self, x: np.ndarray, target) -> float:
        """Train both sides on one example. Returns the net's loss before its weights moved."""
        output, sums = forward(self.net, x)
        loss = self.loss_function(output, target)
        self.optimizer.zero_grad()
        loss.backward()
        deltas, updates = self.by_hand(self.weights, x, target)
        if not self.first:
            self.compare(tg.grad(loss, sums), deltas, updates)
        self.optimizer.step()
        self.weights = [weight + update for weight, update in zip(self.weights, updates)]
        return loss.item()

    def compare(self, gradients: Sequence[tg.Tensor], deltas: list, updates: list) -> None:
        """Note how far apart the first deltas and updates are: a delta is -∂L/∂v, an update -rate · ∂L/∂W."""
        layers = len(deltas)
        for number, (gradient, delta) in enumerate(zip(gradients, deltas, strict=True), 1):
            name = f"delta{number}" if number < layers else "delta"
            self.deltas.append((name, -gradient.data, delta))
            self.first.append(difference("first example", name, -gradient.data, delta))
        for name, parameter, update in zip(self.names(), self.net.parameters(), updates, strict=True):
            ours = -self.rate * parameter.grad.data
            self.first.append(difference("first example", f"update of {name}", ours, update))

    def print_deltas(self) -> None:
        """Print the deltas of the first example as either side has them, unit by unit."""
        rows = []
        for name, ours, theirs in self.deltas:
            units = [name] if ours.size == 1 else [f"{name}, unit {number}" for number in range(1, ours.size + 1)]
            pairs = zip(units, ours.ravel(), theirs.ravel())
            rows += [[unit, f"{by_tape:+.12f}", f"{by_hand:+.12f}"] for unit, by_tape, by_hand in pairs]
        print("The first example's deltas: each says how fast the loss falls while this unit's sum v grows")
        print_table([["", "autograd's -∂L/∂v", "by hand"], *rows])

    def names(self) -> list[str]:
        """What hand-written code calls its weights: W, or W1, W2 and so on."""
        return ["W"] if len(self.weights) == 1 else [f"W{number}" for number in range(1, len(self.weights) + 1)]

    def differences(self) -> list[Difference]:
        """All that was compared."""
        when = counted(self.epochs, "epoch")
        sizes = [np.max(np.abs(weight)) for weight in self.weights]
        later = zip(self.names(), sizes, self.trajectory)
        return self.first + [Difference(when, *columns, ALLOWED_AFTER_EPOCHS) for columns in later]

    def check(self, hand_written: str = "the hand-written code") -> None:
        """Print the table of differences; end the program, not as a success, if one is larger than is allowed."""
        check_differences(self.differences(), hand_written)


def answers_by_epoch(both: SideBySide, examples: Sequence, epochs: Iterable) -> np.ndarray:
    """Train both sides; what the net, which has one output, answers to each input after each epoch (epoch, input)."""
    inputs = np.array([x for x, _ in examples])
    answers = []
    for _ in epochs:
        both.train_epoch(examples)
        with tg.no_grad():
            answers.append(both.net(inputs).data[:, 0])
    return np.array(answers)


def forward(net: nn.Sequential, x: np.ndarray) -> tuple[tg.Tensor, list[tg.Tensor]]:
    """The net's output, and the weighted sums v that its Linear layers made on the way."""
    value, sums = tg.tensor(x), []
    for layer in net:
        value = layer(value)
        if isinstance(layer, nn.Linear):
            sums.append(value)
    return value, sums


def difference(when: str, what: str, ours: np.ndarray, theirs: np.ndarray) -> Difference:
    """The largest number and the largest difference, where only rounding may differ."""
    return Difference(when, what, np.max(np.abs(ours)), largest_difference(ours, theirs), ALLOWED_AT_FIRST)


def largest_difference(ours: np.ndarray, theirs: np.ndarray) -> float:
    """The largest absolute difference of two arrays with the same numbers, whether rows or columns."""
    return np.max(np.abs(ours - np.reshape(theirs, ours.shape)))


def check_differences(
    differences: Sequence[Difference], hand_written: str = "the hand-written code", ours: str = "autograd"
) -> None:
    """Print the table of differences; end the program, not as a success, if one is larger than is allowed."""
    print(f"{ours[0].upper()}{ours[1:]} and {hand_written}: the largest number, and the largest difference")
    table = [["", "", "size", "apart", "allowed"]]
    table += [[d.when, d.what, f"{d.size:.1e}", f"{d.apart:.1e}", f"{d.allowed:.0e}"] for d in differences]
    print_table(table)
    stop_if_apart(differences, hand_written, ours)


def stop_if_apart(
    differences: Sequence[Difference], hand_written: str = "the hand-written code", ours: str = "autograd"
) -> None:
    """End the program, not as a success, if a difference is larger than is allowed; NaN is."""
    apart = [d for d in differences if not d.apart <= d.allowed]
    if apart:
        found = "\n".join(f"  {d.what}, {d.when}: {d.apart:.1e}, where {d.allowed:.0e} is allowed" for d in apart)
        sys.exit(f"{ours} and {hand_written} disagree:\n{found}")


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print a head and rows of text in columns, those with numbers (but the first) at the right; then an empty line."""
    columns = list(zip(*rows))
    widths = [max(map(len, column)) for column in columns]
    at_right = [i > 0 and any(re.match(r"[+-]?\d", text) for text in cells) for i, (_, *cells) in enumerate(columns)]
    for row in rows:
        cells = [text.rjust(w) if right else text.ljust(w) for text, w, right in zip(row, widths, at_right)]
        print("  " + "   ".join(cells).rstrip())
    print()


def set_weights(net: nn.Sequential, random: np.random.RandomState) -> None:
    """Fill the weights, layer by layer, with the numbers from -1 to 1 that 2*np.random.random(shape)-1 gives."""
    with tg.no_grad():
        for parameter in net.parameters():
            parameter.copy_(2 * random.random_sample(parameter.shape) - 1)

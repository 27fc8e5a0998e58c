"""A net that is trained by hand-written code and by frameworks, which must come to the same weights."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np

from .frameworks import HAND_WRITTEN, OURS, frameworks


class Trainer(NamedTuple):
    """One way to train a net: `train` goes through the examples once, `weights` are a copy of what it has come to."""

    train: Callable[[], None]
    weights: Callable[[], list[np.ndarray]]


@dataclass(frozen=True)
class Training:
    """A net of the tutorials: its hand-written code, and what a framework needs to train it.

    `by_hand(*weights)` returns the weights after one epoch of `steps` updates; where it keeps them (in, out) they are
    `transposed`, since Linear has (out, in). `net(nn)` and `loss(nn)` are made from a framework's nn. Where random
    numbers are drawn, `by_hand_with(framework)` is the hand-written code that draws them from the framework.
    """

    what: str
    first_weights: Callable[[], list[np.ndarray]]
    by_hand: Callable[..., Sequence[np.ndarray]]
    net: Callable[[ModuleType], Any]
    loss: Callable[[ModuleType], Callable]
    rate: float
    examples: list[tuple[np.ndarray, np.ndarray]]
    transposed: bool = False
    by_hand_with: Callable[[ModuleType], Callable[..., Sequence[np.ndarray]]] | None = None

    @property
    def steps(self) -> int:
        """How many updates an epoch has."""
        return len(self.examples)

    def trainers(self) -> dict[str, Trainer]:
        """All that take part, each with a net that hasn't learnt anything."""
        rivals = {name: self.trainer(framework) for name, framework in frameworks().items()}
        return {HAND_WRITTEN: self.hand_written_trainer(self.by_hand), **rivals}

    def trainer(self, framework) -> Trainer:
        """The framework's, through its whole public interface: Sequential, loss, optimizer."""
        nn = framework.nn
        net, loss_function = self.net(nn).double(), self.loss(nn)
        net.load_state_dict(dict(zip(net.state_dict(), map(framework.tensor, self.first_weights()))))
        optimizer = framework.optim.SGD(net.parameters(), lr=self.rate)
        examples = [(framework.tensor(x), framework.tensor(target)) for x, target in self.examples]

        def train():
            for x, target in examples:
                optimizer.zero_grad()
                loss = loss_function(net(x), target)
                loss.backward()
                optimizer.step()

        return Trainer(train, lambda: [parameter.detach().numpy().copy() for parameter in net.parameters()])

    def hand_written_trainer(self, by_hand: Callable) -> Trainer:
        """The hand-written code's."""
        weights = self.first_weights()
        if self.transposed:
            weights = [np.ascontiguousarray(weight.T) for weight in weights]

        def train():
            nonlocal weights
            weights = by_hand(*weights)

        return Trainer(train, lambda: [weight.T if self.transposed else weight for weight in weights])

    def check(self, epochs: int) -> None:
        """Compare every framework's weights with the hand-written code's after each epoch (AssertionError)."""
        for name, framework in frameworks().items():
            by_hand = self.by_hand_with(framework) if self.by_hand_with else self.by_hand
            sides = []
            for trainer in (self.trainer(framework), self.hand_written_trainer(by_hand)):
                framework.manual_seed(0)
                sides.append(trajectory(trainer, epochs))
            for epoch, (weights, right) in enumerate(zip(*sides, strict=True), 1):
                for weight, right_weight in zip(weights, right, strict=True):
                    np.testing.assert_allclose(
                        weight, right_weight, rtol=1e-9, atol=1e-12, err_msg=f"{self.what}: {name}, epoch {epoch}"
                    )

    def moved(self, epochs: int) -> bool:
        """Whether training changes every weight: otherwise there would be nothing to compare."""
        weights = trajectory(self.trainer(frameworks()[OURS]), epochs)[-1]
        return all(np.any(weight != first) for weight, first in zip(weights, self.first_weights(), strict=True))


def trajectory(trainer: Trainer, epochs: int) -> list[list[np.ndarray]]:
    """The weights after each epoch."""
    weights = []
    for _ in range(epochs):
        trainer.train()
        weights.append(trainer.weights())
    return weights


def uniform_weights(*shapes: tuple[int, ...]) -> list[np.ndarray]:
    """Random numbers from -1 to 1 in these shapes, always the same, drawn as the tutorial draws them."""
    random = np.random.RandomState(0)
    return [2 * random.random_sample(shape) - 1 for shape in shapes]

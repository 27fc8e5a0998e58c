"""What is measured of each workload, as plain dicts that become the report and the JSON."""

from collections.abc import Callable

import numpy as np

from . import timing
from .digits import DIGITS
from .dropout import DROPOUT
from .frameworks import OURS, PYTORCH, frameworks
from .graphs import GRAPHS, Graph, Seconds, bytes_for_each_op, timed
from .import_time import import_seconds
from .training import Training
from .wide_deep import WIDE_DEEP
from .xor import XOR

TRAININGS = {"W1": XOR, "W2": DIGITS, "W3": DROPOUT, "W4": WIDE_DEEP}
WORKLOADS = [*TRAININGS, "W8", "import"]
CHECKED_EPOCHS = 20
PARTS = Seconds._fields
LARGE = 100_000  # ops: a graph beyond is built once in a round, and its memory isn't traced, which takes long
FEWEST_REPEATS = 5  # of any other graph, in one round
Progress = Callable[[str], None]


def measure_training(training: Training, rounds: int, progress: Progress) -> dict:
    """Time a step of everyone, once all have come to the same weights; {"microseconds", "ratios"}, by name.

    A ratio is a rate of ours divided by another's. That of a round is the median over its slices, each of
    which ran right beside the other's.
    """
    progress("checking the numbers")
    training.check(CHECKED_EPOCHS)
    functions = {name: trainer.train for name, trainer in training.trainers().items()}
    numbers = {name: timing.repetitions(function) for name, function in functions.items()}
    microseconds: dict[str, list[float]] = {name: [] for name in functions}
    ratios: dict[str, list[float]] = {name: [] for name in functions if name != OURS}
    for number in range(rounds):
        progress(f"round {number + 1} of {rounds}")
        seconds = timing.one_round(functions, numbers)
        for name, times in seconds.items():
            microseconds[name].append(np.median(times) / training.steps * 1e6)
        for name in ratios:
            ratios[name].append(np.median(seconds[name] / seconds[OURS]))
    return {
        "what": training.what,
        "microseconds": summaries(microseconds),
        "ratios": summaries(ratios),
    }


def measure_graph(graph: Graph, rounds: int, progress: Progress) -> dict:
    """Time an op of a large graph, forward, backward and when it is freed, for each framework, in turns.

    Returns {"microseconds": by name and part, "ratios": by part, ours to PyTorch's, "bytes": of an op of ours}.
    """
    repeats = 1 if graph.ops > LARGE else FEWEST_REPEATS
    names = list(frameworks())
    microseconds: dict[str, dict[str, list[float]]] = {name: {part: [] for part in PARTS} for name in names}
    ratios: dict[str, list[float]] = {part: [] for part in PARTS} if PYTORCH in names else {}
    for number in range(rounds):
        progress(f"{graph.what} of {graph.ops:,}, round {number + 1} of {rounds}")
        times = np.array([[timed(frameworks()[name], graph) for name in names] for _ in range(repeats)])
        seconds = {name: dict(zip(PARTS, times[:, i].T)) for i, name in enumerate(names)}
        for name, parts in seconds.items():
            for part, values in parts.items():
                microseconds[name][part].append(np.median(values) / graph.ops * 1e6)
        for part in ratios:
            ratios[part].append(np.median(seconds[PYTORCH][part] / seconds[OURS][part]))
    return {
        "what": f"{graph.what} of {graph.ops:,}",
        "microseconds": {name: summaries(parts) for name, parts in microseconds.items()},
        "ratios": summaries(ratios),
        "bytes": bytes_for_each_op(graph) if graph.ops <= LARGE else None,
    }


def summaries(rounds: dict[str, list[float]]) -> dict[str, dict]:
    """The summary of each, by the same name."""
    return {name: timing.summary(values) for name, values in rounds.items()}


def measure(name: str, rounds: int, progress: Progress) -> dict | list:
    """What is measured of the workload of this name."""
    if name in TRAININGS:
        return measure_training(TRAININGS[name], rounds, progress)
    if name == "W8":
        return [measure_graph(graph, rounds, progress) for graph in GRAPHS]
    progress(f"{rounds} fresh processes")
    return timing.summary(import_seconds() for _ in range(rounds))

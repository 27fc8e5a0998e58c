"""Fair clocks for a noisy machine: all that is compared takes turns, in short slices, and medians are taken."""

import random
import time
from collections.abc import Callable, Mapping

import numpy as np

SLICE_SECONDS = 0.005
SLICES = 25


def repetitions(function: Callable[[], object], seconds: float = SLICE_SECONDS) -> int:
    """How often to call the function so that it takes about this long; it is warm afterwards."""
    number = 1
    while True:
        elapsed = seconds_for(function, number)
        if elapsed >= seconds / 2:
            return max(1, round(number * seconds / elapsed))
        number *= 2


def seconds_for(function: Callable[[], object], number: int) -> float:
    """How long so many calls take."""
    started = time.perf_counter()
    for _ in range(number):
        function()
    return time.perf_counter() - started


def one_round(functions: Mapping[str, Callable[[], object]], numbers: Mapping[str, int]) -> dict[str, np.ndarray]:
    """The seconds that a call of each function takes, measured in SLICES slices, in which they take turns.

    The order is drawn anew for each turn: what always runs in the wake of the same other was up to 5 % off.
    """
    seconds: dict[str, list[float]] = {name: [] for name in functions}
    draw = random.Random(0)
    for _ in range(SLICES):
        for name in draw.sample(list(functions), len(functions)):
            seconds[name].append(seconds_for(functions[name], numbers[name]) / numbers[name])
    return {name: np.array(times) for name, times in seconds.items()}


def summary(values) -> dict[str, object]:
    """The median of what the rounds gave, the spread, and the rounds themselves."""
    values = [float(value) for value in values]
    return {"median": float(np.median(values)), "lowest": min(values), "highest": max(values), "rounds": values}

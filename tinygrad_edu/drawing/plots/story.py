"""What a training run did, in words."""

from __future__ import annotations

import numpy as np

from ..numbers import number
from .look import thousands
from .plateaus import Plateau
from .runs import Break, Run, at_the_end, finite, first_break


def summary(run: Run, found: list[Plateau], title: str | None) -> str:
    """The picture in a few sentences."""
    texts = [title or "", story(run, found), *(plateau_in_words(plateau, run) for plateau in found)]
    return ". ".join(text[0].upper() + text[1:] for text in texts if text) + "."


def story(run: Run, found: list[Plateau]) -> str:
    """What the loss did, in a sentence without its full stop."""
    broken, values = first_break(run.loss), finite(run.loss.values)
    first, last = values[0], at_the_end(values)
    same = number(first) == number(last) or any(extent(plateau, run) == "throughout" for plateau in found)
    length = f"{thousands(run.steps)} {run.unit}{'s' * (run.steps > 1)}"
    course = f"{'fell' if last < first else 'rose'} from {number(first)} to {number(last)}"
    if broken and broken.stays:
        return f"The loss {f'was {number(last)}' if same else course} and is {break_in_words(broken, run)}"
    return f"The loss is still {number(last)} after {length}" if same else f"The loss {course} in {length}"


def break_in_words(broken: Break, run: Run) -> str:
    """Where the loss wasn't finite: "nan from step 800 on"."""
    what, where = number(broken.what), f"{run.unit} {thousands(broken.step)}"
    if broken.stays:
        return f"{what} from {where} on"
    return f"{what} at {where}" + f" and {thousands(broken.more)} more" * (broken.more > 0)


def plateau_in_words(plateau: Plateau, run: Run) -> str:
    """A plateau's level and extent: "plateau at 0.693 until step 3,200"."""
    return f"plateau at {number(plateau.level)} {extent(plateau, run)}"


def extent(plateau: Plateau, run: Run) -> str:
    """From where a plateau goes to where."""
    start, end = rounded(plateau.start), rounded(plateau.end)
    early, late = plateau.start - 1 <= run.steps / 10, plateau.end == run.steps
    return {
        (True, True): "throughout",
        (True, False): f"until {run.unit} {end}",
        (False, True): f"from {run.unit} {start} on",
        (False, False): f"from {run.unit} {start} to {end}",
    }[early, late]


def rounded(step: int) -> str:
    """A step to two digits: no end of a plateau is sharper than that."""
    return thousands(float(f"{step:.1e}") if step >= 100 else step)


def compared(run: Run, found: list[Plateau]) -> str:
    """How large the first layer's gradient is beside the last layer's: at first, and on a plateau or at the end."""
    if len(run.norms) < 2:
        return ""
    first, *_, last = run.norms.values()
    steps, ours, theirs = np.intersect1d(first.steps, last.steps, return_indices=True)
    fit = np.isfinite(first.values[ours]) & np.isfinite(last.values[theirs]) & (last.values[theirs] > 0)
    if not np.any(fit):
        return ""
    steps, ratios = steps[fit], first.values[ours][fit] / last.values[theirs][fit]
    later = f"{fraction(at_the_end(ratios))} at the end"
    if found:
        longest = max(found, key=lambda plateau: plateau.end - plateau.start)
        inside = ratios[(longest.start <= steps) & (steps <= longest.end)]
        later = (
            f"median {fraction(float(np.median(inside)))} on the {'longest ' * (len(found) > 1)}plateau"
            if len(inside)
            else later
        )
    return f"first layer ÷ last layer: {fraction(ratios[0])} at {run.unit} {thousands(steps[0])}, {later}"


def fraction(ratio: float) -> str:
    """A ratio as one says it: 1/870, 0.4, 1,200."""
    if 1e-6 < ratio < 0.1:
        return f"1/{thousands(1 / ratio)}"
    return thousands(ratio) if 10 <= ratio < 1e6 else f"{ratio:.2g}" if 0.1 <= ratio < 10 else number(ratio)

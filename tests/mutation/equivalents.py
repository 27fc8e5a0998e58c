"""Mutants that no test can notice, and why."""

from __future__ import annotations

from .closures import LEFT_OUT, Mutant
from .lines import LineMutant

ZERO = "the gradient is 0 everywhere: 0 times anything, in any place, is the same 0"
CLOSURES = {  # (op, closure) → why all mutants but "left out" are the same
    ("angle", 0): ZERO,
    ("ceil", 0): ZERO,
    ("copysign", 1): ZERO,
    ("floor", 0): ZERO,
    ("floor_divide", 0): ZERO,
    ("floor_divide", 1): ZERO,
    ("imag", 0): ZERO,
    ("nextafter", 1): ZERO,
    ("nonzeros", 0): ZERO,
    ("round", 0): ZERO,
    ("sign", 0): ZERO,
    ("trunc", 0): ZERO,
}
LINES: dict[str, str] = {}


def reason(mutant: Mutant | LineMutant) -> str | None:
    """Why the mutant is equivalent, or None."""
    if isinstance(mutant, LineMutant):
        return LINES.get(mutant.name)
    return None if mutant.kind == LEFT_OUT else CLOSURES.get((mutant.op, mutant.position))

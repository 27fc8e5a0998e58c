"""The reference engine, which is also the first example of the reading path: `examples/scalar_tape.py`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "examples"))

from scalar_tape import Number

__all__ = ["Number"]

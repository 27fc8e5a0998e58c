"""How long ``import tinygrad_edu`` takes where NumPy has been imported already."""

import subprocess
import sys

PROGRAM = """
import numpy, time
started = time.perf_counter()
import tinygrad_edu
print(time.perf_counter() - started)
"""


def import_seconds() -> float:
    """The seconds, in a fresh process."""
    result = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True)
    return float(result.stdout)

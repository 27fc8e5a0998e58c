"""Runs the benchmarks, on one thread: NumPy's BLAS reads how many it may use when NumPy is first imported."""

import os
import sys

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

from .command_line import main  # noqa: E402  (it imports NumPy)

sys.exit(main())

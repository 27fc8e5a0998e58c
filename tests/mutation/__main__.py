"""``python -m tests.mutation``: see `command_line`. One thread each: NumPy's BLAS reads that when it is imported."""

import os
import sys

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[variable] = "1"

from .command_line import main  # noqa: E402  (it imports NumPy)

sys.exit(main())

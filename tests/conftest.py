"""Hypothesis profiles: `ci` draws the same examples on every machine; `dev` explores, without a deadline."""

import os

import numpy as np
import pytest
from hypothesis import settings

import tinygrad_edu as tg

settings.register_profile("dev", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")


@pytest.fixture(autouse=True)
def same_random_numbers():
    """Every test starts from the same random numbers, and leaves the default dtype as it was."""
    tg.manual_seed(0)
    dtype = tg.get_default_dtype()
    yield np.random.default_rng(0)
    tg.set_default_dtype(dtype)

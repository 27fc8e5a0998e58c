"""Every test finds names without numbers."""

import pytest

from tinygrad_edu.keras import utils


@pytest.fixture(autouse=True)
def names_begin_anew():
    utils.clear_session()

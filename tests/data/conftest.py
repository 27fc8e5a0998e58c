"""The real data, where `TINYGRAD_EDU_DATA` says where it is; without it the tests of it are skipped."""

import os

import pytest

from tinygrad_edu.data.published import VARIABLE


@pytest.fixture
def real_data():
    """Skip the test where there is no folder with the real data."""
    if not os.environ.get(VARIABLE):
        pytest.skip(f"{VARIABLE} isn't set: the real data is tested where it names a folder that has it")


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty folder that `TINYGRAD_EDU_DATA` names."""
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    return tmp_path

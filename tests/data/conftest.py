"""The real data, where `TINYGRAD_EDU_DATA` says where it is; without it the tests of it are skipped."""

import os
import shutil
import tempfile
from pathlib import Path

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


@pytest.fixture
def forbidden():
    """A folder with a file, neither of which the test may read: where it runs as root, it does so as nobody."""
    folder = Path(tempfile.mkdtemp())
    (folder / "file").write_bytes(b"content")
    folder.chmod(0)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield folder
    os.seteuid(user)
    folder.chmod(0o700)
    shutil.rmtree(folder)

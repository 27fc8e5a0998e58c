"""MNIST, from small files in its format and from the real ones."""

import gzip
import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tinygrad_edu.data import digits, mnist, mnist_arrays
from tinygrad_edu.data.published import VARIABLE


@pytest.fixture
def small(folder, monkeypatch):
    """Four files of two and one images, and their checksums in place of MNIST's."""

    def written(file, array):
        content = bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes()
        packed = gzip.compress(content)
        (folder / file.name).write_bytes(packed)
        return replace(
            file,
            size=len(packed),
            sha256=hashlib.sha256(packed).hexdigest(),
            unpacked_sha256=hashlib.sha256(content).hexdigest(),
        )

    for part, count in (("TRAINING", 2), ("TEST", 1)):
        images = np.arange(count * 784, dtype=np.uint8).reshape(count, 28, 28)
        arrays = (images, np.arange(count, dtype=np.uint8) + 3)
        files = tuple(map(written, getattr(digits, part), arrays))
        monkeypatch.setattr(digits, part, files)
    return folder


def test_both_parts_are_read(small):
    (x, y), (x_test, y_test) = mnist_arrays()
    assert (x.shape, y.tolist(), x_test.shape, y_test.tolist()) == ((2, 28, 28), [3, 4], (1, 28, 28), [3])
    assert {array.dtype for array in (x, y, x_test, y_test)} == {np.dtype("uint8")}
    assert x[1, 0, :3].tolist() == [784 % 256, 785 % 256, 786 % 256]
    for ours, theirs in ((mnist(), (x, y)), (mnist(train=False), (x_test, y_test))):
        assert all(map(np.array_equal, ours, theirs))


@pytest.mark.parametrize("train", ["test", None, 1])
def test_what_is_neither_true_nor_false_is_refused(train, small):
    with pytest.raises(ValueError, match=r"train is .*\nhelp: True for the 60,000 .* False for the 10,000"):
        mnist(train)


def test_unpacked_files_are_read(small):
    for path in [*small.iterdir()]:
        path.with_suffix("").write_bytes(gzip.decompress(path.read_bytes()))
        path.unlink()
    assert mnist()[0].shape == (2, 28, 28)


def test_a_cut_file_is_refused(small):
    path = small / "train-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(
        ValueError, match=r"train-images-idx3-ubyte.gz isn't the published file: it is cut off after 100 of"
    ):
        mnist()


def test_a_missing_file_is_named(small):
    (small / "t10k-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(FileNotFoundError, match=r"t10k-labels-idx1-ubyte.gz is missing"):
        mnist(train=False)
    assert mnist()[1].tolist() == [3, 4]


def test_the_real_data(real_data):
    (x, y), (x_test, y_test) = mnist_arrays()
    assert (x.shape, y.shape, x_test.shape, y_test.shape) == ((60_000, 28, 28), (60_000,), (10_000, 28, 28), (10_000,))
    assert y[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert y_test[:5].tolist() == [7, 2, 1, 0, 4]
    assert np.bincount(y).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert round(float(x.mean() / 255), 4) == 0.1307  # as every tutorial normalises it
    assert round(float(x.std() / 255), 4) == 0.3081


def test_the_real_data_unpacked(real_data, tmp_path, monkeypatch):
    for name in ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"):
        (found,) = Path(os.environ[VARIABLE]).rglob(f"{name}.gz")
        with gzip.open(found) as packed, open(tmp_path / name, "wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert mnist(train=False)[0].shape == (10_000, 28, 28)

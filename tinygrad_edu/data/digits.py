"""MNIST: 70,000 handwritten digits of 28 × 28 pixels. Y. LeCun, C. Cortes and C. Burges."""

from __future__ import annotations

import numpy as np

from .files import located
from .idx import read_idx
from .published import PublishedFile

__all__ = ["mnist", "mnist_arrays"]

MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
    "https://raw.githubusercontent.com/fgnt/mnist/master/",
)


def published(name: str, size: int, sha256: str, unpacked_sha256: str) -> PublishedFile:
    """One of the four files."""
    return PublishedFile(name, size, sha256, tuple(mirror + name for mirror in MIRRORS), "mnist", unpacked_sha256)


TRAINING = (
    published(
        "train-images-idx3-ubyte.gz",
        9_912_422,
        "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    ),
    published(
        "train-labels-idx1-ubyte.gz",
        28_881,
        "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    ),
)
TEST = (
    published(
        "t10k-images-idx3-ubyte.gz",
        1_648_877,
        "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    ),
    published(
        "t10k-labels-idx1-ubyte.gz",
        4_542,
        "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)


def mnist(train: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """The 60,000 training images and their labels, or the 10,000 for testing.

    Images are (n, 28, 28), uint8 from 0 (paper) to 255 (ink); labels (n,), uint8 from 0 to 9. A net wants them as
    ``TensorDataset(tensor(images / 255).float(), tensor(labels).long())``. ValueError if `train` is neither True nor
    False; for other errors see `files.located`.
    """
    if not isinstance(train, bool):
        raise ValueError(
            f"train is {train!r}\nhelp: True for the 60,000 to train with, False for the 10,000 to test with"
        )
    images, labels = TRAINING if train else TEST
    return read_idx(located(images)), read_idx(located(labels))


def mnist_arrays() -> tuple[tuple[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]:
    """Both parts of `mnist`, the one to train with first: what Keras's `mnist.load_data` returns."""
    return mnist(train=True), mnist(train=False)

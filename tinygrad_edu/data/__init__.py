"""Data sets, batches, and the data of the tutorials.

`DataLoader` and what it needs have PyTorch's names, defaults and behaviour; `tinygrad_edu.utils.data` is PyTorch's path
to them. MNIST, IMDB, the book's weights and two texts are downloaded when they are first asked for, or read from the
folder that the environment variable `TINYGRAD_EDU_DATA` names; see `files`.
"""

from .book import book_weights
from .collating import default_collate, default_convert
from .datasets import ChainDataset, ConcatDataset, Dataset, IterableDataset, StackDataset, Subset, TensorDataset
from .digits import mnist, mnist_arrays
from .idx import read_idx
from .loader import DataLoader, get_worker_info
from .npz import read_npz
from .reviews import imdb, imdb_arrays, imdb_word_index
from .samplers import (
    BatchSampler,
    RandomSampler,
    Sampler,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)
from .splitting import random_split
from .texts import names, shakespeare
from .unpickling import restricted_load

__all__ = [
    "BatchSampler", "ChainDataset", "ConcatDataset", "DataLoader", "Dataset", "IterableDataset", "RandomSampler",
    "Sampler", "SequentialSampler", "StackDataset", "Subset", "SubsetRandomSampler", "TensorDataset",
    "WeightedRandomSampler", "book_weights", "default_collate", "default_convert", "get_worker_info", "imdb",
    "imdb_arrays", "imdb_word_index", "mnist", "mnist_arrays", "names", "random_split", "read_idx", "read_npz",
    "restricted_load", "shakespeare",
]  # fmt: skip

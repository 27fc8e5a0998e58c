"""Rows of embeddings."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import classes, distinct, given, normal


def numpy_bags(weight, scales=None, index=(), offsets=None, mode="mean", padding_idx=None, last=False):
    """Each bag by itself."""
    index = np.array(index)
    scales = np.ones(index.shape) if scales is None else scales
    ends = offsets and [*offsets, index.size][1 : len(offsets) + (not last)]
    parts = [slice(*part) for part in zip(offsets, ends)] if offsets else range(len(index))
    results = []
    for part in parts:
        kept = index[part] != (None if padding_idx is None else padding_idx % len(weight))
        rows = (weight[index[part]] * scales[part][:, None])[kept]
        reduce = {"sum": np.sum, "mean": np.mean, "max": np.max}[mode]
        results.append(reduce(rows, axis=0) if len(rows) else np.zeros(weight.shape[1]))
    return np.array(results)


def as_torch(numbers):
    """These numbers as PyTorch's tensor."""
    return torch.tensor(numbers)


def bags(function, convert):
    """An embedding_bag with numbers and offsets as options, by `convert` made what it takes."""

    def embedding_bag(weight, per_sample_weights=None, index=(), offsets=None, last=False, **options):
        return function(
            convert(index),
            weight,
            None if offsets is None else convert(offsets),
            per_sample_weights=per_sample_weights,
            include_last_offset=last,
            **options,
        )

    return embedding_bag


def tensor(*values):
    """These numbers in a Tensor."""
    return tg.tensor(np.array(values))


EMBEDDINGS = (
    Row(
        "embedding",
        F.embedding,
        {
            "vector": given(classes(4)(5), normal(4, 2)),
            "matrix": given(classes(3)(2, 4), normal(3, 2)),
            "one": given(classes(3)(), normal(3, 2)),
            "none": given(classes(3)(0), normal(3, 2)),
        },
        covers=(F.embedding, ops.embedding),
        numpy=lambda index, weight: weight[index],
        records=False,
        torch=lambda index, weight: torch.nn.functional.embedding(index, weight),
        errors=(
            ErrorInput(
                "no such row", lambda: F.embedding(tensor(0, 3), leaf(3, 2)), IndexError, "0 to 3 for a table of 3"
            ),
            ErrorInput("a negative row", lambda: F.embedding(tensor(-1), leaf(3, 2)), IndexError, "-1 to -1"),
            ErrorInput("floats", lambda: F.embedding(leaf(2), leaf(3, 2)), TypeError, "embedding of float32"),
            ErrorInput("a vector", lambda: F.embedding(tensor(0), leaf(3)), ValueError, r"table of shape \(3,\)"),
            ErrorInput("no such padding", lambda: F.embedding(tensor(0), leaf(3, 2), 3), ValueError, "padding_idx 3"),
        ),
    ),
    Row(
        "embedding_bag",
        bags(F.embedding_bag, np.array),
        {
            "mean of rows": given(normal(4, 2), index=[[0, 1, 1], [2, 2, 3]]),
            "sum with offsets": given(normal(4, 2), index=[0, 1, 1, 3], offsets=[0, 1, 1], mode="sum"),
            "max": given(distinct(4, 2), index=[0, 1, 3, 2, 1], offsets=[0, 2, 2], mode="max"),
            "weighed": given(normal(4, 2), normal(2, 2), index=[[0, 1], [1, 3]], mode="sum"),
            "weighed, padding": given(
                normal(3, 2), normal(3), index=[0, 1, 2], offsets=[0, 1], mode="sum", padding_idx=1
            ),
            "padding, last offset": given(
                normal(3, 2), index=[0, 1, 2, 2], offsets=[0, 2, 4], last=True, padding_idx=-1
            ),
            "padding, max": given(distinct(3, 2), index=[[0, 1], [1, 1]], mode="max", padding_idx=1),
        },
        covers=(F.embedding_bag,),
        numpy=numpy_bags,
        records=False,
        torch=bags(lambda *arguments, **options: torch.nn.functional.embedding_bag(*arguments, **options), as_torch),
        errors=(
            ErrorInput(
                "no such mode",
                lambda: F.embedding_bag(tensor([0]), leaf(3, 2), mode="min"),
                ValueError,
                "no mode 'min'",
            ),
            ErrorInput(
                "no offsets", lambda: F.embedding_bag(tensor(0, 1), leaf(3, 2)), ValueError, "bags, numbers.*offsets"
            ),
            ErrorInput(
                "offsets of rows",
                lambda: F.embedding_bag(tensor([0, 1]), leaf(3, 2), tensor(0)),
                ValueError,
                "takes no offsets",
            ),
            ErrorInput(
                "offsets that fall",
                lambda: F.embedding_bag(tensor(0, 1), leaf(3, 2), tensor(0, 2, 1)),
                ValueError,
                "never fall",
            ),
            ErrorInput(
                "weighed means",
                lambda: F.embedding_bag(tensor([0, 1]), leaf(3, 2), per_sample_weights=leaf(1, 2)),
                ValueError,
                "mode 'sum'",
            ),
            ErrorInput(
                "scaled maxima",
                lambda: F.embedding_bag(tensor([0]), leaf(3, 2), mode="max", scale_grad_by_freq=True),
                ValueError,
                "can't scale",
            ),
            ErrorInput(
                "no last offset",
                lambda: F.embedding_bag(tensor(0), leaf(3, 2), tg.zeros(0).long(), include_last_offset=True),
                ValueError,
                "no last offset",
            ),
        ),
    ),
    Row(
        "one_hot",
        F.one_hot,
        {
            "vector": given(classes(4)(5), num_classes=4),
            "more classes than needed": given(classes(3)(2, 3), num_classes=7),
            "0-d": given(classes(3)(), num_classes=3),
            "none": given(classes(3)(0), num_classes=3),
        },
        covers=(F.one_hot, ops.one_hot),
        numpy=lambda x, num_classes: np.eye(num_classes, dtype=np.int64)[x],
        records=False,
        gradient=False,
        torch=lambda x, num_classes: torch.nn.functional.one_hot(x, num_classes),
        errors=(
            ErrorInput("too large", lambda: F.one_hot(tensor(0, 3), 3), ValueError, r"\[0 3\] with 3 classes"),
            ErrorInput("negative", lambda: F.one_hot(tensor(0, -1)), ValueError, r"\[ 0 -1\] with 1 classes"),
            ErrorInput("floats", lambda: F.one_hot(leaf(2)), TypeError, "one_hot of float32"),
            ErrorInput("no classes", lambda: F.one_hot(tg.zeros(0).long()), ValueError, "can't tell the classes"),
        ),
    ),
)

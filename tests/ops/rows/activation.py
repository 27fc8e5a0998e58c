"""Rows of softmax and its kin."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F

from ..references import (
    numpy_log_softmax,
    torch,
)
from ..row import ErrorInput, Row, leaf
from ..samples import (
    along_dim,
    normal,
)

SOFTMAX = (
    Row(
        "softmax",
        F.softmax,
        along_dim(normal),
        covers=(tg.softmax, F.softmax),
        numpy=lambda x, dim: np.exp(x) / np.sum(np.exp(x), axis=dim, keepdims=True),
        torch=lambda x, dim: torch.softmax(x, dim),
        also=(lambda x, dim: tg.softmax(x, dim), lambda x, dim: x.softmax(dim)),
        errors=(
            ErrorInput("no such axis", lambda: F.softmax(leaf(2, 3), dim=2), IndexError, r"softmax\(\(2, 3\), axis=2"),
            ErrorInput("no axis", lambda: F.softmax(leaf(2, 3)), TypeError, "softmax.*'axis'"),
        ),
    ),
    Row(
        "log_softmax",
        F.log_softmax,
        along_dim(normal),
        covers=(tg.log_softmax, F.log_softmax),
        numpy=numpy_log_softmax,
        torch=lambda x, dim: torch.log_softmax(x, dim),
        also=(lambda x, dim: tg.log_softmax(x, dim), lambda x, dim: x.log_softmax(dim)),
        errors=(
            ErrorInput(
                "no such axis", lambda: F.log_softmax(leaf(2), dim=1), IndexError, r"log_softmax\(\(2,\), axis=1"
            ),
            ErrorInput("no axis", lambda: F.log_softmax(leaf(2, 3)), TypeError, "softmax.*'axis'"),
        ),
    ),
)

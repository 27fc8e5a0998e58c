"""Rows of shapes."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..references import (
    numpy_flatten,
    torch,
)
from ..row import ErrorInput, Row, leaf
from ..samples import (
    given,
    normal,
)

SHAPING = (
    Row(
        "reshape",
        lambda x, shape: tg.reshape(x, shape),
        {
            "matrix to vector": given(normal(3, 4), shape=(12,)),
            "an unknown length": given(normal(3, 4), shape=(2, -1)),
            "more axes": given(normal(12), shape=(2, 1, 3, 2)),
            "to 0-d": given(normal(1, 1), shape=()),
            "from 0-d": given(normal(), shape=(1, 1)),
            "zero-size": given(normal(0, 3), shape=(3, 0, 2)),
        },
        covers=(tg.reshape, ops.reshape),
        numpy=lambda x, shape: np.reshape(x, shape),
        torch=lambda x, shape: torch.reshape(x, shape),
        also=(
            lambda x, shape: tg.reshape(x, *shape),
            lambda x, shape: x.reshape(shape),
            lambda x, shape: x.reshape(*shape),
            lambda x, shape: x.view(*shape),
            lambda x, shape: x.view(list(shape)),
            lambda x, shape: ops.reshape(x, shape),
        ),
        errors=(
            ErrorInput(
                "another number of elements",
                lambda: leaf(2, 3).reshape(4, 2),
                ValueError,
                r"reshape\(\(2, 3\), shape=\(4, 2\)\).*cannot reshape",
            ),
            ErrorInput("two unknown lengths", lambda: leaf(2, 3).view(-1, -1), ValueError, "one unknown dimension"),
        ),
    ),
    Row(
        "transpose",
        lambda x, dim0, dim1: tg.transpose(x, dim0, dim1),
        {
            "matrix": given(normal(3, 4), dim0=0, dim1=1),
            "negative dims": given(normal(2, 3, 4), dim0=-1, dim1=-3),
            "one dim": given(normal(2, 3), dim0=1, dim1=-1),
            "zero-size": given(normal(0, 3), dim0=0, dim1=1),
        },
        covers=(tg.transpose,),
        numpy=lambda x, dim0, dim1: np.swapaxes(x, dim0, dim1),
        torch=lambda x, dim0, dim1: torch.transpose(x, dim0, dim1),
        also=(
            lambda x, dim0, dim1: x.transpose(dim0, dim1),
            lambda x, dim0, dim1: x.transpose(dim0=dim0, dim1=dim1),
            lambda x, dim0, dim1: x.swapaxes(dim0, dim1),
        ),
        errors=(
            ErrorInput("no such axis", lambda: tg.transpose(leaf(2, 3), 0, 2), IndexError, r"transpose\(\(2, 3\)"),
        ),
    ),
    Row(
        "permute",
        lambda x, dims: tg.permute(x, dims),
        {
            "matrix": given(normal(3, 4), dims=(1, 0)),
            "a cycle": given(normal(2, 3, 4), dims=(2, 0, 1)),
            "negative dims": given(normal(2, 3, 4), dims=(-2, -1, 0)),
            "0-d": given(normal(), dims=()),
            "zero-size": given(normal(2, 0, 3), dims=(1, 2, 0)),
        },
        covers=(tg.permute, ops.permute),
        numpy=lambda x, dims: np.transpose(x, dims),
        torch=lambda x, dims: torch.permute(x, dims),
        also=(lambda x, dims: x.permute(*dims), lambda x, dims: x.permute(dims)),
        errors=(
            ErrorInput(
                "an axis left out", lambda: tg.permute(leaf(2, 3), 0), ValueError, r"permute\(\(0,\)\).*1 axes.*2"
            ),
            ErrorInput(
                "an axis twice", lambda: tg.permute(leaf(2, 3), 0, 0), ValueError, r"permute\(\(2, 3\).*repeated"
            ),
        ),
    ),
    Row(
        "T",
        lambda x: x.T,
        {
            "matrix": given(normal(3, 4)),
            "three axes": given(normal(2, 3, 4)),
            "vector": given(normal(4)),
            "0-d": given(normal()),
            "zero-size": given(normal(0, 3)),
        },
        covers=(ops.permute,),
        numpy=np.transpose,
        torch=lambda x: x.permute(tuple(reversed(range(x.ndim)))),
    ),
    Row(
        "mT",
        lambda x: x.mT,
        {"matrix": given(normal(3, 4)), "three axes": given(normal(2, 3, 4)), "zero-size": given(normal(2, 0, 3))},
        covers=(ops.transpose,),
        numpy=lambda x: np.swapaxes(x, -1, -2),
        torch=lambda x: x.mT,
        errors=(ErrorInput("of a vector", lambda: leaf(3).mT, IndexError, r"transpose\(\(3,\)"),),
    ),
    Row(
        "t",
        tg.t,
        {"matrix": given(normal(3, 4)), "vector": given(normal(4)), "0-d": given(normal())},
        covers=(tg.t,),
        numpy=np.transpose,
        torch=lambda x: torch.t(x),
        also=(lambda x: x.t(),),
        errors=(
            ErrorInput("three axes", lambda: tg.t(leaf(2, 3, 4)), ValueError, r"t\(\) of a tensor with 3 axes.*mT"),
        ),
    ),
    Row(
        "squeeze",
        tg.squeeze,
        {
            "all": given(normal(1, 3, 1)),
            "one dim": given(normal(1, 3, 1), dim=0),
            "negative dim": given(normal(1, 3, 1), dim=-1),
            "a longer dim stays": given(normal(1, 3, 1), dim=1),
            "two dims": given(normal(1, 3, 1, 2), dim=(0, -2)),
            "two dims, one longer": given(normal(1, 3, 1), dim=(0, 1)),
            "nothing to do": given(normal(3, 2)),
            "to 0-d": given(normal(1, 1)),
            "0-d": given(normal()),
            "zero-size": given(normal(1, 0, 3)),
        },
        covers=(tg.squeeze, ops.squeeze),
        numpy=lambda x, dim=None: np.squeeze(
            x,
            None if dim is None else tuple(i for i in (dim if isinstance(dim, tuple) else (dim,)) if x.shape[i] == 1),
        ),
        torch=lambda x, dim=None: torch.squeeze(x) if dim is None else torch.squeeze(x, dim),
        also=(lambda x, dim=None: x.squeeze(dim),),
        errors=(ErrorInput("no such axis", lambda: tg.squeeze(leaf(1, 3), 2), IndexError, "2"),),
    ),
    Row(
        "unsqueeze",
        tg.unsqueeze,
        {
            "in front": given(normal(3, 4), dim=0),
            "in the middle": given(normal(3, 4), dim=1),
            "at the end": given(normal(3, 4), dim=-1),
            "negative dim": given(normal(3, 4), dim=-2),
            "0-d": given(normal(), dim=0),
            "zero-size": given(normal(0, 3), dim=1),
        },
        covers=(tg.unsqueeze,),
        numpy=lambda x, dim: np.expand_dims(x, dim),
        torch=lambda x, dim: torch.unsqueeze(x, dim),
        also=(lambda x, dim: x.unsqueeze(dim),),
        errors=(
            ErrorInput("no such place", lambda: tg.unsqueeze(leaf(3), 3), IndexError, r"unsqueeze\(\(3,\), axis=3"),
        ),
    ),
    Row(
        "expand",
        lambda x, sizes: tg.expand(x, sizes),
        {
            "an axis of length 1": given(normal(3, 1), sizes=(3, 4)),
            "a new leading axis": given(normal(3), sizes=(2, 3)),
            "both": given(normal(1, 3), sizes=(4, 2, 3)),
            "a length kept": given(normal(3, 1), sizes=(-1, 4)),
            "a length kept behind a new axis": given(normal(3, 1), sizes=(2, -1, 2)),
            "0-d": given(normal(), sizes=(2, 3)),
            "nothing to do": given(normal(2, 3), sizes=(2, 3)),
            "zero-size": given(normal(1, 3), sizes=(0, 3)),
        },
        covers=(tg.expand, ops.broadcast_to),
        numpy=lambda x, sizes: np.broadcast_to(
            x,
            tuple(
                old if new == -1 else new
                for new, old in zip(sizes, (1,) * (len(sizes) - x.ndim) + x.shape, strict=True)
            ),
        ),
        torch=lambda x, sizes: x.expand(sizes),
        also=(lambda x, sizes: x.expand(*sizes), lambda x, sizes: x.expand(sizes)),
        errors=(
            ErrorInput("another length", lambda: leaf(2, 3).expand(4, 3), ValueError, r"broadcast_to\(\(2, 3\), shape"),
            ErrorInput("fewer axes", lambda: leaf(2, 3).expand(3), ValueError, r"\(2, 3\).*\(3,\)"),
        ),
    ),
    Row(
        "flatten",
        tg.flatten,
        {
            "all": given(normal(2, 3, 2)),
            "from dim 1": given(normal(2, 3, 2), 1),
            "up to dim 1": given(normal(2, 3, 2), 0, 1),
            "negative dims": given(normal(2, 3, 2), start_dim=-2, end_dim=-1),
            "one dim": given(normal(2, 3, 2), 1, 1),
            "0-d": given(normal()),
            "zero-size": given(normal(2, 0, 3), start_dim=1),
        },
        covers=(tg.flatten,),
        numpy=numpy_flatten,
        torch=lambda x, start_dim=0, end_dim=-1: torch.flatten(x, start_dim, end_dim),
        also=(lambda x, *dims, **options: x.flatten(*dims, **options),),
        errors=(
            ErrorInput("no such axis", lambda: tg.flatten(leaf(2, 3), 2), IndexError, "2"),
            ErrorInput(
                "the wrong way round", lambda: tg.flatten(leaf(2, 3, 4), 2, 1), ValueError, "start_dim can't come after"
            ),
        ),
    ),
    Row(
        "cat",
        lambda *parts, dim=0: tg.cat(parts, dim=dim),
        {
            "two along dim 0": given(normal(2, 3), normal(1, 3)),
            "three along dim 1": given(normal(2, 1), normal(2, 3), normal(2, 2), dim=1),
            "negative dim": given(normal(2, 1, 3), normal(2, 2, 3), dim=-2),
            "one part": given(normal(2, 3)),
            "vectors": given(normal(3), normal(2)),
            "an empty part": given(normal(0, 3), normal(2, 3)),
            "nothing but empty parts": given(normal(0, 3), normal(0, 3)),
        },
        covers=(tg.cat,),
        numpy=lambda *parts, dim=0: np.concatenate(parts, dim),
        torch=lambda *parts, dim=0: torch.cat(parts, dim),
        also=(
            lambda *parts, dim=0: tg.cat(list(parts), dim),
            lambda *parts, dim=0: tg.cat(tensors=parts, dim=dim),
            lambda *parts, dim=0: tg.cat(parts, axis=dim),
        ),
        errors=(
            ErrorInput(
                "other lengths differ",
                lambda: tg.cat([leaf(2, 3), leaf(2, 4)]),
                ValueError,
                r"cat\(\(2, 3\), \(2, 4\).*match exactly",
            ),
            ErrorInput("a tensor, not a list", lambda: tg.cat(leaf(2, 3)), TypeError, "list or tuple.*not Tensor"),
            ErrorInput("no such axis", lambda: tg.cat([leaf(2), leaf(2)], dim=1), IndexError, "cat"),
            ErrorInput("nothing", lambda: tg.cat([]), ValueError, "cat"),
            ErrorInput("0-d", lambda: tg.cat([leaf(), leaf()]), ValueError, "cat"),
        ),
    ),
    Row(
        "stack",
        lambda *parts, dim=0: tg.stack(parts, dim=dim),
        {
            "two along dim 0": given(normal(2, 3), normal(2, 3)),
            "three along dim 1": given(normal(2), normal(2), normal(2), dim=1),
            "negative dim": given(normal(2, 3), normal(2, 3), dim=-2),
            "one part": given(normal(2, 3), dim=2),
            "0-d": given(normal(), normal(), normal()),
            "zero-size": given(normal(0, 3), normal(0, 3), dim=1),
        },
        covers=(tg.stack,),
        numpy=lambda *parts, dim=0: np.stack(parts, dim),
        torch=lambda *parts, dim=0: torch.stack(parts, dim),
        also=(lambda *parts, dim=0: tg.stack(list(parts), dim), lambda *parts, dim=0: tg.stack(tensors=parts, dim=dim)),
        errors=(
            ErrorInput("shapes differ", lambda: tg.stack([leaf(2), leaf(3)]), ValueError, r"stack\(\(2,\), \(3,\)"),
            ErrorInput("a tensor, not a list", lambda: tg.stack(leaf(2, 3)), TypeError, "list or tuple.*not Tensor"),
            ErrorInput("nothing", lambda: tg.stack([]), ValueError, "stack"),
        ),
    ),
)

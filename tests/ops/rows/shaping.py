"""Rows of shapes."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..references import (
    numpy_flatten,
    one_row,
    torch,
)
from ..row import ErrorInput, Row, everywhere, leaf
from ..samples import (
    given,
    normal,
)

FEW_AXES = {
    "0-d": given(normal()),
    "vector": given(normal(3)),
    "matrix": given(normal(2, 3)),
    "many": given(normal(1, 2, 1, 2)),
}

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
            "0-d": given(normal(), dim0=0, dim1=-1),
            "zero-size": given(normal(0, 3), dim0=0, dim1=1),
        },
        covers=(tg.transpose,),
        numpy=lambda x, dim0, dim1: np.swapaxes(x, dim0, dim1) if x.ndim else np.copy(x),
        torch=lambda x, dim0, dim1: torch.transpose(x, dim0, dim1),
        also=(
            lambda x, dim0, dim1: x.transpose(dim0, dim1),
            lambda x, dim0, dim1: x.transpose(dim0=dim0, dim1=dim1),
            lambda x, dim0, dim1: x.swapdims(dim0, dim1),
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
        "Tensor.squeeze",
        lambda x, *dims: x.squeeze(*dims),
        {"two axes": given(normal(1, 2, 1), 0, 2), "one": given(normal(1, 2, 1), -1), "all": given(normal(1, 2, 1))},
        covers=(tg.Tensor.squeeze,),
        torch=lambda x, *dims: x.squeeze(*dims),
        takes_arrays=False,
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
        covers=(tg.cat, ops.cat),
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
        "cat, with empty vectors",
        lambda *parts, dim=0: tg.cat(parts, dim),
        {
            "first": given(normal(0), normal(2, 3), dim=1),
            "last": given(normal(2, 3), normal(0), dim=-2),
            "among vectors": given(normal(2), normal(0)),
        },
        covers=(tg.cat,),
        torch=lambda *parts, dim=0: torch.cat(parts, dim),
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
    Row(
        "view",
        lambda x, shape: tg.functions.view(x, shape),
        {"matrix to vector": given(normal(3, 4), shape=(12,)), "an unknown length": given(normal(3, 4), shape=(2, -1))},
        covers=(tg.Tensor.view,),
        torch=lambda x, shape: x.view(shape),
        also=(lambda x, shape: x.view(*shape), lambda x, shape: x.view(size=shape)),
        errors=(
            ErrorInput("another dtype", lambda: leaf(2).view(tg.int32), TypeError, r"another dtype.*t\.to\(dtype\)"),
        ),
    ),
    Row(
        "reshape_as",
        lambda x, other: tg.functions.reshape_as(x, other),
        {"matrix": given(normal(2, 3), lambda rng: np.zeros((3, 2), int))},
        covers=(tg.Tensor.reshape_as,),
        torch=lambda x, other: x.reshape_as(other),
        also=(lambda x, other: x.reshape_as(other), lambda x, other: x.view_as(other)),
    ),
    Row(
        "expand_as",
        lambda x, other: tg.functions.expand_as(x, other),
        {"an axis of length 1": given(normal(3, 1), lambda rng: np.zeros((2, 3, 4), int))},
        covers=(tg.Tensor.expand_as,),
        torch=lambda x, other: x.expand_as(other),
        also=(lambda x, other: x.expand_as(other),),
    ),
    everywhere(
        "broadcast_to",
        {"both": given(normal(3, 1), (2, 3, 4)), "0-d": given(normal(), (2,))},
        covers=(tg.Tensor.broadcast_to,),
        numpy=np.broadcast_to,
    ),
    Row(
        "broadcast_tensors",
        lambda x, y: one_row(tg.broadcast_tensors(x, y)),
        {"both": given(normal(3, 1), normal(2, 1, 4)), "0-d": given(normal(), normal(2))},
        covers=(tg.broadcast_tensors,),
        numpy=lambda x, y: one_row(np.broadcast_arrays(x, y)),
        torch=lambda x, y: one_row(torch.broadcast_tensors(x, y)),
        also=(lambda x, y: one_row(tg.broadcast_tensors([x, y])),),
        errors=(
            ErrorInput("no common shape", lambda: tg.broadcast_tensors(leaf(2), leaf(3)), ValueError, "shape mismatch"),
        ),
    ),
    everywhere("ravel", {"matrix": given(normal(2, 3)), "0-d": given(normal())}, numpy=np.ravel),
    everywhere(
        "unflatten",
        {
            "two": given(normal(2, 6), 1, (2, 3)),
            "an unknown length": given(normal(6, 2), dim=-2, sizes=[3, -1, 1]),
            "zero-size": given(normal(0, 2), 0, (0, 3)),
        },
        errors=(
            ErrorInput(
                "another product", lambda: tg.unflatten(leaf(6), 0, (2, 2)), ValueError, r"\(2, 2\).*product is 6"
            ),
            ErrorInput("no lengths", lambda: tg.unflatten(leaf(6), 0, ()), ValueError, r"into \(\)"),
        ),
    ),
    everywhere(
        "movedim",
        {
            "one": given(normal(2, 3, 4), 0, 2),
            "two": given(normal(2, 3, 4), (0, 1), (-1, 0)),
            "by name": given(normal(2, 3, 4), source=-1, destination=0),
        },
        numpy=lambda x, source, destination: np.moveaxis(x, source, destination),
        errors=(ErrorInput("one for two", lambda: tg.movedim(leaf(2, 3), (0, 1), (0,)), ValueError, "same number"),),
    ),
    everywhere(
        "swapaxes",
        {"matrix": given(normal(3, 4), 0, 1), "by name": given(normal(2, 3, 4), axis0=-1, axis1=0)},
    ),
    everywhere(
        "adjoint", {"matrix": given(normal(2, 3)), "three axes": given(normal(2, 3, 4))}, also=(lambda x: x.mH,)
    ),
    Row("H", lambda x: x.H, {"matrix": given(normal(2, 3))}, covers=(tg.t,), takes_arrays=False, torch=lambda x: x.H),
    everywhere("atleast_1d", FEW_AXES, method=False, numpy=np.atleast_1d),
    everywhere("atleast_2d", FEW_AXES, method=False, numpy=np.atleast_2d),
    everywhere("atleast_3d", FEW_AXES, method=False, numpy=np.atleast_3d),
    everywhere(
        "flip",
        {
            "one": given(normal(2, 3), (1,)),
            "two": given(normal(2, 3), dims=[0, -1]),
            "none": given(normal(3), ()),
            "zero-size": given(normal(0, 3), [1]),
        },
        covers=(ops.flip,),
        numpy=lambda x, dims: np.flip(x, tuple(dims)),
        also=(lambda x, dims: x.flip(*dims) if dims else x.flip(()), lambda x, dims: tg.flip(x, dims=dims)),
        errors=(
            ErrorInput("twice", lambda: tg.flip(leaf(2, 3), (0, 0)), ValueError, r"flip\(\(2, 3\).*repeated"),
            ErrorInput("no such axis", lambda: leaf(3).flip(1), IndexError, r"flip\(\(3,\).*out of bounds"),
        ),
    ),
    everywhere(
        "fliplr",
        {"matrix": given(normal(2, 3))},
        numpy=np.fliplr,
        errors=(ErrorInput("a vector", lambda: tg.fliplr(leaf(3)), ValueError, r"fliplr of shape \(3,\)"),),
    ),
    everywhere(
        "flipud",
        {"matrix": given(normal(2, 3)), "vector": given(normal(3))},
        numpy=np.flipud,
        errors=(ErrorInput("a number", lambda: tg.flipud(leaf()), ValueError, "flipud of a number"),),
    ),
    everywhere(
        "roll",
        {
            "flattened": given(normal(2, 3), 2),
            "one": given(normal(2, 3), -1, 1),
            "two": given(normal(2, 3), shifts=(1, 4), dims=(0, -1)),
            "zero-size": given(normal(0, 3), 1, 0),
        },
        covers=(ops.roll,),
        numpy=lambda x, shifts, dims=None: np.roll(x, shifts, dims),
        errors=(
            ErrorInput("two shifts", lambda: tg.roll(leaf(2, 3), (1, 2), 0), ValueError, r"by \(1, 2\) along \[0\]"),
        ),
    ),
    everywhere(
        "rot90",
        {
            "once": given(normal(2, 3)),
            "twice": given(normal(2, 3), 2),
            "back": given(normal(2, 3), -1),
            "not at all": given(normal(2, 3), 4),
            "in another plane": given(normal(2, 3, 2), 1, (2, 0)),
        },
        numpy=lambda x, k=1, dims=(0, 1): np.rot90(x, k, dims),
        errors=(
            ErrorInput("one axis", lambda: tg.rot90(leaf(2, 3), 1, (0,)), ValueError, "a plane has two axes"),
            ErrorInput("an axis twice", lambda: tg.rot90(leaf(2, 3), 1, (0, -2)), ValueError, "two axes that differ"),
        ),
    ),
    Row(
        "contiguous",
        lambda x: ops.contiguous(ops.permute(x)),
        {"matrix": given(normal(2, 3)), "vector": given(normal(3))},
        covers=(ops.contiguous,),
        torch=lambda x: x.permute(tuple(reversed(range(x.ndim)))).contiguous(),
    ),
    Row(
        "sum_to_size",
        lambda x, size: tg.functions.sum_to_size(x, size),
        {
            "leading axes": given(normal(2, 3, 4), size=(3, 4)),
            "axes of length 1": given(normal(2, 3, 4), size=(1, 1, 4)),
            "both": given(normal(2, 3, 4), size=(3, 1)),
            "to 0-d": given(normal(2, 3), size=()),
            "nothing to do": given(normal(2, 3), size=(2, 3)),
        },
        covers=(tg.Tensor.sum_to_size,),
        torch=lambda x, size: x.sum_to_size(size),
        also=(lambda x, size: x.sum_to_size(*size) if size else x.sum_to_size(()),),
        errors=(
            ErrorInput("another size", lambda: leaf(2, 3).sum_to_size(2), ValueError, r"\(2,\) of shape \(2, 3\)"),
            ErrorInput("more axes", lambda: leaf(3).sum_to_size(1, 3), ValueError, r"\(1, 3\) of shape \(3,\)"),
        ),
    ),
)

"""Rows of Einstein's notation."""

from __future__ import annotations

import numpy as np

import tinygrad_edu as tg
from tinygrad_edu import ops

from ..references import torch
from ..row import ErrorInput, Row, leaf
from ..samples import given, normal

# What both NumPy and PyTorch understand
EQUATIONS = {
    "matrix product": ("ij,jk->ik", (2, 3), (3, 2)),
    "batch of matrix products": ("bij,bjk->bik", (2, 2, 3), (2, 3, 2)),
    "attention": ("bqhd,bkhd->bhqk", (1, 2, 2, 2), (1, 3, 2, 2)),
    "transpose": ("ij->ji", (2, 3)),
    "sum": ("ij->", (2, 3)),
    "sum over one": ("ij->j", (2, 3)),
    "sums over each": ("ij,k->", (2, 3), (2,)),
    "outer product": ("i,j->ij", (2,), (3,)),
    "elementwise product": ("ij,ij->ij", (2, 3), (2, 3)),
    "trace": ("ii", (3, 3)),
    "diagonal": ("ii->i", (3, 3)),
    "diagonal of three": ("iji,j->ij", (2, 3, 2), (3,)),
    "three times": ("iii->i", (2, 2, 2)),
    "bilinear form": ("bn,anm,bm->ba", (2, 2), (3, 2, 3), (2, 3)),
    "four operands": ("ij,jk,kl,l->i", (2, 3), (3, 2), (2, 3), (3,)),
    "implicit, in alphabetical order": ("ba", (2, 3)),
    "implicit, capitals first": ("aB,Bc", (2, 3), (3, 2)),
    "implicit product": ("ij,jk", (2, 3), (3, 2)),
    "spaces": (" i j , j k -> k i ", (2, 3), (3, 2)),
    "dots": ("...ij,...jk->...ik", (2, 2, 3), (3, 2)),
    "implicit dots": ("i...,i", (2, 3), (2,)),
    "dots that are stretched": ("...i,...i->...", (2, 1, 3), (2, 3)),
    "dots for nothing": ("...i->...i", (3,)),
    "dots in the middle": ("i...j->j...i", (2, 3, 2)),
    "an axis of length 1": ("ij,ij->i", (2, 3), (2, 1)),
    "a stretched axis, kept": ("ij,ij->ij", (1, 3), (2, 3)),
    "number": (",i->i", (), (3,)),
    "no elements": ("ij,jk->ik", (0, 3), (3, 2)),
    "a sum of nothing": ("ij,jk->ik", (2, 0), (0, 3)),
}


def samples():
    """The operands of every equation, and the equation."""
    return {
        name: given(*(normal(*shape) for shape in shapes), equation=equation)
        for name, (equation, *shapes) in EQUATIONS.items()
    }


EINSUM = (
    Row(
        "einsum",
        lambda *parts, equation: tg.einsum(equation, *parts),
        samples(),
        covers=(tg.einsum, ops.einsum),
        numpy=lambda *parts, equation: np.einsum(equation, *parts),
        torch=lambda *parts, equation: torch.einsum(equation, *parts),
        also=(
            lambda *parts, equation: tg.einsum(equation, list(parts)),
            lambda *parts, equation: np.einsum(equation, *parts, optimize=True),
        ),
        errors=(
            ErrorInput("too few terms", lambda: tg.einsum("ij->i", leaf(2), leaf(2)), ValueError, "1 terms for 2 oper"),
            ErrorInput(
                "too few letters",
                lambda: tg.einsum("i->i", leaf(2, 3)),
                ValueError,
                r"term 'i'.*with 2 axes.*\.\.\.",
            ),
            ErrorInput("too many letters", lambda: tg.einsum("ijk", leaf(2, 3)), ValueError, "term 'ijk'"),
            ErrorInput("no letter", lambda: tg.einsum("i1->i", leaf(2, 3)), ValueError, "term 'i1'"),
            ErrorInput("a letter from nowhere", lambda: tg.einsum("i->j", leaf(2)), ValueError, "'j' stands 1 times"),
            ErrorInput("a letter twice", lambda: tg.einsum("i->ii", leaf(2)), ValueError, "'i' stands 2 times"),
            ErrorInput(
                "lengths differ", lambda: tg.einsum("ij,jk", leaf(2, 3), leaf(2, 3)), ValueError, r"einsum\(\(2, 3\)"
            ),
        ),
    ),
    Row(
        "einsum, numbers for letters",
        lambda *parts, lists: tg.einsum(*(thing for pair in zip(parts, lists) for thing in pair), *lists[len(parts) :]),
        {
            "matrix product": given(normal(2, 3), normal(3, 2), lists=([0, 1], [1, 2], [2, 0])),
            "implicit": given(normal(2, 3), normal(3), lists=([1, 0], [0])),
            "dots": given(normal(2, 3, 2), normal(2), lists=([..., 5], [5], [...])),
        },
        covers=(tg.einsum,),
        numpy=lambda *parts, lists: np.einsum(
            *(thing for pair in zip(parts, lists) for thing in pair), *lists[len(parts) :]
        ),
        torch=lambda *parts, lists: torch.einsum(
            *(thing for pair in zip(parts, lists) for thing in pair), *lists[len(parts) :]
        ),
        errors=(
            ErrorInput("no such number", lambda: tg.einsum(leaf(2), [52]), ValueError, "einsum with 52.*below 52"),
            ErrorInput("below 0", lambda: tg.einsum(leaf(2), [-1]), ValueError, "einsum with -1"),
        ),
    ),
    Row(
        "einsum, dots summed over",
        lambda x: tg.einsum("...ij->ji", x),
        {"three axes": given(normal(2, 2, 3)), "two axes": given(normal(2, 3))},
        covers=(tg.einsum,),
        torch=lambda x: torch.einsum("...ij->ji", x),
    ),
)

"""Rows of NumPy's functions that go by other names or arguments than PyTorch's: called as NumPy's, on Tensors."""

from __future__ import annotations

import numpy as np

from tinygrad_edu.tape import numpy_functions

from ..references import one_row
from ..row import ErrorInput, Row, leaf
from ..samples import apart, away_from_zero, distinct, few, few_pairs, given, integers, nonzero, normal, positive, unary


def named(path):
    """A NumPy function, by its name."""
    function = np
    for part in path.split("."):
        function = getattr(function, part)
    return function


def numpys(path, samples, call=None, **fields):
    """The row of a NumPy function; `call` says how it is called, if not with the operands alone."""
    function = named(path)
    run = call or function
    fields.setdefault("covers", (numpy_functions[function],))
    return Row(f"np.{path}", run, samples, numpy=run, **fields)


def several(path, samples, **fields):
    """The row of a NumPy function with several results."""
    function = named(path)
    call = lambda *operands, **options: one_row(function(*operands, **options))
    return numpys(path, samples, call, **fields)


HOLES = np.array([[True, False, True, False], [True, False, False, False], [False, False, False, False]])


def with_holes(path, samples):
    """The row of a NumPy function that leaves out NaN: of a matrix (3, 4), some of whose elements become NaN first."""
    function = named(path)
    return numpys(path, samples, lambda x, *others, **options: function(np.where(HOLES, np.nan, x), *others, **options))


def reducing(family):
    """The samples of a reduction that a rare one needs."""
    return {
        "all": given(family(3, 4)),
        "axis": given(family(3, 4), axis=1),
        "kept": given(family(3, 4), axis=0, keepdims=True),
    }


def spd(n):
    """A matrix far from singular."""
    return lambda rng: rng.standard_normal((n, n)) + 3 * np.eye(n)


def vectors(path, **fields):
    """The row of an inner product along the last axis."""
    return numpys(
        path, {"vectors": given(normal(3), normal(3)), "broadcast": given(normal(2, 1, 3), normal(4, 3))}, **fields
    )


def below_zero(rng):
    """A negative number."""
    return np.asarray(-rng.uniform(1, 2))


CHOICES = np.array([[True, False, False], [False, True, False]])
MORE_CHOICES = np.array([[True, True, False], [True, False, False]])


def selected(x, y, default=0):
    """np.select between two operands."""
    return np.select([CHOICES, MORE_CHOICES], [x, y], default=default)


def of_pieces(x):
    """np.piecewise, with a function, a number and a function for the rest."""
    return np.piecewise(x, [CHOICES, MORE_CHOICES], [np.exp, 2.0, lambda chosen: chosen * chosen])


POINTS = np.array([-3.0, -1.0, 0.5, 3.0])

NUMPY_ELEMENTWISE = (
    numpys("cbrt", unary(nonzero), domain=away_from_zero),
    numpys("angle", {**few(nonzero), "degrees": given(nonzero(3), deg=True)}, domain=away_from_zero),
    numpys("imag", few(normal)),
    numpys("real", few(normal)),
    numpys("conjugate", few(normal)),
    numpys("real_if_close", few(normal)),
    numpys("fabs", few(nonzero), domain=away_from_zero),
    numpys("degrees", few(normal)),
    numpys("radians", few(normal)),
    numpys("rint", few(distinct)),
    numpys("fix", few(distinct)),
    numpys("around", {**few(distinct), "digits": given(distinct(3), decimals=1)}),
    several("modf", few(distinct)),
    several("divmod", few_pairs(normal, lambda *shape: lambda rng: rng.uniform(0.55, 0.65, shape))),
    numpys("ldexp", {"matrix": given(normal(3, 4), integers(-2, 3)(3, 4))}),
    numpys(
        "select",
        {"two": given(normal(2, 3), normal(2, 3)), "default": given(normal(2, 3), normal(3), default=1.5)},
        selected,
        errors=(
            ErrorInput(
                "too few choices", lambda: np.select([CHOICES], [leaf(2, 3), leaf(2, 3)]), ValueError, "1 cond.*2 ch"
            ),
            ErrorInput("numbers", lambda: np.select([CHOICES * 1], [leaf(2, 3)]), ValueError, "of booleans"),
        ),
    ),
    numpys(
        "piecewise",
        {"matrix": given(normal(2, 3))},
        of_pieces,
        errors=(
            ErrorInput("no function", lambda: np.piecewise(leaf(2, 3), [CHOICES], []), ValueError, "0 functions for 1"),
        ),
    ),
)

NUMPY_REDUCTIONS = (
    numpys("amax", reducing(distinct), domain=apart),
    numpys("amin", reducing(distinct), domain=apart),
    *(
        with_holes(name, reducing(distinct))
        for name in ("nanmax", "nanmin", "nanprod", "nanvar", "nanstd", "nanmedian")
    ),
    with_holes("nanquantile", {"rows": given(distinct(3, 4), 0.3, axis=1)}),
    with_holes("nanpercentile", {"rows": given(distinct(3, 4), [30, 60], axis=1)}),
    with_holes("nancumsum", {"rows": given(normal(3, 4), axis=1), "all": given(normal(3, 4))}),
    with_holes("nancumprod", {"rows": given(nonzero(3, 4), axis=1), "all": given(nonzero(3, 4))}),
)

NUMPY_SERIES = (
    numpys(
        "linspace",
        {
            "numbers": given(normal(), normal(), 5),
            "without the end": given(normal(), normal(), 4, endpoint=False),
            "vectors": given(normal(3), normal(2, 1), num=3, axis=-1),
            "from a number": given(0.5, normal(), 3),
            "one": given(normal(), normal(), 1),
            "none": given(normal(), normal(), 0),
        },
    ),
    numpys("geomspace", {"positive": given(positive(), positive(), 4), "negative": given(-0.5, below_zero, 3)}),
    numpys("logspace", {"numbers": given(normal(), normal(), 5), "base": given(normal(), 1.0, 3, base=2.0)}),
    numpys(
        "gradient",
        {
            "vector": given(normal(5)),
            "axis": given(normal(3, 4), axis=1),
            "spacing": given(normal(4), 0.5, edge_order=2),
        },
        errors=(ErrorInput("too short", lambda: np.gradient(leaf(1)), ValueError, "1 elements along dim 0"),),
    ),
    several("gradient", {"matrix": given(normal(3, 4)), "spacings": given(normal(3, 4), 0.5, 2.0)}),
    numpys(
        "interp",
        {
            "inside": given(positive(5), POINTS, normal(4)),
            "outside": given(np.array([-4.0, 0.0, 3.5]), POINTS, normal(4)),
            "ends": given(np.array([-4.0, 0.0, 3.5]), POINTS, normal(4), left=-1.0, right=2.0),
            "a number": given(positive(), POINTS, normal(4)),
        },
        errors=(ErrorInput("a point", lambda: np.interp(leaf(2), [0.0], [1.0]), ValueError, "interp with 1 points"),),
    ),
    numpys("polyval", {"vector": given(normal(3), normal(4)), "constant": given(normal(1), normal(2, 3))}),
    *(
        numpys(
            name,
            {
                "full": given(normal(5), normal(3), "full"),
                "same": given(normal(5), normal(2), "same"),
                "valid": given(normal(5), normal(3), "valid"),
                "default": given(normal(4), normal(4)),
                "shorter first": given(normal(2), normal(5), "full"),
            },
            errors=(
                ErrorInput("a matrix", lambda: np.convolve(leaf(2, 2), leaf(2)), ValueError, "convolve of shapes"),
            ),
        )
        for name in ("convolve", "correlate")
    ),
    numpys(
        "cov",
        {
            "rows": given(normal(3, 5)),
            "two": given(normal(5), normal(5), ddof=0),
            "columns": given(normal(5, 2), rowvar=False, bias=True),
        },
    ),
    numpys("corrcoef", {"rows": given(normal(3, 5)), "columns": given(normal(5, 2), rowvar=False)}),
    numpys("ediff1d", {"matrix": given(normal(2, 3)), "ends": given(normal(4), to_end=9.0, to_begin=[1.0, 2.0])}),
    numpys("vander", {"vector": given(nonzero(3)), "increasing": given(nonzero(3), 4, True)}),
)

NUMPY_LINALG = (
    numpys(
        "cross",
        {
            "vectors": given(normal(3), normal(3)),
            "axes": given(normal(3, 2), normal(2, 3), axisa=0, axisc=0),
            "one axis": given(normal(2, 3, 2), normal(2, 3, 2), axis=1),
        },
    ),
    numpys(
        "linalg.cross",
        {"rows": given(normal(2, 3), normal(2, 3)), "columns": given(normal(3, 2), normal(3, 2), axis=0)},
    ),
    numpys("linalg.diagonal", {"batch": given(normal(2, 3, 4), offset=1)}),
    numpys("linalg.trace", {"batch": given(normal(2, 3, 4)), "offset": given(normal(3, 3), offset=-1)}),
    numpys("linalg.matmul", {"batch": given(normal(2, 3, 4), normal(4, 2))}),
    numpys("linalg.outer", {"vectors": given(normal(3), normal(2))}),
    numpys("linalg.tensordot", {"two axes": given(normal(2, 3), normal(2, 3), axes=2)}),
    numpys("linalg.matrix_transpose", {"batch": given(normal(2, 3, 4))}),
    numpys(
        "linalg.matrix_norm",
        {"Frobenius": given(nonzero(2, 3, 4)), "kept": given(nonzero(3, 4), keepdims=True, ord="nuc")},
    ),
    numpys(
        "linalg.vector_norm", {"all": given(nonzero(3, 4)), "axis": given(nonzero(3, 4), axis=1, keepdims=True, ord=3)}
    ),
    numpys("linalg.tensorinv", {"matrix": given(lambda rng: spd(6)(rng).reshape(2, 3, 6))}),
    numpys("linalg.tensorsolve", {"matrix": given(lambda rng: spd(6)(rng).reshape(2, 3, 6), normal(2, 3))}),
    numpys(
        "linalg.lstsq",
        {"matrix": given(normal(5, 3), normal(5, 2)), "vector": given(normal(5, 3), normal(5))},
        lambda a, b: np.linalg.lstsq(a, b)[0],
    ),
    vectors("linalg.vecdot"),
    vectors("vecdot"),
    *(
        numpys(name, {"batch": given(*operands)})
        for name, operands in {
            "matvec": (normal(2, 3, 4), normal(4)),
            "vecmat": (normal(2, 3), normal(2, 3, 4)),
        }.items()
        if hasattr(np, name)
    ),
)

NUMPY_SHAPES = (
    numpys(
        "rollaxis",
        {"back": given(normal(2, 3, 4), 0, 3), "front": given(normal(2, 3, 4), -1), "1": given(normal(2, 3), 1, 1)},
    ),
    numpys(
        "partition",
        {"vector": given(distinct(7), 3), "axis": given(distinct(3, 4), [1, 2], axis=0)},
        lambda x, kth, axis=-1: np.take(np.partition(x, kth, axis), kth, axis),
        domain=lambda x, *others, **options: apart(x),
        errors=(ErrorInput("no such place", lambda: np.partition(leaf(3), 3), ValueError, "kth=3 of 3 elements"),),
    ),
    numpys("block", {"rows": given(normal(2, 2), normal(2, 1), normal(3))}, lambda x, y, z: np.block([[x, y], [z]])),
    numpys("unique", {"vector": given(distinct(5)), "axis": given(distinct(3, 2), axis=0)}, domain=apart),
    numpys(
        "apply_along_axis",
        {"rows": given(nonzero(3, 4), 1), "columns": given(nonzero(3, 4), 0)},
        lambda x, axis: np.apply_along_axis(lambda row: row[:2] * row.sum(), axis, x),
    ),
)

NUMPY_NAMES = (*NUMPY_ELEMENTWISE, *NUMPY_REDUCTIONS, *NUMPY_SERIES, *NUMPY_LINALG, *NUMPY_SHAPES)

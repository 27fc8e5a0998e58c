"""NumPy's functions on Tensors: they are NumPy's, also where PyTorch's of that name differs; the rest is refused."""

import inspect
import io

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.functions.numpy_plain import PLAIN
from tinygrad_edu.tape import numpy_functions

NUMBERS = np.array([[1.0, 4.0, 4.0], [3.0, -2.0, 0.5]])


def matrix():
    """A recorded matrix."""
    return tg.tensor(NUMBERS, requires_grad=True)


def assert_equal(tensor, expected):
    """A recorded Tensor with this value and dtype."""
    assert isinstance(tensor, tg.Tensor)
    assert tensor.requires_grad
    expected = np.asarray(expected)
    assert tensor.dtype == expected.dtype
    np.testing.assert_allclose(tensor.data, expected, rtol=1e-14)


# Names that differ: NumPy's function is NumPy's, the method and tinygrad_edu's function are PyTorch's


def test_std():
    assert_equal(np.std(matrix()), NUMBERS.std())
    for pytorchs in (matrix().std(), tg.std(matrix())):
        assert_equal(pytorchs, NUMBERS.std(ddof=1))


def test_var():
    assert_equal(np.var(matrix(), axis=0), NUMBERS.var(axis=0))
    assert_equal(np.var(matrix(), ddof=1), NUMBERS.var(ddof=1))
    assert_equal(np.var(matrix(), correction=1), NUMBERS.var(ddof=1))
    for pytorchs in (matrix().var(dim=0), tg.var(matrix(), 0)):
        assert_equal(pytorchs, NUMBERS.var(axis=0, ddof=1))
    assert_equal(matrix().var(0, False), NUMBERS.var(axis=0))


@pytest.mark.parametrize(
    ("numpys", "pytorchs", "expected", "indices", "shared", "first"),
    [
        (np.max, tg.max, [4.0, 3.0], [1, 0], [[0, 0.5, 0.5], [1, 0, 0]], [[0, 1, 0], [1, 0, 0]]),
        (np.min, tg.min, [1.0, -2.0], [0, 1], [[1, 0, 0], [0, 1, 0]], [[1, 0, 0], [0, 1, 0]]),
    ],
    ids=["max", "min"],
)
def test_max_and_min(numpys, pytorchs, expected, indices, shared, first):
    """Along an axis NumPy's gives the values, between which ties are shared, PyTorch's the values and the indices."""
    x = matrix()
    values = numpys(x, axis=1)
    assert_equal(values, expected)
    values.sum().backward()
    np.testing.assert_array_equal(x.grad.data, shared)
    for result in (pytorchs(matrix(), 1), getattr(matrix(), pytorchs.__name__)(dim=1)):
        assert_equal(result.values, expected)
        assert result.indices.tolist() == indices
        assert result[0] is result.values
    x = matrix()
    pytorchs(x, dim=1).values.sum().backward()
    np.testing.assert_array_equal(x.grad.data, first)
    assert_equal(numpys(matrix(), axis=(0, 1)), numpys(NUMBERS))


def test_transpose():
    cube = tg.tensor(np.arange(24.0).reshape(2, 3, 4), requires_grad=True)
    assert_equal(np.transpose(cube), cube.data.T)
    assert_equal(np.transpose(cube, (1, 0, 2)), cube.data.transpose(1, 0, 2))
    for pytorchs in (cube.transpose(0, 2), tg.transpose(cube, 0, 2), np.swapaxes(cube, 0, 2)):
        assert_equal(pytorchs, cube.data.swapaxes(0, 2))
    with pytest.raises(TypeError, match="transpose"):
        cube.transpose()


def test_squeeze():
    column = tg.tensor(np.arange(3.0).reshape(3, 1), requires_grad=True)
    assert np.squeeze(column, 1).shape == column.squeeze(1).shape == (3,)
    assert column.squeeze(0).shape == tg.squeeze(column, 0).shape == (3, 1)
    with pytest.raises(ValueError, match=r"squeeze\(\(3, 1\), axis=0\).*not equal to one"):
        np.squeeze(column, 0)


def test_dot():
    assert_equal(np.dot(matrix(), matrix().T), NUMBERS @ NUMBERS.T)
    assert_equal(np.dot(matrix(), 2.0), NUMBERS * 2)
    for pytorchs in (tg.dot, tg.Tensor.dot):
        assert_equal(pytorchs(matrix()[0], matrix()[1]), NUMBERS[0] @ NUMBERS[1])
        with pytest.raises(ValueError, match="two vectors"):
            pytorchs(matrix(), matrix().T)


def test_outer():
    assert_equal(np.outer(matrix(), matrix()), np.outer(NUMBERS, NUMBERS))
    for pytorchs in (tg.outer, tg.Tensor.outer):
        with pytest.raises(ValueError, match="two vectors"):
            pytorchs(matrix(), matrix())


def test_size():
    assert np.size(matrix()) == matrix().numel() == 6
    assert np.size(matrix(), 1) == matrix().size(1) == 3
    assert matrix().size() == (2, 3)


def test_norm():
    """Of a matrix, NumPy's order 1 is a norm of matrices; PyTorch's `norm` takes the matrix as one vector."""
    assert_equal(np.linalg.norm(matrix()), np.linalg.norm(NUMBERS))
    assert_equal(np.linalg.norm(matrix(), 1, axis=1), np.abs(NUMBERS).sum(axis=1))
    for pytorchs in (matrix().norm(1), tg.norm(matrix(), 1)):
        assert_equal(pytorchs, np.abs(NUMBERS).sum())
    for numpys in (np.linalg.norm(matrix(), 1), tg.linalg.norm(matrix(), 1)):
        assert_equal(numpys, np.linalg.norm(NUMBERS, 1))


def test_permute_wants_all_axes_and_transpose_none():
    assert np.transpose(matrix()).shape == matrix().permute(1, 0).shape == (3, 2)
    with pytest.raises(ValueError, match="names 0 axes of a tensor that has 2"):
        matrix().permute()


def test_reshape_and_expand_take_lengths_or_a_tuple():
    assert np.reshape(matrix(), (3, 2)).shape == matrix().reshape(3, 2).shape == matrix().reshape((3, 2)).shape
    assert np.reshape(matrix(), 6).shape == np.reshape(matrix(), -1).shape == np.ravel(matrix()).shape == (6,)
    assert np.broadcast_to(matrix(), (2, 2, 3)).shape == matrix().expand(2, -1, -1).shape == (2, 2, 3)


def test_clip_under_all_names_of_its_bounds():
    for clipped in (
        np.clip(matrix(), 0, 2),
        np.clip(matrix(), a_min=0, a_max=2),
        tg.clamp(matrix(), 0, 2),
        matrix().clamp(min=0, max=2),
        matrix().clip(0, 2),
    ):
        assert_equal(clipped, NUMBERS.clip(0, 2))
    assert_equal(np.clip(matrix(), None, 2), NUMBERS.clip(None, 2))


@pytest.mark.skipif("min" not in inspect.signature(np.clip).parameters, reason="np.clip has no min before NumPy 2.1")
def test_clip_under_the_newer_names_of_its_bounds():
    assert_equal(np.clip(matrix(), min=0, max=2), NUMBERS.clip(0, 2))


def test_axis_and_dim_are_the_same():
    for name in ("sum", "mean", "prod", "amax", "amin", "logsumexp"):
        function = getattr(tg, name)
        by_dim, by_axis = function(matrix(), dim=1, keepdim=True), function(matrix(), axis=1, keepdims=True)
        np.testing.assert_array_equal(by_dim.data, by_axis.data, err_msg=name)
        assert by_dim.shape == (2, 1)


# Everything that is registered, called on Tensors

CALLS = {
    np.arccos: lambda function, x: function(x / 5),
    np.arccosh: lambda function, x: function(x * x + 1),
    np.arcsin: lambda function, x: function(x / 5),
    np.arctanh: lambda function, x: function(x / 5),
    np.argmax: lambda function, x: function(x, axis=1),
    np.argmin: lambda function, x: function(x, 0),
    np.bitwise_and: lambda function, x: function(x > 0, x < 4),
    np.bitwise_or: lambda function, x: function(x > 0, x < 4),
    np.bitwise_xor: lambda function, x: function(x > 0, x < 4),
    np.broadcast_to: lambda function, x: function(x, (2, 2, 3)),
    np.clip: lambda function, x: function(x, 0, 2),
    np.count_nonzero: lambda function, x: function(x, axis=0),
    np.concatenate: lambda function, x: function([x, np.ones((2, 1))], axis=1),
    np.cross: lambda function, x: function(x, np.ones((2, 3))),
    np.dot: lambda function, x: function(x, np.ones(3)),
    np.einsum: lambda function, x: function("ij,kj->ik", x, x),
    np.inner: lambda function, x: function(x, x),
    np.kron: lambda function, x: function(x, np.ones(2)),
    np.tensordot: lambda function, x: function(x, np.ones((3, 2)), axes=([1], [0])),
    np.expand_dims: lambda function, x: function(x, (0, -1)),
    np.gcd: lambda function, x: function(np.multiply(x > 0, 6), 4),
    np.invert: lambda function, x: function(x > 0),
    np.lcm: lambda function, x: function(np.multiply(x > 0, 6), 4),
    np.left_shift: lambda function, x: function(np.multiply(x > 0, 6), 1),
    np.log: lambda function, x: function(x * x),
    np.log10: lambda function, x: function(x * x),
    np.log1p: lambda function, x: function(x * x),
    np.log2: lambda function, x: function(x * x),
    np.matmul: lambda function, x: function(x, np.ones((3, 2))),
    np.outer: lambda function, x: function(x, np.arange(3.0)),
    np.percentile: lambda function, x: function(x, 30),
    np.power: lambda function, x: function(x, 3),
    np.quantile: lambda function, x: function(x, [0.3, 0.6], axis=1),
    np.reshape: lambda function, x: function(x, (3, -1)),
    np.right_shift: lambda function, x: function(np.multiply(x > 0, 6), 1),
    np.sqrt: lambda function, x: function(x * x),
    np.stack: lambda function, x: function([x, x], 2),
    np.swapaxes: lambda function, x: function(x, 0, 1),
    np.vdot: lambda function, x: function(x, np.arange(6.0).reshape(2, 3)),
    np.where: lambda function, x: function(x > 1, x, 0.0),
    np.append: lambda function, x: function(x, x[:1], axis=0),
    np.array_split: lambda function, x: function(x, 2, axis=1)[0],
    np.broadcast_arrays: lambda function, x: function(x, np.ones(3))[0],
    np.column_stack: lambda function, x: function((x, x)),
    np.compress: lambda function, x: function([True, False, True], x, axis=1),
    np.delete: lambda function, x: function(x, 1, axis=1),
    np.dsplit: lambda function, x: function(x.reshape(1, 2, 3), 3)[1],
    np.dstack: lambda function, x: function((x, x)),
    np.extract: lambda function, x: function(NUMBERS > 1, x),
    np.hsplit: lambda function, x: function(x, [1])[1],
    np.hstack: lambda function, x: function([x, x]),
    np.insert: lambda function, x: function(x, 1, 9.0, axis=1),
    np.lib.stride_tricks.sliding_window_view: lambda function, x: function(x, 2, axis=1),
    np.meshgrid: lambda function, x: function(x[0], x[1])[0],
    np.moveaxis: lambda function, x: function(x, 0, -1),
    np.pad: lambda function, x: function(x, ((0, 1), (2, 0)), constant_values=1),
    np.repeat: lambda function, x: function(x, [2, 0, 1], axis=1),
    np.roll: lambda function, x: function(x, 1, axis=1),
    np.split: lambda function, x: function(x, 3, axis=1)[2],
    np.take: lambda function, x: function(x, [[0, 2]], axis=1),
    np.take_along_axis: lambda function, x: function(x, np.array([[2, -1], [0, 0]]), axis=1),
    np.tile: lambda function, x: function(x, 2),
    np.vsplit: lambda function, x: function(x, 2)[1],
    np.vstack: lambda function, x: function([x, NUMBERS]),
    np.allclose: lambda function, x: function(x, NUMBERS),
    np.apply_along_axis: lambda function, x: function(np.sum, 1, x),
    np.argpartition: lambda function, x: function(x, 1)[..., 1],
    np.array_equal: lambda function, x: function(x, NUMBERS),
    np.array_equiv: lambda function, x: function(x, NUMBERS),
    np.bitwise_count: lambda function, x: function(np.argmax(x)),
    np.block: lambda function, x: function([[x, x], [np.ones((1, 6))]]),
    np.can_cast: lambda function, x: function(x, np.float32),
    np.convolve: lambda function, x: function(x[0], x[1]),
    np.correlate: lambda function, x: function(x[0], x[1]),
    np.diag_indices_from: lambda function, x: function(x[:, :2]),
    np.digitize: lambda function, x: function(x, [0.0, 2.0]),
    np.divmod: lambda function, x: function(x, 1.5),
    np.einsum_path: lambda function, x: function("ij,kj->ik", x, x),
    np.empty_like: lambda function, x: 0 * function(x),
    np.float_power: lambda function, x: function(x, 2),
    np.full_like: lambda function, x: function(x, 2.5),
    np.geomspace: lambda function, x: function(abs(x), 9.0, 3),
    np.interp: lambda function, x: function(x, [-1.0, 2.0, 3.0], [5.0, 6.0, 4.0]),
    np.isin: lambda function, x: function(x, [4.0, 0.5]),
    np.ldexp: lambda function, x: function(x, np.array([1, 2, 3])),
    np.linspace: lambda function, x: function(x, 9.0, 3),
    np.logspace: lambda function, x: function(x, 2.0, 3),
    np.may_share_memory: lambda function, x: function(x, x),
    np.nanpercentile: lambda function, x: function(x, 30),
    np.nanquantile: lambda function, x: function(x, 0.3),
    np.partition: lambda function, x: function(x, 1)[..., 1],
    np.piecewise: lambda function, x: function(x, [NUMBERS > 1], [np.exp, np.sin]),
    np.polyval: lambda function, x: function(x[0], x[1]),
    np.ravel_multi_index: lambda function, x: function((np.argmax(x), np.argmin(x)), (6, 6)),
    np.result_type: lambda function, x: function(x, np.float32),
    np.rollaxis: lambda function, x: function(x, 1),
    np.save: lambda function, x: function(io.BytesIO(), x),
    np.savetxt: lambda function, x: function(io.BytesIO(), x),
    np.savez: lambda function, x: function(io.BytesIO(), x, name=x),
    np.savez_compressed: lambda function, x: function(io.BytesIO(), name=x),
    np.searchsorted: lambda function, x: function(np.arange(4.0), x, "right"),
    np.select: lambda function, x: function([x > 1, x > 0], [x, -x], 5.0),
    np.shares_memory: lambda function, x: function(x, x),
    np.tril_indices_from: lambda function, x: function(x),
    np.unique: lambda function, x: function(x, return_inverse=True),
    np.unravel_index: lambda function, x: function(np.argmax(x), (2, 3)),
    np.vander: lambda function, x: function(x[0]),
    np.vecdot: lambda function, x: function(x, x),
}
if hasattr(np, "cumulative_sum"):  # NumPy 2.1
    CALLS[np.cumulative_sum] = CALLS[np.cumulative_prod] = lambda function, x: function(x, axis=1)
    CALLS[np.astype] = lambda function, x: function(x, np.float32)
if hasattr(np, "matvec"):  # NumPy 2.2
    CALLS[np.matvec] = lambda function, x: function(x, np.arange(3.0))
    CALLS[np.vecmat] = lambda function, x: function(np.arange(2.0), x)
TWO_OPERANDS = (
    np.add, np.subtract, np.multiply, np.divide, np.maximum, np.minimum, np.equal, np.not_equal, np.less, np.less_equal,
    np.greater, np.greater_equal, np.logical_and, np.logical_or, np.logical_xor, np.fmax, np.fmin, np.logaddexp,
    np.logaddexp2, np.floor_divide, np.remainder, np.fmod, np.heaviside, np.nextafter, np.copysign, np.arctan2,
    np.hypot, np.isclose,
)  # fmt: skip
if hasattr(np, "unstack"):  # NumPy 2.1
    CALLS[np.unstack] = lambda function, x: function(x, axis=1)[1]
REGISTERED = [function for function in numpy_functions if getattr(np, function.__name__, None) is function]


@pytest.mark.parametrize("function", REGISTERED, ids=lambda function: function.__name__)
def test_a_registered_function_gives_numpys_value(function):
    default = (lambda f, x: f(x, NUMBERS[0])) if function in TWO_OPERANDS else (lambda f, x: f(x))
    call = CALLS.get(function, default)
    expected = call(function, NUMBERS)
    result = call(function, matrix())
    assert function in PLAIN or type(result) is tensors_for(expected)
    if not isinstance(expected, tuple) or function in PLAIN:
        expected, result = [expected], [result]
    for ours, theirs in zip(result, expected, strict=True):
        assert function in PLAIN or type(ours) is tensors_for(theirs)
        if isinstance(ours, tg.Tensor):
            np.testing.assert_allclose(ours.data, theirs, rtol=1e-13, atol=1e-15)
        else:
            np.testing.assert_equal(ours, theirs)


def tensors_for(thing):
    """The type that a result of NumPy's has when it is made of Tensors."""
    named = isinstance(thing, tuple) and hasattr(thing, "_fields")
    return tg.Tensor if isinstance(thing, (np.ndarray, np.generic)) else tuple if named else type(thing)


def test_an_array_on_the_left_records():
    for result, expected in (
        (NUMBERS + matrix(), NUMBERS * 2),
        (NUMBERS - matrix(), NUMBERS * 0),
        (NUMBERS * matrix(), NUMBERS**2),
        (NUMBERS / (matrix() + 9.0), NUMBERS / (NUMBERS + 9)),
        (np.array(2.0) ** matrix(), 2**NUMBERS),
        (NUMBERS.T @ matrix(), NUMBERS.T @ NUMBERS),
        (np.float64(2) * matrix(), 2 * NUMBERS),
    ):
        assert_equal(result, expected)
    assert (matrix() == NUMBERS).data.all()


def test_lists_may_mix_arrays_and_tensors():
    assert_equal(np.concatenate([NUMBERS, matrix()]), np.concatenate([NUMBERS, NUMBERS]))
    assert_equal(np.stack((NUMBERS, matrix()), axis=-1), np.stack((NUMBERS, NUMBERS), axis=-1))


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.append(x, 5.0),
        lambda x: np.atleast_3d(x, x[0])[1],
        lambda x: np.compress([True, False], x, 0),
        lambda x: np.concatenate([x, x[0]], axis=None),
        lambda x: np.delete(x, [0, -1], axis=1),
        lambda x: np.delete(x, slice(0, 4)),
        lambda x: np.insert(x, [0, 2], [7.0, 8.0]),
        lambda x: np.insert(x, 0, [7.0, 8.0, 9.0], axis=0),
        lambda x: np.insert(x, 1, np.array([7.0, 8.0]), axis=1),
        lambda x: np.insert(x, [1, 1], np.array([[7.0, 8.0], [5.0, 6.0]]), axis=1),
        lambda x: np.insert(x, slice(0, 2), 3.0, axis=1),
        lambda x: np.lib.stride_tricks.sliding_window_view(x, (2, 2)),
        lambda x: np.meshgrid(x[0], x[1], indexing="ij")[1],
        lambda x: np.nonzero(x)[1] * x[0, 0],
        lambda x: np.pad(x, 2, mode="reflect"),
        lambda x: np.repeat(x, 2),
        lambda x: np.repeat(x, 2, axis=0),
        lambda x: np.take(x, np.array([5, -1])),
        lambda x: np.take_along_axis(x, np.array([0, 5]), axis=None),
        lambda x: np.tile(x, (2, 1, 2)),
        lambda x: np.tile(x[0], ()),
        lambda x: np.where(x > 1)[0] * x[0, 0],
        lambda x: np.rot90(x, k=-1, axes=(0, 1)),
        lambda x: np.roll(x, (1, 1), axis=(0, 1)),
        lambda x: np.diag(x, k=1),
        lambda x: np.diag(x[0], -1),
        lambda x: np.tril(x, k=-1),
        lambda x: np.squeeze(np.expand_dims(x, (0, 2))),
    ],
)
def test_numpys_functions_of_shapes_and_indices_take_numpys_arguments(call):
    assert_equal(call(matrix()), call(NUMBERS))


# What is refused, by name: a constant must never be made of what wants a gradient in silence

ARRAY = np.ones((2, 3))


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("eig", lambda: np.linalg.eig(matrix())),
        ("fft", lambda: np.fft.fft(matrix())),
        ("resize", lambda: np.resize(matrix(), (3, 3))),
        ("choose", lambda: np.choose(matrix(), [ARRAY, ARRAY])),
        ("roots", lambda: np.roots(matrix()[0])),
        ("polyfit", lambda: np.polyfit(np.arange(3.0), matrix()[0], 1)),
        ("unwrap", lambda: np.unwrap(matrix())),
        ("trim_zeros", lambda: np.trim_zeros(matrix()[0])),
        ("spacing", lambda: np.spacing(matrix())),
        ("frexp", lambda: np.frexp(matrix())),
        ("histogram", lambda: np.histogram(matrix())),
    ],
)
def test_a_numpy_function_that_is_not_there_is_refused(name, call):
    with pytest.raises(TypeError, match=rf"np\.(\w+\.)*{name} isn't recorded on a Tensor\nhelp: "):
        call()


@pytest.mark.parametrize(
    ("name", "argument", "call"),
    [
        ("add", "out", lambda: np.add(matrix(), 1, out=ARRAY)),
        ("exp", "out", lambda: np.exp(ARRAY, out=matrix())),
        ("add", "out", lambda: ARRAY.__iadd__(matrix())),
        ("add", "where", lambda: np.add(matrix(), 1, where=ARRAY > 0)),
        ("multiply", "dtype", lambda: np.multiply(matrix(), 2, dtype=np.float32)),
        ("multiply", "casting", lambda: np.multiply(matrix(), 2, casting="no")),
        ("matmul", "axes", lambda: np.matmul(matrix(), matrix(), axes=[(0, 1), (0, 1), (0, 1)])),
        ("sum", "out", lambda: np.sum(matrix(), out=ARRAY)),
        ("sort", "order", lambda: np.sort(matrix(), order="x")),
        ("sum", "where", lambda: np.sum(matrix(), where=ARRAY > 0)),
        ("sum", "initial", lambda: np.sum(matrix(), initial=1.0)),
        ("median", "out", lambda: np.median(matrix(), out=ARRAY[0])),
        ("prod", "where", lambda: np.prod(matrix(), where=ARRAY > 0)),
        ("max", "initial", lambda: np.max(matrix(), initial=9.0)),
        ("var", "mean", lambda: np.var(matrix(), mean=2.0)),
        ("std", "out", lambda: np.std(matrix(), 0, out=ARRAY[0])),
        ("argmax", "out", lambda: np.argmax(matrix(), 0, out=ARRAY[0])),
        ("clip", "out", lambda: np.clip(matrix(), 0, 1, out=ARRAY)),
        ("clip", "dtype", lambda: np.clip(matrix(), 0, 1, dtype=np.float32)),
        ("concatenate", "out", lambda: np.concatenate([matrix()], out=ARRAY)),
        ("concatenate", "dtype", lambda: np.concatenate([matrix()], dtype=np.float32)),
        ("stack", "casting", lambda: np.stack([matrix()], casting="no")),
        ("reshape", "order", lambda: np.reshape(matrix(), (3, 2), order="F")),
        ("ravel", "order", lambda: np.ravel(matrix(), order="F")),
        ("copy", "order", lambda: np.copy(matrix(), order="F")),
        ("zeros_like", "shape", lambda: np.zeros_like(matrix(), shape=(2,))),
        ("broadcast_to", "subok", lambda: np.broadcast_to(matrix(), (2, 3), subok=True)),
        ("dot", "out", lambda: np.dot(matrix(), matrix().T, out=ARRAY)),
        ("outer", "out", lambda: np.outer(matrix(), matrix(), out=ARRAY)),
    ],
)
def test_an_argument_that_is_not_there_is_refused(name, argument, call):
    with pytest.raises(TypeError, match=rf"np\.{name}\b(.|\n)*\b{argument}\b"):
        call()
    np.testing.assert_array_equal(ARRAY, np.ones((2, 3)))


@pytest.mark.parametrize(
    ("method", "call", "instead"),
    [
        ("add.reduce", lambda: np.add.reduce(matrix()), "np.sum is"),
        ("multiply.reduce", lambda: np.multiply.reduce(matrix()), "np.prod is"),
        ("maximum.reduce", lambda: np.maximum.reduce(matrix()), "np.max is"),
        ("add.accumulate", lambda: np.add.accumulate(matrix()), "np.cumsum is"),
        ("add.reduceat", lambda: np.add.reduceat(matrix(), [0]), "call np.add plainly"),
        ("add.outer", lambda: np.add.outer(matrix(), ARRAY), r"np.add\(t\[:, None\], u\[None, :\]\) is"),
        ("multiply.outer", lambda: np.multiply.outer(matrix(), ARRAY), "np.outer is"),
        ("add.at", lambda: np.add.at(ARRAY, 0, matrix()[0]), r"t.index_add\(dim, index, x\) is"),
    ],
)
def test_ufunc_methods_are_refused(method, call, instead):
    with pytest.raises(
        TypeError, match=rf"np\.{method} isn't recorded on a Tensor\nhelp: {instead}, or give it arrays"
    ):
        call()
    np.testing.assert_array_equal(ARRAY, np.ones((2, 3)))


@pytest.mark.parametrize(
    ("name", "call", "instead"),
    [
        ("copyto", lambda: np.copyto(ARRAY, matrix()), r"t\.copy_\(x\) writes"),
        ("copyto", lambda: np.copyto(tg.zeros(2, 3), ARRAY), r"t\.copy_\(x\) writes"),
        ("put", lambda: np.put(matrix(), [0], [1.0]), r"t\.put\(index, x\)"),
        ("putmask", lambda: np.putmask(matrix(), NUMBERS > 0, 1.0), r"t\.masked_fill\(mask, x\)"),
        ("place", lambda: np.place(matrix(), NUMBERS > 0, [1.0]), r"t\.masked_fill\(mask, x\)"),
        ("fill_diagonal", lambda: np.fill_diagonal(matrix(), 0.0), r"diagonal_scatter\(t, x\)"),
        (
            "put_along_axis",
            lambda: np.put_along_axis(matrix(), ARRAY.astype(int), 0.0, 1),
            r"t\.scatter\(dim, index, x\)",
        ),
        ("linalg.eigvals", lambda: np.linalg.eigvals(matrix() @ matrix().T), "np.linalg.eigvalsh takes symmetric"),
    ],
)
def test_what_is_refused_says_what_to_do_instead(name, call, instead):
    with pytest.raises(TypeError, match=rf"np\.{name} isn't recorded on a Tensor\nhelp: {instead}"):
        call()
    np.testing.assert_array_equal(ARRAY, np.ones((2, 3)))


# What only looks at the numbers takes Tensors, also those that want a gradient


def test_comparisons_are_truth_values():
    assert np.allclose(matrix(), NUMBERS)
    assert not np.allclose(NUMBERS, matrix() + 1e-3)
    assert np.allclose(matrix(), matrix() + 1e-3, atol=1e-2)
    assert np.array_equal(matrix(), NUMBERS)
    assert not np.array_equal(matrix(), NUMBERS[0])
    assert np.array_equiv(matrix()[:1], NUMBERS[:1])
    assert np.isrealobj(matrix())
    assert not np.iscomplexobj(matrix())
    close = np.isclose(matrix(), NUMBERS)
    assert isinstance(close, tg.Tensor)
    assert close.data.all()
    assert not close.requires_grad


def test_dtypes_of_results():
    assert np.result_type(tg.zeros(2), np.float64(1)) == np.float64
    assert np.result_type(tg.zeros(2), 1.0) == np.float32
    assert np.can_cast(tg.zeros(2), np.float64)
    assert np.zeros_like(tg.zeros(2), dtype=int).dtype == np.full_like(matrix(), 2.7, dtype=int).dtype == int
    assert np.full_like(matrix(), 2.7, dtype=int).tolist() == [[2, 2, 2], [2, 2, 2]]
    assert np.empty_like(matrix()).shape == (2, 3)


def test_texts():
    assert np.array_str(matrix()) == str(NUMBERS)
    assert np.array2string(matrix(), precision=1) == np.array2string(NUMBERS, precision=1)
    assert np.array_repr(tg.ones(2)) == "array([1., 1.], dtype=float32)"


def test_files():
    file = io.BytesIO()
    np.save(file, matrix())
    file.seek(0)
    np.testing.assert_array_equal(np.load(file), NUMBERS)
    file = io.BytesIO()
    np.savez(file, matrix(), weights=matrix() * 2)
    file.seek(0)
    loaded = np.load(file)
    np.testing.assert_array_equal(loaded["arr_0"], NUMBERS)
    np.testing.assert_array_equal(loaded["weights"], NUMBERS * 2)


def test_indices_are_tensors():
    place = np.unravel_index(matrix().argmin(), (2, 3))
    assert [type(i) for i in place] == [tg.Tensor, tg.Tensor]
    assert matrix()[place].item() == -2
    assert np.searchsorted(tg.tensor([0.0, 1.0]), 0.5).item() == 1


def test_numpys_own_tests_take_what_wants_no_gradient():
    for check in (np.testing.assert_allclose, np.testing.assert_array_equal, np.testing.assert_equal):
        check(tg.tensor(NUMBERS), NUMBERS)
        with pytest.raises(AssertionError):
            check(NUMBERS, tg.tensor(NUMBERS + 1))
        with pytest.raises(TypeError, match=r"detach\(\)"):
            check(matrix(), NUMBERS)


# What else is NumPy's


def test_a_tensor_is_a_list_of_its_slices():
    for join in (np.stack, np.concatenate, np.vstack, np.hstack, np.column_stack):
        assert_equal(join(matrix()), join(list(NUMBERS)))


def test_lists_of_numbers_and_tensors_are_appended():
    one = tg.tensor(2.0, requires_grad=True)
    assert_equal(np.append([one * 1, np.float32(5)], one), np.array([2, 5, 2], np.float32))


def test_all_nan():
    for function in (np.nanmax, np.nanmin):
        holes = tg.tensor([[np.nan, np.nan], [1.0, np.nan]], requires_grad=True)
        result = function(holes, axis=1)
        np.testing.assert_array_equal(result.data, [np.nan, 1])
        result[1].backward()
        np.testing.assert_array_equal(holes.grad.data, [[0, 0], [1, 0]])
        assert function(tg.tensor([3, 1])).item() == function([3, 1])


def test_the_third_root_is_steep_at_zero():
    x = tg.tensor([-8.0, 0.0], requires_grad=True)
    with np.errstate(divide="ignore"):
        np.cbrt(x).sum().backward()
    np.testing.assert_allclose(x.grad.data, [1 / 12, np.inf], rtol=1e-6)


def test_nanstd_of_a_constant_sends_back_zero():
    constant = tg.tensor([2.0, 2.0, np.nan], requires_grad=True)
    np.nanstd(constant).backward()
    np.testing.assert_array_equal(constant.grad.data, [0, 0, 0])


def test_unique_keeps_the_first_of_equal_elements():
    x = matrix()
    results = np.unique(x, True, True, True)
    for ours, theirs in zip(results, np.unique(NUMBERS, True, True, True), strict=True):
        np.testing.assert_array_equal(ours.data, theirs)
    (results[0] * np.array([1.0, 2.0, 3.0, 4.0, 5.0])).sum().backward()
    np.testing.assert_array_equal(x.grad.data, [[3, 5, 0], [4, 1, 2]])


@pytest.mark.parametrize(
    "call",
    [
        lambda: np.asarray(matrix()),
        lambda: np.array(matrix()),
        lambda: np.asarray(matrix(), dtype=np.float32),
        lambda: np.array([matrix(), matrix()]),
        lambda: np.sum([matrix(), matrix()]),
        lambda: ARRAY.__setitem__(slice(None), matrix()),
        lambda: np.asarray(matrix() * 2),
    ],
)
def test_what_wants_a_gradient_does_not_become_an_array(call):
    with pytest.raises(TypeError, match=r"requires a gradient(.|\n)*detach\(\)"):
        call()


def test_what_wants_no_gradient_becomes_an_array():
    tensor = tg.tensor(NUMBERS)
    np.testing.assert_array_equal(np.asarray(tensor), NUMBERS)
    assert np.asarray(tensor, dtype=np.float32).dtype == np.float32
    assert np.array([tensor, tensor]).shape == (2, 2, 3)
    assert np.shares_memory(np.asarray(matrix().detach()), np.asarray(matrix().detach())) is False
    assert np.array(tensor) is not tensor.data


def test_functions_that_are_not_there_are_refused_without_a_gradient_too():
    """Else a program would lose its gradients when its data begin to want them."""
    with pytest.raises(TypeError, match=r"np\.spacing isn't recorded"):
        np.spacing(tg.tensor(NUMBERS))


@pytest.mark.parametrize("function", [np.sum, np.prod, np.cumsum, np.cumprod, np.reciprocal])
@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.uint64])
def test_integers_become_what_numpy_makes_of_them(function, dtype):
    numbers = np.array([1, 2, 3], dtype)
    ours, expected = function(tg.tensor(numbers)), function(numbers)
    assert ours.dtype == expected.dtype
    assert ours.tolist() == expected.tolist()

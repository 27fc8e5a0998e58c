"""Every row of the table, held against NumPy, against central differences, and against itself."""

import inspect
import itertools
import re
import sys

import numpy as np
import pytest

import tinygrad_edu as tg
import tinygrad_edu.nn.functional as F
from tinygrad_edu import ops

from ..numeric import assert_gradient, is_float_array, numeric_gradients, random_weights
from .row import case_name
from .samples import Sample, as_tensors, cotangent, float_positions
from .table import CASES, ROWS


def cases(wanted=lambda row: True):
    """A parametrisation over all samples of the rows for which `wanted` holds."""
    chosen = [(row, name) for row, name in CASES if wanted(row)]
    return pytest.mark.parametrize(("row", "name"), chosen, ids=case_name)


def differentiable(row):
    """Whether a row has gradients."""
    return row.gradient


def value_and_gradients(function, sample, dtype=None):
    """The value of the function, and the gradients of its floating-point operands, by position, as arrays."""
    tensors = as_tensors(sample.operands, dtype=dtype)
    output = function(*tensors, **sample.options)
    assert isinstance(output, tg.Tensor), f"the result is a {type(output).__name__}"
    output.backward(cotangent(output))
    return output.data, {position: tensors[position].grad.data for position in float_positions(sample.operands)}


def assert_same(actual, expected, what, rtol=1e-12, atol=1e-14):
    """Equal in shape and dtype, and in value up to rounding."""
    actual, expected = np.asarray(actual), np.asarray(expected)
    assert actual.shape == expected.shape, f"{what}: shape {actual.shape}, expected {expected.shape}"
    assert actual.dtype == expected.dtype, f"{what}: dtype {actual.dtype}, expected {expected.dtype}"
    np.testing.assert_allclose(actual, expected, rtol=rtol, atol=atol, err_msg=what)


def call(function, sample, dtype=None):
    """The function's result for a sample."""
    return function(*as_tensors(sample.operands, dtype=dtype), **sample.options)


@cases(lambda row: row.numpy)
def test_the_value_is_numpys(row, name):
    sample = row.sample(name)
    expected = np.asarray(row.numpy(*sample.operands, **sample.options))
    assert_same(call(row.function, sample).data, expected, f"{row.name}, {name}")


@cases(lambda row: row.takes_arrays)
def test_arrays_give_arrays(row, name):
    sample = row.sample(name)
    result = row.function(*sample.operands, **sample.options)
    assert isinstance(result, (np.ndarray, np.generic)), f"{row.name}, {name}: arrays give a {type(result).__name__}"
    assert_same(result, call(row.function, sample).data, f"{row.name}, {name}")


@cases(lambda row: row.also)
def test_other_spellings_are_the_same(row, name):
    sample = row.sample(name)
    for number, spelling in enumerate(row.also):
        what = f"{row.name}, {name}, spelling {number}"
        if row.gradient:
            expected, gradients = value_and_gradients(row.function, sample)
            value, others = value_and_gradients(spelling, sample)
            for position, gradient in gradients.items():
                assert_same(others[position], gradient, f"{what}, gradient {position}")
        else:
            expected, value = call(row.function, sample).data, call(spelling, sample).data
        assert_same(value, expected, what)


@cases(lambda row: not row.gradient)
def test_no_gradient_is_recorded(row, name):
    assert not call(row.function, row.sample(name)).requires_grad


@cases(lambda row: row.domain)
def test_the_sample_keeps_away_from_kinks(row, name):
    sample = row.sample(name)
    assert row.domain(*sample.operands, **sample.options), f"{row.name}, {name} is too near to a kink"


@cases(differentiable)
def test_the_gradient_is_the_numeric_one(row, name):
    sample = row.sample(name)
    tensors = as_tensors(sample.operands)
    output = row.function(*tensors, **sample.options)
    weights = cotangent(output)
    output.backward(weights)

    def value(*operands):
        return row.function(*as_tensors(operands, recorded=()), **sample.options).data

    for position, numeric in enumerate(numeric_gradients(value, sample.operands, weights)):
        if numeric is not None:
            gradient = tensors[position].grad
            assert gradient is not None, f"{row.name}, {name}: operand {position} got no gradient"
            assert_gradient(gradient.data, numeric, f"{row.name}, {name}, operand {position}")


def first_gradients(row, sample, operands, weights, create_graph):
    """The operands' gradients for the cotangent `weights`, all in one vector, and what they were computed from."""
    tensors = as_tensors(operands)
    output = row.function(*tensors, **sample.options)
    weights = tg.tensor(weights, requires_grad=True)
    leaves = [tensors[position] for position in float_positions(operands)]
    gradients = tg.grad(output, leaves, weights, create_graph=create_graph)
    vector = tg.cat([gradient.reshape(-1) for gradient in gradients])
    return vector, [*leaves, weights]


@cases(differentiable)
def test_the_second_gradient_is_the_numeric_one(row, name):
    sample = row.sample(name)
    weights = cotangent(row.function(*as_tensors(sample.operands), **sample.options))
    floats = float_positions(sample.operands)

    def gradient(*changed):
        operands = list(sample.operands)
        for position, operand in zip(floats, changed):
            operands[position] = operand
        return first_gradients(row, sample, operands, changed[-1], create_graph=False)[0].data

    vector, inputs = first_gradients(row, sample, sample.operands, weights, create_graph=True)
    second_weights = random_weights(np.random.default_rng(2), vector.shape)
    arrays = [*(sample.operands[position] for position in floats), weights]
    numeric = numeric_gradients(gradient, arrays, second_weights)
    seconds = [None] * len(inputs)  # as for `sign`, whose gradient is a constant
    if vector.requires_grad:
        seconds = tg.grad(vector, inputs, tg.tensor(second_weights), allow_unused=True)
    for position, second in enumerate(seconds):
        what = f"{row.name}, {name}, second gradient by {'the cotangent' if position == len(floats) else position}"
        assert_gradient(np.zeros(arrays[position].shape) if second is None else second.data, numeric[position], what)


@pytest.mark.parametrize(
    ("row", "name"),
    [(row, name) for row, name in CASES if row.gradient and len(float_positions(row.sample(name).operands)) > 1],
    ids=case_name,
)
def test_some_operands_recorded_is_like_all(row, name):
    sample = row.sample(name)
    floats = float_positions(sample.operands)
    value, expected = value_and_gradients(row.function, sample)
    for count in range(1, len(floats)):
        for recorded, as_arrays in itertools.product(itertools.combinations(floats, count), (False, row.takes_arrays)):
            what = f"{row.name}, {name}: recorded {recorded}, the others {'arrays' if as_arrays else 'Tensors'}"
            tensors = as_tensors(sample.operands, recorded)
            if as_arrays:
                tensors = [t if p in recorded else sample.operands[p] for p, t in enumerate(tensors)]
            output = row.function(*tensors, **sample.options)
            output.backward(cotangent(output))
            assert_same(output.data, value, what)
            for position in floats:
                if position in recorded:
                    assert_same(tensors[position].grad.data, expected[position], f"{what}, gradient {position}")
                elif not as_arrays:
                    assert tensors[position].grad is None, f"{what}: operand {position} got a gradient"


@cases(lambda row: row.name not in ("cast", "float_power"))
def test_float32_stays_float32(row, name):
    sample = row.sample(name)
    rounded = [x.astype(np.float32).astype(float) if is_float_array(x) else x for x in sample.operands]
    sample = Sample(tuple(rounded), sample.options)
    what = f"{row.name}, {name}"
    if not row.gradient:
        result, expected = call(row.function, sample, dtype=np.float32), call(row.function, sample)
        dtype = np.float32 if expected.dtype == np.float64 else expected.dtype
        return assert_same(result.data, expected.data.astype(dtype), what)
    value, gradients = value_and_gradients(row.function, sample, dtype=np.float32)
    expected, expected_gradients = value_and_gradients(row.function, sample)
    assert_same(value, expected.astype(np.float32), what, rtol=1e-5, atol=1e-5)
    for position, gradient in gradients.items():
        wanted = expected_gradients[position].astype(np.float32)
        assert_same(gradient, wanted, f"{what}, gradient {position}", rtol=1e-5, atol=1e-5)


def noncontiguous(array):
    """The same numbers, each with others between it and the next, in the order of columns, and backwards."""
    if array.ndim == 0:
        return array
    spaced = np.full([2 * n for n in reversed(array.shape)], 77, dtype=array.dtype)
    view = spaced[(slice(None, None, -2),) * array.ndim].T
    view[...] = array
    return view


@cases()
def test_operands_may_lie_in_memory_anyhow(row, name):
    sample = row.sample(name)
    what = f"{row.name}, {name}"
    tensors = [tg.from_numpy(noncontiguous(x)) if isinstance(x, np.ndarray) else x for x in sample.operands]
    if not row.gradient:
        result = row.function(*tensors, **sample.options)
        return assert_same(result.data, call(row.function, sample).data, what)
    value, gradients = value_and_gradients(row.function, sample)
    for position in gradients:
        tensors[position].requires_grad_()
    output = row.function(*tensors, **sample.options)
    output.backward(noncontiguous(cotangent(output)))
    assert_same(output.data, value, what)
    for position, gradient in gradients.items():
        assert_same(tensors[position].grad.data, gradient, f"{what}, gradient {position}")


@cases(differentiable)
def test_nothing_is_overwritten_and_nothing_is_shared(row, name):
    """Neither `backward` nor `grad` writes to operands or cotangent, nor do their results share memory with them."""
    sample = row.sample(name)
    tensors = as_tensors(sample.operands)
    output = row.function(*tensors, **sample.options)
    weights = tg.tensor(cotangent(output))
    before = [np.copy(tensor.data) for tensor in (*tensors, weights, output) if isinstance(tensor, tg.Tensor)]
    leaves = [tensors[position] for position in float_positions(sample.operands)]
    output.backward(weights)
    results = {"backward": [leaf.grad for leaf in leaves], "grad": tg.grad(output, leaves, weights)}
    held = [tensor for tensor in (*tensors, weights, output) if isinstance(tensor, tg.Tensor)]
    for tensor, copy in zip(held, before, strict=True):
        np.testing.assert_array_equal(tensor.data, copy, err_msg=f"{row.name}, {name}: overwritten")
    for how, gradients in results.items():
        for position, gradient in enumerate(gradients):
            others = {"an operand, the cotangent or the output": held, "another gradient": gradients[:position]}
            for what, tensors in others.items():
                shared = any(np.shares_memory(gradient.data, tensor.data) for tensor in tensors)
                assert not shared, f"{row.name}, {name}: {how}'s gradient {position} shares memory with {what}"


def test_gradients_through_views_share_no_memory():
    """Two operands that reach a sum through a reshape each: both are sent views of one cotangent."""
    x, y = tg.ones(2, 3, requires_grad=True), tg.ones(3, 2, requires_grad=True)
    total = x.reshape(-1) + y.reshape(-1)
    by_x, by_y = tg.grad(total, [x, y], np.arange(6.0))
    total.backward(np.arange(6.0))
    assert not np.shares_memory(x.grad.data, y.grad.data)
    assert not np.shares_memory(by_x.data, by_y.data)


@cases(lambda row: row.numpy and row.records)
def test_numpy_functions_record(row, name):
    """The NumPy reference, called on Tensors, is recorded and has the op's value and gradients."""
    sample = row.sample(name)
    what = f"NumPy's {row.name}, {name}"
    if not row.gradient:
        output = call(row.numpy, sample)
        assert isinstance(output, tg.Tensor), f"{what}: the result is a {type(output).__name__}"
        return assert_same(output.data, call(row.function, sample).data, what)
    expected, gradients = value_and_gradients(row.function, sample)
    value, numpys = value_and_gradients(row.numpy, sample)
    assert_same(value, expected, what)
    for position, gradient in gradients.items():
        assert_same(numpys[position], gradient, f"{what}, gradient {position}", rtol=1e-10, atol=1e-12)


TWO_OPERANDS = [
    (row, name)
    for row, name in CASES
    if row.gradient and name in ("same shape", "matrix, none", "(3,) and (3,)") and len(row.sample(name).operands) == 2
]


@pytest.mark.parametrize(("row", "name"), TWO_OPERANDS, ids=case_name)
def test_one_tensor_in_both_places_gets_both_gradients(row, name):
    sample = row.sample(name)
    left, right = as_tensors(sample.operands[:1] * 2)
    output = row.function(left, right, **sample.options)
    output.backward(cotangent(output))
    both = tg.tensor(sample.operands[0], requires_grad=True)
    again = row.function(both, both, **sample.options)
    again.backward(cotangent(again))
    assert_same(both.grad.data, left.grad.data + right.grad.data, f"{row.name} of one tensor twice")


@pytest.mark.parametrize(("row", "name"), TWO_OPERANDS, ids=case_name)
def test_a_gradient_has_the_dtype_of_its_operand(row, name):
    sample = row.sample(name)
    x, y = (
        tg.tensor(operand, dtype=dtype, requires_grad=True)
        for operand, dtype in zip(sample.operands, (np.float32, np.float64))
    )
    output = row.function(x, y, **sample.options)
    assert output.dtype == np.float64
    output.backward(cotangent(output))
    assert (x.grad.dtype, y.grad.dtype) == (np.float32, np.float64), row.name


@pytest.mark.parametrize(("row", "error"), [(row, error) for row in ROWS for error in row.errors], ids=case_name)
def test_a_wrong_call_is_an_error_that_helps(row, error):
    with pytest.raises(error.error) as raised:
        error.call()
    assert re.search(error.message, str(raised.value), re.DOTALL), f"{row.name}, {error.name}: {raised.value}"


# That the table is complete

# Rooms of the package whose functions aren't ops, each tested in a file of its own
OTHER_ROOMS = {
    f"tinygrad_edu.{room}"
    for room in (
        "arrays", "autograd.gradients", "autograd.recording", "devices", "factories", "func", "functions.random",
        "inplace", "inspection", "nn.functional.other_order", "ops.kernel", "ops.random", "serialization", "settings",
        "tensor",
    )
}  # fmt: skip
NOT_OPS = {
    "allclose": "a truth value",
    "broadcast_shapes": "no tensors",
    "detach_": "leaves the graph",
    "equal": "a truth value",
    "zero_": "in place",
}
NOT_OPS_OF_TENSORS = {
    "stride": "a number",
    "ndimension": "a number",
    "is_contiguous": "a truth value",
    "contiguous": "tested in test_parts.py",
    "allclose": "a truth value",
    "apply_": "in place",
    "astype": "tested below",
    "bernoulli_": "in place",
    "bool": "tested below",
    "byte": "a dtype: test_factories",
    "cauchy_": "in place",
    "changed": "the tape's own",
    "char": "a dtype: test_factories",
    "copy_": "in place",
    "cpu": "a device",
    "cuda": "a device",
    "data_ptr": "a number",
    "detach_": "leaves the graph",
    "dim": "a number",
    "double": "tested below",
    "element_size": "no tensor",
    "equal": "a truth value",
    "exponential_": "in place",
    "fill_": "in place",
    "float": "tested below",
    "geometric_": "in place",
    "get_device": "a number",
    "half": "a dtype: test_factories",
    "int": "tested below",
    "is_floating_point": "no tensor",
    "item": "leaves the graph",
    "log_normal_": "in place",
    "long": "tested below",
    "map_": "in place",
    "nelement": "no tensor",
    "new": "a factory",
    "new_empty": "a factory",
    "new_full": "a factory",
    "new_ones": "a factory",
    "new_tensor": "a factory",
    "new_zeros": "a factory",
    "normal_": "in place",
    "numel": "a number",
    "numpy": "leaves the graph",
    "random_": "in place",
    "register_hook": "the gradient itself",
    "register_post_accumulate_grad_hook": "the gradient itself",
    "retain_grad": "the gradient itself",
    "share_version": "the tape's own",
    "short": "a dtype: test_factories",
    "size": "a number",
    "to": "tested below",
    "tolist": "leaves the graph",
    "type": "a dtype: test_factories",
    "type_as": "a dtype: test_factories",
    "uniform_": "in place",
    "zero_": "in place",
}


def itself(function):
    """The function behind one that the package exports with `out=`."""
    return getattr(function, "without_out", function)


def functions_of(module):
    """The public functions of a module or class, classes and submodules left out."""
    for name in [name for name in dir(module) if not name.startswith("_")]:
        value = itself(inspect.getattr_static(module, name))
        if inspect.isfunction(value) and (value.__module__ not in OTHER_ROOMS or value in COVERED):
            yield name, value


COVERED = {itself(function) for row in ROWS for function in row.covers}
FUNCTIONS = [pair for room in (tg, tg.linalg, tg.special, ops, F) for pair in functions_of(room)]
METHODS = [*functions_of(tg.Tensor)]


@pytest.mark.parametrize(("name", "function"), FUNCTIONS)
def test_every_function_has_a_row(name, function):
    assert function in COVERED or name in NOT_OPS, f"{name} has no row in tests/ops/table.py"


@pytest.mark.parametrize(("name", "function"), METHODS)
def test_every_method_has_a_row(name, function):
    assert function in COVERED or name in NOT_OPS_OF_TENSORS, f"Tensor.{name} has no row in tests/ops/table.py"


@pytest.mark.parametrize(("public", "exempt"), [(FUNCTIONS, NOT_OPS), (METHODS, NOT_OPS_OF_TENSORS)])
def test_no_exemption_is_out_of_date(public, exempt):
    needed = {name for name, function in public if function not in COVERED}
    assert not set(exempt) - needed


def underlying_code(function):
    """What Python runs: the rule's own text for an op, whose wrapper all ops share."""
    return getattr(function, "rule", function).__code__


@pytest.mark.parametrize("row", ROWS, ids=case_name)
def test_a_row_runs_what_it_covers(row):
    called = set()
    sys.setprofile(lambda frame, event, argument: called.add(frame.f_code) if event == "call" else None)
    try:
        for name in row.samples:
            sample = row.sample(name)
            row.function(*as_tensors(sample.operands), **sample.options)
    finally:
        sys.setprofile(None)
    for function in row.covers:
        assert underlying_code(itself(function)) in called, f"{row.name} never calls {function.__name__}"


# Casts: float32's steps are too coarse for central differences


def test_a_cast_sends_back_the_dtype_that_it_got():
    for before, after in ((np.float32, np.float64), (np.float64, np.float32), (np.float32, np.float16)):
        x = tg.tensor([1.5, -2.0], dtype=before, requires_grad=True)
        y = x.to(after)
        y.backward(np.array([3.0, 0.5]))
        assert y.dtype == after
        assert_same(x.grad.data, np.array([3.0, 0.5], dtype=before), f"{before} to {after}")


@pytest.mark.parametrize(
    ("cast", "dtype"),
    [
        (lambda x: x.float(), np.float32),
        (lambda x: x.double(), np.float64),
        (lambda x: x.to(np.float32), np.float32),
        (lambda x: x.to("float64"), np.float64),
        (lambda x: x.to(dtype=tg.float64), np.float64),
        (lambda x: x.astype(np.float32), np.float32),
    ],
)
def test_casts_to_floats_record(cast, dtype):
    for before in (np.float32, np.float64):
        x = tg.tensor([1.5, -2.0, 0.25], dtype=before, requires_grad=True)
        y = cast(x)
        assert y.dtype == dtype
        (y * np.array([1.0, 2.0, 4.0], dtype=dtype)).sum().backward()
        assert_same(x.grad.data, np.array([1.0, 2.0, 4.0], dtype=before), f"{before} to {dtype}")


@pytest.mark.parametrize(
    ("cast", "expected"),
    [
        (lambda x: x.int(), np.array([1, -2, 0], dtype=np.int32)),
        (lambda x: x.long(), np.array([1, -2, 0], dtype=np.int64)),
        (lambda x: x.bool(), np.array([True, True, False])),
        (lambda x: x.to(np.int64), np.array([1, -2, 0], dtype=np.int64)),
    ],
)
def test_casts_to_whole_numbers_require_no_gradient(cast, expected):
    y = cast(tg.tensor([1.5, -2.0, 0.0], requires_grad=True))
    assert_same(y.data, expected, "cast")
    assert not y.requires_grad


def test_a_cast_to_the_same_dtype_or_to_the_cpu_is_the_tensor_itself():
    x = tg.tensor([1.0], requires_grad=True)
    assert x.to(np.float32) is x
    assert x.to("cpu") is x


def test_mse_loss_of_shapes_that_broadcast_warns():
    with pytest.warns(UserWarning, match=r"mse_loss of shapes \(3, 1\) and \(3,\)"):
        loss = F.mse_loss(tg.zeros(3, 1), tg.ones(3), reduction="none")
    assert loss.shape == (3, 3)

"""Tensors from nothing: shapes, dtypes, requires_grad, random numbers."""

import numpy as np
import pytest

import tinygrad_edu as tg

MAKERS = [tg.zeros, tg.ones, tg.rand, tg.randn]


@pytest.mark.parametrize("make", MAKERS)
def test_a_shape_is_numbers_or_a_tuple(make):
    assert make(2, 3).shape == make((2, 3)).shape == make([2, 3]).shape == (2, 3)
    assert make(4).shape == (4,)
    assert make(()).shape == make().shape == ()
    assert make(0, 3).shape == (0, 3)


@pytest.mark.parametrize("make", MAKERS)
def test_the_dtype_is_the_default_one_or_the_one_that_is_named(make):
    assert make(2).dtype == np.float32
    assert make(2, dtype=np.float64).dtype == np.float64
    tg.set_default_dtype(np.float64)
    assert make(2).dtype == np.float64


@pytest.mark.parametrize("make", MAKERS)
def test_a_gradient_can_be_required(make):
    x = make(2, requires_grad=True)
    assert x.requires_grad
    assert x.is_leaf
    assert not make(2).requires_grad
    with pytest.raises(TypeError, match="can't require a gradient"):
        make(2, dtype=np.int64, requires_grad=True)


def test_values():
    np.testing.assert_array_equal(tg.zeros(2, 2).data, np.zeros((2, 2)))
    np.testing.assert_array_equal(tg.ones(2, 2).data, np.ones((2, 2)))
    assert tg.zeros(2, dtype=tg.bool).tolist() == [False, False]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("shape", [(2.5,), (-1,), ("a",)])
def test_what_is_no_shape_is_refused(make, shape):
    with pytest.raises((TypeError, ValueError)):
        make(*shape)


@pytest.mark.parametrize(
    ("limits", "expected", "dtype"),
    [
        ((3,), [0, 1, 2], np.int64),
        ((1, 4), [1, 2, 3], np.int64),
        ((1, 8, 3), [1, 4, 7], np.int64),
        ((3, 0, -1), [3, 2, 1], np.int64),
        ((1.5,), [0.0, 1.0], np.float32),
        ((0, 1, 0.25), [0.0, 0.25, 0.5, 0.75], np.float32),
    ],
)
def test_arange_counts(limits, expected, dtype):
    t = tg.arange(*limits)
    assert t.tolist() == expected
    assert t.dtype == dtype


def test_arange_in_a_named_dtype():
    assert tg.arange(3, dtype=np.float64).dtype == np.float64
    assert tg.arange(3.0, requires_grad=True).requires_grad
    with pytest.raises(TypeError, match="can't require a gradient"):
        tg.arange(3, requires_grad=True)


def test_the_same_seed_gives_the_same_numbers():
    tg.manual_seed(3)
    first = tg.rand(4).tolist(), tg.randn(4).tolist()
    tg.manual_seed(3)
    assert (tg.rand(4).tolist(), tg.randn(4).tolist()) == first
    assert tg.rand(4).tolist() != first[0]


def test_a_generator_of_ones_own_leaves_the_default_one_alone():
    tg.manual_seed(3)
    expected = tg.rand(4).tolist()
    tg.manual_seed(3)
    own = tg.randn(4, generator=np.random.default_rng(1))
    assert tg.rand(4).tolist() == expected
    np.testing.assert_array_equal(own.data, tg.randn(4, generator=np.random.default_rng(1)).data)


def test_random_numbers_have_their_distribution():
    uniform, normal = tg.rand(100_000).data, tg.randn(100_000).data
    assert uniform.min() >= 0.0
    assert uniform.max() < 1.0
    assert abs(uniform.mean() - 0.5) < 0.005
    assert abs(uniform.var() - 1 / 12) < 0.002
    assert abs(normal.mean()) < 0.015
    assert abs(normal.std() - 1.0) < 0.01


def test_uniform_numbers_in_float32_stay_below_1():
    class Largest(np.random.Generator):
        """A generator that always draws the largest float64 below 1."""

        def random(self, size=None, dtype=np.float64, out=None):
            one = np.ones(size, dtype)
            return np.nextafter(one, 0 * one)

    assert tg.rand(3, generator=Largest(np.random.PCG64(0))).data.max() < 1.0


# Against PyTorch: the same shapes, dtypes and values for the same arguments

EXACT = {
    "zeros size": lambda m: m.zeros(size=(2, 3)),
    "ones of a list": lambda m: m.ones([2, 3], dtype=m.int64),
    "empty": lambda m: m.empty(2, 3).zero_(),
    "full": lambda m: m.full((2, 3), 7),
    "full of floats": lambda m: m.full((2,), 0.5),
    "full of booleans": lambda m: m.full((2,), True),
    "full dtype": lambda m: m.full((2,), 1, dtype=m.float64),
    "eye": lambda m: m.eye(3),
    "eye n m": lambda m: m.eye(2, 4, dtype=m.float64),
    "arange end": lambda m: m.arange(end=5),
    "arange start end": lambda m: m.arange(start=1, end=5),
    "arange step named": lambda m: m.arange(0, 10, step=3),
    "arange one and end": lambda m: m.arange(2, end=5),
    "arange negative": lambda m: m.arange(5, 0, -2),
    "arange float": lambda m: m.arange(0.0, 1.0, 0.25),
    "linspace": lambda m: m.linspace(0, 1, 5),
    "linspace steps": lambda m: m.linspace(-1, 1, steps=4, dtype=m.float64),
    "linspace one": lambda m: m.linspace(3, 9, 1),
    "logspace": lambda m: m.logspace(0, 2, 3),
    "logspace base": lambda m: m.logspace(0, 3, 4, base=2),
    "zeros_like": lambda m: m.zeros_like(m.ones(2, 3, dtype=m.float64)),
    "ones_like dtype": lambda m: m.ones_like(m.zeros(2), dtype=m.int32),
    "full_like": lambda m: m.full_like(m.zeros(2, dtype=m.int64), 3),
    "empty_like": lambda m: m.empty_like(m.zeros(2, 3)).zero_(),
    "scalar_tensor": lambda m: m.scalar_tensor(2.5),
    "as_tensor list": lambda m: m.as_tensor([1, 2]),
    "as_tensor dtype": lambda m: m.as_tensor([1.0, 2.0], dtype=m.float64),
    "asarray": lambda m: m.asarray([[1.0]]),
    "to double": lambda m: m.ones(2).to(m.double),
    "to device": lambda m: m.ones(2).to("cpu"),
    "to device and dtype": lambda m: m.ones(2).to("cpu", m.long),
    "to device object": lambda m: m.ones(2).to(m.device("cpu")),
    "to like": lambda m: m.ones(2).to(m.ones(2, dtype=m.int8)),
    "half": lambda m: m.ones(2).half(),
    "byte": lambda m: m.ones(2).byte(),
    "short": lambda m: m.ones(2).short(),
    "char": lambda m: m.ones(2).char(),
    "type": lambda m: m.ones(2).type(m.int32),
    "type_as": lambda m: m.ones(2).type_as(m.ones(1, dtype=m.float64)),
}


@pytest.mark.parametrize("name", EXACT)
def test_pytorch_makes_the_same(name):
    torch = pytest.importorskip("torch")
    ours, theirs = EXACT[name](tg), EXACT[name](torch)
    assert ours.shape == tuple(theirs.shape)
    assert str(ours.dtype) == str(theirs.dtype)[6:]
    np.testing.assert_allclose(ours.data, theirs.numpy(), rtol=1e-6)


DRAWN = {
    "rand": lambda m: m.rand(2, 3, dtype=m.float64),
    "randn size": lambda m: m.randn(size=(2, 3)),
    "randint high": lambda m: m.randint(10, (2, 3)),
    "randint low high": lambda m: m.randint(3, 10, (4,)),
    "randint named": lambda m: m.randint(low=3, high=10, size=(4,)),
    "randint dtype": lambda m: m.randint(3, (2,), dtype=m.int32),
    "randperm": lambda m: m.randperm(5),
    "rand_like": lambda m: m.rand_like(m.ones(2, 3, dtype=m.float64)),
    "randn_like": lambda m: m.randn_like(m.ones(2, 3)),
    "randint_like": lambda m: m.randint_like(m.ones(2, 3), 5),
    "normal size": lambda m: m.normal(0.0, 1.0, size=(2, 3)),
    "normal tensors": lambda m: m.normal(m.zeros(3), m.ones(3)),
    "normal mean": lambda m: m.normal(m.zeros(3), 2.0),
    "normal std": lambda m: m.normal(mean=1.0, std=m.ones(3)),
    "bernoulli": lambda m: m.bernoulli(m.full((3,), 0.5)),
    "multinomial": lambda m: m.multinomial(m.tensor([0.2, 0.8, 1.0]), 2),
    "multinomial rows": lambda m: m.multinomial(m.ones(2, 3), 5, replacement=True),
    "poisson": lambda m: m.poisson(m.full((2, 2), 3.0)),
}


@pytest.mark.parametrize("name", DRAWN)
def test_pytorch_draws_in_the_same_shape_and_dtype(name):
    torch = pytest.importorskip("torch")
    ours, theirs = DRAWN[name](tg), DRAWN[name](torch)
    assert ours.shape == tuple(theirs.shape)
    assert str(ours.dtype) == str(theirs.dtype)[6:]


def test_whole_numbers_lie_within_their_limits():
    numbers = tg.randint(3, 7, (1000,)).data
    assert set(numbers.tolist()) == {3, 4, 5, 6}
    assert sorted(tg.randperm(20).tolist()) == list(range(20))
    assert set(tg.randint_like(tg.zeros(100), 2).tolist()) == {0.0, 1.0}


def test_draws_follow_their_weights():
    tg.manual_seed(1)
    many = tg.multinomial(tg.tensor([1.0, 0.0, 3.0]), 10_000, replacement=True).data
    np.testing.assert_allclose(np.bincount(many, minlength=3) / 10_000, [0.25, 0, 0.75], atol=0.02)
    for _ in range(20):
        assert sorted(tg.multinomial(tg.tensor([1.0, 0.0, 3.0]), 2).tolist()) == [0, 2]
    assert abs(tg.bernoulli(tg.full((10_000,), 0.3)).data.mean() - 0.3) < 0.02
    assert abs(tg.poisson(tg.full((10_000,), 3.0)).data.mean() - 3.0) < 0.1
    assert abs(tg.normal(tg.full((10_000,), 5.0), 2.0).data.std() - 2.0) < 0.1


def test_tensors_are_filled_at_random_in_place():
    t = tg.zeros(10_000)
    assert abs(t.bernoulli_(0.3).data.mean() - 0.3) < 0.02
    assert abs(t.exponential_(2.0).data.mean() - 0.5) < 0.03
    assert set(t.random_(3).tolist()) == {0.0, 1.0, 2.0}
    assert set(t.random_(2, 4).tolist()) == {2.0, 3.0}
    assert t.random_().data.max() < 2**24


@pytest.mark.parametrize(("replacement", "many"), [(True, 5), (False, 1), (False, 3)])
def test_multinomial_draws_what_numpys_choice_draws(replacement, many):
    rows = np.array([[0.0, 1.0, 2.0, 5.0], [3.0, 0.5, 0.0, 0.1]])
    tg.manual_seed(3)
    drawn = tg.multinomial(tg.tensor(rows), many, replacement)
    draw = np.random.default_rng(3)
    assert drawn.tolist() == [draw.choice(4, many, replacement, row / row.sum()).tolist() for row in rows]


def test_a_generator_draws_the_same_from_the_same_seed():
    one = tg.Generator().manual_seed(5)
    state = one.get_state()
    first = tg.randn(3, generator=one).tolist()
    assert tg.randn(3, generator=one).tolist() != first
    one.set_state(state)
    assert tg.randn(3, generator=one).tolist() == first
    assert one.initial_seed() == 5
    assert one.seed() == one.initial_seed()


def test_the_state_of_the_random_numbers_can_be_kept():
    tg.manual_seed(9)
    state = tg.get_rng_state()
    first = tg.rand(2).tolist()
    tg.set_rng_state(state)
    assert tg.rand(2).tolist() == first
    assert tg.initial_seed() == 9
    assert tg.manual_seed(2**70 + 1).initial_seed() == 2**70 + 1
    assert isinstance(tg.seed(), int)
    tg.manual_seed(0)


def test_as_tensor_copies_only_what_it_must():
    array = np.ones(2)
    assert tg.as_tensor(array).value is array
    t = tg.ones(2)
    assert tg.as_tensor(t) is t
    assert tg.as_tensor(array, dtype=tg.float32).value is not array


def test_memory_is_shared_through_dlpack():
    array = np.ones(3)
    t = tg.from_dlpack(array)
    t.data[0] = 5.0
    assert array[0] == 5.0
    assert np.from_dlpack(tg.tensor([1.0, 2.0])).tolist() == [1.0, 2.0]
    torch = pytest.importorskip("torch")
    theirs = torch.arange(3.0)
    ours = tg.from_dlpack(theirs)
    theirs[0] = 7.0
    assert ours.tolist() == [7.0, 1.0, 2.0]
    back = torch.from_dlpack(tg.tensor([1.0, 2.0]))
    assert back.tolist() == [1.0, 2.0]
    with pytest.raises(RuntimeError, match="leaves the graph"):
        torch.from_dlpack(tg.tensor([1.0], requires_grad=True))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: tg.zeros(2, -1), TypeError, "is no shape"),
        (lambda: tg.zeros(2, sizes=3), TypeError, "no argument 'sizes'"),
        (lambda: tg.full((2.5,), 1), TypeError, "is no shape"),
        (lambda: tg.zeros(2, device="cuda"), RuntimeError, "no device 'cuda'"),
        (lambda: tg.ones(2).to("cuda:0"), RuntimeError, "no device 'cuda:0'"),
        (lambda: tg.ones(2).cuda(), RuntimeError, "no device 'cuda'"),
        (lambda: tg.ones(2).to(tg.device("mps")), RuntimeError, "no device 'mps'"),
        (lambda: tg.device("tpu"), RuntimeError, "no device 'tpu'"),
        (lambda: tg.bernoulli(tg.tensor([1.5])), ValueError, "wants probabilities"),
        (lambda: tg.multinomial(tg.tensor([1.0, 0.0]), 2), ValueError, "2 samples of 1 weights above 0"),
        (lambda: tg.multinomial(tg.tensor([1.0, -1.0]), 1), ValueError, "weights of at least 0"),
        (lambda: tg.normal(0.0, -1.0, (2,)), ValueError, "standard deviation is -1"),
        (lambda: tg.randint(1, 2, 3, (2,)), TypeError, r"randint\(\[low,\] high, size\)"),
        (lambda: tg.arange(ende=3), TypeError, r"arange\(\[start,\] end\[, step\]\)"),
    ],
)
def test_mistakes_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_what_programs_ask_of_devices_and_dtypes():
    device = tg.device("cuda" if tg.cuda.is_available() else "mps" if tg.backends.mps.is_available() else "cpu")
    t = tg.ones(2, device=device)
    assert t.device == device == tg.device("cpu")
    assert str(device) == "cpu"
    assert t.cpu() is t
    assert not t.is_cuda
    assert tg.cuda.device_count() == 0
    assert t.dtype == tg.float32 == tg.float
    assert tg.finfo(tg.float32).eps == np.finfo(np.float32).eps
    assert tg.iinfo(tg.int8).max == 127
    assert isinstance(t.dtype, tg.dtype)
    assert (tg.numel(t), t.nelement(), t.element_size(), t.nbytes) == (2, 2, 4, 8)
    assert tg.is_tensor(t)
    assert not tg.is_tensor(t.data)
    assert tg.is_floating_point(t)
    assert t.is_floating_point()
    assert t.type() == "float32"


NEW = {
    "new_tensor": lambda t: t.new_tensor([[1, 2]]),
    "new_full": lambda t: t.new_full((2, 3), 7),
    "new_zeros": lambda t: t.new_zeros(2, 3),
    "new_zeros of a tuple": lambda t: t.new_zeros((2, 3), requires_grad=True),
    "new_ones": lambda t: t.new_ones(4),
    "new_empty": lambda t: t.new_empty((2, 0)),
}


@pytest.mark.parametrize("name", NEW)
def test_pytorch_makes_the_same_like_a_tensor(name):
    torch = pytest.importorskip("torch")
    ours, theirs = NEW[name](tg.ones(1, dtype=tg.float64)), NEW[name](torch.ones(1, dtype=torch.float64))
    np.testing.assert_array_equal(ours.data, theirs.detach().numpy())
    assert (ours.dtype, ours.requires_grad) == (np.float64, theirs.requires_grad)


def test_asarray_shares_or_copies_and_stands_outside_the_graph():
    array = np.ones(2, np.float32)
    assert np.shares_memory(tg.asarray(array, copy=False).data, array)
    for copied in (tg.asarray(array, copy=True), tg.asarray(array, dtype=tg.float64), tg.from_dlpack(array, copy=True)):
        assert not np.shares_memory(copied.data, array)
    with pytest.raises(ValueError, match="can't share"):
        tg.asarray([1.0], copy=False)
    leaf = tg.tensor(2.0, requires_grad=True)
    assert tg.asarray(leaf) is tg.asarray(leaf, requires_grad=True) is leaf
    assert not tg.asarray(leaf, copy=False, requires_grad=False).requires_grad
    assert tg.asarray(leaf, copy=True).grad_fn is not None
    assert tg.asarray(array, requires_grad=True).requires_grad

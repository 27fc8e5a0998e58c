"""What programs ask before they begin, and older constructors: accelerators, FloatTensor, Variable."""

import math
import multiprocessing
import operator
import tomllib
from collections import deque
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg

TYPED = {
    "FloatTensor": np.float32,
    "DoubleTensor": np.float64,
    "HalfTensor": np.float16,
    "LongTensor": np.int64,
    "IntTensor": np.int32,
    "ShortTensor": np.int16,
    "CharTensor": np.int8,
    "ByteTensor": np.uint8,
    "BoolTensor": np.bool_,
}


@pytest.mark.parametrize("name", TYPED)
def test_a_typed_tensor_is_pytorchs(name):
    torch = pytest.importorskip("torch")
    ours, theirs = getattr(tg, name), getattr(torch, name)
    for made, expected in [
        (ours([[1, 0], [2, 3]]), theirs([[1, 0], [2, 3]])),
        (tg.ones(2).type(ours), torch.ones(2).type(theirs)),
        (tg.ones(2).to(ours.dtype), torch.ones(2).to(theirs.dtype)),
    ]:
        assert made.dtype == expected.numpy().dtype
        np.testing.assert_array_equal(made.data, expected.numpy())


@pytest.mark.parametrize("name", TYPED)
def test_of_lengths_it_is_zeros(name):
    made = getattr(tg, name)(2, 3)
    assert made.dtype == TYPED[name]
    assert made.shape == (2, 3)
    assert not made.data.any()


def test_there_is_no_accelerator():
    assert not tg.accelerator.is_available()
    assert tg.accelerator.device_count() == 0
    assert tg.accelerator.current_accelerator() is None
    assert tg.accelerator.current_accelerator(check_available=True) is None


def test_a_device_is_an_object_that_no_tensor_is_on():
    assert repr(tg.device("cuda:1")) == "device(type='cuda', index=1)"
    assert (tg.device("cuda", 1), str(tg.device("cuda"))) == (tg.device("cuda:1"), "cuda")
    assert tg.device("cuda") != tg.device("cpu") == tg.device(tg.device("cpu")) == tg.ones(2).device
    assert tg.device("cuda").index is None
    net = tg.nn.Linear(2, 1)
    for moved in (
        lambda: tg.ones(2).to(tg.device("cuda")),
        lambda: net.to(tg.device("cuda:0")),
        lambda: tg.zeros(2, device=tg.device("cuda")),
        tg.device("cuda").__enter__,
    ):
        with pytest.raises(RuntimeError, match=r"no device 'cuda.*\nhelp: "):
            moved()
    with pytest.raises(RuntimeError, match="no device 'cuda:x'"):
        tg.device("cuda:x")


def test_switches_for_graphics_cards_can_be_set():
    import tinygrad_edu.backends.cudnn as cudnn

    cudnn.benchmark = True
    assert tg.backends.cudnn.benchmark
    cudnn.benchmark = False
    tg.backends.cuda.matmul.allow_tf32 = True
    assert not cudnn.is_available()


def test_there_is_no_graphics_card():
    assert not tg.cuda.is_available()
    assert tg.cuda.device_count() == 0
    assert not isinstance(tg.ones(2), tg.cuda.FloatTensor)
    with pytest.raises(RuntimeError, match="no device 'cuda'"):
        tg.cuda.LongTensor([1, 2])
    for done in (tg.cuda.empty_cache(), tg.cuda.manual_seed(1), tg.cuda.manual_seed_all(1)):
        assert done is None


@pytest.mark.parametrize("kind", [tg.DoubleTensor, "torch.DoubleTensor", "DoubleTensor"])
def test_a_default_tensor_type_is_a_default_dtype(kind):
    tg.set_default_tensor_type(kind)
    assert tg.get_default_dtype() == tg.tensor(1.5).dtype == np.float64
    tg.set_default_tensor_type("torch.FloatTensor")
    assert tg.ones(2).dtype == np.float32


@pytest.mark.parametrize("kind", ["torch.cuda.CudaTensor", "float64", np.float64, tg.LongTensor, "LongTensor"])
def test_a_default_tensor_type_is_floating(kind):
    with pytest.raises(TypeError, match=r"\nhelp: |floating-point"):
        tg.set_default_tensor_type(kind)


@pytest.mark.parametrize("name", TYPED)
def test_a_dtype_by_an_older_name(name):
    assert tg.ones(2).type(f"torch.{name}").dtype == tg.ones(2).type(name).dtype == TYPED[name]


@pytest.mark.parametrize("name", ["torch.cuda.FloatTensor", "RealTensor"])
def test_an_unknown_type_of_tensors_is_refused(name):
    with pytest.raises(TypeError, match=r"no type of tensors .*\nhelp: torch.FloatTensor"):
        tg.ones(2).type(name)


def test_a_module_by_an_older_name_of_a_dtype():
    assert tg.nn.Linear(2, 1).type("torch.DoubleTensor").weight.dtype == np.float64


def test_type_names():
    assert tg.typename(tg.ones(2)) == "float32"
    assert (tg.typename(1), tg.typename("a")) == ("int", "str")
    assert tg.typename(tg.nn.Linear) == tg.typename(tg.nn.Linear(1, 1)) == "tinygrad_edu.nn.layers.Linear"


def test_new_is_of_the_same_dtype():
    x = tg.ones(2, 3, dtype=tg.float64)
    assert x.new(2, 2).tolist() == [[0.0, 0.0], [0.0, 0.0]]
    assert x.new(x.size()).shape == (2, 3)
    assert x.new([1, 2]).tolist() == x.new(np.array([1, 2])).tolist() == x.new(tg.tensor([1, 2])).tolist() == [1.0, 2.0]
    assert x.new().shape == (0,)
    assert {x.new(2).dtype, x.new([1]).dtype, x.new(tg.tensor([1])).dtype} == {np.dtype(np.float64)}


def test_a_range_includes_its_end():
    torch = pytest.importorskip("torch")
    for given in ((0, 3), (1, 2, 0.5), (3, 0, -1), (0, 2.7)):
        with pytest.warns(UserWarning, match="arange"):
            ours = tg.range(*given)
        with pytest.warns(UserWarning, match="arange"):
            theirs = torch.range(*given)
        assert ours.tolist() == theirs.tolist()
    with pytest.warns(UserWarning, match="arange"), pytest.raises(ValueError, match="a step of the other sign"):
        tg.range(3, 0)


OLDER_ORDERS = {
    "add": lambda m, x, y: m.add(x, 2, y),
    "add method": lambda m, x, y: x.add(2, y),
    "add_": lambda m, x, y: x.add_(-0.5, y),
    "sub": lambda m, x, y: m.sub(x, 2, y),
    "addcmul": lambda m, x, y: m.addcmul(x, 0.5, x, y),
    "addcmul_": lambda m, x, y: x.addcmul_(0.5, x, y),
    "addcdiv_": lambda m, x, y: x.addcdiv_(-0.5, x, y),
}


@pytest.mark.parametrize("name", OLDER_ORDERS)
@pytest.mark.filterwarnings("ignore:This overload")
def test_a_factor_behind_the_first_tensor(name):
    torch = pytest.importorskip("torch")
    numbers = [[1.0, 2.0], [3.0, 4.0]], [[5.0, 1.0], [0.5, 2.0]]
    with pytest.warns(UserWarning, match=r"older order\nhelp: give it last, as (alpha|value)=…"):
        ours = OLDER_ORDERS[name](tg, *map(tg.tensor, numbers))
    assert ours.tolist() == OLDER_ORDERS[name](torch, *map(torch.tensor, numbers)).tolist()


def test_threads_are_counted_and_not_set(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    tg.set_num_threads(2)
    assert tg.get_num_threads() == 3
    monkeypatch.delenv("OMP_NUM_THREADS")
    assert tg.get_num_threads() >= 1
    with pytest.raises(ValueError, match="0 threads"):
        tg.set_num_threads(0)


def test_memory_formats_have_no_effect():
    for form in (tg.contiguous_format, tg.preserve_format, tg.channels_last):
        assert tg.zeros_like(tg.ones(2, 3), memory_format=form).shape == (2, 3)


def test_a_tensor_without_axes_has_no_elements_to_go_through():
    for way in (iter, list, tuple):
        with pytest.raises(TypeError, match=r"iteration over a 0-d tensor\nhelp: .*item"):
            way(tg.tensor(1.0))
    with pytest.raises(TypeError, match="of a 0-d tensor"):
        len(tg.tensor(1.0))


def test_other_processes_are_pythons():
    assert tg.multiprocessing.Queue is multiprocessing.Queue
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        tg.multiprocessing.nothing


def test_the_version_is_the_packages():
    project = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8"))["project"]
    assert tg.__version__ == tg.version.__version__ == project["version"]


def test_a_new_axis():
    assert tg.ones(2)[tg.newaxis, :].shape == (1, 2)


def test_a_device_is_a_context_manager():
    with tg.device("cpu") as chosen:
        assert tg.ones(2).device == chosen


def test_precisions_are_accepted():
    for precision in ("highest", "high", "medium"):
        assert tg.set_float32_matmul_precision(precision) is None
    with pytest.raises(ValueError, match=r"no precision 'low'\nhelp: 'highest'"):
        tg.set_float32_matmul_precision("low")


def test_a_tensor_is_made_on_the_cpu():
    assert tg.tensor([1.0], device="cpu", requires_grad=True).requires_grad
    assert tg.tensor([1.0], dtype=tg.float64, device=tg.device("cpu")).dtype == np.float64
    with pytest.raises(RuntimeError, match="no device 'cuda'"):
        tg.tensor([1.0], device="cuda")


def test_a_variable_is_a_tensor_outside_the_graph():
    x = tg.ones(2, requires_grad=True) * 2
    made = tg.autograd.Variable(x)
    assert not made.requires_grad
    assert made.value is x.value
    leaf = tg.autograd.Variable(x, requires_grad=True)
    (leaf * 3).sum().backward()
    assert leaf.grad.tolist() == [3.0, 3.0]
    with pytest.raises(TypeError, match="a Variable of a list"):
        tg.autograd.Variable([1.0])


def test_any_sequence_of_floats_has_the_default_dtype():
    assert tg.tensor(deque([1.0, 2.0])).dtype == np.float32
    assert tg.tensor(deque([[1.5], [2.0]])).dtype == np.float32
    assert tg.tensor([deque([1.5])]).dtype == np.float32
    assert tg.tensor([]).dtype == tg.tensor(()).dtype == tg.tensor(deque()).dtype == np.float32
    assert tg.tensor(range(3)).dtype == np.int64
    assert tg.tensor([np.float64(1)]).dtype == tg.tensor(np.float64(1)).dtype == np.float64


def test_anomalies_are_looked_for_until_the_end_of_a_block():
    x = tg.tensor([0.0, 1.0], requires_grad=True)

    def step():
        (tg.sqrt(x) * 0).sum().backward()

    with np.errstate(invalid="ignore"):
        with tg.autograd.set_detect_anomaly(True), pytest.raises(RuntimeError, match="NaN is sent"):
            step()
        step()
        tg.autograd.set_detect_anomaly(True)
        try:
            with tg.autograd.set_detect_anomaly(False):
                step()
            with pytest.raises(RuntimeError, match="NaN is sent"):
                step()
        finally:
            tg.autograd.set_detect_anomaly(False)
        step()


def test_a_single_element_is_a_python_number_whatever_its_shape():
    assert float(tg.tensor([[2.5]])) == 2.5
    assert int(tg.tensor([2.5])) == 2
    assert [1, 2, 3][tg.tensor([1])] == 2
    assert math.sqrt(tg.tensor([4.0], requires_grad=True)) == 2.0
    for convert in (float, int, operator.index):
        with pytest.raises(ValueError, match="size 1"):
            convert(tg.tensor([1, 2]))
    with pytest.raises(TypeError):
        operator.index(tg.tensor([1.0]))


def test_bfloat16_can_be_named_and_not_used():
    assert repr(tg.bfloat16) == "bfloat16"
    for use in (lambda: tg.zeros(2, dtype=tg.bfloat16), lambda: tg.ones(2).to(tg.bfloat16)):
        with pytest.raises(TypeError, match="NumPy has no bfloat16\nhelp: float32"):
            use()

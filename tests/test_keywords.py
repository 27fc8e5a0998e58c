"""Calls with PyTorch's keywords, defaults and places: the same text, run by both libraries."""

import numpy as np
import pytest

import tinygrad_edu as tg

MATRIX = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]])
CALLS = {
    "det": lambda m, x: m.det(input=x),
    "slogdet": lambda m, x: m.slogdet(input=x),
    "inverse": lambda m, x: m.inverse(input=x),
    "matrix_exp": lambda m, x: m.matrix_exp(input=x),
    "matrix_power": lambda m, x: m.matrix_power(input=x, n=2),
    "linalg.norm": lambda m, x: m.linalg.norm(input=x, ord=1),
    "linalg.det": lambda m, x: m.linalg.det(A=x),
    "cholesky_inverse": lambda m, x: m.cholesky_inverse(input=x, upper=True),
    "cholesky_solve": lambda m, x: m.cholesky_solve(input=x, input2=x),
    "triangular_solve": lambda m, x: m.triangular_solve(input=x, A=x),
    "lu_solve": lambda m, x: m.lu_solve(x, *m.linalg.lu_factor(A=x)),
    "lu_solve by name": lambda m, x: m.lu_solve(
        input=x, LU_data=m.linalg.lu_factor(x)[0], LU_pivots=m.linalg.lu_factor(x)[1]
    ),
    "orgqr": lambda m, x: m.orgqr(input=x, input2=x[0]),
    "householder_product": lambda m, x: m.linalg.householder_product(input=x, tau=x[0]),
    "tensor_split": lambda m, x: m.tensor_split(x, sections=2, dim=1),
    "tensor_split at": lambda m, x: m.tensor_split(x, indices=(1, 2)),
    "hsplit": lambda m, x: m.hsplit(x, sections=3),
    "vsplit at": lambda m, x: m.vsplit(x, indices=(1,)),
    "swapdims": lambda m, x: m.swapdims(x, dim0=0, dim1=1),
    "swapaxes": lambda m, x: m.swapaxes(x, axis0=0, axis1=1),
    "heaviside": lambda m, x: m.heaviside(x - 1.0, values=x),
    "histogram": lambda m, x: m.histogram(x),
    "cdist": lambda m, x: m.cdist(x, x, 2.0, "donot_use_mm_for_euclid_dist"),
    "count_nonzero": lambda m, x: m.count_nonzero(x, (0, 1)),
    "count_nonzero of axes": lambda m, x: x.count_nonzero(0, 1),
    "squeeze of axes": lambda m, x: x[None, None].squeeze(0, 1),
    "broadcast_to lengths": lambda m, x: x.broadcast_to(2, 3, 3),
    "hsplit at": lambda m, x: x.hsplit(1, 2),
    "vsplit at places": lambda m, x: x.vsplit(1, 2),
    "dsplit at": lambda m, x: x[None].dsplit(1, 2),
    "copy_": lambda m, x: x.copy_(other=x + 1.0, non_blocking=True),
    "layer_norm": lambda m, x: m.layer_norm(x, (3,), x[0], x[1]),
    "group_norm": lambda m, x: m.group_norm(x, 1, x[0]),
    "rms_norm": lambda m, x: m.rms_norm(x, (3,), x[0], 0.5),
    "batch_norm": lambda m, x: m.batch_norm(x, x[0], x[1], None, None, True, 0.1, 1e-5, False),
    "batch_norm by running statistics": lambda m, x: m.batch_norm(x, x[0], x[1], x[2], x[0], False, 0.1, 1e-5, False),
    "instance_norm": lambda m, x: m.instance_norm(x[None], x[0], x[1], None, None, True, 0.1, 1e-5, False),
    "embedding": lambda m, x: m.embedding(x, m.argmax(x, 1)),
    "embedding with padding": lambda m, x: m.embedding(x, m.argmax(x, 1), 1),
    **{
        f"{name}, {word}": lambda m, x, name=name, p=p, train=train: getattr(m, name)(x, p=p, train=train)
        for name in ("dropout", "feature_dropout", "alpha_dropout", "feature_alpha_dropout")
        for word, p, train in (("all", 1.0, True), ("nothing", 0.0, True), ("evaluation", 0.5, False))
    },
    "detach": lambda m, x: m.detach(x),
    "numpy": lambda m, x: m.from_numpy((x * x).requires_grad_().numpy(force=True)),
}


def arrays_in(result):
    """The arrays of a Tensor, or of several."""
    return [part.numpy() for part in (result if isinstance(result, (tuple, list)) else (result,))]


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.filterwarnings("ignore:.*(triangular|lu)_solve is deprecated")
def test_a_call_is_pytorchs(name):
    torch = pytest.importorskip("torch")
    ours, theirs = arrays_in(CALLS[name](tg, tg.tensor(MATRIX))), arrays_in(CALLS[name](torch, torch.tensor(MATRIX)))
    assert len(ours) == len(theirs)
    for own, their in zip(ours, theirs):
        assert own.dtype == their.dtype
        assert own.shape == their.shape
        np.testing.assert_allclose(own, their, rtol=1e-12, atol=1e-14)


def test_one_argument_by_both_of_its_names_is_refused():
    with pytest.raises(TypeError, match="two values for one argument: A, input"):
        tg.det(A=tg.eye(2), input=tg.eye(2))


def test_an_unknown_way_to_compute_distances_is_refused():
    with pytest.raises(ValueError, match="no compute_mode 'quickly'"):
        tg.cdist(tg.ones(2, 2), tg.ones(2, 2), 2.0, "quickly")


def test_bounds_of_random_numbers_by_name():
    numbers = tg.zeros(1000)
    assert 1.9 < numbers.uniform_(to=2).max() < 2
    assert 3.0 <= numbers.uniform_(**{"from": 3, "to": 4}).min() < 3.1
    assert set(numbers.random_(to=3).tolist()) == {0, 1, 2}
    assert set(numbers.random_(**{"from": 5, "to": 7}).tolist()) == {5, 6}
    assert set(numbers.random_(2, to=4).tolist()) == {2, 3}
    assert numbers.random_().max() > 2**23


def test_the_state_of_the_random_numbers_by_name():
    state = tg.get_rng_state()
    first = tg.rand(2).tolist()
    tg.set_rng_state(new_state=state)
    assert tg.rand(2).tolist() == first


def test_dropout_of_torch_itself_drops_in_training():
    tg.manual_seed(0)
    x = tg.ones(100, 50)
    assert 0.45 < tg.dropout(x, 0.5, True).count_nonzero().item() / 5000 < 0.55
    assert set(tg.feature_dropout(x[None], 0.5, True).sum(-1).unique().tolist()) == {0.0, 100.0}


def test_settings():
    before = np.get_printoptions()
    x = tg.tensor([0.123456, 1e-6])
    try:
        tg.set_printoptions(profile="short", sci_mode=False)
        assert repr(x) == "tensor([0.12, 0.  ])"
        tg.set_printoptions(precision=3)
        assert repr(x) == "tensor([0.123, 0.   ])"
        tg.set_printoptions(threshold=5, edgeitems=1)
        assert repr(tg.arange(9)) == "tensor([0, ..., 8])"
    finally:
        np.set_printoptions(**before)
    with pytest.raises(ValueError, match="no profile 'long'"):
        tg.set_printoptions(profile="long")
    tg.set_default_device("cpu")
    assert tg.get_default_device() == tg.device("cpu")
    with pytest.raises(RuntimeError, match="no device 'cuda'"):
        tg.set_default_device("cuda")
    tg.use_deterministic_algorithms(True, warn_only=True)


def test_inference_mode_can_be_asked_for():
    assert not tg.is_inference_mode_enabled()
    with tg.inference_mode():
        assert tg.is_inference_mode_enabled()

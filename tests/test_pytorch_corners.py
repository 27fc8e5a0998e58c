"""Corners where NumPy's manners would lead elsewhere: what is refused, and what comes out, is PyTorch's."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.nn import functional as F


def test_none_and_texts_are_other_things_than_a_tensor():
    t = tg.ones(2)
    assert (t is None) is False
    assert (t is not None) is True
    assert (t == "none") is False
    assert None in [t, None]
    assert (t == 1).tolist() == [True, True]


@pytest.mark.parametrize("value", [tg.tensor([5.0]), tg.tensor([[5.0]]), np.array([5.0]), 5.0])
def test_one_number_fits_into_one_element_whatever_its_axes(value):
    t = tg.zeros(2, 2)
    t[0, 1] = value
    assert t.tolist() == [[0, 5], [0, 0]]


def test_none_is_no_value():
    with pytest.raises(TypeError, match="None can't be put into a tensor"):
        tg.zeros(2)[0] = None


def test_bytes_are_masks():
    t, mask = tg.tensor([1.0, 2.0, 3.0]), tg.tensor([0, 1, 1], dtype=tg.uint8)
    assert t[mask].tolist() == [2, 3]
    t[mask] = 0
    assert t.tolist() == [1, 0, 0]
    with pytest.raises(IndexError):
        t[tg.tensor([0, 1], dtype=tg.uint8)]


@pytest.mark.parametrize("limits", [(5, 0), (0, 5, -1), (-2,), (1.0, 0.5), (1, 5, 0)])
def test_arange_never_leaves_its_start(limits):
    with pytest.raises(ValueError, match="help: a step of the other sign"):
        tg.arange(*limits)


def test_arange_may_be_empty_and_go_down():
    assert tg.arange(3, 3).tolist() == []
    assert tg.arange(0).tolist() == []
    assert tg.arange(3, 0, -2).tolist() == [3, 1]


def test_no_permutation_of_less_than_nothing():
    with pytest.raises(TypeError, match="-1"):
        tg.randperm(-1)


@pytest.mark.parametrize("divide", [tg.floor_divide, tg.remainder, tg.fmod, lambda x, y: x // y, lambda x, y: x % y])
@pytest.mark.parametrize("divisor", [0, tg.tensor([1, 0])])
def test_whole_numbers_arent_divided_by_0(divide, divisor):
    with pytest.raises(ZeroDivisionError, match="help"):
        divide(tg.tensor([7, -7]), divisor)


def test_floating_point_numbers_are_divided_by_0():
    with np.errstate(all="ignore"):
        assert tg.floor_divide(tg.tensor([1.0, -1.0]), 0).tolist() == [np.inf, -np.inf]


@pytest.mark.parametrize("limit", [tg.clamp, tg.clip, tg.Tensor.clamp, tg.Tensor.clamp_])
def test_clamp_wants_a_bound(limit):
    with pytest.raises(TypeError, match="neither min nor max"):
        limit(tg.ones(2))


def test_the_sign_of_nan_is_0():
    x = tg.tensor([np.nan, -3.0, 0.0, 2.0], requires_grad=True)
    signs = tg.sign(x)
    signs.sum().backward()
    assert signs.tolist() == [0, -1, 0, 1] == x.sgn().tolist()
    assert x.grad.tolist() == [0, 0, 0, 0]
    assert tg.sign(tg.tensor([True, False])).tolist() == [True, False]


def test_logit_has_no_slope_outside_its_domain():
    x = tg.tensor([-1.0, 0.25, 2.0], requires_grad=True)
    with np.errstate(invalid="ignore"):
        tg.logit(x).sum().backward()
    np.testing.assert_allclose(x.grad.data, [np.nan, 16 / 3, np.nan], rtol=1e-6)


@pytest.mark.parametrize("loss", [F.huber_loss, F.smooth_l1_loss])
def test_the_second_slope_of_huber_is_0_at_its_bends(loss):
    x = tg.tensor([2.0, 1.0, 0.0, 0.5, 3.0], requires_grad=True)
    (slope,) = tg.grad(loss(x, tg.ones(5), reduction="sum"), x, create_graph=True)
    (second,) = tg.grad(slope.sum(), x)
    assert slope.tolist() == [1, 0, -1, -0.5, 1]
    assert second.tolist() == [0, 1, 0, 1, 0]


@pytest.mark.parametrize("dim", [(), []])
def test_no_dim_is_all_of_them(dim):
    x = tg.tensor([1.0, np.nan, 3.0])
    assert tg.nansum(x, dim).item() == 4
    assert tg.nanmean(x, dim=dim).item() == 2
    y = tg.tensor([[1.0, 3.0]])
    assert tg.std(y, dim).shape == tg.var(y, dim=dim).shape == ()


@pytest.mark.parametrize(
    "call",
    [
        lambda: tg.vander(tg.ones(2, 2)),
        lambda: tg.matrix_power(tg.ones(2, 3), 1),
        lambda: tg.matrix_power(tg.ones(2), 0),
    ],
)
def test_a_vector_or_a_square_is_wanted(call):
    with pytest.raises(ValueError, match="of shape"):
        call()


def test_the_first_power_of_a_matrix_is_no_alias():
    matrix = tg.eye(2)
    assert tg.linalg.matrix_power(matrix, 1) is not matrix


def test_backward_wants_inputs_if_they_are_named():
    with pytest.raises(RuntimeError, match="no inputs"):
        tg.ones(2, requires_grad=True).sum().backward(inputs=[])


@pytest.mark.parametrize("first", ["retain", "hook"])
def test_a_retained_gradient_is_what_the_hooks_leave(first):
    x = tg.ones(2, requires_grad=True)
    y = x * 3
    for what in (first, "retain" if first == "hook" else "hook"):
        y.retain_grad() if what == "retain" else y.register_hook(lambda g: g * 2)
    y.sum().backward()
    assert y.grad.tolist() == [2, 2]
    assert x.grad.tolist() == [6, 6]


def test_loading_says_that_all_went_well():
    net = nn.Linear(2, 1)
    assert repr(net.load_state_dict(net.state_dict())) == "<All keys matched successfully>"
    left = net.load_state_dict({"weight": tg.ones(1, 2)}, strict=False)
    assert repr(left) == "Keys(missing_keys=['bias'], unexpected_keys=[])"


def test_the_distance_of_a_loss_is_a_layer():
    assert "(distance_function): PairwiseDistance()" in repr(nn.TripletMarginWithDistanceLoss())


@pytest.mark.parametrize("shape", [(4, 3), (2, 3, 4), (2, 3, 4, 4), (2, 3, 2, 2, 2)])
def test_dropout2d_drops_whole_channels_of_any_shape(shape):
    tg.manual_seed(0)
    dropped = F.dropout2d(tg.ones(*shape), 0.5).data.reshape(*shape[:2], -1)
    assert np.all(dropped == dropped[..., :1])
    assert set(np.unique(dropped)) == {0.0, 2.0}

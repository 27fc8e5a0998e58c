"""Hooks on tensors, gradients kept on the way, the search for NaN, and modes that last."""

import numpy as np
import pytest

import tinygrad_edu as tg


def leaf(values):
    return tg.tensor(np.asarray(values, float), requires_grad=True)


def test_a_hook_sees_the_whole_gradient_once():
    seen = []
    x = leaf(3.0)
    y = x * 2
    y.register_hook(lambda g: seen.append(g.item()))
    (y * y + y).backward()
    assert seen == [13.0]
    assert x.grad.item() == 26.0


def test_a_hook_of_a_leaf_sees_the_sum():
    seen = []
    x = leaf(3.0)
    x.register_hook(lambda g: seen.append(g.item()))
    (x * x + x).backward()
    assert seen == [7.0]


@pytest.mark.parametrize("which", ["leaf", "between"])
def test_what_a_hook_returns_replaces_the_gradient(which):
    x = leaf(3.0)
    y = x * 2
    (x if which == "leaf" else y).register_hook(lambda g: g * 10)
    (y * y).backward()
    assert x.grad.item() == 240.0


def test_a_removed_hook_is_called_no_more():
    x = leaf(3.0)
    handle = x.register_hook(lambda g: g * 10)
    handle.remove()
    (x * x).backward()
    assert x.grad.item() == 6.0


def test_hooks_run_in_order():
    x = leaf(3.0)
    x.register_hook(lambda g: g + 1)
    x.register_hook(lambda g: g * 2)
    (x * x).backward()
    assert x.grad.item() == 14.0


def test_a_hook_after_the_accumulation_sees_the_tensor_with_its_grad():
    seen = []
    x, y = leaf(3.0), leaf(5.0)
    handle = x.register_post_accumulate_grad_hook(lambda t: seen.append((t is x, t.grad.item())))
    y.register_post_accumulate_grad_hook(lambda t: setattr(t, "grad", None))
    (x * y).backward()
    (x * y).backward()
    assert seen == [(True, 5.0), (True, 10.0)]
    assert y.grad is None
    tg.grad(x * y, x)
    handle.remove()
    (x * y).backward()
    assert len(seen) == 2


def test_only_a_leaf_that_requires_a_gradient_has_a_hook_after_the_accumulation():
    for tensor in (leaf(1.0) * 2, tg.tensor(1.0)):
        with pytest.raises(RuntimeError, match=r"only a leaf(.|\n)*help: register_hook"):
            tensor.register_post_accumulate_grad_hook(lambda t: None)


def test_a_tensor_taken_out_of_the_graph():
    x = leaf(3.0)
    y = x * 2
    assert y.detach_() is y
    assert (y.is_leaf, y.requires_grad, y.grad_fn, y.item()) == (True, False, None, 6.0)
    (x * y).backward()
    assert x.grad.item() == 6.0
    assert not x.detach_().requires_grad


def test_hooks_count_for_grad_and_are_recorded():
    x = leaf(3.0)
    x.register_hook(lambda g: g * g)
    (first,) = tg.grad(x**2, x, create_graph=True)
    assert first.item() == 36.0
    (second,) = tg.grad(first, x)
    assert second.item() == 24.0**2  # the hook squares the derivative of 4 x², 8 x


def test_a_hook_on_what_wants_no_gradient_is_refused():
    with pytest.raises(RuntimeError, match="requires no gradient"):
        tg.ones(2).register_hook(print)


def test_a_gradient_is_kept_between_where_it_was_asked_for():
    x = leaf([1.0, 2.0])
    y = x * 3
    y.retain_grad()
    y.retain_grad()
    assert y.retains_grad
    (y * y).sum().backward()
    assert y.grad.tolist() == [6.0, 12.0]
    (y * y).sum().backward()
    assert y.grad.tolist() == [12.0, 24.0]
    assert not x.retains_grad


def test_the_gradients_of_some_inputs_only():
    x, w = leaf(2.0), leaf(3.0)
    y = x * w
    (y * y).backward(inputs=[w, y])
    assert x.grad is None
    assert w.grad.item() == 24.0
    assert y.grad.item() == 12.0


def test_several_tensors_go_back_at_once():
    x = leaf([1.0, 2.0])
    tg.autograd.backward([x.sum(), x * x], [None, tg.tensor([1.0, 1.0])])
    assert x.grad.tolist() == [3.0, 5.0]
    with pytest.raises(ValueError, match="1 grad_tensors for 2 tensors"):
        tg.autograd.backward([x.sum(), x.sum()], [None])


def test_nan_is_found_where_it_arises():
    x = leaf([0.0, 1.0])
    with np.errstate(invalid="ignore"):
        (tg.sqrt(x) * 0).sum().backward()
        assert np.isnan(x.grad.data[0])
        with tg.autograd.detect_anomaly(), pytest.raises(RuntimeError, match="NaN is sent to an operand") as caught:
            (tg.sqrt(x) * 0).sum().backward()
    assert "backward pass of sqrt" in caught.value.__notes__[0]
    assert "test_hooks.py" in caught.value.__notes__[0]


def test_nan_can_be_looked_for_from_now_on():
    x = leaf([0.0, 1.0])
    tg.autograd.set_detect_anomaly(True)
    try:
        with np.errstate(invalid="ignore"), pytest.raises(RuntimeError, match="NaN"):
            (tg.sqrt(x) * 0).sum().backward()
    finally:
        tg.autograd.set_detect_anomaly(False)
    assert (x * 2).line is None


def test_recording_is_set_until_it_is_set_again():
    x = leaf(1.0)
    tg.set_grad_enabled(False)
    try:
        assert not (x * 2).requires_grad
    finally:
        tg.set_grad_enabled(True)
    assert (x * 2).requires_grad


def test_recording_is_set_inside_a_block_only():
    x = leaf(1.0)
    with tg.set_grad_enabled(False):
        assert not (x * 2).requires_grad
        with tg.set_grad_enabled(True):
            assert (x * 2).requires_grad
        assert not (x * 2).requires_grad
    assert (x * 2).requires_grad


def test_recording_is_set_for_a_function():
    x = leaf(1.0)

    @tg.set_grad_enabled(False)
    def doubled():
        return x * 2

    assert tg.is_grad_enabled()
    assert not doubled().requires_grad
    assert (x * 2).requires_grad


def test_inference_mode_records_nothing():
    x = leaf(1.0)
    with tg.inference_mode():
        assert not (x * 2).requires_grad

    @tg.inference_mode()
    def doubled():
        return x * 2

    assert not doubled().requires_grad


def test_lines_without_a_look_for_nan():
    x = tg.tensor([0.0], requires_grad=True)
    with np.errstate(all="ignore"), tg.autograd.detect_anomaly(check_nan=False):
        y = tg.sqrt(x) * 0
        y.backward()
    assert np.isnan(x.grad.item())
    assert y.line is not None
    tg.autograd.set_detect_anomaly(True, check_nan=False)
    try:
        assert (x * 2).line is not None
    finally:
        tg.autograd.set_detect_anomaly(False)


@pytest.mark.parametrize("inputs", [3, [3], "w", None, [None]])
def test_inputs_that_are_no_tensors_are_refused(inputs):
    x = leaf([1.0])
    for call in (lambda: x.sum().backward(inputs=inputs or [0]), lambda: tg.grad(x.sum(), inputs)):
        with pytest.raises(TypeError, match="inputs are Tensors, not"):
            call()
    with pytest.raises(TypeError, match="outputs are Tensors, not"):
        tg.grad("loss", x)

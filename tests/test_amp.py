"""Mixed precision: programs that use it run, in the precision that their tensors have."""

import warnings

import pytest

import tinygrad_edu as tg


def trained(scaler, autocast):
    """A weight after one step of a program that scales its loss."""
    w = tg.nn.Parameter(tg.tensor([1.0, 2.0]))
    optimizer = tg.optim.SGD([w], lr=0.25)
    with autocast:
        loss = (w * w).sum()
    scaler.scale(loss).backward()
    scaler.unscale_(optimizer)
    assert scaler.step(optimizer) is None
    scaler.update()
    return w.tolist()


def test_a_program_that_scales_its_loss_runs_unscaled():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = tg.cuda.amp.GradScaler(enabled=False), tg.cuda.amp.autocast(enabled=False)
        assert trained(*made) == trained(tg.amp.GradScaler("cpu"), tg.autocast("cpu")) == [0.5, 1.0]
        assert trained(tg.amp.GradScaler("cuda", enabled=False), tg.autocast("cuda", enabled=False)) == [0.5, 1.0]


@pytest.mark.parametrize(
    "make",
    [
        tg.cuda.amp.GradScaler, tg.cuda.amp.autocast, tg.amp.GradScaler,
        lambda: tg.autocast("cuda"), lambda: tg.amp.autocast(device_type="cuda:0"),
    ],
)  # fmt: skip
def test_a_card_that_is_meant_is_missed(make):
    with pytest.warns(UserWarning, match="is enabled, but there is no graphics card: it does nothing"):
        make()


def test_a_scaler_has_nothing_to_keep():
    scaler = tg.amp.GradScaler("cpu")
    scaler.load_state_dict({})
    assert (scaler.state_dict(), scaler.get_scale(), scaler.is_enabled()) == ({}, 1.0, False)


def test_before_a_function_it_stays_what_it_is():
    @tg.autocast("cpu")
    def double(x):
        """Twice."""
        return x + x

    assert double(tg.ones(1)).tolist() == [2.0]
    assert double.__doc__ == "Twice."


def test_a_device_that_is_none_is_refused():
    with pytest.raises(RuntimeError, match="no device 'tpu'"):
        tg.autocast("tpu")

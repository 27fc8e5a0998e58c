"""PyTorch's own table of optimizers, with its options and its mistakes."""

import warnings

import numpy as np
import pytest

import tinygrad_edu as tg

torch = pytest.importorskip("torch")
table = pytest.importorskip("torch.testing._internal.common_optimizers", exc_type=ImportError)
INFOS = [info for info in table.optim_db if info.name != "SparseAdam"]  # there are no sparse tensors here
STEPS = 12


def converted(thing, known):
    """PyTorch's tensors as ours, the same ones for the same ones."""
    if isinstance(thing, torch.Tensor):
        if id(thing) not in known:
            known[id(thing)] = thing, tg.tensor(thing.detach().numpy(), requires_grad=thing.requires_grad)
        return known[id(thing)][1]
    if isinstance(thing, (list, tuple)):
        return type(thing)(converted(part, known) for part in thing)
    return {key: converted(part, known) for key, part in thing.items()} if isinstance(thing, dict) else thing


def configurations(info, dtype):
    return [sample.kwargs for sample in info.optim_inputs_func(device="cpu", dtype=dtype)]


def trajectory(library, make, dtype):
    """A linear unit on its way to, or from, the least squares."""
    draw = np.random.default_rng(0)
    weight, bias = (
        library.tensor(draw.normal(size=shape).astype(dtype), requires_grad=True) for shape in ((10, 5), (10, 1))
    )
    inputs = library.tensor(draw.normal(size=(5, 1)).astype(dtype))
    optimizer = make([weight, bias])

    def closure():
        optimizer.zero_grad()
        loss = (weight @ inputs + bias).square().sum()
        loss.backward()
        return loss.detach()

    seen = []
    for step in range(STEPS + 1):
        if step:
            optimizer.step(closure)
        seen.append(np.concatenate([weight.detach().numpy().ravel(), bias.detach().numpy().ravel()]))
    return np.array(seen)


@pytest.mark.parametrize("info", INFOS, ids=lambda info: info.name)
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32], ids=str)
def test_every_configuration_goes_pytorchs_way(info, dtype):
    ours = getattr(tg.optim, info.name)
    # Muon multiplies in bfloat16, where another order of adding may round to the next number
    in_float32 = {"Muon": 2e-3, "LBFGS": 1e-4}.get(info.name, 2e-5)
    tolerance = in_float32 if dtype == torch.float32 or info.name == "Muon" else 1e-10
    for options in configurations(info, dtype):
        numpy = str(dtype).removeprefix("torch.")
        right = trajectory(torch, lambda params, options=options: info.optim_cls(params, **options), numpy)
        mine = trajectory(tg, lambda params, options=options: ours(params, **converted(options, {})), numpy)
        assert np.abs(right[-1] - right[0]).max() > 0
        np.testing.assert_allclose(mine, right, rtol=tolerance, atol=tolerance, err_msg=f"{info.name}({options})")


@pytest.mark.parametrize("info", INFOS, ids=lambda info: info.name)
def test_every_mistake_is_refused_in_pytorchs_words(info):
    for mistake in info.optim_error_inputs_func(device="cpu", dtype=torch.float64):
        sample = mistake.optimizer_error_input
        if "complex" in sample.desc:
            continue
        params = sample.params if sample.params is not None else [torch.ones(1, 1, dtype=torch.float64)]
        known = {}
        # PyTorch only warns of a parameter that is named twice in a group
        error = ValueError if mistake.error_type is UserWarning else mistake.error_type
        with warnings.catch_warnings(), pytest.raises(error) as caught:
            getattr(tg.optim, info.name)(converted(params, known), **converted(sample.kwargs, known))
        assert "\nhelp: " in str(caught.value), sample.desc


@pytest.mark.parametrize("info", INFOS, ids=lambda info: info.name)
def test_its_schedulers_go_pytorchs_way(info):
    for makers in info.scheduler_inputs:
        seen = []
        for library, make in ((torch, info.optim_cls), (tg, getattr(tg.optim, info.name))):
            optimizer = make([library.ones(1, 1, requires_grad=True)], lr=0.5)
            with pytest.MonkeyPatch.context() as patch:
                for name in ("ConstantLR", "ExponentialLR", "LinearLR", "PolynomialLR", "ReduceLROnPlateau", "StepLR"):
                    patch.setattr(table, name, getattr(library.optim.lr_scheduler, name))
                schedulers = [maker(optimizer) for maker in makers]
            for epoch in range(30):
                optimizer.step(lambda: 1.0)
                for scheduler in schedulers:
                    plateau = type(scheduler).__name__ == "ReduceLROnPlateau"
                    scheduler.step(*([max(5.0 - epoch, 0)] if plateau else []))
                seen.append(optimizer.param_groups[0]["lr"])
        np.testing.assert_allclose(seen[:30], seen[30:], rtol=1e-12)

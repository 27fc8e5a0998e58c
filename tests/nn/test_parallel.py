"""Nets on several devices, of which there is one."""

import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn


def test_it_passes_through_to_its_module():
    net = nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))
    several, x = nn.DataParallel(net, device_ids=[0, 1]), tg.rand(4, 3)
    assert several.module is net
    assert several.device_ids == []
    net.eval()
    assert several(x).tolist() == net(x).tolist() == nn.parallel.data_parallel(net, x, range(2)).tolist()
    assert nn.parallel.data_parallel(nn.Bilinear(3, 3, 1), (x, x)).shape == (4, 1)


def test_its_state_is_that_of_its_module_under_another_path():
    net = nn.Linear(3, 2)
    several = nn.DataParallel(net)
    assert list(several.state_dict()) == ["module.weight", "module.bias"]
    assert all(a is b for a, b in zip(several.parameters(), net.parameters(), strict=True))
    several.load_state_dict({f"module.{name}": tg.zeros_like(value) for name, value in net.state_dict().items()})
    assert not net.weight.any()


def test_a_text_shows_the_module_inside():
    assert repr(nn.DataParallel(nn.ReLU())) == "DataParallel(\n  (module): ReLU()\n)"


def test_several_processes_are_refused():
    with pytest.raises(RuntimeError, match="help: run the program without torchrun"):
        nn.parallel.DistributedDataParallel(nn.Linear(1, 1))
    assert not tg.distributed.is_available()
    with pytest.raises(RuntimeError, match="no group of processes"):
        tg.distributed.get_rank()

"""The 2-4-3 net: shapes, both passes in three writings, and a wrong backward pass."""

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import two_layer_net as example

import tinygrad_edu as tg


def parts(seed):
    random = np.random.RandomState(seed)
    x, t = random.standard_normal((10, 2)), random.randint(3, size=10)
    net = example.TwoLayerNet(2, 4, 3, random)
    return net, example.module_like(net), x, t


def test_shapes(capsys):
    net, module, x, _ = parts(0)
    assert [value.shape for value in example.two_layers(x, *net.params)] == [(10, 4), (10, 4), (10, 3)]
    tensors = example.two_layers(tg.tensor(x), *map(tg.tensor, net.params))
    assert [tensor.shape for tensor in tensors] == [(10, 4), (10, 4), (10, 3)]
    assert all(isinstance(tensor, tg.Tensor) for tensor in tensors)
    assert net.predict(x).shape == module.predict(x).shape == (10, 3)
    example.print_shapes(net, x)
    text = capsys.readouterr().out
    assert all(shape in text for shape in ("(10, 2)", "(10, 4)", "(10, 3)"))


@pytest.mark.parametrize("seed", range(3))
def test_both_passes_agree(seed):
    net, module, x, t = parts(seed)
    found = example.compare_forward(net, module, x) + example.compare_backward(net, module, x, t)
    assert len(found) == 12
    assert all(difference.apart <= difference.allowed for difference in found)


def test_a_prediction_is_not_recorded():
    _, module, x, _ = parts(0)
    assert not module.predict(x).requires_grad
    assert module(x).requires_grad


right_backward = {layer: getattr(example, layer).backward for layer in ("Sigmoid", "Affine")}


@pytest.mark.parametrize(
    ("layer", "wrong"),
    [
        ("Sigmoid", ["dx, affine1", "dx, sigmoid", "dW, affine1", "db, affine1"]),
        ("Affine", ["dx, affine1", "dx, sigmoid", "dx, affine2", "dW, affine1", "db, affine1"]),
    ],
)
def test_a_wrong_backward_pass_ends_the_program(layer, wrong, monkeypatch):
    monkeypatch.setattr(
        getattr(example, layer), "backward", lambda self, dout: right_backward[layer](self, dout) * (1 + 1e-9)
    )
    with pytest.raises(SystemExit) as end:
        example.main(["--no-pictures"])
    lines = end.value.code.splitlines()
    assert lines[0] == "autograd and the hand-written code disagree:"
    assert [line.split(":")[0].strip() for line in lines[1:]] == wrong

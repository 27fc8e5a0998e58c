"""Checkpoints: the same gradients, a graph that isn't kept, the same random numbers."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.autograd import checkpoint
from tinygrad_edu.utils.checkpoint import checkpoint_sequential


def test_a_checkpoint_changes_no_gradient():
    tg.manual_seed(0)
    block, head = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 3)), nn.Linear(3, 1)
    gradients = []
    for run in (block, lambda x: checkpoint(block, x), lambda x: checkpoint(block, x, use_reentrant=False)):
        x = tg.tensor(np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3), requires_grad=True)
        for parameter in [*block.parameters(), *head.parameters()]:
            parameter.grad = None
        head(run(x * 2)).sum().backward()
        gradients.append([t.grad.data.copy() for t in (x, *block.parameters(), *head.parameters())])
    for others in gradients[1:]:
        for own, expected in zip(others, gradients[0]):
            np.testing.assert_array_equal(own, expected)


def test_the_graph_between_isnt_kept():
    x = tg.tensor([1.0, 2.0], requires_grad=True)

    def nodes(output):
        seen, waiting = set(), [output]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting += [parent for parent in node.operands if isinstance(parent, tg.Tensor)]
        return len(seen)

    def long(x):
        for _ in range(50):
            x = x.tanh()
        return x

    assert nodes(long(x)) == 51
    assert nodes(checkpoint(long, x)) == 2


def test_the_function_runs_once_more_for_backward():
    runs = []

    def counted(x):
        runs.append(1)
        return x.exp()

    x = tg.tensor(1.0, requires_grad=True)
    y = checkpoint(counted, x)
    assert len(runs) == 1
    y.backward()
    assert len(runs) == 2


def test_dropout_drops_the_same_elements_again():
    x = tg.ones(1000, requires_grad=True)
    tg.manual_seed(1)
    y = checkpoint(lambda x: nn.functional.dropout(x, 0.5), x)
    after = tg.rand(3)
    y.sum().backward()
    np.testing.assert_array_equal(x.grad.data, y.data)
    tg.manual_seed(1)
    nn.functional.dropout(x, 0.5)
    np.testing.assert_array_equal(tg.rand(3).data, after.data)


def test_several_results_and_gradients_of_gradients():
    x = tg.tensor([1.0, 2.0], requires_grad=True)
    square, cube, text = checkpoint(lambda x: (x * x, x**3, "as it was"), x)
    assert text == "as it was"
    (first,) = tg.grad((square + cube).sum(), x, create_graph=True)
    assert first.tolist() == [5.0, 16.0]
    (second,) = tg.grad(first.sum(), x)
    assert second.tolist() == [8.0, 14.0]


def test_without_gradients_it_is_a_plain_call():
    x = tg.ones(2, requires_grad=True)
    with tg.no_grad():
        assert not checkpoint(lambda x: x * 2, x).requires_grad
    assert checkpoint(lambda x: x * 2, tg.ones(2)).tolist() == [2.0, 2.0]


def test_keyword_arguments_reach_the_function():
    x = tg.ones(2, requires_grad=True)
    assert checkpoint(lambda x, factor: x * factor, x, factor=3).tolist() == [3.0, 3.0]


def test_pytorch_has_it_under_this_path():
    pytest.importorskip("torch")
    from torch.utils.checkpoint import checkpoint as theirs

    from tinygrad_edu.utils.checkpoint import checkpoint as ours

    assert ours is checkpoint
    assert ours.__name__ == theirs.__name__


@pytest.mark.parametrize("segments", [1, 2, 3, 5])
def test_a_checkpointed_sequence_changes_nothing(segments):
    tg.manual_seed(1)
    net = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Dropout(0.5), nn.Linear(4, 2), nn.Sigmoid())
    gradients = []
    for run in (net, lambda x: checkpoint_sequential(net, segments, x, use_reentrant=False)):
        tg.manual_seed(2)
        x = tg.tensor(np.linspace(-1, 1, 6, dtype=np.float32).reshape(2, 3), requires_grad=True)
        net.zero_grad()
        y = run(x)
        y.sum().backward()
        gradients.append([y.data, *(t.grad.data for t in (x, *net.parameters()))])
    for own, expected in zip(*gradients, strict=True):
        np.testing.assert_array_equal(own, expected)


def test_each_segment_but_the_last_is_run_twice():
    calls = []
    functions = [lambda x, i=i: (calls.append(i), x * 2)[1] for i in range(5)]
    y = checkpoint_sequential(functions, 2, tg.ones(1, requires_grad=True))
    assert calls == [0, 1, 2, 3, 4]
    y.backward()
    assert calls == [0, 1, 2, 3, 4, 0, 1]


@pytest.mark.parametrize("segments", [0, 3])
def test_segments_without_functions_are_refused(segments):
    with pytest.raises(ValueError, match=f"{segments} segments of 2 functions"):
        checkpoint_sequential([tg.exp, tg.tanh], segments, tg.ones(1))

"""Recurrent nets: against PyTorch, over batches, single sequences and packed ones."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.nn.utils import rnn

from .against_torch import assert_like_torch, normal

KINDS = {
    "RNN": lambda nn, **options: nn.RNN(3, 4, **options),
    "RNN, relu": lambda nn, **options: nn.RNN(3, 4, nonlinearity="relu", **options),
    "LSTM": lambda nn, **options: nn.LSTM(3, 4, **options),
    "LSTM, projected": lambda nn, **options: nn.LSTM(3, 4, proj_size=2, **options),
    "GRU": lambda nn, **options: nn.GRU(3, 4, **options),
}
OPTIONS = {
    "plain": {},
    "two layers": {"num_layers": 2},
    "both directions": {"bidirectional": True},
    "all": {"num_layers": 2, "bidirectional": True, "batch_first": True, "bias": False},
}


def first_states(kind, options, rows):
    """States to begin with, for this kind of net."""
    count = options.get("num_layers", 1) * (2 if options.get("bidirectional") else 1)
    h = normal(count, *rows, 2 if kind == "LSTM, projected" else 4, seed=1)
    return (h, normal(count, *rows, 4, seed=2)) if kind.startswith("LSTM") else h


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_layers_are_pytorchs(kind, options):
    chosen = OPTIONS[options]
    assert_like_torch(lambda nn: KINDS[kind](nn, **chosen), normal(5, 2, 3))
    rows = (5,) if chosen.get("batch_first") else (2,)
    assert_like_torch(lambda nn: KINDS[kind](nn, **chosen), normal(5, 2, 3), first_states(kind, chosen, rows))


@pytest.mark.parametrize("kind", KINDS)
def test_a_sequence_without_rows(kind):
    options = {"bidirectional": True, "batch_first": True}
    assert_like_torch(lambda nn: KINDS[kind](nn, **options), normal(4, 3))
    assert_like_torch(lambda nn: KINDS[kind](nn, **options), normal(4, 3), first_states(kind, options, ()))


def test_dropout_between_layers_in_training_only():
    tg.manual_seed(1)
    net = nn.GRU(3, 50, num_layers=2, dropout=0.5).double()
    x = tg.tensor(normal(5, 2, 3))
    first, second = net(x)[0].data, net(x)[0].data
    assert np.any(first != second)
    net.eval()
    np.testing.assert_array_equal(net(x)[0].data, net(x)[0].data)
    assert_like_torch(lambda nn: nn.GRU(3, 4, num_layers=2, dropout=0.5), normal(5, 2, 3), train=False)


def test_dropout_of_one_layer_is_a_warning():
    with pytest.warns(UserWarning, match="dropout is applied between layers"):
        nn.LSTM(3, 4, dropout=0.5)


@pytest.mark.parametrize(
    "make",
    [
        lambda nn: nn.RNNCell(3, 4),
        lambda nn: nn.RNNCell(3, 4, bias=False, nonlinearity="relu"),
        lambda nn: nn.LSTMCell(3, 4),
        lambda nn: nn.GRUCell(3, 4),
    ],
)
@pytest.mark.parametrize("rows", [(), (2,)])
def test_cells_are_pytorchs(make, rows):
    assert_like_torch(make, normal(*rows, 3))
    state = normal(*rows, 4, seed=1)
    pair = type(make(nn)).__name__ == "LSTMCell"
    assert_like_torch(make, normal(*rows, 3), (state, normal(*rows, 4, seed=2)) if pair else state)


@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU"])
def test_a_layer_is_its_cell_step_by_step(kind):
    layer, cell = getattr(nn, kind)(3, 4), getattr(nn, f"{kind}Cell")(3, 4)
    cell.load_state_dict({name.removesuffix("_l0"): value for name, value in layer.state_dict().items()})
    x, state, outputs = tg.tensor(normal(5, 2, 3).astype(np.float32)), None, []
    for step in x:
        state = cell(step, state)
        outputs.append((state[0] if kind == "LSTM" else state).data)
    np.testing.assert_allclose(layer(x)[0].data, outputs, rtol=1e-5, atol=1e-6)


def test_second_gradients_are_numeric_ones():
    x = tg.tensor(normal(3, 2, 3), requires_grad=True)
    for kind, make in KINDS.items():
        net = make(nn, bidirectional=True).double()
        direction = normal(3, 2, 3, seed=5)

        def slope(values, net=net):
            x = tg.tensor(values, requires_grad=True)
            return tg.grad((net(x)[0] ** 2).sum(), x)[0].data

        (first,) = tg.grad((net(x)[0] ** 2).sum(), x, create_graph=True)
        (second,) = tg.grad((first * direction).sum(), x)
        numeric = (slope(x.data + 1e-5 * direction) - slope(x.data - 1e-5 * direction)) / 2e-5
        np.testing.assert_allclose(second.data, numeric, rtol=1e-5, atol=1e-7, err_msg=kind)


# Packed sequences

LENGTHS = [2, 5, 1, 3]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("with_states", [False, True])
def test_packed_sequences_are_pytorchs(kind, options, with_states):
    torch = pytest.importorskip("torch")
    chosen = OPTIONS[options]
    ours, theirs = KINDS[kind](nn, **chosen).double(), KINDS[kind](torch.nn, **chosen).double()
    theirs.load_state_dict({path: torch.tensor(value.numpy()) for path, value in ours.state_dict().items()})
    start = normal(5, 4, 3)
    states = first_states(kind, chosen, (4,)) if with_states else None
    results = []
    for net, tensor, utils in (
        (ours, tg.tensor, rnn),
        (theirs, torch.tensor, torch.nn.utils.rnn),
    ):
        x = tensor(start, requires_grad=True)
        packed = utils.pack_padded_sequence(x, tensor(np.array(LENGTHS)), enforce_sorted=False)
        given = tuple(map(tensor, states)) if isinstance(states, tuple) else None if states is None else tensor(states)
        y, last = net(packed, given)
        padded, lengths = utils.pad_packed_sequence(y)
        last = last if isinstance(last, tuple) else (last,)
        loss = sum((part * part).sum() for part in (padded, *last))
        loss.backward()
        found = [y.data, padded, lengths, *last, x.grad, *(parameter.grad for parameter in net.parameters())]
        results.append([t if isinstance(t, np.ndarray) else t.detach().numpy() for t in found])
    for own, their in zip(*results, strict=True):
        np.testing.assert_allclose(own, their, rtol=1e-9, atol=1e-12)


def sequences(tensor):
    """Sequences of two numbers each, of different lengths."""
    return [tensor(normal(length, 2, seed=7)) for length in LENGTHS]


@pytest.mark.parametrize("batch_first", [False, True])
@pytest.mark.parametrize("side", ["right", "left"])
def test_padding_is_pytorchs(batch_first, side):
    torch = pytest.importorskip("torch")
    ours = rnn.pad_sequence(sequences(tg.tensor), batch_first, -1.5, side)
    theirs = torch.nn.utils.rnn.pad_sequence(sequences(torch.tensor), batch_first, -1.5, side)
    np.testing.assert_array_equal(ours.data, theirs.numpy())


def test_packing_is_pytorchs():
    torch = pytest.importorskip("torch")
    ours = rnn.pack_sequence(sequences(tg.tensor), enforce_sorted=False)
    theirs = torch.nn.utils.rnn.pack_sequence(sequences(torch.tensor), enforce_sorted=False)
    for own, their in zip(ours, theirs, strict=True):
        np.testing.assert_array_equal(own.data, their.numpy())
    for batch_first, length in ((False, None), (True, 7)):
        padded, lengths = rnn.pad_packed_sequence(ours, batch_first, 9.0, length)
        expected, counts = torch.nn.utils.rnn.pad_packed_sequence(theirs, batch_first, 9.0, length)
        np.testing.assert_array_equal(padded.data, expected.numpy())
        np.testing.assert_array_equal(lengths.data, counts.numpy())


def test_what_was_packed_comes_out_again():
    given = sequences(tg.tensor)
    for back, sequence in zip(rnn.unpack_sequence(rnn.pack_sequence(given, enforce_sorted=False)), given, strict=True):
        np.testing.assert_array_equal(back.data, sequence.data)
    falling = sorted(given, key=len, reverse=True)
    packed = rnn.pack_sequence(falling)
    assert packed.sorted_indices is None
    assert packed.batch_sizes.tolist() == [4, 3, 2, 1, 1]
    padded = rnn.pad_sequence(given)
    for back, sequence in zip(rnn.unpad_sequence(padded, tg.tensor(LENGTHS).long()), given, strict=True):
        np.testing.assert_array_equal(back.data, sequence.data)


def test_labels_can_be_packed():
    packed = rnn.pack_padded_sequence(tg.tensor([[1, 2, 3], [4, 5, 0]]), [3, 2], batch_first=True)
    assert packed.data.tolist() == [1, 4, 2, 5, 3]


# The rest


def test_first_values_fill_plus_minus_1_over_root_of_the_length():
    net = nn.LSTM(20, 100, dtype=np.float64)
    for parameter in net.parameters():
        assert 0.099 < np.abs(parameter.data).max() <= 0.1
    assert len(net.all_weights) == 1
    assert [weight.shape for weight in net.all_weights[0]] == [(400, 20), (400, 100), (400,), (400,)]
    assert net.flatten_parameters() is None


def test_the_text_is_pytorchs():
    torch = pytest.importorskip("torch")
    for library in (nn, torch.nn):
        assert repr(library.RNN(3, 4, 2, "relu", dropout=0.5)) == "RNN(3, 4, num_layers=2, dropout=0.5)"
    cells = [library.RNNCell(3, 4, False, "relu") for library in (nn, torch.nn)]
    assert repr(cells[0]) == repr(cells[1])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: nn.LSTM(3, 4)(tg.ones(5, 2, 2)), ValueError, r"LSTM of a tensor of shape \(5, 2, 2\).*steps, rows, 3"),
        (lambda: nn.LSTM(3, 4)(tg.ones(3)), ValueError, r"shape \(3,\)"),
        (lambda: nn.LSTM(3, 4)(tg.ones(0, 2, 3)), ValueError, "no steps"),
        (lambda: nn.GRU(3, 4)(tg.ones(5, 2, 3), tg.ones(1, 3, 4)), ValueError, r"\(1, 3, 4\).*\(1, 2, 4\)"),
        (
            lambda: nn.LSTM(3, 4)(tg.ones(5, 2, 3), (tg.ones(1, 2, 4),)),
            ValueError,
            r"wants \[\(1, 2, 4\), \(1, 2, 4\)\]",
        ),
        (lambda: nn.GRU(3, 0), ValueError, "hidden_size 0"),
        (lambda: nn.LSTM(3, 4, proj_size=4), ValueError, "proj_size 4"),
        (lambda: nn.RNN(3, 4, nonlinearity="sin"), ValueError, "'tanh' or 'relu'"),
        (lambda: nn.RNN(3, 4, dropout=2.0), ValueError, "probability"),
        (lambda: nn.RNN(3, 4, 1, "tanh", 5), TypeError, "bias is 5"),
        (lambda: nn.GRUCell(3, 4)(tg.ones(2, 4)), ValueError, r"GRUCell of a tensor of shape \(2, 4\)"),
        (lambda: nn.GRUCell(3, 4)(tg.ones(2, 3), tg.ones(3, 4)), ValueError, r"\(3, 4\).*\(2, 4\)"),
        (lambda: rnn.pack_padded_sequence(tg.ones(3, 2, 1), [1, 3]), RuntimeError, "don't fall"),
        (lambda: rnn.pack_padded_sequence(tg.ones(3, 2, 1), [4, 3]), ValueError, "at most 3 steps"),
        (lambda: rnn.pad_sequence([tg.ones(2)], padding_side="top"), ValueError, "'left' or 'right'"),
        (
            lambda: rnn.pad_packed_sequence(rnn.pack_sequence([tg.ones(3)]), total_length=2),
            ValueError,
            "total_length 2",
        ),
    ],
)
def test_what_they_refuse(call, error, message):
    with pytest.raises(error, match=f"(?s){message}") as caught:
        call()
    assert "help:" in str(caught.value)

"""The graph model: order, roles, names, calls of modules, contributions; and that nothing is changed by looking."""

import linecache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.computation import Call, Computation, computation, send_back


def graph_of(*outputs, **names) -> Computation:
    graph = computation(outputs, names)
    send_back(graph)
    return graph


def leaf(x, **options):
    return tg.tensor(x, dtype=np.float64, requires_grad=True, **options)


def xor_net():
    net = nn.Sequential(nn.Linear(2, 2), nn.Tanh(), nn.Linear(2, 1), nn.Sigmoid()).double()
    X = tg.tensor(np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]))
    target = tg.tensor(np.array([[0.0], [1], [1], [0]]))
    return net, X, target, nn.BCELoss()(net(X), target)


# Structure


def test_operands_are_ordered_and_kept_as_often_as_they_are_used():
    a = leaf(3.0)
    y = a * a - a
    graph = graph_of(y)
    ends = [(edge.source.index, edge.target.index, edge.position) for edge in graph.edges]
    assert ends == [(0, 1, 0), (0, 1, 1), (1, 2, 0), (0, 2, 1)]
    assert [vertex.role for vertex in graph.vertices] == ["parameter", "operation", "output"]


def test_roles():
    weight, frozen = nn.Parameter(np.ones(2)), nn.Parameter(np.ones(2), requires_grad=False)
    y = weight * tg.ones(2) + frozen * np.array([1.0, 2.0]) + 3.0
    roles = [(vertex.role, vertex.shape) for vertex in graph_of(y).vertices if vertex.is_leaf]
    assert sorted(role for role, _ in roles) == ["input", "input", "parameter"]  # a frozen product isn't recorded
    y = weight * np.array([1.0, 2.0]) + 3.0
    graph = graph_of(y)
    assert [vertex.role for vertex in graph.vertices] == ["parameter", "constant", "operation", "output"]
    assert graph.vertices[-1].numbers == {1: 3.0}


def test_an_array_is_a_constant_before_the_op_that_used_it():
    graph = graph_of(leaf([1.0, 2.0]) * np.array([5.0, 7.0]))
    assert [edge.source.role for edge in graph.vertices[-1].operands] == ["parameter", "constant"]
    assert [vertex.index for vertex in graph.vertices] == [0, 1, 2]


def test_a_tensor_that_was_not_recorded_is_a_leaf():
    graph = graph_of(tg.ones(2) + tg.ones(2))
    assert len(graph.vertices) == 1
    assert not graph.has_gradients


def test_several_outputs_share_what_they_share():
    a = leaf(2.0)
    b = a * 3.0
    first, second = b + 1.0, b * b
    graph = graph_of(first, second)
    assert [output.node for output in graph.outputs] == [first, second]
    assert len(graph.vertices) == 4
    assert graph.vertices[0].gradient == pytest.approx(3 + 2 * 6 * 3)
    assert any("sum of the outputs" in note for note in graph.notes)


def test_an_output_that_is_also_an_operand_has_its_own_seed():
    a = leaf(2.0)
    b = a * 3.0
    graph = graph_of(b, b * b)
    assert [vertex.gradient.item() for vertex in graph.vertices] == [3 * (1 + 12), 1 + 12, 1]


def test_a_million_times_deep_is_no_recursion():
    y = x = leaf(1.0)
    for _ in range(20_000):
        y = y + 1.0
    graph = graph_of(y)
    assert len(graph.vertices) == 20_001
    assert graph.vertices[0].gradient == 1
    assert x.grad is None


def test_forty_doublings_are_forty_ops():
    y = leaf(1.0)
    for _ in range(40):
        y = y + y
    graph = graph_of(y)
    assert len(graph.edges) == 80
    assert graph.vertices[0].gradient == 2.0**40


# Names


def test_names_come_from_the_call_the_tensor_and_the_module_in_this_order():
    _, X, target, loss = xor_net()
    loss.name, target.name = "own", "own target"
    graph = graph_of(loss, X=X, loss=loss)
    assert [vertex.name for vertex in graph.vertices if vertex.name] == [
        "0.weight", "0.bias", "2.weight", "2.bias", "X", "own target", "loss",
    ]  # fmt: skip


def test_locals_may_hold_anything():
    x = leaf([1.0, 2.0])
    y = alias = x * 2.0
    graph = computation([y], {**locals(), "_": y, "n": 3, "f": print, "array": np.ones(2)})
    assert [vertex.name for vertex in graph.vertices] == ["x", "y"]
    assert alias is y


def test_labels_are_names_or_numbered_letters():
    a, b = leaf(1.0), leaf(2.0)
    graph = graph_of((a * b + np.array([1.0])) * tg.ones(1), a=a)
    assert [vertex.label for vertex in graph.vertices] == ["a", "w₁", "v₁", "c₁", "v₂", "x₁", "L"]
    assert graph.loss == "L"
    assert graph_of(a * b, a * 2.0).loss == "L"
    assert [output.label for output in graph_of(a * b, a * 2.0).outputs] == ["y₁", "y₂"]
    assert graph_of(a * tg.ones(3)).outputs[0].label == "y"


def test_a_hostile_name_is_cleaned():
    a = leaf(1.0)
    a.name = "\u202ea\nb\x00"
    assert graph_of(a * 2.0).vertices[0].name == "a b"


def test_two_nets_keep_their_parameters_apart():
    first, second = nn.Linear(2, 2), nn.Linear(2, 2)
    y = second(first(tg.ones(1, 2))).sum()
    names = {vertex.name for vertex in graph_of(y).vertices if vertex.role == "parameter"}
    assert names == {"Linear.weight", "Linear.bias", "Linear 2.weight", "Linear 2.bias"}
    names = {vertex.name for vertex in graph_of(y, enc=first, dec=second).vertices if vertex.role == "parameter"}
    assert names == {"enc.weight", "enc.bias", "dec.weight", "dec.bias"}


def test_nets_of_one_class_are_counted_whatever_is_in_them():
    x = tg.ones(1, 2)
    for _ in range(3):
        x = nn.Sequential(nn.Linear(2, 2, bias=False), nn.ReLU())(x)
    names = [vertex.name for vertex in graph_of(x).vertices if vertex.role == "parameter"]
    assert names == ["Sequential.0.weight", "Sequential 2.0.weight", "Sequential 3.0.weight"]


def test_the_net_among_the_names_gives_the_paths_of_its_layers():
    net, X, *_ = xor_net()
    out = net[2](net[0](X))
    names = [vertex.name for vertex in graph_of(out.sum(), net=net).vertices if vertex.role == "parameter"]
    assert names == ["0.weight", "0.bias", "2.weight", "2.bias"]


def test_a_shared_parameter_has_one_vertex_and_the_first_name():
    class Tied(nn.Module):
        def __init__(self):
            super().__init__()
            self.first = nn.Linear(2, 2, bias=False)
            self.second = nn.Linear(2, 2, bias=False)
            self.second.weight = self.first.weight

        def forward(self, x):
            return self.second(self.first(x))

    graph = graph_of(Tied()(tg.ones(1, 2)).sum())
    parameters = [vertex for vertex in graph.vertices if vertex.role == "parameter"]
    assert [vertex.name for vertex in parameters] == ["first.weight"]
    assert len(parameters[0].users) == 2


# Calls


def calls_in(children):
    return [
        (child.path, child.kind, calls_in(child.children)) if isinstance(child, Call) else child.op
        for child in children
    ]


def test_calls_are_a_tree_with_paths():
    *_, loss = xor_net()
    assert calls_in(graph_of(loss).top) == [
        ("", "Sequential", [
            ("0", "Linear", ["linear"]),
            ("1", "Tanh", ["tanh"]),
            ("2", "Linear", ["linear"]),
            ("3", "Sigmoid", ["sigmoid"]),
        ]),
        ("BCELoss", "BCELoss", ["binary_cross_entropy"]),
    ]  # fmt: skip


def test_two_calls_of_one_module_are_two():
    layer = nn.Linear(2, 2)
    y = layer(layer(tg.ones(1, 2)))
    graph = graph_of(y)
    assert len(graph.top) == 2
    weight = next(vertex for vertex in graph.vertices if vertex.role == "parameter")
    assert weight.call is None  # no call is around both
    assert {call.depth for call in graph.top} == {0}


def test_parameters_stand_where_they_are_used_and_inputs_outside():
    _, X, _, loss = xor_net()
    graph = graph_of(loss, X=X)
    places = {vertex.name: vertex.call and vertex.call.path for vertex in graph.vertices if vertex.is_leaf}
    assert places == {"0.weight": "0", "0.bias": "0", "2.weight": "2", "2.bias": "2", "X": None, "": None}


# Gradients


def test_gradients_are_those_of_backward_before_and_after_it():
    net, *_, loss = xor_net()
    before = graph_of(loss)
    assert all(parameter.grad is None for parameter in net.parameters())
    loss.backward()
    after = graph_of(loss)
    for parameter in net.parameters():
        for graph in (before, after):
            vertex = next(vertex for vertex in graph.vertices if vertex.node is parameter)
            assert np.array_equal(vertex.gradient, parameter.grad.data)


@given(st.data())
def test_contributions_add_up_to_the_gradients_of_backward(data):
    tensors = [leaf(data.draw(st.floats(-2, 2))) for _ in range(2)]
    for _ in range(data.draw(st.integers(1, 12))):
        x, y = (data.draw(st.sampled_from(tensors)) for _ in range(2))
        tensors.append(data.draw(st.sampled_from([tg.add, tg.sub, tg.mul, lambda x, y: tg.tanh(x)]))(x, y))
    graph = graph_of(tensors[-1])
    if tensors[-1].closures:
        tensors[-1].backward()
    for vertex in graph.vertices:
        if vertex.users:
            assert vertex.gradient == pytest.approx(sum(edge.contribution for edge in vertex.users))
        if vertex.is_leaf and vertex.node.grad is not None:
            assert vertex.gradient == pytest.approx(vertex.node.grad.item())


def test_broadcasting_is_undone_in_the_contribution():
    x, bias = leaf(np.ones((4, 2))), leaf(np.zeros(2))
    graph = graph_of((x + bias).sum())
    assert [edge.contribution.shape for edge in graph.edges] == [(4, 2), (2,), (4, 2)]
    assert graph.vertices[1].gradient.tolist() == [4, 4]


def test_no_gradient_is_sent_to_what_wants_none():
    graph = graph_of(leaf(2.0) * tg.tensor(np.float64(3.0)))
    first, second = graph.edges
    assert first.contribution == 3
    assert second.closure is None
    assert second.contribution is None
    assert graph.vertices[1].gradient is None


def test_gradients_of_gradients_are_graphs_too():
    x = leaf(2.0)
    (first,) = tg.grad(x**3, x, create_graph=True)
    graph = graph_of(first)
    assert graph.vertices[0].gradient == pytest.approx(12)
    assert graph.outputs[0].value == pytest.approx(12)


def test_together_closures_are_called_for_each_edge():
    x = [leaf(np.random.default_rng(i).normal(size=(1, 3, 2))) for i in range(3)]
    y = nn.functional.scaled_dot_product_attention(*x).sum()
    graph = graph_of(y)
    y.backward()
    for tensor in x:
        vertex = next(vertex for vertex in graph.vertices if vertex.node is tensor)
        assert np.allclose(vertex.gradient, tensor.grad.data)


def test_hooks_are_not_called_and_that_is_said():
    x = leaf(2.0)
    y = x * 3.0
    y.retain_grad()
    x.register_hook(lambda g: pytest.fail("called"))
    graph = graph_of(y * 2.0)
    assert y.grad is None
    assert "hooks on tensors are left out" in graph.notes


def test_a_value_that_was_overwritten_leaves_no_gradients_and_a_note():
    net, *_, loss = xor_net()
    loss.backward()
    tg.optim.SGD(net.parameters(), lr=0.1).step()
    graph = graph_of(loss)
    assert not graph.has_gradients
    assert "changed in place" in graph.notes[0]


def test_nan_is_sent_without_a_warning():
    x = leaf([0.0, 1.0])
    with np.errstate(all="ignore"):
        y = (tg.sqrt(x) * 0.0).sum()
    graph = graph_of(y)
    assert np.isnan(graph.vertices[0].gradient[0])


def test_lines_are_kept_where_they_were_recorded():
    with tg.record_lines():
        y = leaf(1.0) * 2.0
    file, number = computation([y]).vertices[-1].node.line
    assert file == __file__
    assert "leaf(1.0) * 2.0" in linecache.getline(file, number)

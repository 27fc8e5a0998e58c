"""The steps of both passes: each op once each way, all contributions once, and their sums the gradients."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.drawing.computation import computation, send_back
from tinygrad_edu.drawing.page.steps import BACKWARD, steps_of
from tinygrad_edu.drawing.page.working import Matrix


def leaf(data, requires_grad=True):
    return tg.tensor(np.array(data, float), requires_grad=requires_grad)


def graph_of(*outputs, **names):
    graph = computation(outputs, names)
    send_back(graph)
    return graph


def shared():
    a = leaf(3.0)
    y = a * a + a
    return graph_of(y, a=a, y=y)


def net():
    x, w, b = leaf([[0, 1], [1, 1], [2, 0]], False), leaf([[0.5, -1], [2, 0.1]]), leaf([0.1, 0.2])
    y = tg.tanh(x @ w + b)
    return graph_of((y * y * np.array([1.0, 2.0])).mean(), x=x, w=w, b=b, y=y)


def second_derivative():
    x = leaf([0.3, -0.7])
    (g,) = tg.grad((x * tg.tanh(x) ** 2).sum(), [x], create_graph=True)
    return graph_of((g * g).sum(), x=x)


def several_outputs():
    a, b = leaf([1.0, 2.0]), leaf([[3.0], [4.0]])
    y = a * b
    return graph_of(y, y + a, tg.where(leaf([True, False], False) > 0, a, 0.0), a=a, b=b)


def module():
    layer = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2)).double()
    x = leaf([[1, 2, 3], [0, 1, 0]], False)
    return graph_of(nn.functional.cross_entropy(layer(x), tg.tensor([0, 1])), net=layer)


GRAPHS = (shared, net, second_derivative, several_outputs, module)


@pytest.mark.parametrize("build", GRAPHS)
def test_every_op_computes_once_and_sends_once_and_all_edges_are_travelled_once_each_way(build):
    graph = build()
    steps = steps_of(graph)
    ops = [vertex for vertex in graph.vertices if not vertex.is_leaf]
    assert [step.vertex for step in steps if step.kind == "forward"] == ops
    assert [step.vertex for step in steps if step.kind == "backward"] == ops[::-1]
    there = [edge for step in steps if step.kind == "forward" for edge in step.edges]
    back = [edge for step in steps if step.kind == "backward" for edge in step.edges]
    assert there == graph.edges
    assert sorted(map(id, back)) == sorted(id(edge) for edge in graph.edges if edge.contribution is not None)
    assert steps[0].kind == "start"
    assert [step.kind for step in steps].count("seed") == 1


@pytest.mark.parametrize("build", GRAPHS)
def test_each_value_and_gradient_is_known_from_one_step_on_and_never_used_before(build):
    graph = build()
    values, gradients = [], []
    for step in steps_of(graph):
        if step.kind == "forward":
            assert all(edge.source in values for edge in step.edges)
        if step.kind == "backward":
            assert step.vertex in gradients
        values += step.values
        gradients += step.gradients
    assert sorted(values, key=lambda v: v.index) == graph.vertices
    assert sorted(gradients, key=lambda v: v.index) == [v for v in graph.vertices if v.gradient is not None]


@pytest.mark.parametrize("build", GRAPHS)
def test_the_results_that_are_shown_add_up_to_what_backward_leaves(build):
    graph = build()
    sent = dict.fromkeys(graph.vertices, 0.0)
    for step in steps_of(graph):
        if step.kind == "seed":
            for output, working in zip(graph.outputs, step.workings):
                sent[output] = sent[output] + working.result.array
        if step.kind == "backward":
            shown = [working.result.array for working in step.workings if working.result is not None]
            for edge, array in zip(step.edges, shown, strict=True):
                sent[edge.source] = sent[edge.source] + array
        if step.kind == "sum":
            (working,) = step.workings
            parts = [part.array for part in working.parts if isinstance(part, Matrix)]
            assert np.allclose(sum(parts), working.result.array)
            assert np.allclose(working.result.array, step.vertex.gradient)
    sum(output.node.sum() for output in graph.outputs).backward()
    for vertex in graph.vertices:
        if vertex.gradient is not None:
            assert np.allclose(sent[vertex], vertex.gradient)
        if vertex.is_leaf and vertex.gradient is not None:
            assert np.allclose(sent[vertex], vertex.node.grad.data)


@pytest.mark.parametrize("build", GRAPHS)
def test_what_is_shown_of_a_result_is_the_arrays_that_it_is_computed_from(build):
    for step in steps_of(build()):
        for working in step.workings:
            if working.result is None or working.result.array.size == 0:
                continue
            last = (0,) * working.result.array.ndim
            text = working.arithmetic(last)
            assert text.endswith(text_of(working.result.array[last])), text


def text_of(x):
    return f"{x:.3g}".replace("-", "−")


def find(steps, kind, label):
    return next(step for step in steps if step.kind == kind and step.vertex and step.vertex.label == label)


def formulas(step):
    return [working.formula for working in step.workings if working.formula]


def test_the_rules_are_said_in_symbols_and_words():
    steps = steps_of(net())
    product = find(steps, "forward", "v₁")
    assert product.title == "@ computes v₁"
    assert formulas(product) == ["v₁ = x @ w"]
    back = find(steps, "backward", "v₁")
    assert back.title == "@ sends v₁’s gradient to its operands"
    assert formulas(back) == ["∂L/∂w = xᵀ @ ∂L/∂v₁"]
    assert formulas(find(steps, "backward", "y"))[0].startswith("∂L/∂v₂ = ∂L/∂y · (1 − y²)")


def test_broadcasting_is_summed_on_the_way_back_and_said():
    step = find(steps_of(net()), "backward", "v₂")
    plain, summed = step.workings
    assert plain.note == ""
    assert "b (2) was broadcast to 3×2" in summed.note
    assert summed.parts[0] == "Σ rows"
    assert summed.parts[1].links == (None, 0)


def test_where_nothing_is_sent_the_reason_stands():
    notes = [working.note for step in steps_of(net()) if step.kind == "backward" for working in step.workings]
    assert "x: nothing is sent to it, since it doesn’t require a gradient." in notes
    assert "c₁: nothing is sent to it, since it is an array, no Tensor." in notes
    table = leaf([[1.0], [2.0]])
    steps = steps_of(graph_of(nn.functional.embedding(tg.tensor([0, 1, 1]), table).sum()))
    assert all(step.workings for step in steps if step.kind == "backward")


def test_a_shared_tensor_adds_up_its_contributions_which_say_where_they_are_from():
    steps = steps_of(shared())
    assert [step.kind for step in steps] == ["start", "forward", "forward", "seed", "backward", "backward", "sum"]
    (working,) = steps[-1].workings
    assert [part.label for part in working.parts if isinstance(part, Matrix)] == [
        "from v₁, left",
        "from v₁, right",
        "from y",
    ]
    assert working.arithmetic(()) == "3 + 3 + 1 = 7"
    assert formulas(steps[5]) == ["∂y/∂a += ∂y/∂v₁ · right a", "∂y/∂a += ∂y/∂v₁ · left a"]
    assert steps[5].gradients == ()


def test_many_contributions_are_shown_in_part_and_added_in_full():
    a = leaf(1.0)
    y = a * 1.0
    for n in range(2, 11):
        y = y + a * float(n)
    last = steps_of(graph_of(y, a=a))[-1]
    assert last.kind == "sum"
    (working,) = last.workings
    assert sum(isinstance(part, Matrix) for part in working.parts) == 6
    assert "… +" in working.parts
    assert working.arithmetic(()) == "1 + 2 + 3 + 4 + 5 + 6 + 7 + 8 + 9 + 10 = 55"


def test_without_gradients_there_is_only_the_forward_pass():
    assert [step.kind for step in steps_of(graph_of(tg.ones(2) + tg.ones(2)))] == ["start"]
    net = nn.Linear(2, 1)
    loss = net(tg.ones(1, 2)).sum()
    loss.backward()
    tg.optim.SGD(net.parameters(), lr=0.1).step()
    assert not {step.kind for step in steps_of(graph_of(loss))} & set(BACKWARD)


def test_an_op_that_has_no_formula_says_so():
    class Cube(tg.autograd.Function):
        """x³, by hand."""

        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x**3

        @staticmethod
        def backward(ctx, g):
            return g * 3 * ctx.saved_tensors[0] ** 2

    steps = steps_of(graph_of(Cube.apply(leaf(2.0))))
    assert steps[1].title == "Cube computes L"
    assert steps[1].words == "x³, by hand."
    assert steps[1].workings[0].note.startswith("No formula: ")
    assert steps[-1].workings[0].result.array == 12


def test_where_a_number_was_changed_later_nothing_is_said_that_is_not_so():
    w, x = leaf(2.0), leaf(3.0, False)
    y = w * x
    with tg.no_grad():
        w -= 1.0
    working = steps_of(graph_of(y, w=w, x=x, y=y))[1].workings[0]
    assert working.formula == "y = w · x"
    assert "changed since" in working.note
    assert (working.parts, working.result.array, working.arithmetic(())) == ((), 6.0, "")


def test_an_operand_that_is_a_single_truth_value_is_no_vertex_but_in_the_formula():
    a = leaf(2.0)
    b = a * 1.0
    steps = steps_of(graph_of(tg.where(np.array(True), b, b), a=a, b=b))
    assert "L = 2nd b where True else 3rd b" in [working.formula for step in steps for working in step.workings]


def test_a_long_chain_needs_no_recursion():
    y = leaf(1.0)
    for _ in range(2000):
        y = y + 0.5
    assert len(steps_of(graph_of(y))) == 4002

"""Control over recording, `grad`, and gradients of gradients."""

import asyncio
import contextvars
import functools
import threading

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import ops


def leaf(values, dtype=np.float64):
    return tg.tensor(np.asarray(values, dtype), requires_grad=True)


# Recording on and off


def test_nothing_is_recorded_under_no_grad():
    x = leaf(2.0)
    with tg.no_grad():
        assert not tg.is_grad_enabled()
        y = x * x
    assert tg.is_grad_enabled()
    assert not y.requires_grad
    assert y.operands == ()


def test_enable_grad_records_within_no_grad():
    x = leaf(2.0)
    with tg.no_grad():
        with tg.enable_grad():
            y = x * x
        assert not (x * x).requires_grad
    y.backward()
    assert x.grad.item() == 4.0


def test_modes_nest_and_come_back_in_order():
    states = []
    with tg.no_grad():
        states.append(tg.is_grad_enabled())
        with tg.no_grad():
            states.append(tg.is_grad_enabled())
            with tg.enable_grad():
                states.append(tg.is_grad_enabled())
            states.append(tg.is_grad_enabled())
        states.append(tg.is_grad_enabled())
    states.append(tg.is_grad_enabled())
    assert states == [False, False, True, False, False, True]


def test_one_mode_leaves_the_others_alone():
    x = leaf(2.0)
    with tg.record_lines(), tg.enable_grad():
        assert (x * x).line is not None
    with tg.no_grad(), tg.record_lines():
        assert not (x * x).requires_grad


@pytest.mark.parametrize("decorate", [tg.no_grad, tg.no_grad()], ids=["without parentheses", "with parentheses"])
def test_no_grad_decorates_a_function(decorate):
    @decorate
    def squared(x, factor=1.0):
        """Times itself."""
        return x * x * factor

    y = squared(leaf(2.0), factor=3.0)
    assert y.item() == 12.0
    assert not y.requires_grad
    assert tg.is_grad_enabled()
    assert squared.__name__ == "squared"
    assert squared.__doc__ == "Times itself."


def test_a_decorated_function_may_call_itself():
    @tg.no_grad()
    def power(x, n):
        return x if n == 1 else x * power(x, n - 1)

    y = power(leaf(2.0), 4)
    assert y.item() == 16.0
    assert not y.requires_grad
    assert tg.is_grad_enabled()


def test_enable_grad_decorates_a_function_and_a_method():
    class Model:
        @tg.enable_grad
        def loss(self, x):
            return x * x

    with tg.no_grad():
        assert Model().loss(leaf(2.0)).requires_grad


@pytest.mark.parametrize("switch", [tg.no_grad, tg.enable_grad, tg.record_lines])
def test_an_exception_inside_leaves_the_mode_as_it_was(switch):
    before = tg.tape.mode.get()
    with pytest.raises(KeyError), switch():
        raise KeyError("inside")

    @switch
    def failing():
        raise KeyError("inside")

    with pytest.raises(KeyError):
        failing()
    assert tg.tape.mode.get() == before


def test_one_instance_can_be_entered_again_and_within_itself():
    def entered():
        off = tg.no_grad()
        with off:
            pass
        with off:
            with off:
                assert not tg.is_grad_enabled()
            assert not tg.is_grad_enabled()
        assert tg.is_grad_enabled()

    contextvars.copy_context().run(entered)  # whatever goes wrong, the other tests go on recording


def test_no_grad_in_one_thread_does_not_reach_another():
    inside, looked = threading.Event(), threading.Event()
    seen = {}

    def quiet():
        with tg.no_grad():
            inside.set()
            looked.wait(5)
            seen["quiet"] = (leaf(2.0) * 2.0).requires_grad

    def recording():
        inside.wait(5)
        seen["recording"] = (leaf(2.0) * 2.0).requires_grad
        looked.set()

    threads = [threading.Thread(target=quiet), threading.Thread(target=recording)]
    for thread in threads:
        thread.start()
    inside.wait(5)
    seen["main"] = (leaf(2.0) * 2.0).requires_grad
    for thread in threads:
        thread.join(10)
    assert seen == {"quiet": False, "recording": True, "main": True}


def test_no_grad_in_one_task_does_not_reach_another():
    seen = {}

    async def quiet():
        with tg.no_grad():
            await asyncio.sleep(0)
            seen["quiet"] = (leaf(2.0) * 2.0).requires_grad
            await asyncio.sleep(0)
            seen["still quiet"] = tg.is_grad_enabled()

    async def recording():
        seen["recording"] = (leaf(2.0) * 2.0).requires_grad
        await asyncio.sleep(0)
        seen["still recording"] = tg.is_grad_enabled()

    async def main():
        await asyncio.gather(quiet(), recording())

    asyncio.run(main())
    assert seen == {"quiet": False, "recording": True, "still quiet": False, "still recording": True}


def test_many_threads_build_and_differentiate_their_own_graphs():
    gradients = {}

    def work(number):
        x = leaf(float(number))
        y = x
        for _ in range(50):
            y = y * 1.0 + x
        y.backward()
        gradients[number] = x.grad.item()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert gradients == dict.fromkeys(range(8), 51.0)


# backward


def test_backward_of_a_tensor_with_axes_needs_a_gradient_and_says_so():
    y = leaf([1.0, 2.0]) * 3.0
    with pytest.raises(RuntimeError, match=r"shape \(2,\) needs a gradient") as caught:
        y.backward()
    assert "help:" in str(caught.value)
    assert "sum()" in str(caught.value)


def test_backward_with_a_gradient_weighs_the_elements():
    x = leaf([1.0, 2.0])
    (x * x).backward(gradient=tg.tensor([10.0, 100.0]))
    np.testing.assert_array_equal(x.grad.data, [20.0, 400.0])


@pytest.mark.parametrize("gradient", [np.array([1.0, 2.0]), [1.0, 2.0], (1, 2)])
def test_the_gradient_may_be_an_array_or_a_list(gradient):
    x = leaf([1.0, 2.0])
    (x * 2.0).backward(gradient)
    np.testing.assert_array_equal(x.grad.data, [2.0, 4.0])
    assert x.grad.dtype == np.float64


@pytest.mark.parametrize("shape", [(3,), (2, 1), (), (1, 2)])
def test_a_gradient_of_a_wrong_shape_names_both_shapes(shape):
    y = leaf([1.0, 2.0]) * 3.0
    with pytest.raises(RuntimeError) as caught:
        y.backward(np.ones(shape))
    assert str(shape) in str(caught.value)
    assert "(2,)" in str(caught.value)
    assert "help:" in str(caught.value)


@pytest.mark.parametrize("shape", [(), (1,), (1, 1)])
def test_a_tensor_of_one_element_needs_no_gradient(shape):
    x = leaf(np.full(shape, 3.0))
    (x * x).backward()
    np.testing.assert_array_equal(x.grad.data, np.full(shape, 6.0))


def test_backward_of_what_depends_on_nothing_says_so():
    with pytest.raises(RuntimeError, match="doesn't depend on anything that requires a gradient") as caught:
        (tg.ones(2) * 2.0).sum().backward()
    assert "help:" in str(caught.value)


def test_backward_on_a_leaf_gives_it_ones():
    x = leaf(3.0)
    x.backward()
    assert x.grad.item() == 1.0


def test_grad_of_a_tensor_is_a_tensor_that_requires_no_gradient():
    x = leaf(3.0)
    (x * x).backward()
    assert isinstance(x.grad, tg.Tensor)
    assert not x.grad.requires_grad


def test_backward_with_create_graph_leaves_gradients_that_carry_a_graph():
    x = leaf(2.0)
    (x**3).backward(create_graph=True)
    first = x.grad
    assert first.requires_grad
    assert first.item() == 12.0
    x.grad = None
    first.backward()
    assert x.grad.item() == 12.0


def test_backward_with_create_graph_accumulates_with_the_graph():
    x = leaf(2.0)
    (x**2).backward(create_graph=True)
    (x**3).backward(create_graph=True)
    total = x.grad
    assert total.item() == 4.0 + 12.0
    (second,) = tg.grad(total, x)
    assert second.item() == 2.0 + 12.0


def test_create_graph_records_under_no_grad_too():
    x = leaf(2.0)
    y = x**3
    with tg.no_grad():
        (first,) = tg.grad(y, x, create_graph=True)
    (second,) = tg.grad(first, x)
    assert second.item() == 12.0


# grad()


def test_grad_of_one_output_by_one_input_is_a_tuple_of_one():
    x = leaf(3.0)
    result = tg.grad(x * x, x)
    assert isinstance(result, tuple)
    assert [gradient.item() for gradient in result] == [6.0]
    assert isinstance(result[0], tg.Tensor)
    assert not result[0].requires_grad


def test_grad_by_several_inputs():
    x, y = leaf(3.0), leaf(4.0)
    by_y, by_x = tg.grad(x * x * y, [y, x])
    assert (by_x.item(), by_y.item()) == (24.0, 9.0)


def test_grad_of_several_outputs_is_that_of_their_sum():
    x = leaf(3.0)
    (gradient,) = tg.grad([x * x, x * 5.0], x)
    assert gradient.item() == 11.0


def test_grad_of_one_output_named_twice_counts_it_twice():
    x = leaf(3.0)
    y = x * x
    (gradient,) = tg.grad([y, y], x)
    assert gradient.item() == 12.0


def test_grad_outputs_weigh_the_outputs():
    x = leaf([1.0, 2.0])
    weights = tg.tensor([10.0, 100.0])
    (gradient,) = tg.grad(x * x, x, grad_outputs=weights)
    np.testing.assert_array_equal(gradient.data, [20.0, 400.0])
    (gradient,) = tg.grad([x * x, x.sum()], [x], grad_outputs=[weights, None])
    np.testing.assert_array_equal(gradient.data, [21.0, 401.0])


def test_too_few_grad_outputs_are_refused():
    x = leaf(1.0)
    with pytest.raises(ValueError, match="1 grad_outputs for 2 outputs"):
        tg.grad([x * 1.0, x * 2.0], x, grad_outputs=[tg.ones(())])


def test_an_intermediate_tensor_can_be_an_input():
    x = leaf(3.0)
    y = x * x
    z = y * y
    by_x, by_y = tg.grad(z, [x, y])
    assert (by_x.item(), by_y.item()) == (4 * 27.0, 18.0)


def test_the_output_itself_can_be_an_input():
    x = leaf([3.0, 4.0])
    y = x.sum()
    by_y, by_x = tg.grad(y, [y, x])
    assert by_y.item() == 1.0
    np.testing.assert_array_equal(by_x.data, [1.0, 1.0])


def test_one_output_inside_the_graph_of_another():
    x = leaf(3.0)
    y = x * x
    z = y * y
    by_x, by_y = tg.grad([z, y], [x, y])
    assert (by_x.item(), by_y.item()) == (4 * 27.0 + 6.0, 18.0 + 1.0)


def test_a_leaf_that_is_an_output_and_an_operand_of_another():
    x = leaf(3.0)
    (gradient,) = tg.grad([x * x, x], x)
    assert gradient.item() == 6.0 + 1.0


def test_grad_touches_no_grad_field():
    x, y = leaf(3.0), leaf(4.0)
    z = x * y
    tg.grad(z, x)
    tg.grad(z * z, [x, z], create_graph=True)
    assert x.grad is None
    assert y.grad is None
    assert z.grad is None


def test_an_unused_input_is_an_error_that_names_it():
    x, y = leaf(3.0), leaf(4.0)
    y.name = "height"
    with pytest.raises(RuntimeError, match=r"input 1 \(height\)") as caught:
        tg.grad(x * x, [x, y])
    assert "allow_unused" in str(caught.value)


def test_allow_unused_gives_none():
    x, y = leaf(3.0), leaf(4.0)
    by_y, by_x = tg.grad(x * x, [y, x], allow_unused=True)
    assert by_y is None
    assert by_x.item() == 6.0


def test_an_input_that_requires_no_gradient_is_an_error():
    x, y = leaf(3.0), tg.tensor(4.0)
    with pytest.raises(RuntimeError, match="input 0"):
        tg.grad(x * y, y)


def test_grad_of_a_tensor_with_axes_needs_grad_outputs():
    x = leaf([1.0, 2.0])
    with pytest.raises(RuntimeError, match="needs a gradient"):
        tg.grad(x * x, x)


def test_retain_graph_is_accepted_by_grad():
    x = leaf(3.0)
    y = x * x
    assert tg.grad(y, x, retain_graph=False)[0].item() == 6.0
    assert tg.grad(y, x, retain_graph=True)[0].item() == 6.0


# Higher orders


def derivative(function, order):
    """The derivative of a function of a scalar tensor, by repeated `grad`."""

    def differentiated(x):
        y = function(x)
        for _ in range(order):
            (y,) = tg.grad(y, x, create_graph=True)
        return y

    return differentiated


def s(x):
    return 1 / (1 + np.exp(-x))


THIRD_DERIVATIVES = {
    # tanh' = t = 1 − tanh²; t' = −2 tanh·t; t'' = −2t² + 4 tanh²·t;  (tanh(x)·x)''' = x·t'' + 3·t'
    "tanh(x)·x": (
        lambda x: ops.tanh(x) * x,
        lambda x: x * (1 - np.tanh(x) ** 2) * (6 * np.tanh(x) ** 2 - 2) - 6 * np.tanh(x) * (1 - np.tanh(x) ** 2),
    ),
    "sigmoid(x)": (ops.sigmoid, lambda x: s(x) * (1 - s(x)) * (1 - 6 * s(x) + 6 * s(x) ** 2)),
    "x³·log x": (lambda x: x**3 * ops.log(x), lambda x: 6 * np.log(x) + 11),
    "exp(−x²)": (lambda x: ops.exp(-x * x), lambda x: (12 * x - 8 * x**3) * np.exp(-x * x)),
    "1/(1 + x²)": (lambda x: 1 / (1 + x * x), lambda x: 24 * x * (1 - x * x) / (1 + x * x) ** 4),
}


@pytest.mark.parametrize("name", THIRD_DERIVATIVES)
@pytest.mark.parametrize("point", [0.3, 0.8, 1.7])
def test_third_derivatives_equal_the_closed_forms(name, point):
    function, closed = THIRD_DERIVATIVES[name]
    third = derivative(function, 3)(leaf(point))
    np.testing.assert_allclose(third.item(), closed(point), rtol=1e-12)


def test_orders_one_to_five_of_a_power():
    x = leaf(1.5)
    expected = [5 * 1.5**4, 20 * 1.5**3, 60 * 1.5**2, 120 * 1.5, 120.0]
    for order in range(1, 6):
        np.testing.assert_allclose(derivative(lambda x: x**5, order)(x).item(), expected[order - 1], rtol=1e-13)


def test_mixed_partial_derivatives_agree_in_either_order():
    x, y = leaf(0.7), leaf(1.3)
    z = ops.exp(x * y) * ops.tanh(x + 2 * y)
    (by_x,) = tg.grad(z, x, create_graph=True)
    (by_y,) = tg.grad(z, y, create_graph=True)
    (xy,) = tg.grad(by_x, y)
    (yx,) = tg.grad(by_y, x)
    np.testing.assert_allclose(xy.item(), yx.item(), rtol=1e-13)


def mlp_parameters(kind, draw):
    return [kind(draw.normal(size=shape)) for shape in [(4, 3), (4,), (2, 4), (2,)]]


def mlp_loss(library, functional, x, target, w1, b1, w2, b2):
    """A net with one hidden layer, written so that it runs here and in PyTorch."""
    hidden = library.tanh(functional.linear(x, w1, b1))
    return functional.cross_entropy(functional.linear(hidden, w2, b2), target)


def hessian_vector_product(grad, loss, parameters, vectors):
    gradients = grad(loss, parameters, create_graph=True)
    inner = functools.reduce(lambda total, term: total + term, [(g * v).sum() for g, v in zip(gradients, vectors)])
    return grad(inner, parameters)


def test_hessian_vector_products_of_a_net_equal_numeric_differences():
    draw = np.random.default_rng(1)
    inputs, classes = tg.tensor(draw.normal(size=(5, 3))), tg.tensor([0, 1, 1, 0, 1])
    parameters = mlp_parameters(leaf, draw)
    vectors = [draw.normal(size=parameter.shape) for parameter in parameters]
    loss = mlp_loss(tg, tg.nn.functional, inputs, classes, *parameters)
    products = hessian_vector_product(tg.grad, loss, parameters, [tg.tensor(v) for v in vectors])

    def gradients(step):
        moved = [leaf(parameter.data + step * vector) for parameter, vector in zip(parameters, vectors)]
        return tg.grad(mlp_loss(tg, tg.nn.functional, inputs, classes, *moved), moved)

    h = 1e-5
    for product, above, below in zip(products, gradients(h), gradients(-h)):
        np.testing.assert_allclose(product.data, (above.data - below.data) / (2 * h), rtol=1e-6, atol=1e-9)


def test_hessian_vector_products_of_a_net_equal_pytorchs():
    torch = pytest.importorskip("torch")
    draw = np.random.default_rng(2)
    inputs, classes = draw.normal(size=(5, 3)), np.array([0, 1, 1, 0, 1])
    ours = mlp_parameters(leaf, draw)
    theirs = [torch.tensor(parameter.data.copy(), requires_grad=True) for parameter in ours]
    vectors = [draw.normal(size=parameter.shape) for parameter in ours]
    products = hessian_vector_product(
        tg.grad,
        mlp_loss(tg, tg.nn.functional, tg.tensor(inputs), tg.tensor(classes), *ours),
        ours,
        [tg.tensor(vector) for vector in vectors],
    )
    expected = hessian_vector_product(
        torch.autograd.grad,
        mlp_loss(torch, torch.nn.functional, torch.tensor(inputs), torch.tensor(classes), *theirs),
        theirs,
        [torch.tensor(vector) for vector in vectors],
    )
    for product, reference in zip(products, expected):
        np.testing.assert_allclose(product.data, reference.numpy(), rtol=1e-9, atol=1e-12)


def test_the_gradient_of_a_gradient_norm_equals_pytorchs():
    torch = pytest.importorskip("torch")
    start = np.random.default_rng(3).normal(size=(3, 4))
    results = []
    for library, x in ((tg, leaf(start)), (torch, torch.tensor(start, requires_grad=True))):
        grad = library.grad if library is tg else torch.autograd.grad
        (gradient,) = grad((library.softmax(x, dim=1) ** 2 * library.tanh(x)).sum(), x, create_graph=True)
        (second,) = grad((gradient**2).sum(), x)
        results.append(np.asarray(second.detach().numpy()))
    np.testing.assert_allclose(results[0], results[1], rtol=1e-9, atol=1e-13)


def test_newtons_method_finds_a_root_of_the_derivative():
    x = leaf(1.0)
    for _ in range(8):
        (first,) = tg.grad(x**4 - 3 * x**2 + x, x, create_graph=True)
        (second,) = tg.grad(first, x)
        x = leaf(x.data - first.item() / second.item())
    assert abs(4 * x.item() ** 3 - 6 * x.item() + 1) < 1e-12


def test_a_generator_or_coroutine_cannot_be_decorated():
    def numbers():
        yield 1

    async def number():
        return 1

    for function in (numbers, number):
        with pytest.raises(TypeError, match=r"no_grad.*\n.*help: write `with no_grad\(\):` inside"):
            tg.no_grad()(function)


def test_grads_in_a_batch_and_zeros_for_what_is_unused():
    x, y = tg.tensor([1.0, 2.0], requires_grad=True), tg.ones(3, requires_grad=True)
    rows = tg.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    by_x, by_y = tg.grad(x * x, [x, y], rows, is_grads_batched=True, allow_unused=True)
    assert by_x.tolist() == [[2.0, 0.0], [0.0, 4.0], [2.0, 4.0]]
    assert by_y is None
    assert tg.grad(x.sum(), [x, y], materialize_grads=True)[1].tolist() == [0.0, 0.0, 0.0]
    with pytest.raises(ValueError, match="materialize_grads"):
        tg.grad(x.sum(), [x, y], materialize_grads=True, allow_unused=False)
    with pytest.raises(ValueError, match="a first axis of one length"):
        tg.grad([x * x, x], x, [rows, rows[:2]], is_grads_batched=True)
    with pytest.raises(RuntimeError, match="allow_unused"):
        tg.grad(x * x, [x, y], rows, is_grads_batched=True)


def test_the_old_name_of_grad_tensors():
    x = tg.ones(2, requires_grad=True)
    tg.autograd.backward([x * 3], None, None, False, [tg.tensor([1.0, 2.0])], [x])
    assert x.grad.tolist() == [3.0, 6.0]


def test_inference_mode_can_be_off():
    x = tg.ones(2, requires_grad=True)
    with tg.no_grad(), tg.inference_mode(mode=False):
        assert (x * 2).requires_grad
    assert tg.inference_mode(False)(lambda: (x * 2).requires_grad)()
    for off in (tg.inference_mode, tg.inference_mode()):
        assert not off(lambda: (x * 2).requires_grad)()

"""Custom Functions: several inputs and outputs, saved tensors, gradients of gradients, and what is refused."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.autograd import Function


def leaf(values, dtype=np.float64):
    return tg.tensor(np.asarray(values, dtype), requires_grad=True)


class Product(Function):
    """x · y, saved inputs."""

    @staticmethod
    def forward(ctx, x, y):
        ctx.save_for_backward(x, y)
        return x * y

    @staticmethod
    def backward(ctx, g):
        x, y = ctx.saved_tensors
        return g * y, g * x


class Exponential(Function):
    """eˣ, saved output, in the style of `setup_context`."""

    @staticmethod
    def forward(x):
        return x.exp()

    @staticmethod
    def setup_context(ctx, inputs, output):
        ctx.save_for_backward(output)

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        return g * y


class SumAndProduct(Function):
    """Two outputs of different shapes from two inputs, and a number that is no tensor."""

    @staticmethod
    def forward(ctx, x, y, factor):
        ctx.save_for_backward(x, y)
        ctx.factor = factor
        return (x + y).sum() * factor, x * y

    @staticmethod
    def backward(ctx, g_sum, g_product):
        x, y = ctx.saved_tensors
        return g_sum * ctx.factor + g_product * y, g_sum * ctx.factor + g_product * x, None


def test_the_gradients_are_what_backward_returns():
    x, y = leaf([1.0, 2.0]), leaf([3.0, 5.0])
    Product.apply(x, y).backward(tg.tensor([1.0, 10.0]))
    assert x.grad.tolist() == [3.0, 50.0]
    assert y.grad.tolist() == [1.0, 20.0]


def test_an_input_twice_is_paid_twice():
    x = leaf(3.0)
    Product.apply(x, x).backward()
    assert x.grad.item() == 6.0


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_saved_outputs_are_connected_for_every_order(order):
    x = leaf(0.5)
    y = Exponential.apply(x)
    for _ in range(order):
        (y,) = tg.grad(y, x, create_graph=True)
    np.testing.assert_allclose(y.item(), np.exp(0.5), rtol=1e-15)


def test_saved_inputs_are_connected_for_the_second_order():
    x, y = leaf([1.0, 2.0]), leaf([3.0, 5.0])
    gx, _ = tg.grad(Product.apply(x, y).sum(), [x, y], create_graph=True)
    (gxy,) = tg.grad(gx.sum(), y)
    assert gxy.tolist() == [1.0, 1.0]


def test_several_outputs_of_different_shapes():
    x, y = leaf([1.0, 2.0]), leaf([3.0, 5.0])
    total, product = SumAndProduct.apply(x, y, 2.0)
    assert (total.item(), product.tolist()) == (22.0, [3.0, 10.0])
    (total * 10 + product.sum()).backward()
    assert x.grad.tolist() == [23.0, 25.0]
    assert y.grad.tolist() == [21.0, 22.0]


def test_an_output_that_isnt_used_sends_zeros():
    x, y = leaf([1.0, 2.0]), leaf([3.0, 5.0])
    SumAndProduct.apply(x, y, 2.0)[1].sum().backward()
    assert x.grad.tolist() == [3.0, 5.0]


def test_several_outputs_have_gradients_of_gradients():
    x, y = leaf([1.0, 2.0]), leaf([3.0, 5.0])
    total, product = SumAndProduct.apply(x, y, 2.0)
    (gx,) = tg.grad(total * product.sum(), x, create_graph=True)
    (gxy,) = tg.grad(gx.sum(), y)
    # d/dx (2 (Σx + Σy) Σ xy) = 2 Σ xy + 2 (Σx + Σy) y; its sum by y: 4 x + 2 Σy + 2 (Σx + Σy)
    np.testing.assert_allclose(gxy.data, 4 * np.array([1.0, 2.0]) + 2 * 8 + 2 * 11)


def test_outputs_of_several_dtypes_keep_them():
    class Both(Function):
        @staticmethod
        def forward(ctx, x):
            return x.float(), x.double()

        @staticmethod
        def backward(ctx, single, double):
            assert (single.dtype, double.dtype) == (np.float32, np.float64)
            return single.double() + double

    x = leaf([1.0, 2.0])
    single, double = Both.apply(x)
    assert (single.dtype, double.dtype) == (np.float32, np.float64)
    (single.sum() * 2 + double.sum()).backward()
    assert x.grad.tolist() == [3.0, 3.0]


def test_integers_and_marked_outputs_have_no_gradient():
    class Sorted(Function):
        @staticmethod
        def forward(ctx, x):
            order = tg.tensor(np.argsort(x.data))
            ctx.mark_non_differentiable(order)
            ctx.save_for_backward(order)
            return x[order], order

        @staticmethod
        def backward(ctx, g, g_order):
            (order,) = ctx.saved_tensors
            back = tg.zeros(*g.shape, dtype=g.dtype)
            back[order] = g
            assert g_order.tolist() == [0, 0, 0]
            return back

    x = leaf([3.0, 1.0, 2.0])
    values, order = Sorted.apply(x)
    assert order.tolist() == [1, 2, 0]
    assert not order.requires_grad
    values.backward(tg.tensor([10.0, 20.0, 30.0]))
    assert x.grad.tolist() == [30.0, 10.0, 20.0]


def test_gradients_that_arent_wanted_are_known():
    seen = []

    class Watched(Function):
        @staticmethod
        def forward(ctx, x, y, number):
            seen.append(ctx.needs_input_grad)
            return x + y

        @staticmethod
        def backward(ctx, g):
            return g, None, None

    Watched.apply(leaf(1.0), tg.tensor(2.0), 3).backward()
    assert seen == [(True, False, False)]


def test_without_materialized_gradients_an_unused_output_sends_none():
    seen = []

    class Two(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.set_materialize_grads(False)
            return x * 2, tg.tensor([1])

        @staticmethod
        def backward(ctx, g, none):
            seen.append(none)
            return g * 2

    Two.apply(leaf(1.0))[0].backward()
    assert seen == [None]


def test_nothing_is_recorded_without_a_gradient_to_want():
    assert not Product.apply(tg.tensor(2.0), tg.tensor(3.0)).requires_grad
    with tg.no_grad():
        assert not Product.apply(leaf(2.0), leaf(3.0)).requires_grad


def test_an_input_that_is_returned_isnt_shared():
    class Same(Function):
        @staticmethod
        def forward(ctx, x):
            return x

        @staticmethod
        def backward(ctx, g):
            return g

    x = leaf([1.0])
    y = Same.apply(x)
    y.data[0] = 5.0
    assert x.item() == 1.0


def test_too_few_gradients_are_refused():
    class Forgetful(Function):
        @staticmethod
        def forward(ctx, x, y):
            return x * y

        @staticmethod
        def backward(ctx, g):
            return g

    with pytest.raises(RuntimeError, match="returned 1 gradients for 2 arguments"):
        Forgetful.apply(leaf(1.0), leaf(2.0)).backward()


def test_a_gradient_for_what_is_no_tensor_is_refused():
    class Odd(Function):
        @staticmethod
        def forward(ctx, x, number):
            return x * number

        @staticmethod
        def backward(ctx, g):
            return g, g

    with pytest.raises(RuntimeError, match="a gradient for argument 1, which isn't a tensor"):
        Odd.apply(leaf(1.0), 2.0).backward()


def test_a_gradient_of_a_wrong_shape_is_refused():
    class Wrong(Function):
        @staticmethod
        def forward(ctx, x):
            return x.sum()

        @staticmethod
        def backward(ctx, g):
            return tg.ones(3, dtype=np.float64)

    with pytest.raises(ValueError, match=r"a gradient of shape \(3,\) for an operand of shape \(2,\)"):
        Wrong.apply(leaf([1.0, 2.0])).backward()


def test_an_input_cant_be_changed_in_place():
    class Dirty(Function):
        @staticmethod
        def forward(ctx, x):
            ctx.mark_dirty(x)
            return x

    with pytest.raises(RuntimeError, match="can't change its inputs"):
        Dirty.apply(leaf(1.0))


@pytest.mark.parametrize("method", ["forward", "backward"])
def test_a_missing_method_is_named(method):
    class Half(Function):
        pass

    if method == "backward":
        Half.forward = staticmethod(lambda ctx, x: x * 2)
        with pytest.raises(NotImplementedError, match="no backward"):
            Half.apply(leaf(1.0)).backward()
    else:
        with pytest.raises(NotImplementedError, match="no forward"):
            Half.apply(leaf(1.0))


def test_pytorch_gives_the_same():
    torch = pytest.importorskip("torch")

    def defined(module, base):
        class Swish(base):
            @staticmethod
            def forward(ctx, x, y):
                s = 1 / (1 + (-x).exp())
                ctx.save_for_backward(x, s, y)
                return x * s * y, s

            @staticmethod
            def backward(ctx, g, g_s):
                x, s, y = ctx.saved_tensors
                return g * y * (s + x * s * (1 - s)) + g_s * s * (1 - s), g * x * s

        return Swish

    values = np.random.default_rng(0).standard_normal((2, 3, 4))
    results = []
    for module, base in ((tg, Function), (torch, torch.autograd.Function)):
        x, y = (module.tensor(part, requires_grad=True) for part in values)
        first, second = defined(module, base).apply(x, y)
        (first.sum() + (second**2).sum()).backward()
        results.append([np.asarray(t.detach()) for t in (first, second, x.grad, y.grad)])
    for ours, theirs in zip(*results):
        np.testing.assert_allclose(ours, theirs, rtol=1e-14)


@pytest.mark.parametrize("result", [lambda x: x.data * 2, lambda x: "text", lambda x: (x.data, 3)])
def test_a_forward_that_leaves_the_graph_is_refused(result):
    class Leaves(Function):
        @staticmethod
        def forward(ctx, x):
            return result(x)

    with pytest.raises(TypeError, match=r"Leaves\.forward returned a .*\nhelp: return Tensors"):
        Leaves.apply(leaf([1.0]))

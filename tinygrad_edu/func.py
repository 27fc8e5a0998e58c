"""Functions from functions: gradients and Jacobians as functions of their own, and modules as pure functions.

They nest: ``grad(grad(f))`` is the second derivative. Tensors that the function uses without getting them as
arguments are constants here; their `.grad` isn't touched.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from . import autograd
from .autograd.functional import evaluated, gradients
from .functions.arguments import as_tuple
from .functions.slicing import select
from .nn import Module
from .ops import stack
from .ops.random import get_rng_state, set_rng_state
from .tape import Node
from .tensor import Tensor

__all__ = [
    "functional_call", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "stack_module_state",
    "value_and_grad", "vjp", "vmap",
]  # fmt: skip


def value_and_grad(func: Callable, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable:
    """A function that returns (func's number, its gradient by the arguments `argnums`).

    With several `argnums` the gradients are a tuple; an argument may be a dict or list of Tensors. With `has_aux`
    `func` returns (number, anything), and so does the value.

    >>> import tinygrad_edu as tg
    >>> tg.func.value_and_grad(lambda x: (x**2).sum())(tg.tensor([1.0, 2.0]))
    (tensor(5.), tensor([2., 4.]))
    """

    @functools.wraps(func)
    def both(*args, **kwargs):
        numbers = argnums if isinstance(argnums, tuple) else (argnums,)
        given, leaves = list(args), []

        def leaf(x):
            leaves.append(fresh(x))
            return leaves[-1]

        for number in numbers:
            given[number] = mapped(leaf, given[number])
        with autograd.enable_grad():
            result = func(*given, **kwargs)
        value, aux = result if has_aux else (result, None)
        if not isinstance(value, Tensor) or value.numel() != 1:
            raise RuntimeError("the function must return one number, as a Tensor\nhelp: sum or average it")
        outer = depends_on_others(value, leaves)
        found = iter(gradients((value,), tuple(leaves), (None,), outer, False))
        slopes = tuple(mapped(lambda x: next(found), given[number]) for number in numbers)
        if not outer:
            value, aux = value.detach(), outside(aux)
        slopes = slopes if isinstance(argnums, tuple) else slopes[0]
        return ((value, aux) if has_aux else value), slopes

    return both


def grad_and_value(func: Callable, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable:
    """`value_and_grad` in the other order: (gradient, number)."""
    both = value_and_grad(func, argnums, has_aux)
    return functools.wraps(func)(lambda *args, **kwargs: both(*args, **kwargs)[::-1])


def grad(func: Callable, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Callable:
    """A function that returns the gradient of `func`'s number by the arguments `argnums`.

    >>> import tinygrad_edu as tg
    >>> tg.func.grad(tg.func.grad(lambda x: x**3))(tg.tensor(2.0))
    tensor(12.)
    """
    both = value_and_grad(func, argnums, has_aux)

    @functools.wraps(func)
    def gradient(*args, **kwargs):
        value, slopes = both(*args, **kwargs)
        return (slopes, value[1]) if has_aux else slopes

    return gradient


def vjp(func: Callable, *primals, has_aux: bool = False) -> tuple:
    """(func's outputs, the function that multiplies a cotangent with the Jacobian: one result for each primal).

    With `has_aux` `func` returns (outputs, anything), and anything comes third.
    """
    leaves = tuple(fresh(primal) for primal in primals)
    func, aux = without_aux(func, has_aux)
    result, outputs = evaluated(func, leaves)

    outer = depends_on_others(outputs[0], list(leaves))

    def product(*cotangents):
        weights = cotangents[0] if len(cotangents) == 1 and isinstance(cotangents[0], tuple) else cotangents
        return gradients(outputs, leaves, weights, outer, False)

    return (result if outer else outside(result)), product, *(aux if outer else outside(aux))


def jvp(func: Callable, primals: tuple, tangents: tuple, *, strict: bool = False, has_aux: bool = False) -> tuple:
    """(func's outputs, their derivative along the tangents); `has_aux` as in `vjp`.

    With `strict` an output that depends on no primal is an error (RuntimeError), else its derivative is zeros.
    """
    func, aux = without_aux(func, has_aux)
    graph = connected(primals, tangents)
    results = autograd.functional.jvp(func, tuple(primals), tuple(tangents), graph, strict)
    return (*results, *(aux if graph else outside(aux)))


def jacrev(
    func: Callable, argnums: int | tuple[int, ...] = 0, *, has_aux: bool = False, chunk_size: int | None = None
) -> Callable:
    """A function that returns the Jacobian of `func` by the argument `argnums`, or a tuple of them by several.

    With `has_aux` `func` returns (outputs, anything), and it (Jacobian, anything). `chunk_size` has no effect: it is
    one walk back for each element of the outputs.

    >>> import tinygrad_edu as tg
    >>> tg.func.jacrev(lambda x: x * x)(tg.tensor([1.0, 2.0]))
    tensor([[2., 0.],
            [0., 4.]])
    """
    plain, aux = without_aux(func, has_aux)

    @functools.wraps(func)
    def whole(*args):
        numbers = argnums if isinstance(argnums, tuple) else (argnums,)

        def of_some(*some):
            given = list(args)
            for number, x in zip(numbers, some):
                given[number] = x
            return plain(*given)

        chosen = tuple(args[number] for number in numbers)
        inputs = chosen if isinstance(argnums, tuple) else chosen[0]
        graph = connected(args)
        result = autograd.functional.jacobian(of_some, inputs, create_graph=graph)
        return (result, *(aux if graph else outside(aux))) if has_aux else result

    return whole


def jacfwd(
    func: Callable, argnums: int | tuple[int, ...] = 0, has_aux: bool = False, *, randomness: str = "error"
) -> Callable:
    """`jacrev`: it is computed row by row here too. `randomness` has no effect."""
    return jacrev(func, argnums, has_aux=has_aux)


def hessian(func: Callable, argnums: int | tuple[int, ...] = 0) -> Callable:
    """A function that returns the second derivatives of `func` by the argument `argnums`, or by several."""
    return jacrev(jacrev(func, argnums), argnums)


def vmap(
    func: Callable, in_dims: Any = 0, out_dims: Any = 0, randomness: str = "error", *, chunk_size=None
) -> Callable:
    """A function that calls `func` with each slice of its arguments along `in_dims`, and stacks the results.

    It is called once for each slice, so that what is written for one example serves a batch; it isn't faster. A number
    stands for all arguments (and what is in them, in dicts, lists and tuples), or there is one for each; None gives an
    argument as it is. Named arguments are always given as they are. `out_dims` are where the results are stacked.
    With a `randomness` of "same" every call draws the same random numbers. `chunk_size` has no effect.

    >>> import tinygrad_edu as tg
    >>> x = tg.tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> tg.func.vmap(tg.dot)(x, x), tg.func.vmap(tg.dot, in_dims=(0, None))(x, x[0])
    (tensor([ 5., 25.]), tensor([ 5., 11.]))
    """
    if randomness not in ("error", "different", "same"):
        raise ValueError(f"no randomness {randomness!r}\nhelp: 'error', 'different' or 'same'")

    @functools.wraps(func)
    def over_all(*args, **kwargs):
        dims = list(in_dims) if isinstance(in_dims, (tuple, list)) else [in_dims] * len(args)
        if len(dims) != len(args):
            raise ValueError(f"{len(dims)} in_dims for {len(args)} arguments\nhelp: one for each, or one for all")
        lengths: set[int] = set()
        along(lambda x, dim: lengths.add(x.shape[dim]), args, dims)
        if len(lengths) != 1 or 0 in lengths:
            raise ValueError(f"slices of arguments of the lengths {sorted(lengths)}\nhelp: exactly one, of a Tensor")
        start, results = get_rng_state(), []
        for i in range(*lengths):
            if randomness == "same":
                set_rng_state(start)
            given = along(lambda x, dim, i=i: select(x, dim, i), args, dims)
            results.append(func(*given, **kwargs))
        return stacked(results, out_dims)

    return over_all


def along(function: Callable, thing: Any, dims: Any) -> Any:
    """The thing with every Tensor in it that has an axis in `dims` replaced by ``function(tensor, axis)``."""
    if isinstance(thing, dict):
        return {key: along(function, part, dim) for (key, part), dim in zip(thing.items(), axes_of(dims, thing))}
    if isinstance(thing, (list, tuple)):
        return rebuilt_like(thing, [along(function, part, dim) for part, dim in zip(thing, axes_of(dims, thing))])
    if dims is None:
        return thing
    if not isinstance(thing, Node) or not -thing.value.ndim <= dims < thing.value.ndim:
        what = f"a tensor of shape {thing.value.shape}" if isinstance(thing, Node) else f"a {type(thing).__name__}"
        raise ValueError(f"{what} has no slices along axis {dims}\nhelp: an axis of None gives it as it is")
    return function(thing, dims)


def axes_of(dims: Any, thing: Any) -> list:
    """What `dims` says of each part of a dict, list or tuple: one axis for all, or each its own."""
    if not isinstance(dims, (dict, list, tuple)):
        return [dims] * len(thing)
    if len(dims) != len(thing):
        raise ValueError(f"axes {dims} for {len(thing)} parts\nhelp: one for each, or one for all")
    return [dims[place] for place in (thing if isinstance(thing, dict) else range(len(thing)))]


def rebuilt_like(thing: Any, parts: list) -> Any:
    """A list, tuple or named tuple of other parts."""
    return getattr(type(thing), "_make", type(thing))(parts)


def stacked(results: list, dims: Any) -> Any:
    """One thing of many that are built alike: their Tensors stacked along `dims`; with None the first of them."""
    first = results[0]
    if isinstance(first, dict):
        return {key: stacked([r[key] for r in results], dim) for key, dim in zip(first, axes_of(dims, first))}
    if isinstance(first, (list, tuple)):
        return rebuilt_like(first, [stacked(list(p), dim) for *p, dim in zip(*results, axes_of(dims, first))])
    if not isinstance(first, Node):
        raise TypeError(
            f"the function returned a {type(first).__name__}\nhelp: Tensors, or dicts, lists, tuples of them"
        )
    return first if dims is None else stack(results, dims)


def without_aux(func: Callable, has_aux: bool) -> tuple[Callable, list]:
    """The function without the second of its two results, which is put into the list instead."""
    aux: list = []

    def first(*args):
        result, *aux[:] = func(*args)
        return result

    return (first, aux) if has_aux else (func, aux)


def stack_module_state(models: Sequence[Module]) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """The parameters of several modules of one kind stacked by path, and their buffers: what `vmap` calls one with.

    >>> import tinygrad_edu as tg
    >>> nets = [tg.nn.Linear(2, 1) for _ in range(3)]
    >>> parameters, buffers = tg.func.stack_module_state(nets)
    >>> parameters["weight"].shape
    (3, 1, 2)
    """
    if not models or len({(type(model), model.training) for model in models}) > 1:
        raise RuntimeError(
            f"{len(models)} modules to stack\nhelp: one or more, all of one class, all in training or none"
        )
    states = [(dict(model.named_parameters()), dict(model.named_buffers())) for model in models]
    parameters, buffers = (
        {path: stack([state[i][path].detach() for state in states], axis=0) for path in states[0][i]} for i in (0, 1)
    )
    for path, parameter in parameters.items():
        parameter.requires_grad_(states[0][0][path].requires_grad)
    return parameters, buffers


def functional_call(
    module: Module,
    parameter_and_buffer_dicts: Mapping[str, Any] | Sequence[Mapping[str, Any]],
    args: Any = None,
    kwargs: dict[str, Any] | None = None,
    *,
    tie_weights: bool = True,
    strict: bool = False,
) -> Any:
    """What the module computes with other parameters and buffers, given by path; it keeps its own.

    A parameter that the module has in two places is replaced in both, unless not `tie_weights`. With `strict` all of
    them must be given (RuntimeError).

    >>> import tinygrad_edu as tg
    >>> net = tg.nn.Linear(2, 1, bias=False)
    >>> tg.func.functional_call(net, {"weight": tg.tensor([[1.0, 2.0]])}, tg.tensor([3.0, 4.0]))
    tensor([11.])
    """
    dicts = parameter_and_buffer_dicts
    merged: dict[str, Any] = {}
    for one in (dicts,) if isinstance(dicts, Mapping) else dicts:
        merged |= one
    own = dict([*module.named_parameters(remove_duplicate=False), *module.named_buffers(remove_duplicate=False)])
    if strict and own.keys() != merged.keys():
        raise RuntimeError(
            f"missing: {sorted(own.keys() - merged.keys())}, unknown: {sorted(merged.keys() - own.keys())}\n"
            "help: strict=False replaces some"
        )
    if tie_weights:
        new = {id(own[path]): tensor for path, tensor in merged.items() if path in own}
        merged = {path: new[id(tensor)] for path, tensor in own.items() if id(tensor) in new} | merged
    given = () if args is None else args if isinstance(args, tuple) else (args,)
    with replaced(module, merged):
        return module(*given, **(kwargs or {}))


@contextmanager
def replaced(module: Module, tensors: Mapping[str, Any]) -> Iterator[None]:
    """The module with other tensors in some places, until the end."""
    places = dict(module.named_modules(remove_duplicate=False))
    own: list[tuple[dict, str, Any]] = []
    for path in tensors:
        above, _, name = path.rpartition(".")
        holder = vars(places[above]) if above in places else {}
        if not isinstance(holder.get(name), Tensor):
            known = [*module.state_dict()]
            raise KeyError(f"the module has no parameter or buffer {path!r}\nhelp: it has {', '.join(known)}")
        own.append((holder, name, holder[name]))
    try:
        for (holder, name, _), tensor in zip(own, tensors.values()):
            holder[name] = tensor
        yield
    finally:
        for holder, name, tensor in own:
            holder[name] = tensor


def mapped(function: Callable, thing):
    """The thing with every Tensor in it, in dicts, lists and tuples, replaced by what the function makes of it."""
    if isinstance(thing, dict):
        return {name: mapped(function, part) for name, part in thing.items()}
    if isinstance(thing, (list, tuple)):
        return type(thing)(mapped(function, part) for part in thing)
    return function(thing) if isinstance(thing, Node) else thing


def outside(thing):
    """The thing with every Tensor in it outside the graph."""
    return mapped(lambda x: x.detach(), thing)


def fresh(tensor: Tensor) -> Tensor:
    """A tensor to differentiate by: connected to the user's own where that is being differentiated as well."""
    if tensor.dtype.kind != "f":
        raise TypeError(f"an argument of {tensor.dtype} has no gradient\nhelp: make it floating-point: t.float()")
    return tensor.clone() if tensor.requires_grad else tensor.detach().requires_grad_()


def connected(*things) -> bool:
    """Whether any of the tensors requires a gradient, so that the result must be recorded."""
    return any(x.requires_grad for thing in things for x in as_tuple(thing) if isinstance(x, Tensor))


def depends_on_others(output: Tensor, leaves: list[Tensor]) -> bool:
    """Whether the output was computed from a leaf other than these, or these are part of a graph themselves."""
    if any(not leaf.is_leaf for leaf in leaves):
        return True
    seen, waiting = {output}, [output]
    while waiting:
        node = waiting.pop()
        for parent, closure in zip(node.operands, node.closures):
            if closure is not None and parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return any(node.wants_gradient and not node.closures for node in seen - set(leaves))

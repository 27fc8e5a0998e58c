"""One op of PyTorch's table: its samples run through both libraries, values and gradients of two orders compared."""

from __future__ import annotations

import operator
import warnings
from collections.abc import Callable, Iterator

import numpy as np
import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.testing._internal.common_methods_invocations import op_db

import tinygrad_edu as tg

from .conversion import Converter, array, difference, flat

DTYPES_TRIED = (torch.float64, torch.int64, torch.bool)
# PyTorch's samples of these aren't called as the functions are.
ADAPTED: dict[str, Callable] = {
    "einsum": lambda tensors, equation: tg.einsum(equation, tensors),
    "where": lambda input, condition, other: tg.where(condition, input, other),
    "polygamma": lambda input, n: tg.polygamma(n, input),
    "special.polygamma": lambda input, n: tg.special.polygamma(n, input),
    "nn.functional.embedding": lambda weight, index, **options: tg.nn.functional.embedding(index, weight, **options),
    "nn.functional.embedding_bag": lambda weight, index, *args, **options: tg.nn.functional.embedding_bag(
        index, weight, *args, **options
    ),
}
# What is drawn at random can't agree in value.
RANDOM = {
    "bernoulli", "cauchy", "exponential", "geometric", "log_normal", "multinomial", "normal", "uniform", "rand_like",
    "randint", "randint_like", "randn", "randn_like", "nn.functional.dropout", "nn.functional.dropout2d",
    "nn.functional.dropout3d", "nn.functional.alpha_dropout", "nn.functional.feature_alpha_dropout",
    "nn.functional.rrelu", "empty", "empty_like", "new_empty",
}  # fmt: skip


def function_of(name: str) -> Callable | None:
    """Our function under PyTorch's path, or the method of that name."""
    if name in ADAPTED:
        return ADAPTED[name]
    place = tg
    for part in name.split("."):
        place = getattr(place, part, None)
        if place is None:
            method = None if "." in name else getattr(tg.Tensor, name, None)
            return operator.attrgetter(name) if isinstance(method, property) else method
    if isinstance(getattr(tg.Tensor, name, None), property):
        return operator.attrgetter(name)
    return place if callable(place) else getattr(tg.Tensor, name, None)


def tables(name: str) -> list[tuple]:
    """PyTorch's entries of that name, with the dtype they are tried in: float64, or int64 where that is refused."""
    entries = [info for info in op_db if info.name == name]
    dtypes = [next((d for d in DTYPES_TRIED if info.supports_dtype(d, "cpu")), None) for info in entries]
    return [(info, dtype) for info, dtype in zip(entries, dtypes) if dtype is not None]


def outcomes(name: str) -> Iterator[tuple[str, str]]:
    """For each sample of the op a description and what is wrong with ours: nothing, if all agree."""
    function = function_of(name)
    for info, dtype in tables(name):
        torch.manual_seed(0)
        for number, sample in enumerate(
            info.sample_inputs("cpu", dtype, requires_grad=info.supports_autograd and dtype.is_floating_point)
        ):
            kind = f" ({info.variant_test_name})" if info.variant_test_name else ""
            label = f"{name}{kind} #{number} {described(sample)}"
            with warnings.catch_warnings(), sdpa_kernel(SDPBackend.MATH):  # the one that has second gradients
                warnings.simplefilter("ignore")
                yield label, "missing" if function is None else compared(info, function, sample)


def is_random(info, sample) -> bool:
    """Whether something is drawn, so that only shapes can agree."""
    drawn = sample.kwargs.get("dropout_p", 0.0)
    if info.name == "nn.functional.multi_head_attention_forward":
        drawn = sample.args[9]
    return info.name in RANDOM or drawn > 0


def described(sample) -> str:
    """The arguments of a sample in short."""

    def short(thing):
        if isinstance(thing, torch.Tensor):
            return f"{str(thing.dtype)[6:]}{tuple(thing.shape)}"
        if isinstance(thing, (list, tuple)):
            return "[" + ", ".join(map(short, thing)) + "]"
        return repr(thing)[:60]

    options = [f"{name}={short(value)}" for name, value in sample.kwargs.items()]
    return ", ".join([short(sample.input), *map(short, sample.args), *options])


def compared(info, function: Callable, sample) -> str:
    """What is wrong with our value, gradient or second gradient for a sample; nothing if all is right."""
    convert = Converter()
    arguments = convert((sample.input, *sample.args))
    options = convert(sample.kwargs)
    expected = info(sample.input, *sample.args, **sample.kwargs)
    if info.variant_test_name == "singular":  # of linalg.pinv, which is given two factors
        arguments = (tg.matmul(arguments[0], arguments[1].mT),)
    try:
        result = function(*arguments, **options)
    except Exception as error:
        return f"refused: {type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else ''}"
    try:
        result, expected = sample.output_process_fn_grad(result), sample.output_process_fn_grad(expected)
    except Exception as error:
        return f"result can't be processed: {type(error).__name__}: {error}"
    if info.variant_test_name == "grad_oriented":  # of linalg.lstsq, of whose results two are wanted
        result = result[:2]
    theirs, ours = flat(expected), flat(result)
    if len(theirs) != len(ours):
        return f"{len(ours)} results, expected {len(theirs)}"
    for position, (own, their) in enumerate(zip(ours, theirs)):
        wrong = shapes_differ(own, their) if is_random(info, sample) else difference(own, their)
        if wrong:
            return f"value {position}: {wrong}"
    if not info.supports_autograd or is_random(info, sample):
        return ""
    return gradients_compared(info, convert.leaves(), ours, theirs)


def shapes_differ(own, their) -> str:
    """The difference of two random results: their shapes or dtypes."""
    if array(own).shape != array(their).shape or array(own).dtype != array(their).dtype:
        return f"{array(own).dtype} {array(own).shape}, expected {array(their).dtype} {array(their).shape}"
    return ""


def gradients_compared(info, leaves: list, ours: list, theirs: list) -> str:
    """What is wrong with the gradients of first and second order, for random cotangents."""
    used = [
        (own, their)
        for own, their in zip(ours, theirs)
        if isinstance(their, torch.Tensor) and their.requires_grad and their.is_floating_point() and their.numel()
    ]
    if not used or not leaves:
        return ""
    unrecorded = [position for position, (own, _) in enumerate(used) if not own.requires_grad]
    if unrecorded:
        return f"result {unrecorded[0]} doesn't require a gradient"
    draw = np.random.default_rng(0)
    weights = [
        np.asarray(draw.uniform(0.5, 1.5, their.shape) * draw.choice([-1.0, 1.0], their.shape), array(their).dtype)
        for _, their in used
    ]
    their_weights = [torch.from_numpy(weight.copy()).requires_grad_() for weight in weights]
    our_weights = [tg.tensor(weight, requires_grad=True) for weight in weights]
    refused = info.name == "nn.functional.ctc_loss" or info.variant_test_name.startswith("chunked")
    second = info.supports_gradgrad and not refused  # by PyTorch itself
    their_leaves, our_leaves = [their for their, _ in leaves], [own for _, own in leaves]
    expected = torch.autograd.grad(
        [their for _, their in used], their_leaves, their_weights, create_graph=second, allow_unused=True
    )
    try:
        result = tg.grad([own for own, _ in used], our_leaves, our_weights, create_graph=second, allow_unused=True)
    except Exception as error:
        return f"gradient: {type(error).__name__}: {str(error).splitlines()[0][:200]}"
    wrong = first_difference(result, expected, our_leaves)
    if wrong or not second:
        return f"gradient {wrong}" if wrong else ""
    pairs = [(own, their) for own, their in zip(result, expected) if their is not None and their.requires_grad]
    if not pairs:
        return ""
    second_weights = [draw.standard_normal(their.shape) for _, their in pairs]
    expected = torch.autograd.grad(
        [their for _, their in pairs],
        [*their_leaves, *their_weights],
        [torch.from_numpy(np.asarray(weight)) for weight in second_weights],
        allow_unused=True,
    )
    recorded = [
        (own, tg.tensor(np.asarray(weight)))
        for (own, _), weight in zip(pairs, second_weights)
        if own is not None and own.requires_grad
    ]
    inputs = [*our_leaves, *our_weights]
    result = (None,) * len(inputs)
    if recorded:
        try:
            result = tg.grad([own for own, _ in recorded], inputs, [w for _, w in recorded], allow_unused=True)
        except Exception as error:
            return f"second gradient: {type(error).__name__}: {str(error).splitlines()[0][:200]}"
    wrong = first_difference(result, expected, inputs)
    return f"second gradient {wrong}" if wrong else ""


def first_difference(result, expected, leaves) -> str:
    """The first gradient that differs; one that is absent counts as zero."""
    for position, (own, their, leaf) in enumerate(zip(result, expected, leaves)):
        zero = np.zeros(leaf.shape)
        numbers = zero if own is None else own.data
        wrong = difference(numbers, torch.from_numpy(zero) if their is None else their, rtol=1e-6, atol=1e-8)
        if wrong:
            return f"{position}: {wrong}"
    return ""

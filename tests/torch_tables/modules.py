"""``python -m tests.torch_tables.modules [NAME …]``: PyTorch's table of modules, with its samples, run through ours."""

from __future__ import annotations

import collections
import copy
import sys
import warnings
from collections.abc import Iterator

import numpy as np
import torch
from torch.testing._internal.common_modules import module_db

import tinygrad_edu as tg

from .conversion import Converter, array, difference, flat
from .ops import first_difference

# What these draw in training can't agree; in evaluation it must.
RANDOM = {"nn.Dropout", "nn.Dropout1d", "nn.Dropout2d", "nn.Dropout3d", "nn.AlphaDropout", "nn.FeatureAlphaDropout"}


def module_of(name: str):
    """Our module class under PyTorch's path, or None."""
    place = tg
    for part in name.split("."):
        place = getattr(place, part, None)
    return place


def outcomes(name: str) -> Iterator[tuple[str, str]]:
    """For each sample of the module a description and what is wrong with ours: nothing, if all agree."""
    for info in module_db:
        if info.name != name or torch.float64 not in info.dtypes:
            continue
        for training in (True, False) if info.train_and_eval_differ else (True,):
            torch.manual_seed(0)
            inputs = info.module_inputs_func(
                info, device="cpu", dtype=torch.float64, requires_grad=True, training=training
            )
            for number, sample in enumerate(inputs):
                made = sample.constructor_input
                label = f"{name} #{number}, training {training}: {made.args} {made.kwargs}"[:300]
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    missing = module_of(name) is None
                    yield label, "missing" if missing else compared(info, sample, training and name not in RANDOM)


def compared(info, sample, training: bool) -> str:
    """What is wrong with our module's text, result, gradients or state; nothing if all is right."""
    made, called = sample.constructor_input, sample.forward_input
    theirs = info.module_cls(*made.args, **{"dtype": torch.float64, **made.kwargs}) if takes_dtype(info) else (
        info.module_cls(*made.args, **made.kwargs).double()
    )  # fmt: skip
    convert = Converter()
    arguments, options = convert(list(made.args)), convert(made.kwargs)
    arguments = [activation_of(one) for one in arguments]
    options = {key: activation_of(value) for key, value in options.items()}
    try:
        ours = module_of(info.name)(*arguments, **options).double()
        if info.name.startswith("nn.Lazy"):  # the first call gives these their parameters
            theirs(*called.args, **called.kwargs)
            ours(*Converter()(called.args), **Converter()(called.kwargs))
        ours.load_state_dict({key: value.numpy().copy() for key, value in theirs.state_dict().items()})
    except Exception as error:
        return f"construction: {type(error).__name__}: {str(error)[:200]}"
    if list(ours.state_dict()) != list(theirs.state_dict()):
        return f"state_dict keys {list(ours.state_dict())}, expected {list(theirs.state_dict())}"
    theirs.train(training)
    ours.train(training)
    convert = Converter()
    if called is None:
        return ""
    inputs, words = called.args, called.kwargs
    their_inputs = copy.copy(inputs)
    try:
        result = ours(*convert(inputs), **convert(words))
    except Exception as error:
        return f"forward: {type(error).__name__}: {str(error)[:200]}"
    expected = theirs(*their_inputs, **words)
    own_parts, their_parts = flat(result), flat(expected)
    if len(own_parts) != len(their_parts):
        return f"{len(own_parts)} results, expected {len(their_parts)}"
    for position, (own, their) in enumerate(zip(own_parts, their_parts)):
        wrong = difference(own, their)
        if wrong:
            return f"value {position}: {wrong}"
    leaves = [*convert.leaves(), *zip(theirs.parameters(), ours.parameters())]
    used = [(own, their) for own, their in zip(own_parts, their_parts) if their.requires_grad]
    if used and leaves:
        wrong = gradients_compared(used, leaves)
        if wrong:
            return wrong
    for key, value in theirs.state_dict().items():
        wrong = difference(ours.state_dict()[key], value)
        if wrong:
            return f"state {key}: {wrong}"
    if repr(theirs) != repr(ours):
        return f"repr {ours!r}, expected {theirs!r}".replace("\n", " ")
    return ""


def gradients_compared(used: list, leaves: list) -> str:
    """What is wrong with the gradients of inputs and parameters, for random cotangents."""
    draw = np.random.default_rng(0)
    weights = [draw.standard_normal(their.shape) for _, their in used]
    expected = torch.autograd.grad(
        [their for _, their in used],
        [their for their, _ in leaves],
        [torch.from_numpy(np.asarray(weight)) for weight in weights],
        allow_unused=True,
    )
    try:
        result = tg.grad(
            [own for own, _ in used],
            [own for _, own in leaves],
            [tg.tensor(np.asarray(weight)) for weight in weights],
            allow_unused=True,
        )
    except Exception as error:
        return f"gradient: {type(error).__name__}: {str(error)[:200]}"
    wrong = first_difference(result, expected, [array(own) for _, own in leaves])
    return f"gradient {wrong}" if wrong else ""


def takes_dtype(info) -> bool:
    """Whether the module's constructor takes a dtype."""
    return "dtype" in info.module_cls.__init__.__code__.co_varnames


def activation_of(argument):
    """Our function for one of PyTorch's that is an argument; anything else is itself."""
    if callable(argument) and getattr(argument, "__module__", "").startswith("torch"):
        return getattr(tg.nn.functional, argument.__name__)
    return argument


def main() -> int:
    """Print what is wrong, module by module, and a count at the end; 1 if anything is wrong or missing."""
    names = [name if name.startswith("nn.") else f"nn.{name}" for name in sys.argv[1:]]
    counts: collections.Counter[str] = collections.Counter()
    for name in names or sorted({info.name for info in module_db}):
        problems: dict[str, None] = {}
        for label, wrong in outcomes(name):
            counts[wrong.split(":")[0].split(" ")[0] if wrong else "right"] += 1
            if wrong:
                problems["missing" if wrong == "missing" else f"{label}: {wrong}"] = None
        print(f"{name}: {'right' if not problems else 'WRONG'}", flush=True)
        for problem in list(problems)[:6]:
            print(f"    {problem}")
    print(", ".join(f"{count} {kind}" for kind, count in counts.most_common()))
    return int(counts.keys() != {"right"})


if __name__ == "__main__":
    sys.exit(main())

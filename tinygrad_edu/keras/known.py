"""What can be asked for by name, and what is said of a name that isn't there."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterable
from typing import Any

# What has names, by kind; each kind's package fills in its own.
KINDS = ("function", "activation", "initializer", "layer", "loss", "metric", "optimizer", "schedule", "wrapper")
TABLES: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
# Keras's options that aren't here, with the values that ask for nothing
ABSENT: dict[str, tuple] = {
    "mask_zero": (False,), "weights": (None,), "dtype": (None,), "autocast": (True,), "noise_shape": (None,),
    "lora_rank": (None,), "lora_alpha": (None,), "quantization_config": (None,), "renorm": (False,),
    "renorm_clipping": (None,), "renorm_momentum": (0.99,), "synchronized": (False,), "dropout": (0.0,),
    "recurrent_dropout": (0.0,), "return_state": (False,), "go_backwards": (False,), "stateful": (False,),
    "unroll": (False,), "reset_after": (True,), "use_cudnn": ("auto",), "time_major": (False,), "regularizer": (None,),
    "constraint": (None,), "aggregation": (None, "none"), "use_ema": (False,), "ema_momentum": (0.99,),
    "ema_overwrite_frequency": (None,), "loss_scale_factor": (None,), "gradient_accumulation_steps": (None,),
    "top_k": (None,), "ignore_class": (None,), "summation_method": ("interpolation",), "multi_label": (False,),
    "num_labels": (None,), "label_weights": (None,), "sparse": (None, False), "ragged": (None, False),
    "optional": (False,), "decay": (None, 0.0),
}  # fmt: skip


def find(kind: str, name: str) -> Any:
    """The thing of this kind and name. A ValueError names all that there are, the nearest first, each by one name."""
    table = TABLES[kind]
    if name not in table:
        farthest_first = sorted(table, key=lambda known: likeness(name, known))
        names = {id(table[known]): known for known in farthest_first}.values()
        raise ValueError(f"there is no {kind} {name!r}\nhelp: {listed(name, names)}")
    return table[name]


def named_or_given(kind: str, identifier: Any) -> Any:
    """What a name of this kind stands for, or the thing itself that was given; of a class, an object of it."""
    found = find(kind, identifier) if isinstance(identifier, str) else identifier
    return found() if isinstance(found, type) else found


def listed(name: str, names: Iterable[str]) -> str:
    """The names, the nearest to this one first."""
    return ", ".join(map(repr, sorted(names, key=lambda known: (-likeness(name, known), known))))


def likeness(one: str, other: str) -> float:
    """How alike two names are, from 0 to 1, whether they are written in capitals or not."""
    return difflib.SequenceMatcher(None, one.lower(), other.lower()).ratio()


def refuse_options(owner: type, unknown: dict[str, Any]) -> None:
    """A ValueError for the first keyword that the owner's class doesn't take, with those that it does take.

    What Keras has besides is accepted with a value that asks for nothing.
    """
    for name, value in unknown.items():
        known = listed(name, arguments_of(owner))
        if name == "lr":
            raise ValueError(f"{owner.__name__} has no option 'lr', its old name\nhelp: it is called 'learning_rate'")
        neutral = (None,) if name.endswith(("_regularizer", "_constraint")) else ABSENT.get(name)
        if neutral is None:
            raise ValueError(f"{owner.__name__} has no option {name!r}\nhelp: its options are {known}")
        if not any(value is one or (type(value) is type(one) and value == one) for one in neutral):
            raise ValueError(
                f"{owner.__name__}({name}={value!r:.60}): {name!r} isn't here, though Keras has it\n"
                f"help: leave it out; the options are {known}"
            )


def arguments_of(owner: type) -> list[str]:
    """What the class can be made with: the arguments of its `__init__`, and of those that this hands its options to.

    An `__init__` that hands on what it doesn't know calls it `options`; one that refuses it calls it `unknown`.
    """
    names: list[str] = []
    for base in owner.__mro__:
        if "__init__" not in vars(base):
            continue
        parameters = list(inspect.signature(base.__init__).parameters.values())[1:]  # type: ignore[misc]
        names += [p.name for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD) and p.name not in names]
        if all(p.kind != p.VAR_KEYWORD or p.name == "unknown" for p in parameters):
            break
    return names

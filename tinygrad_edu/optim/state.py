"""The state of an optimizer, to be saved and loaded."""

from __future__ import annotations

import copy
from collections import defaultdict
from typing import Any

import numpy as np

from .. import arrays
from ..arrays import array_of, tensor_of
from ..tensor import Tensor
from .options import plain

# options that older states don't have: the optimizer's own are kept
NEWER = {"maximize", "decoupled_weight_decay", "foreach", "fused", "capturable", "differentiable"}


def packed(state: dict[Any, dict[str, Any]], groups: list[dict[str, Any]]) -> dict[str, Any]:
    """State and groups, with numbers in place of the parameters."""
    everything = [parameter for group in groups for parameter in group["params"]]
    numbers = {parameter: position for position, parameter in enumerate(everything)}
    return {
        "state": {numbers.get(key, key): dict(entries) for key, entries in state.items()},
        "param_groups": [{**group, "params": [numbers[p] for p in group["params"]]} for group in groups],
    }


def loaded(state_dict: dict[str, Any], own_groups: list[dict[str, Any]], defaults: dict[str, Any]):
    """State and groups from what `packed` made, for the parameters of these groups; a ValueError if they don't fit."""
    if not isinstance(state_dict, dict) or not {"state", "param_groups"} <= state_dict.keys():
        raise ValueError(
            f"this is no state of an optimizer: {state_dict!r:.60}\nhelp: {{'state': …, 'param_groups': …}}"
        )
    saved_groups = state_dict["param_groups"]
    if len(saved_groups) != len(own_groups):
        raise ValueError(
            f"a state of {len(saved_groups)} groups of parameters\nhelp: this optimizer has {len(own_groups)}"
        )
    groups = []
    owners: dict[Any, Tensor] = {}
    for saved, own in zip(saved_groups, own_groups):
        missing = defaults.keys() - NEWER - saved.keys()
        if missing:
            raise ValueError(f"the state has no {sorted(missing)}\nhelp: this optimizer's options are {list(defaults)}")
        if len(saved["params"]) != len(own["params"]):
            raise ValueError(
                f"the state of a group of {len(saved['params'])} parameters\n"
                f"help: this optimizer's group has {len(own['params'])}"
            )
        groups.append({**own, **plain(copy.deepcopy(saved)), "params": own["params"]})
        owners |= dict(zip(saved["params"], own["params"]))
    state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
    for key, entries in state_dict["state"].items():
        if key not in owners and isinstance(key, int):
            raise ValueError(f"the state has an entry for parameter {key}\nhelp: its groups have {list(owners)}")
        dtype = owners[key].dtype if key in owners else None
        state[owners.get(key, key)] = {name: copied(entry, name, dtype) for name, entry in entries.items()}
    return state, groups


def copied(entry, name: str, dtype: np.dtype | None):
    """An entry of a loaded state: arrays and tensors as Tensors, in the parameter's dtype unless they count steps."""
    if isinstance(entry, (list, tuple)):
        return type(entry)(copied(part, name, dtype) for part in entry)
    if name == "step" and isinstance(entry, (int, float)):
        return tensor_of(np.array(entry, arrays.default_dtype))
    if not hasattr(entry, "shape"):
        return copy.deepcopy(entry)
    array = np.asarray(array_of(entry))
    kept = dtype is None or name == "step" or array.dtype.kind != "f"
    return tensor_of(array.astype(array.dtype if kept else dtype))


def check_entries(
    state: dict[str, Any],
    start: dict[str, np.ndarray],
    remembers: tuple[str, ...],
    parameter: Tensor,
    count: str | None,
) -> None:
    """Refuse a parameter's state with other names or shapes than it had at the `start`, or could have later."""
    counts = {count} if count else set()
    if state.keys() - counts - {*remembers} or (counts | start.keys()) - state.keys():
        raise ValueError(
            f"the state has {sorted(state)} for a parameter\n"
            f"help: this optimizer remembers {sorted(counts | {*remembers})}, as far as its options want them"
        )
    for name, entry in state.items():
        shape = () if name == count else start[name].shape if name in start else parameter.shape
        if getattr(entry, "shape", None) != shape:
            raise ValueError(
                f"{name!r} has shape {getattr(entry, 'shape', None)}\n"
                f"help: for this parameter of shape {parameter.shape} it must have {shape}"
            )

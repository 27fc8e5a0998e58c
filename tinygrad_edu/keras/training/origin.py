"""Where a loss that isn't finite came from: the first op of the graph whose result isn't."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...arrays import array_of
from ...errors import described
from ...nn import Parameter
from ...tape import Node
from ..layers import Layer
from .samples import Samples


def origin_of(loss: Node, batch: Samples, layer_names: dict[Any, str]) -> str:
    """A sentence on the first thing that isn't finite: what the batch holds, a weight, or what an op made."""
    bad = bad_data(batch)
    if bad is not None:
        return bad
    for node in oldest_first(loss):
        value = array_of(node)
        if value.dtype.kind == "f" and not np.all(np.isfinite(value)):
            return sentence(node, value, layer_names)
    return "no op's result shows where\nhelp: run a batch under autograd.detect_anomaly()"


def bad_data(batch: Samples) -> str | None:
    """A sentence on the first number of the data that isn't finite, or None."""
    for name, array in (("x", batch.x), ("y", batch.y)):
        if array is not None and not np.all(np.isfinite(array)):
            place = int(np.argwhere(~np.isfinite(array))[0][0])
            row = place if batch.rows is None else batch.rows[place]
            return (
                f"{name} holds {first_bad(array)} in row {row}\n"
                f"help: look for such rows: numpy.argwhere(~numpy.isfinite({name}))"
            )
    return None


def oldest_first(loss: Node) -> list[Node]:
    """All nodes that the loss was computed from, in the order in which they came about."""
    found, waiting = {loss}, [loss]
    while waiting:
        operands = {part for part in waiting.pop().operands if isinstance(part, Node)} - found
        found |= operands
        waiting += operands
    return sorted(found, key=lambda node: node.serial)


def sentence(node: Node, value: np.ndarray, layer_names: dict[Any, str]) -> str:
    """What is said of a node that is the first."""
    if isinstance(node, Parameter):
        name = layer_names.get(node, "a layer")
        return (
            f"it arose before: the weight {node.name!r} of {name} holds {first_bad(value)} since the last step\n"
            "help: a smaller learning_rate, or clipnorm=1.0 in the optimizer"
        )
    largest = max(
        (float(np.max(np.abs(array_of(part)))) for part in node.operands if np.size(array_of(part))), default=0
    )
    return (
        f"it arose {place_of(node)}, in {described(node)}, whose operands are at most {largest:.3g} in size, "
        f"and whose result holds {first_bad(value)}\n"
        "help: a smaller learning_rate, inputs near 0 and of size 1, or clipnorm=1.0 in the optimizer"
    )


def place_of(node: Node) -> str:
    """The layer whose call made the node; or the loss, outside all layers."""
    scope = node.scope
    while scope is not None:
        outer, module = scope
        if isinstance(module, Layer):
            return f"in layer {module.name!r}"
        scope = outer
    return "in the loss"


def first_bad(array: np.ndarray) -> str:
    """The first number that isn't finite, as a text."""
    return str(array[~np.isfinite(array)].flat[0])

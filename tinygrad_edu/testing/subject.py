"""What is checked: a function with its inputs, run on any arrays in place of those it was given."""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .. import arrays as array_defaults
from ..arrays import array_of, tensor_of
from ..methods import rebuilt
from ..tape import Node, walk
from ..tensor import Tensor


class GradientError(AssertionError):
    """A gradient that is wrong, or that can't be checked: what was found, where, and what the reason may be.

    `function` and `argument` are names; `index`, `analytic` and `numeric` say where the two differ, if they do.
    """

    __module__ = "tinygrad_edu.testing"  # where it is imported from

    def __init__(self, text: str, *, function="", argument="", index=None, analytic=None, numeric=None) -> None:
        super().__init__(text)
        self.function, self.argument, self.index = function, argument, index
        self.analytic, self.numeric = analytic, numeric


class Run:
    """One call of the function: its floating-point results, and the leaves that it was called with."""

    def __init__(self, outputs: list[Tensor], leaves: list[Node]) -> None:
        self.outputs, self.leaves = outputs, leaves

    def flat(self) -> np.ndarray:
        """All results in one row."""
        return np.concatenate([np.ravel(np.asarray(output.value, np.float64)) for output in self.outputs])

    def pull(self, cotangents: list) -> list[np.ndarray]:
        """The gradients of all leaves for these cotangents, one for each result; None leaves a result out."""
        pairs = [(y, g) for y, g in zip(self.outputs, cotangents) if g is not None and y.wants_gradient]
        found = walk([y for y, _ in pairs], [g for _, g in pairs], targets=set(self.leaves))
        return [np.asarray(found[leaf]) if leaf in found else np.zeros(leaf.value.shape) for leaf in self.leaves]


class Subject:
    """A function with the tensors by which it is differentiated: inputs, parameters, and leaves that it captured.

    Inputs are float64 copies; parameters become float64 within `prepared`, and are as before afterwards.
    """

    first_order = True

    def __init__(self, function: Callable, inputs: Any, names: list[str] | None = None) -> None:
        self.function = function
        self.inputs = tuple(inputs) if isinstance(inputs, (tuple, list)) else (inputs,)
        self.name = name_of(function)
        top = names or argument_names(function, len(self.inputs))
        found: list[tuple[str, Any]] = []
        for name, value in zip(top, self.inputs):
            mapped(value, lambda path, x: found.append((path, x)), name)
        wanted = [x for _, x in found if isinstance(x, Node) and x.wants_gradient]
        chosen = [
            (path, x) for path, x in found if (isinstance(x, Node) and x.wants_gradient) or (not wanted and is_float(x))
        ]
        self.names = [path for path, _ in chosen]
        self.top = top
        self.start = [np.array(array_of(x), np.float64) for _, x in chosen]
        self.captured: list[Node] = []
        self.count = len(self.start)  # of inputs; captured leaves follow
        module: Any = function if hasattr(function, "named_parameters") else getattr(function, "__self__", None)
        if hasattr(module, "named_parameters"):
            for path, parameter in module.named_parameters():
                if parameter.wants_gradient:
                    self.capture(path, parameter)
        self.buffers = [buffer for _, buffer in module.named_buffers()] if hasattr(module, "named_buffers") else []

    def capture(self, name: str, leaf: Node) -> None:
        """Differentiate by this leaf, too."""
        self.captured.append(leaf)
        self.names.append(name)
        self.start.append(np.array(leaf.value, np.float64))

    def capture_leaves(self, run: Run, since: int) -> None:
        """Find the leaves that the function used without being given them, as ``lambda x: x @ w`` does."""
        seen: set[Node] = set(run.outputs)
        known = set(run.leaves)
        waiting: list[Node] = list(run.outputs)
        leaves = []
        while waiting:
            node = waiting.pop()
            if node.serial <= since:
                if node.closures:
                    return  # made outside, from leaves that have another way in: they can't be varied
                if node.wants_gradient and node not in known:
                    leaves.append(node)
                continue
            new = [parent for parent in node.operands if isinstance(parent, Node) and parent not in seen]
            seen.update(new)
            waiting += new
        for leaf in sorted(leaves, key=lambda leaf: leaf.serial):
            what = f"captured tensor of shape {leaf.value.shape}"
            self.capture(
                leaf.name or (f"{what}, number {self.names.count(what) + 1}" if what in self.names else what), leaf
            )

    @contextlib.contextmanager
    def prepared(self) -> Iterator[None]:
        """Everything is float64 inside; outside, parameters, buffers and their gradients are as they were."""
        default = array_defaults.get_default_dtype()
        buffers = [(buffer, buffer.value, np.copy(buffer.value)) for buffer in self.buffers]
        before: dict[Node, tuple] = {}
        self.kept = before
        array_defaults.set_default_dtype(np.float64)
        try:
            yield
        finally:
            array_defaults.set_default_dtype(default)
            for leaf, (value, wanted, grad) in before.items():
                leaf.value, leaf.wants_gradient, leaf.accumulated = value, wanted, grad
            for buffer, array, numbers in buffers:
                buffer.value = array
                buffer.data[...] = numbers

    def run(
        self, arrays: list[np.ndarray], recorded: set[int] | None = None, same: tuple[int, int] | None = None
    ) -> Run:
        """Call the function on these arrays; those at `recorded` (None: all) require gradients.

        `same` are two places at which one and the same tensor is given.
        """
        leaves: list[Node] = []
        for position, array in enumerate(arrays):
            wanted = recorded is None or position in recorded
            if position < self.count:
                leaves.append(rebuilt(Tensor, array, wanted))
            else:
                leaf = self.captured[position - self.count]
                self.kept.setdefault(leaf, (leaf.value, leaf.wants_gradient, leaf.accumulated))
                leaf.value, leaf.wants_gradient, leaf.accumulated = array, wanted, None
                leaves.append(leaf)
        given = iter(leaves)
        if same is not None:
            given = iter([leaves[same[0]] if position == same[1] else leaf for position, leaf in enumerate(leaves)])
            del leaves[same[1]]
        chosen = set(self.names[: self.count])

        def replaced(path, x):
            if path in chosen:
                return next(given)
            if isinstance(x, Node):
                value = np.array(x.value, np.float64) if x.value.dtype.kind == "f" else np.copy(x.value)
                return tensor_of(value)
            return np.array(x, np.float64) if is_float(x) else x

        result = self.function(*[mapped(value, replaced, name) for name, value in zip(self.top, self.inputs)])
        return Run(self.results(result), leaves)

    def results(self, result: Any) -> list[Tensor]:
        """The floating-point tensors in what the function returned."""
        found: list[Any] = []
        mapped(result, lambda path, x: found.append(x), "")
        for x in found:
            if not isinstance(x, Tensor):
                raise GradientError(
                    f"{self.name} returned a {type(x).__name__}, not a Tensor: what computed it wasn't recorded\n"
                    "help: compute with Tensors all the way; t.data, t.numpy() and t.item() leave the graph",
                    function=self.name,
                )
        outputs = [x for x in found if x.dtype.kind == "f"]
        if not outputs:
            what = type(result).__name__ if not found else ", ".join(f"tensor of {x.dtype}" for x in found)
            raise GradientError(
                f"{self.name} returned no floating-point tensor, but {what}: it has no gradient\n"
                "help: return the Tensor whose gradient is to be checked",
                function=self.name,
            )
        return outputs


def mapped(tree: Any, function: Callable[[str, Any], Any], path: str) -> Any:
    """The tree of tuples, lists and dicts with function(path, x) in place of every tensor, array and number."""
    if isinstance(tree, dict):
        return {key: mapped(value, function, f"{path}[{key!r}]") for key, value in tree.items()}
    if isinstance(tree, (tuple, list)):
        values = [mapped(value, function, f"{path}[{position}]") for position, value in enumerate(tree)]
        return type(tree)(*values) if hasattr(tree, "_fields") else type(tree)(values)
    return function(path, tree) if isinstance(tree, (Node, np.ndarray, np.generic, float, complex)) else tree


def is_float(x: Any) -> bool:
    """Whether this is a floating-point tensor or array."""
    array = array_of(x)
    return isinstance(array, (np.ndarray, np.generic)) and array.dtype.kind == "f"


def name_of(function: Callable) -> str:
    """What error messages call the function."""
    name, owner = getattr(function, "__name__", None), getattr(function, "__self__", None)
    if isinstance(owner, type):
        return f"{owner.__name__}.{name}"
    return name or name_of(getattr(function, "func", type(function)))


def argument_names(function: Callable, count: int) -> list[str]:
    """The names of the first `count` arguments."""
    try:
        parameters = inspect.signature(getattr(function, "forward", function)).parameters.values()
    except (TypeError, ValueError):
        parameters = ()  # type: ignore[assignment]
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    spread = [p.name for p in parameters if p.kind is p.VAR_POSITIONAL]
    rest = [f"{spread[0]}[{i}]" if spread else f"argument {i + len(names)}" for i in range(count - len(names))]
    return [*names, *rest][:count]

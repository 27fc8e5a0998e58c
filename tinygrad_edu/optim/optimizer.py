"""What all optimizers share: groups of parameters, their state, and writing back what a rule says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..autograd import enable_grad, forget_gradients
from ..tape import Node
from ..tensor import Tensor


class Optimizer:
    """The base of all optimizers: `params` are Tensors, or dicts with "params" and options of their own.

    A subclass has a `rule`, a pure function of arrays, ``(parameter, gradient, *state, *options) → (new parameter,
    *new state)``. Each array of state has a name in `remembers`, and is None before a parameter's first step; the
    options are those of `defaults`, in order.
    """

    rule: Callable[..., tuple]
    remembers: tuple[str, ...] = ()

    def __init__(self, params: Iterable, defaults: dict[str, Any]) -> None:
        if isinstance(params, Node):
            raise TypeError("params is one Tensor\nhelp: put it in a list: [tensor]")
        if not isinstance(params, Iterable):
            raise TypeError(f"params is a {type(params).__name__}\nhelp: give its parameters: net.parameters()")
        groups = list(params)
        if not groups:
            raise ValueError(
                "an optimizer without parameters\nhelp: module.parameters() is an iterator, empty after its first use"
            )
        if not isinstance(groups[0], dict):
            groups = [{"params": groups}]
        unknown = {name for group in groups for name in group} - {"params", *defaults}
        if unknown:
            raise TypeError(
                f"{type(self).__name__} has no option {sorted(unknown)}\nhelp: its options are {list(defaults)}"
            )
        self.param_groups = [{**defaults, **group, "params": list(group["params"])} for group in groups]
        self.defaults = defaults
        self.state: dict[Tensor, tuple] = {}
        seen: set[Tensor] = set()
        for group in self.param_groups:
            for parameter in group["params"]:
                if not isinstance(parameter, Tensor):
                    raise TypeError(f"can't optimize a {type(parameter).__name__}\nhelp: parameters are Tensors")
                if not parameter.is_leaf:
                    raise ValueError("can't optimize a recorded tensor\nhelp: optimize the leaves it was computed from")
                if parameter in seen:
                    raise ValueError("a parameter is named twice\nhelp: it would be moved twice; name each once")
                seen.add(parameter)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters (or fill them with zeros)."""
        for group in self.param_groups:
            forget_gradients(group["params"], set_to_none)

    def step(self, closure: Callable[[], Tensor] | None = None) -> Tensor | None:
        """Move every parameter that has a gradient; `closure`, if given, is called first, and its loss returned."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        rule, states, first = self.rule, self.state, (None,) * len(self.remembers)
        for group in self.param_groups:
            options = [group[name] for name in self.defaults]
            for parameter in group["params"]:
                if parameter.grad is not None:
                    array = parameter.data
                    result = rule(array, parameter.grad.value, *states.get(parameter, first), *options)
                    if hasattr(array, "program") and any(state is not None for state in result[1:]):
                        raise TypeError(
                            "an optimizer that remembers can't be traced\nhelp: trace a step without momentum"
                        )
                    array[...], states[parameter] = result[0], result[1:]
                    parameter.changed()
        return loss

    def __repr__(self) -> str:
        lines = []
        for number, group in enumerate(self.param_groups):
            lines.append(f"Parameter Group {number}")
            lines += [f"    {name}: {group[name]}" for name in self.defaults]
        return f"{type(self).__name__} (\n" + "\n".join(lines) + "\n)"

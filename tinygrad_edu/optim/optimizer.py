"""What all optimizers share: groups of parameters, their state, and writing back what a rule says."""

from __future__ import annotations

import difflib
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from .. import arrays
from ..arrays import array_in, tensor_of
from ..autograd import enable_grad, forget_gradients
from ..tensor import Tensor
from .hooks import Hooked
from .options import not_negative, number, ordered, plain
from .state import check_entries, loaded, packed


def no_rule(*arrays):
    """In place of the rule of an optimizer that has none."""
    raise NotImplementedError("this optimizer has no rule\nhelp: give its class a rule, or a step of its own")


class Optimizer(Hooked):
    """The base of all optimizers: `params` are Tensors, (name, Tensor) pairs, or dicts of "params" and options.

    A subclass has a `rule`, a pure function of arrays, ``(parameter, gradient, *state, lr, step, *options) → (new
    parameter, *new state)``. The names of its arguments are those of the state and of the options, and are PyTorch's;
    state that isn't there is None. `step` counts from 1. Both it and `lr` are numbers, or, for a rule that is compiled,
    arrays without axes: `step` of float64, `lr` of the parameter's dtype. An optimizer can also be written as in
    PyTorch, with a `step` method of its own that keeps what it likes in ``self.state[parameter]``.

    A step reads ``parameter.data`` afresh and writes into that array, so parameters may be views of one flat array.
    ``parameter.data = array`` takes a parameter out of it, which the next flattening notices by the array's ``base``.

    `foreach`, `fused` and `capturable`, which choose between PyTorch's implementations, are accepted everywhere and
    change nothing; `differentiable` is refused.
    """

    rule: Callable[..., tuple] = staticmethod(no_rule)
    remembers: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    counts = True  # whether steps are counted, and there is state before the first of them

    def __init_subclass__(cls) -> None:
        if "rule" in vars(cls):
            names = list(inspect.signature(cls.rule).parameters)
            if "lr" not in names or "step" not in names:
                raise TypeError(
                    f"the rule of {cls.__name__} has the arguments {names}\n"
                    "help: they are parameter, gradient, the names of the state, lr, step, the names of the options"
                )
            cls.remembers = tuple(names[2 : names.index("lr")])
            cls.options = tuple(names[names.index("step") + 1 :])

    def __init__(self, params: Iterable, defaults: dict[str, Any]) -> None:
        self.defaults = plain(defaults)
        self.state: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
        self.param_groups: list[dict[str, Any]] = []
        self.check(self.defaults)
        if isinstance(params, Tensor) or not isinstance(params, Iterable):
            raise TypeError(
                f"params is a {type(params).__name__}\nhelp: net.parameters(), or one tensor in a list: [tensor]"
            )
        groups = ordered(params)
        if not groups:
            raise ValueError(
                "an optimizer without parameters\nhelp: module.parameters() is an iterator, empty after its first use"
            )
        for group in groups if isinstance(groups[0], dict) else [{"params": groups}]:
            self.add_param_group(group)

    # Parameters and options

    def check(self, options: dict[str, Any]) -> None:
        """Refuse options that make no sense (ValueError); a subclass refuses more."""
        lr = options.get("lr")
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError(f"lr is a Tensor of shape {lr.shape}\nhelp: one number for each group")
        not_negative(options, "lr", "eps", "weight_decay")
        if options.get("differentiable"):
            raise ValueError("differentiable isn't supported\nhelp: write the step with ops, without an optimizer")

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Optimize more parameters, under options of their own."""
        if not isinstance(param_group, dict) or "params" not in param_group:
            raise TypeError(
                f"a group of parameters is a dict with 'params', not {param_group!r:.60}\n"
                "help: {'params': [tensor, …], 'lr': 0.1}"
            )
        params = param_group["params"]
        params = [params] if isinstance(params, Tensor) else ordered(params)
        names = [param[0] for param in params if isinstance(param, tuple)]
        if names and len(names) < len(params):
            raise ValueError(
                "some parameters have names and others have none\n"
                "help: net.named_parameters() names all of them, net.parameters() none"
            )
        for group in self.param_groups:
            if bool(names) != ("param_names" in group):
                raise ValueError(
                    f"a group {'with' if names else 'without'} names doesn't go with the others\n"
                    "help: give names to all groups or none"
                )
        params = [param[1] if isinstance(param, tuple) else param for param in params]
        self.check_parameters(params)
        self.check_spelling(param_group)
        group = {"params": params, **({"param_names": names} if names else {})}
        group = {**self.defaults, **plain(param_group), **group}
        self.check(group)
        self.param_groups.append(group)

    def check_parameters(self, params: list) -> None:
        """Refuse what can't be moved, or would be moved twice."""
        known = {parameter for group in self.param_groups for parameter in group["params"]}
        seen: set[Tensor] = set()
        for parameter in params:
            if not isinstance(parameter, Tensor):
                raise TypeError(
                    f"can't optimize a {type(parameter).__name__}\n"
                    "help: params are Tensors, or pairs of a name and a Tensor"
                )
            if not parameter.is_leaf:
                raise ValueError("can't optimize a recorded tensor\nhelp: optimize the leaves it was computed from")
            if parameter in known:
                raise ValueError("a parameter is in two groups\nhelp: they would be moved twice; name each once")
            if parameter in seen:
                raise ValueError("a parameter is twice in its group\nhelp: they would be moved twice; name each once")
            seen.add(parameter)

    def check_spelling(self, param_group: dict[str, Any]) -> None:
        """Refuse what looks like the name of an option, misspelt; a group may hold anything else besides."""
        for name in param_group.keys() - {"params", "param_names", *self.defaults}:
            if meant := difflib.get_close_matches(str(name), self.defaults, 1, cutoff=0.85):
                raise TypeError(
                    f"{type(self).__name__} has no option {name!r}, perhaps {meant[0]!r}\n"
                    f"help: its options are {list(self.defaults)}"
                )

    # Steps

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forget the gradients of all parameters (or fill them with zeros)."""
        for group in self.param_groups:
            forget_gradients(group["params"], set_to_none)

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every parameter that has a gradient; `closure`, if given, is called first, and its loss returned."""
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        rule, states, counts, remembers = self.rule, self.state, self.counts, self.remembers
        nothing = (None,) * len(remembers)
        for group in self.param_groups:
            lr, options = number(group["lr"]), [group[name] for name in self.options]
            for parameter in group["params"]:
                grad = parameter.grad
                if grad is None:
                    continue
                array, state, step = parameter.value, states.get(parameter), 0.0
                if type(array) is not np.ndarray:
                    array = array_in(parameter)
                    refuse_untraced(array, state, counts)
                gradient = grad.value if isinstance(grad, Tensor) else None
                if gradient is None or gradient.shape != array.shape or gradient.dtype != array.dtype:
                    check_gradient(parameter)
                if counts:
                    state = state or self.begin(parameter, group)
                    step = next_step(state["step"].value)
                before = [state[name].value if name in state else None for name in remembers] if state else nothing
                result = rule(array, gradient, *before, lr, step, *options)
                array[...] = result[0]
                parameter.changed()
                if state or result[-1] is not None:
                    state = states[parameter]
                    for name, new in zip(remembers, result[1:]):
                        if name in state:
                            state[name].value[...] = new
                        elif new is not None:
                            refuse_untraced(new, None, True)
                            state[name] = tensor_of(np.array(new))
                    if counts:
                        state["step"].value[...] = step
        return loss

    def begin(self, parameter: Tensor, group: dict[str, Any]) -> dict[str, Tensor]:
        """The state of a parameter before its first step."""
        state = {"step": np.zeros((), arrays.default_dtype), **self.start(array_in(parameter), group)}
        self.state[parameter] = {name: tensor_of(array) for name, array in state.items()}
        return self.state[parameter]

    def start(self, parameter: np.ndarray, group: dict[str, Any]) -> dict[str, np.ndarray]:
        """What is remembered of a parameter before its first step: zeros, unless a subclass says otherwise."""
        return {name: np.zeros_like(parameter) for name in self.remembers}

    # State

    def state_dict(self) -> dict[str, Any]:
        """State and groups in PyTorch's layout, with numbers for the parameters; the state's Tensors are shared."""
        self.changed_by_hooks("state_before")
        return self.changed_by_hooks("state_after", packed(self.state, self.param_groups))

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a copy of a `state_dict`, of this library or PyTorch, whose options replace those of the groups.

        The state is given the dtypes of the parameters, as in PyTorch. What doesn't fit is a ValueError, no change.
        """
        state_dict = self.changed_by_hooks("load_before", state_dict)
        state, groups = loaded(state_dict, self.param_groups, self.defaults)
        for group in groups:
            self.check(group)
            for parameter in group["params"]:
                if parameter in state:
                    self.adopt(parameter, state[parameter], group)
        self.state, self.param_groups = state, groups
        self.changed_by_hooks("load_after")

    def adopt(self, parameter: Tensor, state: dict[str, Any], group: dict[str, Any]) -> None:
        """Refuse a loaded state that the rule couldn't go on from (ValueError)."""
        if self.remembers and state:
            start = self.start(array_in(parameter), group) if self.counts else {}
            check_entries(state, start, self.remembers, parameter, "step" if self.counts else None)

    def __repr__(self) -> str:
        lines = []
        for position, group in enumerate(self.param_groups):
            lines.append(f"\nParameter Group {position}\n")
            lines += [f"    {name}: {group[name]}\n" for name in sorted(group) if name != "params"]
        return f"{type(self).__name__} ({''.join(lines)})"


def check_gradient(parameter: Tensor) -> None:
    """Refuse a gradient from before the parameter's `data` was replaced by another shape or dtype."""
    grad = parameter.grad
    if grad.shape != parameter.shape or grad.dtype != parameter.dtype:
        raise ValueError(
            f"a parameter's grad is of {grad.dtype} {grad.shape}\n"
            f"help: it must be a Tensor of {parameter.dtype} {parameter.shape}, as backward() makes it"
        )


def next_step(count):
    """The number of the next step: a Python number, with which a rule is fastest, or, traced, of float64."""
    return (count.astype(np.float64) if hasattr(count, "program") else count.item()) + 1.0


def refuse_untraced(array, state: dict[str, Tensor] | None, needed: bool) -> None:
    """Refuse a traced step that would change state which isn't traced (TypeError)."""
    traced, kept = hasattr(array, "program"), list((state or {}).values())
    if traced and ((needed and not kept) or any(not hasattr(tensor.value, "program") for tensor in kept)):
        raise TypeError(
            "an optimizer that remembers can't be traced without its state\n"
            "help: take one step before, and name the tensors of optimizer.state[parameter] in trace's `state`, too"
        )

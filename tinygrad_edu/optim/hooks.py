"""Functions of the user that run before and after an optimizer's steps, and when its state is saved or loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..nn.hooks import Handle, numbers


class Hooked:
    """The hooks of an optimizer, by the time at which they are called."""

    hooks: dict[str, dict[int, Any]] | None = None

    def register_step_pre_hook(self, hook: Callable) -> Handle:
        """Call ``hook(optimizer, args, kwargs)`` before each step; it may return other (args, kwargs)."""
        return self.add_hook("step_before", hook)

    def register_step_post_hook(self, hook: Callable) -> Handle:
        """Call ``hook(optimizer, args, kwargs)`` after each step."""
        return self.add_hook("step_after", hook)

    def register_state_dict_pre_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """Call ``hook(optimizer)`` before `state_dict` looks at the state."""
        return self.add_hook("state_before", hook, prepend)

    def register_state_dict_post_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """Call ``hook(optimizer, state_dict)`` before the state is returned; it may return another one."""
        return self.add_hook("state_after", hook, prepend)

    def register_load_state_dict_pre_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """Call ``hook(optimizer, state_dict)`` before a state is loaded; it may return another one."""
        return self.add_hook("load_before", hook, prepend)

    def register_load_state_dict_post_hook(self, hook: Callable, prepend: bool = False) -> Handle:
        """Call ``hook(optimizer)`` when a state has been loaded."""
        return self.add_hook("load_after", hook, prepend)

    def add_hook(self, kind: str, hook: Callable, prepend: bool = False) -> Handle:
        """One more hook, behind the others or before them."""
        if not callable(hook):
            raise TypeError(f"a hook is a function, not a {type(hook).__name__}\nhelp: give the function itself")
        if self.hooks is None:
            self.hooks = {}
        if kind.startswith("step"):
            self.step = self.step_between_hooks  # an optimizer without such hooks has its class's step
        hooks, number = self.hooks.setdefault(kind, {}), next(numbers)
        earlier = dict(hooks) if prepend else {}
        if prepend:
            hooks.clear()
        hooks[number] = hook
        hooks.update(earlier)
        return Handle(hooks, number)

    def changed_by_hooks(self, kind: str, *thing: Any) -> Any:
        """The thing, if there is one, as the hooks of this kind leave it."""
        for hook in list((self.hooks or {}).get(kind, {}).values()):
            changed = hook(self, *thing)
            thing = (changed,) if thing and changed is not None else thing
        return thing[0] if thing else None

    def step_between_hooks(self, *args: Any, **kwargs: Any) -> Any:
        """The step of the class between the hooks."""
        hooks = self.hooks or {}
        for hook in list(hooks.get("step_before", {}).values()):
            changed = hook(self, args, kwargs)
            if changed is not None:
                args, kwargs = changed
        result = type(self).step(self, *args, **kwargs)  # type: ignore[misc]
        for hook in list(hooks.get("step_after", {}).values()):
            hook(self, args, kwargs)
        return result

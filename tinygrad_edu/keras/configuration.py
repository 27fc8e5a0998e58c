"""Objects as JSON, by the arguments that make them again, and back.

A file holds names only. What they mean is looked up among this package's own classes and functions, or in
``custom_objects``, so that reading a file never runs what is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np

from .known import KINDS, TABLES, arguments_of, find


class Configured:
    """What is made again from its arguments, which it keeps as attributes of the same names."""

    left_out: frozenset[str] = frozenset()  # arguments that it would be the same without

    def get_config(self) -> dict[str, Any]:
        """The arguments that make it again, as JSON has them."""
        config = {}
        for name in arguments_of(type(self)):
            if name in self.left_out:
                continue
            if not hasattr(self, name):
                raise TypeError(
                    f"{type(self).__name__} doesn't keep its argument {name!r}\n"
                    f"help: keep it as self.{name}, or define get_config"
                )
            config[name] = as_json(getattr(self, name), f"{type(self).__name__}.{name}")
        return config

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """One that is made from what `get_config` returned."""
        return cls(**{name: from_json(value) for name, value in config.items()})


def as_json(value: Any, place: str) -> Any:
    """A value as JSON has it; a TypeError names the place of one that can't be written down."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [as_json(part, place) for part in value]
    if isinstance(value, dict):
        return {str(key): as_json(part, place) for key, part in value.items()}
    if isinstance(value, Configured):
        return {**reference("class", type(value).__name__, type(value)), "config": value.get_config()}
    if callable(value) and getattr(value, "__name__", "<lambda>") != "<lambda>":
        return reference("function", value.__name__, value)
    raise TypeError(
        f"{place} is {value!r:.60}, which can't be written into a file\n"
        "help: give it a name (def …), or save the weights alone: model.save_weights('model.weights.npz')"
    )


def reference(what: str, name: str, value: Any) -> dict[str, Any]:
    """A function or class by its name: the kind it is known among, or None for one that is the user's own."""
    kind = next((kind for kind, table in TABLES.items() if table.get(name) is value), None)
    return {what: name, "kind": kind}


def from_json(value: Any, custom_objects: Mapping[str, Any] | None = None) -> Any:
    """The value that `as_json` was given; what isn't this package's own is looked for in `custom_objects`."""
    if isinstance(value, list):
        return [from_json(part, custom_objects) for part in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"function", "kind"}:
        return named(value["function"], value["kind"], custom_objects)
    if value.keys() == {"class", "kind", "config"}:
        made = named(value["class"], value["kind"], custom_objects)
        if not hasattr(made, "from_config") or not isinstance(value["config"], dict):
            raise ValueError(f"the file has no class {value['class']!r}\nhelp: it wasn't written by this package")
        return made.from_config({name: from_json(part, custom_objects) for name, part in value["config"].items()})
    return {key: from_json(part, custom_objects) for key, part in value.items()}


def named(name: str, kind: str | None, custom_objects: Mapping[str, Any] | None) -> Any:
    """What a file calls by this name, among what is known of the kind. ValueError if that isn't there."""
    own = custom_objects or {}
    if not isinstance(name, str) or (kind is not None and kind not in KINDS):
        raise ValueError(f"the file names {name!r:.60} as a {kind!r:.60}\nhelp: it wasn't written by this package")
    if kind is None and name not in own:
        raise ValueError(
            f"the file names {name!r}, which isn't this package's own\n"
            f"help: load_model(path, custom_objects={{{name!r}: …}}) says what it means"
        )
    return own[name] if kind is None else find(kind, name)

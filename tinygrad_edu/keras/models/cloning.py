"""Models that are made again from what others are made of, with first values for weights."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any

from ..configuration import as_json, from_json
from .model import Model


def clone_model(model: Model) -> Model:
    """A model of the same layers, with weights of its own, which begin anew. It has yet to be compiled."""
    own: dict[str, Any] = {type(module).__name__: type(module) for module in model.modules()}
    values = [value for module in model.modules() for value in vars(module).values()]
    own |= {value.__name__: value for value in values if inspect.isfunction(value) or inspect.isclass(value)}
    return from_json(as_json(model, "the model"), own)


def model_from_json(json_string: str, custom_objects: Mapping[str, Any] | None = None) -> Model:
    """The model that `to_json` wrote down, with first values for weights; nothing in the text is run.

    `custom_objects` says what names of your own layers and functions mean. ValueError for any other text.
    """
    try:
        model = from_json(json.loads(json_string), custom_objects)
    except (json.JSONDecodeError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise ValueError(
            f"no model can be made of the text: {error}\nhelp: give what model.to_json() returned"
        ) from error
    if not isinstance(model, Model):
        raise ValueError(f"the text holds a {type(model).__name__}\nhelp: give what model.to_json() returned")
    return model

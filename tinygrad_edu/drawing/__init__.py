"""Pictures of computation graphs: as files, in notebooks and terminals, and as pages that play both passes.

`plots` and `exhibits` load matplotlib, which takes longer than all the rest: they are imported when one of
their functions is first used.
"""

import importlib
import typing

from .composing import DETAILS, DIRECTIONS
from .diagnosis import report as doctor
from .pictures import FORMATS, Explanation, Graph, draw, explain, graph
from .rendering import RendererMissing

if typing.TYPE_CHECKING:
    from .exhibits import gallery
    from .plots.border import boundary
    from .plots.history import History
    from .plots.learning import training

__all__ = [
    "DETAILS",
    "DIRECTIONS",
    "FORMATS",
    "Explanation",
    "Graph",
    "History",
    "RendererMissing",
    "boundary",
    "doctor",
    "draw",
    "explain",
    "gallery",
    "graph",
    "training",
]


def __getattr__(name: str):
    """Import what needs matplotlib, and keep it."""
    places = {
        "boundary": "plots.border", "gallery": "exhibits", "History": "plots.history", "training": "plots.learning"
    }  # fmt: skip
    if name not in places:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = getattr(importlib.import_module(f".{places[name]}", __name__), name)
    return globals()[name]

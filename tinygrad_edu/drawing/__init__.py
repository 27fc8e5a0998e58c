"""Pictures of computation graphs: as files, in notebooks and terminals, and as pages that play both passes.

What is where. Each uses only those above it in this list, which a test holds them to::

    names           texts of a user's, without what can't be seen
    numbers         numbers as texts: three significant digits
    palette         colours and type, the roles of boxes, the heat of a matrix
    computation     the graph of a tensor as data: vertices, edges, calls of modules, and what each edge sends back
    symbols         how an op is called in a box: ×, x², [0]
    folding         large graphs made small: repetitions once, modules as boxes, the surroundings of one tensor
    scene           what stands in a picture: boxes with panels, arrows, clusters; texts and colours only
    panels          arrays as panels of a scene: numbers on colours, or thumbnails
    words           what is said of tensors and graphs: titles, captions, warnings
    derivatives     the formula and the numbers beside an edge between scalars
    composing       from a computation to a scene: which boxes, what is in them, levels of detail
    dot             a scene as text in Graphviz's language
    fonts           DejaVu Sans, for machines that have no fonts
    rendering       DOT and SVG made into pictures, by Graphviz's program or by resvg
    files           what a path's suffix asks for, and files that are written whole or not at all
    svg             a scene as SVG without Graphviz, by a layout of our own
    terminal        a scene as a table of text
    page            the page that plays both passes step by step, and the same as a GIF
    plots           training curves, gradient norms, decision boundaries
    pictures        the face of it all: graph, draw, explain
    exhibits        the gallery: the tutorials' nets, and larger ones
    diagnosis       what this machine can draw, and by what

`computation`, `scene`, then `composing` are the way from a tensor to a picture.

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

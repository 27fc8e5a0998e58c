"""What error messages say of a node: its op, its shapes, and the user's line where that was recorded."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .tape import Node


def calling_line() -> tuple[str, int] | None:
    """The file and line, outside this package, that is being run."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and Path(frame.f_code.co_filename).is_relative_to(Path(__file__).parent):
        frame = frame.f_back
    return (frame.f_code.co_filename, frame.f_lineno) if frame is not None else None


def op_name(node: Node) -> str:
    """The name of the op that made a node; of a custom Function its own."""
    function = getattr(node.options.get("call"), "function", node.op)
    return function.__name__


def described(node: Node) -> str:
    """An op's result in words, for error messages: op, shapes, and the user's line where it was recorded."""
    shapes = ", ".join(str(x.shape) if hasattr(x, "shape") else repr(x) for x in node.operands)
    made = f"{op_name(node)}({shapes}) → {node.value.shape}" if node.op else f"leaf of shape {node.value.shape}"
    where = f", {node.line[0]}:{node.line[1]}" if node.line else ""
    return f"{node.name + ' = ' if node.name else ''}{made}{where}"


def line_help(node: Node) -> str:
    """How to learn the line that made a node, where it wasn't recorded."""
    return "" if node.line else "; `with record_lines():` around the forward pass shows the line"


def stale(changed: Node, node: Node) -> RuntimeError:
    """The error for a value that was overwritten although a closure still counts on it."""
    return RuntimeError(
        f"a tensor was changed in place after an op had used it: {described(changed)}, used by {described(node)}\n"
        f"help: run the forward pass again after the change, or change a copy: t.clone(){line_help(node)}"
    )

"""Arrays that are changed in place: when it last happened, and which tensors look at the same array."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .tape import Node


class Version:
    """When an array was last changed in place, a serial; one object, shared by all tensors that look at the array."""

    __slots__ = ("changed_at",)

    def __init__(self) -> None:
        self.changed_at = 0


def share_versions(view: Node, operands: tuple) -> None:
    """Let a result that is a view of an operand's array share the operand's version."""
    viewed = owner(view.value)
    for operand in operands:
        if hasattr(operand, "share_version") and owner(operand.value) is viewed:
            operand.share_version(view)


def as_it_was(node: Node, serial: int) -> Node:
    """What `node` was when the node of that serial used it: it may have been written to since, while recording."""
    while node.serial > serial and node.before is not None:
        node = node.before
    return node


def behind(array):
    """The array itself, which a Tracer stands for."""
    return getattr(array, "value", array)


def owner(array):
    """The array at the end of the chain of views."""
    array = behind(array)
    while getattr(array, "base", None) is not None:
        array = array.base
    return array

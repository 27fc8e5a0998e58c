"""Pictures of computation graphs."""

from .graph import RendererMissing, draw, to_dot

__all__ = ["RendererMissing", "draw", "to_dot"]

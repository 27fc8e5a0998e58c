"""Ops read by a tracer: a training step as straight-line NumPy source."""

from .program import Program
from .tracer import Tracer, trace

__all__ = ["Program", "Tracer", "trace"]

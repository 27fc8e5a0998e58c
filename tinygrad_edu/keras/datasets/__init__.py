"""Data sets under Keras's paths; `tinygrad_edu.data` gets them."""

from . import imdb, mnist

__all__ = ["imdb", "mnist"]

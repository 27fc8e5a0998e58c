"""Data sets under Keras's paths; `tinygrad_edu.data` gets them."""

from .. import absent
from . import imdb, mnist

__all__ = ["imdb", "mnist"]

__getattr__ = absent.names_of(__name__)

"""Models, and how they are saved and loaded."""

from ..known import TABLES
from .model import Model
from .saving import load_model, save_model
from .sequential import Sequential

__all__ = ["Model", "Sequential", "load_model", "save_model"]

TABLES["layer"] |= {"Model": Model, "Sequential": Sequential}

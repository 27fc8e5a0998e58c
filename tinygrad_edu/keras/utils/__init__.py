"""What programs need besides: rows for class numbers, seeds, and a new count of names."""

from ..names import forget_names as clear_session
from .categorical import to_categorical
from .seeds import set_random_seed

__all__ = ["clear_session", "set_random_seed", "to_categorical"]

"""What programs need besides: rows for class numbers, padded sequences, seeds, and a new count of names."""

from .. import absent
from ..names import forget_names as clear_session
from .categorical import to_categorical
from .padding import pad_sequences
from .seeds import set_random_seed

__all__ = ["clear_session", "pad_sequences", "set_random_seed", "to_categorical"]

__getattr__ = absent.names_of(__name__)

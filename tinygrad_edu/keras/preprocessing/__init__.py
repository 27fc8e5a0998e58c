"""What older programs import `pad_sequences` from."""

from .. import absent
from . import sequence

__all__ = ["sequence"]

__getattr__ = absent.names_of(__name__)

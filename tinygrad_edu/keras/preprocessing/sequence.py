"""`utils.pad_sequences` under its older path."""

from ..utils.padding import pad_sequences

__all__ = ["pad_sequences"]

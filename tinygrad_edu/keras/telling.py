"""What the user is told: lines on the standard output, in signs that it has, and warnings at the user's own line."""

from __future__ import annotations

import sys
import warnings

# Whose frames are between a warning and the line of the user that led to it
WITHIN = (__name__.partition(".")[0], "numpy", "contextlib")
# What tables and bars are drawn with, for an output that has ASCII only
PLAIN = str.maketrans("━─┃│┏┓┡┩┳╇├┤┼└┘┴…", "=-||++++++++++++.")


def say(text: str, end: str = "\n") -> None:
    """Print at once; where the output's encoding lacks a sign, a plainer one is printed in its place."""
    print(printable(text), end=end, flush=True)


def printable(text: str) -> str:
    """The text, or what the standard output can show of it."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(PLAIN).encode(encoding, "replace").decode(encoding)
    return text


def warn(message: str, category: type[Warning] = UserWarning) -> None:
    """Warn at the line outside of this package that led here; Python shows equal warnings of one line once."""
    level, frame = 1, sys._getframe()
    while frame.f_back is not None and frame.f_globals.get("__name__", "").partition(".")[0] in WITHIN:
        level, frame = level + 1, frame.f_back
    warnings.warn(message, category, stacklevel=level)

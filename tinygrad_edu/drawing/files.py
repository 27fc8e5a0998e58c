"""Where pictures are written: what a path's suffix asks for, and a file that is whole or not there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ..serialization import written


def format_of(path: str | os.PathLike[str], allowed: Iterable[str]) -> str:
    """The format that a path's suffix names, in lower case; a ValueError lists the allowed ones if it isn't among them.

    >>> format_of("xor.PNG", ("png", "svg"))
    'png'
    """
    allowed = tuple(allowed)
    if not isinstance(path, (str, os.PathLike)):
        raise TypeError(
            f"a path is a text or a Path, not a {type(path).__name__}\nhelp: the tensor first, then the path"
        )
    suffix = Path(path).suffix.removeprefix(".")
    kind = suffix.lower()
    if kind not in allowed:
        given = f"no picture format .{suffix}" if suffix else "a picture's path needs a suffix, which says its format"
        raise ValueError(f"{given}: {os.fspath(path)!r}\nhelp: {', '.join(f'.{name}' for name in allowed)}")
    return kind


def write(path: str | os.PathLike[str], content: bytes) -> Path:
    """Write a file and return its path; an old one is replaced by the whole new one, or stays.

    An OSError of the usual type says what is wrong with the path: FileNotFoundError if the folder isn't there.
    """
    with written(path) as file:
        file.write(content)
    return Path(path)

"""Opening a file to read it, and what is said if it can't be."""

from __future__ import annotations

import contextlib
import io
import os
from collections.abc import Iterator
from typing import IO

CONTENT = "its content by itself is given as io.BytesIO(content)"
# what an error says of a file that can't be read: why, and what to do
REASONS: dict[type[OSError], tuple[str, str]] = {
    FileNotFoundError: ("it isn't there", f"correct the path; {CONTENT}"),
    NotADirectoryError: ("a part of its path is a file, not a folder", "correct the path"),
    IsADirectoryError: ("it is a folder", "name a file in it"),
    PermissionError: ("you may not read it", "ask its owner for permission, or choose another file"),
}


@contextlib.contextmanager
def opened(file: str | os.PathLike | IO[bytes]) -> Iterator[IO[bytes]]:
    """A file for reading bytes: the one at a path, or the one that is open already, and stays so.

    An OSError of the usual type says what is wrong with the path, TypeError that it is neither path nor file.
    """
    if isinstance(file, (str, os.PathLike)):
        with opened_at(file) as stream:
            yield stream
    elif isinstance(file, io.TextIOBase):
        raise TypeError("the file is open for text\nhelp: open it for bytes: open(path, 'rb')")
    elif not hasattr(file, "read"):
        raise TypeError(f"a {type(file).__name__} is neither a path nor an open file\nhelp: a path; {CONTENT}")
    else:
        yield file


def opened_at(path: str | os.PathLike) -> io.BufferedReader:
    """The file at this path."""
    try:
        return open(path, "rb")
    except OSError as error:
        raise unreadable(path, error) from error
    except ValueError as error:  # a zero byte, as the content of a file may have
        raise ValueError(f"{quoted(path)} can't be read: {error}\nhelp: a path; {CONTENT}") from error


def unreadable(path: str | os.PathLike, error: OSError) -> OSError:
    """The error for a path that can't be opened, of the same type."""
    reason, advice = REASONS.get(type(error), (error.strerror, f"correct the path; {CONTENT}"))
    return type(error)(f"{quoted(path)} can't be read: {reason}\nhelp: {advice}")


def quoted(path: str | os.PathLike) -> str:
    """A path between quotes; cut off where somebody gave the content of a file."""
    text = repr(os.fspath(path))
    return text if len(text) <= 1000 else f"{text[:200]}..."


def named(file: object) -> str:
    """What to call a file in an error message."""
    return str(file) if isinstance(file, (str, os.PathLike)) else "the file"

"""NumPy's npz files, read without running anything that is in them, arrays of objects included."""

from __future__ import annotations

import io
import os
import tokenize
import zipfile
import zlib
from typing import IO

import numpy as np
from numpy.lib import format as npy

from .opening import named, opened
from .unpickling import restricted_load

__all__ = ["read_npz"]

# A zip of a megabyte can unfold to a gigabyte; and lists may take 90 times as much memory as their pickle.
LARGEST = 2**30  # bytes of a file's arrays
LARGEST_OF_OBJECTS = 2**26  # bytes of the pickle of one array of objects
HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
# What a damaged or crafted header leads to: NumPy's reader of it asks Python's parser and tokenizer.
FAULTS = (
    SyntaxError, ValueError, TypeError, LookupError, OverflowError, MemoryError, RecursionError, tokenize.TokenError,
)  # fmt: skip


def read_npz(file: str | os.PathLike | IO[bytes]) -> dict[str, np.ndarray]:
    """The arrays of an npz file by their names; those of objects through `restricted_load`.

    ValueError for a file that is damaged, that holds objects which aren't plain values, or that unfolds to over 1 GiB,
    64 MiB for an array of objects. OSError if it can't be opened, TypeError if it is neither a path nor an open file.

    >>> import io, numpy as np
    >>> file = io.BytesIO()
    >>> np.savez(file, x=np.array([[1, 2], [3]], dtype=object))
    >>> read_npz(file)
    {'x': array([list([1, 2]), list([3])], dtype=object)}
    """
    try:
        with opened(file) as stream, zipfile.ZipFile(stream) as archive:
            check_size(archive)
            return {member.filename.removesuffix(".npy"): array_in(archive, member) for member in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, RuntimeError) as error:
        raise ValueError(f"{named(file)} is no npz, or it is damaged: {error}\nhelp: get the file anew") from error


def check_size(archive: zipfile.ZipFile) -> None:
    """Refuse what would unfold to more than `LARGEST`."""
    size = sum(member.file_size for member in archive.infolist())
    if size > LARGEST:
        raise ValueError(f"{named(archive.filename)} unfolds to {size:,} bytes\nhelp: up to {LARGEST:,} bytes are read")


def array_in(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> np.ndarray:
    """The array that a member of the archive holds."""
    content = content_of(archive, member)
    try:
        return read_npy(content)
    except ValueError as error:
        raise ValueError(f"{named(archive.filename)}, {member.filename}: {error}") from error


def content_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The bytes of a member of the archive."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(f"{member.filename} is compressed in a way that NumPy doesn't use")
    try:
        return archive.read(member)  # RuntimeError if it is encrypted
    except ValueError as error:  # a damaged table of contents names a place before the beginning
        raise zipfile.BadZipFile(str(error)) from error


def read_npy(content: bytes) -> np.ndarray:
    """The array of an npy file."""
    stream = io.BytesIO(content)
    try:
        version = npy.read_magic(stream)
        header = HEADERS[version](stream) if version in HEADERS else None
        if header is None or not header[2].hasobject:
            return npy.read_array(io.BytesIO(content), allow_pickle=False)
    except FAULTS as error:
        raise ValueError(f"no array, or it is damaged: {error!s:.200}\nhelp: get the file anew") from error
    shape, _, dtype = header
    return array_of_objects(stream.read(), shape, dtype)


def array_of_objects(program: bytes, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
    """The array of this shape and dtype that a pickle holds."""
    if len(program) > LARGEST_OF_OBJECTS:
        raise ValueError(
            f"objects of {len(program):,} bytes\nhelp: up to {LARGEST_OF_OBJECTS:,} bytes of objects are read"
        )
    array = restricted_load(io.BytesIO(program))
    if not isinstance(array, np.ndarray) or (array.shape, array.dtype) != (shape, dtype):
        raise ValueError(f"no array of shape {shape} and {dtype}, which it should be\nhelp: get the file anew")
    return array

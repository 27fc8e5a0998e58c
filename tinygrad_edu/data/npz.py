"""NumPy's npz files, read without running anything that is in them, arrays of objects included."""

from __future__ import annotations

import io
import os
import zipfile
import zlib
from typing import IO

import numpy as np
from numpy.lib import format as npy

from .unpickling import restricted_load

__all__ = ["read_npz"]

LARGEST = 2**30  # bytes of an array in its file; a zip of a few kilobytes can unfold to more than any memory
HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}


def read_npz(file: str | os.PathLike | IO[bytes]) -> dict[str, np.ndarray]:
    """The arrays of an npz file by their names; those of objects through `restricted_load`.

    ValueError for a file that is damaged, that holds objects which aren't plain values, or an array of over 1 GiB.

    >>> import io, numpy as np
    >>> file = io.BytesIO()
    >>> np.savez(file, x=np.array([[1, 2], [3]], dtype=object))
    >>> read_npz(file)
    {'x': array([list([1, 2]), list([3])], dtype=object)}
    """
    try:
        with zipfile.ZipFile(file) as archive:
            return {member.filename.removesuffix(".npy"): array_in(archive, member) for member in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ValueError(f"{named(file)} is no npz, or it is damaged: {error}\nhelp: get the file anew") from error


def array_in(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> np.ndarray:
    """The array that a member of the archive holds."""
    if member.file_size > LARGEST:
        raise ValueError(
            f"{member.filename} takes {member.file_size:,} bytes\nhelp: arrays of up to {LARGEST:,} bytes are read"
        )
    try:
        return read_npy(archive.read(member))
    except ValueError as error:
        raise ValueError(f"{named(archive.filename)}, {member.filename}: {error}") from error


def read_npy(content: bytes) -> np.ndarray:
    """The array of an npy file."""
    stream = io.BytesIO(content)
    version = npy.read_magic(stream)
    if version not in HEADERS:
        return npy.read_array(io.BytesIO(content), allow_pickle=False)
    shape, _, dtype = HEADERS[version](stream)
    if not dtype.hasobject:
        return npy.read_array(io.BytesIO(content), allow_pickle=False)
    array = restricted_load(stream)
    if not isinstance(array, np.ndarray) or (array.shape, array.dtype) != (shape, dtype):
        raise ValueError(f"no array of shape {shape} and {dtype}, which it should be\nhelp: get the file anew")
    return array


def named(file: object) -> str:
    """What to call a file in an error message."""
    return str(file) if isinstance(file, (str, os.PathLike)) else "the file"

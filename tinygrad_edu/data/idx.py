"""The IDX format, in which MNIST is published: a short header, then the numbers.

Two zero bytes, a byte for the dtype, a byte for the number of axes; their lengths, four bytes each; then the elements,
the last axis running fastest. Everything is big-endian. Yann LeCun, "The MNIST database", describes it.
"""

from __future__ import annotations

import gzip
import io
import math
import os
import zlib
from typing import IO

import numpy as np

from .opening import named, opened

__all__ = ["read_idx"]

DTYPES = {0x08: "u1", 0x09: "i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}
GZIP = b"\x1f\x8b"
CHUNK = 2**20  # bytes
LARGEST = 2**30  # bytes; a gzipped file of a megabyte can unfold to them


def read_idx(file: str | os.PathLike | IO[bytes]) -> np.ndarray:
    """The array in an IDX file, gzipped or not, of any shape and dtype of the format, in this machine's byte order.

    ValueError if the file isn't whole, or no IDX, or if it is gzipped and unfolds to over 1 GiB; OSError if it can't be
    opened, TypeError if it is neither a path nor a file open for reading bytes.
    """
    with opened(file) as stream:
        gzipped = stream.read(2) == GZIP
        stream.seek(0)
        try:
            return array_in(gzip.GzipFile(fileobj=stream), LARGEST) if gzipped else array_in(stream)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise ValueError(f"{named(file)} is cut off or damaged: {error}\nhelp: get the file anew") from error
        except ValueError as error:
            raise ValueError(f"{named(file)}: {error}") from error


def array_in(file: IO[bytes] | gzip.GzipFile, largest: float = math.inf) -> np.ndarray:
    """The array in an open IDX file; ValueError if it takes more than `largest` bytes."""
    start = file.read(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] not in DTYPES:
        raise ValueError(
            f"begins with {start!r}, as no IDX file does\n"
            f"help: two zero bytes, one of {', '.join(f'0x{code:02x}' for code in DTYPES)}, the number of axes"
        )
    axes = start[3]
    lengths = file.read(4 * axes)
    if len(lengths) < 4 * axes:
        raise ValueError(f"ends within the lengths of its {axes} axes\nhelp: get the file anew")
    shape = tuple(int(length) for length in np.frombuffer(lengths, ">u4"))
    dtype = np.dtype(DTYPES[start[2]])
    wanted = math.prod(shape) * dtype.itemsize
    if wanted > largest:
        raise ValueError(
            f"{shape} {dtype.name} takes {wanted:,} bytes\n"
            f"help: unpack it first, with gunzip; of what is gzipped {largest:,} bytes are read"
        )
    content = up_to(wanted + 1, file)
    if len(content) != wanted:
        found = f"{len(content):,}" if len(content) < wanted else "more"
        raise ValueError(f"{shape} {dtype.name} takes {wanted:,} bytes, there are {found}\nhelp: get the file anew")
    numbers = np.frombuffer(content, dtype).astype(dtype.newbyteorder("="))
    try:
        return numbers.reshape(shape)
    except ValueError as error:  # too many axes, or lengths that are too large, next to one that is 0
        raise ValueError(f"has the shape {shape}: {error}\nhelp: get the file anew") from error


def up_to(length: int, file: IO[bytes] | gzip.GzipFile) -> bytes:
    """What the file holds, but no more than that many bytes; only as much memory as there is to be read is taken."""
    content = io.BytesIO()
    while part := file.read(min(CHUNK, length - content.tell())):
        content.write(part)
    return content.getvalue()

"""What is known of a file that others have published."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from .opening import opened_at

VARIABLE = "TINYGRAD_EDU_DATA"


@dataclass(frozen=True)
class PublishedFile:
    """A file that others have published.

    Fields: its `name`; its `size` in bytes and its `sha256`; the `addresses` from which it can be had, best first; the
    `folder` below the user's in which it may lie; `unpacked_sha256` of what a gzipped file holds, which may lie there
    instead; and whether there are `repacked` copies, with the same content in other bytes.
    """

    name: str
    size: int
    sha256: str
    addresses: tuple[str, ...]
    folder: str
    unpacked_sha256: str | None = None
    repacked: bool = False


def check(path: Path, sha256: str, size: int | None = None) -> None:
    """Refuse a file with another checksum than the published one; it stays where it is."""
    with opened_at(path) as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != sha256:
        length = path.stat().st_size
        cut = f"it is cut off after {length:,} of {size:,} bytes; " if size and length < size else ""
        raise ValueError(
            f"{path} isn't the published file: {cut}its SHA-256 is {found}, not {sha256}\n"
            "help: move it away, and get the file anew"
        )

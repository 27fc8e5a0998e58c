"""Where a published file is: in a folder of yours, or in the cache of what was downloaded.

The environment variable `TINYGRAD_EDU_DATA` names a folder that has the files: itself, or in a folder below it with the
data set's name; it may begin with ~. Where it is set, nothing is downloaded, and nothing is ever written there.
Otherwise a file is downloaded once, into the operating system's folder for caches.

Each file has the SHA-256 checksum of what was published, and one that differs is refused, yet never deleted or
overwritten. Only `repacked` files are taken from your folder whatever their bytes, since copies of equal content are
about; their loaders look at the content.
"""

from __future__ import annotations

import os
from pathlib import Path

from .opening import unreadable
from .published import VARIABLE, PublishedFile, check


def located(file: PublishedFile) -> Path:
    """Where the file is, downloaded if need be.

    FileNotFoundError if the user's folder hasn't got it, PermissionError if it may not be read, ValueError if it has
    another checksum, ConnectionError if it can't be downloaded, another OSError if there is no place for it,
    ModuleNotFoundError if pooch is missing.
    """
    folder = os.environ.get(VARIABLE)
    if folder:
        return in_folder(file, Path(os.path.expanduser(folder)))
    # imported here, since pooch would add a fifth to the time that importing this package takes
    from .downloading import downloaded

    return downloaded(file)


def in_folder(file: PublishedFile, folder: Path) -> Path:
    """Where the file is in the user's folder, once its checksum has been found right."""
    for place in (folder, folder / file.folder):
        packed, unpacked = place / file.name, place / file.name.removesuffix(".gz")
        if is_file(packed):
            if not file.repacked:
                check(packed, file.sha256, file.size)
            return packed
        if file.unpacked_sha256 and is_file(unpacked):
            check(unpacked, file.unpacked_sha256)
            return unpacked
    there = "" if folder.is_dir() else ", which is no folder"
    raise FileNotFoundError(
        f"{file.name} is missing: {VARIABLE} is {str(folder)!r}{there}, and it isn't there, nor in {file.folder}/\n"
        f"help: put the file there, from {file.addresses[0]}, or unset {VARIABLE} to have it downloaded"
    )


def is_file(path: Path) -> bool:
    """Whether there is a file; PermissionError if its folder doesn't let itself be looked into."""
    try:
        return path.is_file()
    except PermissionError as error:
        raise unreadable(path, error) from error

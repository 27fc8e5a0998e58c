"""Downloading published files with pooch: several addresses, a checksum, a cache, progress."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

from .published import VARIABLE, PublishedFile, check

try:
    import pooch  # type: ignore  # has no types, and may be missing
except ImportError:
    pooch = None


def downloaded(file: PublishedFile) -> Path:
    """Where the file is in the cache; it is downloaded if it isn't there yet, from the first address that has it.

    A download becomes a file when it is whole and has the right checksum. ValueError if the cache has a file of that
    name with another one, ConnectionError if no address could give it, another OSError if the cache can't be written
    to, ModuleNotFoundError if pooch is missing.
    """
    if pooch is None:
        raise ModuleNotFoundError(
            f"{file.name} has to be downloaded, which takes pooch\n"
            f"help: pip install pooch, or put the file into a folder and set {VARIABLE}=FOLDER"
        )
    cache = Path(pooch.os_cache("tinygrad_edu"))
    if os.path.exists(cache / file.name):
        check(cache / file.name, file.sha256, file.size)
        return cache / file.name
    failures = []
    for address in file.addresses:
        try:
            return retrieved(file, address, cache)
        except (OSError, ValueError) as error:  # no network, no such file there, another checksum
            if isinstance(error, OSError) and not hasattr(error, "request"):  # not the network's: no place to write to
                raise not_written(file, cache, error) from error
            failures.append(f"{address}: {reason(error)}")
    raise ConnectionError(
        "\n".join([f"can't download {file.name}", *failures])
        + f"\nhelp: put the file into a folder and set {VARIABLE}=FOLDER"
    )


def reason(error: Exception) -> str:
    """What went wrong, in a line: where nothing answered, the library's own text is a paragraph."""
    unanswered = getattr(error, "request", None) is not None and error.response is None  # type: ignore[attr-defined]
    return f"no answer ({type(error).__name__})" if unanswered else str(error)


def not_written(file: PublishedFile, cache: Path, error: OSError) -> OSError:
    """The error for a cache that can't be written to; pooch has some of the system's errors in a paragraph of its own.

    It is the same for every address.
    """
    said = error.strerror or getattr(error.__cause__, "strerror", None)
    return type(error)(
        f"can't write to {cache}, where {file.name} would be kept: {said}\n"
        f"help: make it a folder that you may write to, or put the file into another one and set {VARIABLE}=FOLDER"
    )


def retrieved(file: PublishedFile, address: str, cache: Path) -> Path:
    """The file from this address, with a progress bar on a terminal and lines elsewhere."""
    bar = sys.stderr.isatty() and importlib.util.find_spec("tqdm") is not None
    downloader = pooch.HTTPDownloader(progressbar=bar or ProgressLines(file.name), chunk_size=2**16)
    return Path(pooch.retrieve(address, f"sha256:{file.sha256}", file.name, cache, downloader=downloader))


class ProgressLines:
    """A line for each quarter of a download, with the methods that pooch calls on a progress bar."""

    def __init__(self, name: str) -> None:
        self.name, self.total, self.done, self.quarters = name, 0, 0, 0

    def update(self, amount: int) -> None:
        """So many bytes more are there, or a few less: pooch counts in chunks."""
        self.done += amount
        quarters = 4 * min(self.done, self.total) // self.total if self.total else 0
        if quarters > self.quarters:
            self.quarters = quarters
            print(f"{self.name}: {25 * quarters} % of {self.total / 1e6:.1f} MB", file=sys.stderr, flush=True)

    def reset(self) -> None:
        """Count from the beginning."""
        self.done = 0

    def close(self) -> None:
        """Nothing: every line has been printed."""

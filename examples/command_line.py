"""What all examples share at the command line: options, progress, and messages for what is missing."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

try:
    from tqdm import tqdm
except ImportError:  # an extra, "examples"
    tqdm = None


def command_line(
    description: str,
    arguments: Sequence[str] | None,
    *,
    epochs: int | None = None,
    fast: int | None = None,
    seeds: bool = False,
) -> argparse.Namespace:
    """The options of an example, with the first line of its docstring as help.

    An example that trains gives the `epochs` of a whole run and of a `fast` one; `seeds` adds the option that trains
    many nets. Ends the program if the folder for pictures can't be made or written.
    """
    if tqdm is None:
        stop_for_package("tqdm")
    parser = argparse.ArgumentParser(description=description.split("\n")[0])
    parser.add_argument("--fast", action="store_true", help="a run of some seconds, which still shows the idea")
    parser.add_argument(
        "--seed", type=seed, default=0, metavar="N", help="where the random numbers start (default: %(default)s)"
    )
    if epochs is not None:
        parser.add_argument(
            "--epochs",
            type=count,
            metavar="N",
            help=f"how often to go through the training data (default: {epochs:,}, with --fast {fast:,})",
        )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("pictures"),
        metavar="FOLDER",
        help="where pictures go (default: %(default)s)",
    )
    parser.add_argument("--no-pictures", action="store_true", help="print only")
    if seeds:
        parser.add_argument(
            "--seeds",
            type=count,
            metavar="N",
            help="train with each of the seeds 0 to N-1 instead, and say what became of them",
        )
    options = parser.parse_args(arguments)
    if epochs is not None and options.epochs is None:
        options.epochs = fast if options.fast else epochs
    if not options.no_pictures:
        check_folder(options.output)
    return options


def whole_number(text: str) -> int:
    """A whole number, from the command line."""
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number") from error


def count(text: str) -> int:
    """A whole number above 0, from the command line."""
    number = whole_number(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is too small, the least is 1")
    return number


def seed(text: str) -> int:
    """A whole number from 0 to 2³² − 1, from the command line."""
    number = whole_number(text)
    if not 0 <= number < 2**32:
        raise argparse.ArgumentTypeError(f"{number} is no seed, which lies between 0 and {2**32 - 1}")
    return number


def check_folder(folder: Path) -> None:
    """Make the folder if it isn't there; stop with a message, before anything is trained, if it can't be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        stop_for_folder(folder, error)


def stop_for_folder(path: Path, error: OSError) -> None:
    """End the program because a picture can't be written."""
    sys.exit(f"can't write pictures to {path}: {error.strerror}\nhelp: name another folder with --output FOLDER")


def stop_for_package(name: str) -> None:
    """End the program because a package is missing."""
    sys.exit(f'{name} is missing, which the examples need\nhelp: pip install "tinygrad-edu[examples]"')


def counted(number: int, what: str) -> str:
    """The number and the noun, in singular or plural: 1 epoch, 10,000 epochs."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def progress(number: int, what: str = "epoch") -> Iterator[int]:
    """Count from 0 to number − 1: with a bar on a terminal, between two printed lines everywhere."""
    print(f"training for {counted(number, what)} ...", flush=True)
    started = time.perf_counter()
    yield from tqdm(range(number), disable=None, leave=False, unit=what)
    print(f"... took {time.perf_counter() - started:.1f} s\n")


def loaded(load: Callable, *arguments, **options):
    """What a loader of tinygrad_edu.data returns; if the data can't be had, end the program with what it says."""
    try:
        return load(*arguments, **options)
    except (OSError, ValueError, ModuleNotFoundError) as error:
        sys.exit(str(error))

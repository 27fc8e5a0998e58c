"""What all examples share at the command line: options, progress, and messages for what is missing."""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

try:
    import tinygrad_edu  # noqa: F401  (every example imports this file first)
except ModuleNotFoundError as error:
    sys.exit(f'{error}\nhelp: in the root of the repository: python -m pip install ".[examples]"')

try:
    import matplotlib
except ImportError:  # an extra, "examples"
    matplotlib = None

try:
    from tqdm import tqdm
except ImportError:  # an extra, "examples"
    tqdm = None

LARGEST_SEED = 2**32 - 1


def command_line(
    description: str,
    arguments: Sequence[str] | None,
    *,
    epochs: int | None = None,
    fast: int | None = None,
    faster: str = "",
    seeds: bool = False,
) -> argparse.Namespace:
    """The options of an example, with the first line of its docstring as help.

    An example that trains gives the `epochs` of a whole run and of a `fast` one; `faster` says what else a fast run has
    less of. `seeds` adds the option that trains many nets. Ends the program if a package is missing, or if the folder
    for pictures can't be made or written.
    """
    parser = argparse.ArgumentParser(description=description.split("\n")[0])
    less = [faster] if epochs is None else [f"{fast:,} epochs instead of {epochs:,}", faster]
    shorter = ", ".join(filter(None, less))
    parser.add_argument(
        "--fast",
        action="store_true",
        help=f"a run of some seconds: {shorter}" if shorter else "changes nothing here: a whole run takes seconds",
    )
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
    check_packages(pictures=not options.no_pictures)
    if not options.no_pictures:
        check_folder(options.output)
    return options


def run(main: Callable) -> None:
    """Run an example; Ctrl-C, and a reader that has seen enough as `head` has, end it without a traceback."""
    try:
        main()
        sys.stdout.flush()
    except BrokenPipeError:  # Python must not try to write again when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        sys.exit(130)


def whole_number(text: str, help_text: str) -> int:
    """A whole number, from the command line."""
    try:
        return int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number\nhelp: {help_text}") from error


def count(text: str) -> int:
    """A whole number above 0, from the command line."""
    help_text = "give a number from 1 on"
    number = whole_number(text, help_text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is too small\nhelp: {help_text}")
    return number


def seed(text: str) -> int:
    """A whole number from 0 to 2³² − 1, from the command line."""
    help_text = f"give a number from 0 to {LARGEST_SEED}"
    number = whole_number(text, help_text)
    if not 0 <= number <= LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"{number} is no seed\nhelp: {help_text}")
    return number


def check_packages(pictures: bool) -> None:
    """Stop with a message that names all packages that are missing; matplotlib is needed for pictures alone."""
    needed = {"matplotlib": matplotlib, "tqdm": tqdm} if pictures else {"tqdm": tqdm}
    missing = [name for name, package in needed.items() if package is None]
    if missing:
        sys.exit(f'missing: {", ".join(missing)}\nhelp: python -m pip install "tinygrad-edu[examples]"')


def check_folder(folder: Path) -> None:
    """Make the folder if it isn't there; stop with a message, before anything is trained, if it can't be written."""
    if folder.is_file():
        stop_for_folder(folder, "it is a file, not a folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        stop_for_folder(folder, error.strerror)


def stop_for_folder(path: Path, why: str) -> None:
    """End the program because a picture can't be written."""
    sys.exit(f"can't write pictures to {path}: {why}\nhelp: name another folder with --output FOLDER")


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

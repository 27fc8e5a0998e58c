"""The options, progress, and where the results go."""

import argparse
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from .frameworks import frameworks
from .measurements import WORKLOADS, measure
from .report import report


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the JSON."""
    options = parsed(arguments)
    measured = {}
    for name in options.workloads:
        measured[name] = measure(name, options.rounds, lambda what, name=name: show_progress(f"{name}: {what}"))
    show_progress("")
    print(report(measured))
    if options.json:
        options.json.write_text(json.dumps({"machine": machine(), **measured}, indent=1) + "\n")


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks",
        description="Times training steps and graphs of ours beside hand-written NumPy and, where installed, PyTorch.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--workloads", nargs="+", choices=WORKLOADS, default=WORKLOADS, help="which to run")
    parser.add_argument("--rounds", type=at_least_one, default=7, help="how many rounds to take the median of")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write what was measured there, too")
    return parser.parse_args(arguments)


def at_least_one(text: str) -> int:
    """A whole number above 0, from the command line."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is too small, the least is 1")
    return number


def show_progress(what: str) -> None:
    """One line that is written over on a terminal, a new line for each step elsewhere; nothing of it in the output."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{what}", end="", file=sys.stderr, flush=True)
    elif what:
        print(what, file=sys.stderr, flush=True)


def machine() -> dict:
    """What the figures depend on."""
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": np.__version__,
        **{name: getattr(package, "__version__", None) for name, package in frameworks().items()},
    }

"""The command line: draw and explain a tensor of a script, write the gallery, run examples, say what can be drawn here.

Commands: ``python -m tinygrad_edu draw script.py:loss -o loss.png``, ``… explain script.py:loss -o loss.html``,
``… gallery pictures``, ``… doctor``, ``… examples`` and ``… examples xor --fast``.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import os
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from . import drawing
from .autograd import record_lines
from .drawing.files import format_of
from .tape import Node

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"  # in a checkout; the installed package has none
ROW = re.compile(r"^\| \[`(\w+)\.py`\].* \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)  # of the table in its README


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 if it worked, 1 if it didn't, 2 if the command line is wrong."""
    parser = command_line()
    options = parser.parse_args(arguments)
    try:
        options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # who reads, as `head` does, has seen enough; Python must not try again when it ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def command_line() -> argparse.ArgumentParser:
    """The commands and their options."""
    about = "Pictures of your computation graphs, and the examples."
    parser = argparse.ArgumentParser(prog="python -m tinygrad_edu", description=about)
    commands = parser.add_subparsers(required=True, metavar="command")

    draw = commands.add_parser("draw", help="the graph of a tensor in a script, as a picture")
    add_subject(draw, "graph.png", f"the picture; its suffix is one of .{' .'.join(drawing.FORMATS)}")
    draw.add_argument("--detail", default="auto", choices=drawing.DETAILS, help="how much is written into the boxes")
    draw.add_argument("--depth", default="auto", type=depth, metavar="N", help="modules inside each other to open")
    draw.add_argument("--direction", default="auto", choices=drawing.DIRECTIONS, help="which way the graph runs")
    draw.set_defaults(run=draw_subject)

    explain = commands.add_parser("explain", help="a page that plays both passes of a tensor in a script")
    add_subject(explain, "explain.html", "the page, .html")
    explain.add_argument("--quiz", action="store_true", help="let the page ask before it tells")
    explain.add_argument("--no-source", action="store_true", help="leave the script's lines out of the page")
    explain.set_defaults(run=explain_subject)

    gallery = commands.add_parser("gallery", help="pictures of many nets, from one neuron to MNIST")
    gallery.add_argument("folder", type=Path, help="where the pictures go; it is made if it isn't there")
    gallery.set_defaults(run=write_gallery)

    doctor = commands.add_parser("doctor", help="what can be drawn on this machine, and what would make it faster")
    doctor.set_defaults(run=lambda options: print(drawing.doctor()))

    examples = commands.add_parser("examples", help="list the examples, or run one")
    examples.add_argument("name", nargs="?", metavar="NAME", help="which one to run; without it they are listed")
    examples.add_argument("arguments", nargs=argparse.REMAINDER, metavar="...", help="its own options: try --help")
    examples.set_defaults(run=list_or_run_examples)
    return parser


def add_subject(parser: argparse.ArgumentParser, path: str, meaning: str) -> None:
    """The script with its tensor, and the file to write."""
    parser.add_argument("subject", metavar="script.py:tensor", help="a script, and a variable that it leaves behind")
    parser.add_argument("-o", "--output", type=Path, default=Path(path), metavar="FILE", help=meaning)


def depth(text: str) -> int | str:
    """A number, or auto."""
    return text if text == "auto" else int(text)


def draw_subject(options: argparse.Namespace) -> None:
    """Run the script, draw its tensor."""
    format_of(options.output, drawing.FORMATS)
    subject, names = subject_of(options.subject)
    shown = drawing.graph(
        subject, names=names, detail=options.detail, depth=options.depth, direction=options.direction
    )  # fmt: skip
    print(f"wrote {shown.save(options.output)}")


def explain_subject(options: argparse.Namespace) -> None:
    """Run the script with its lines recorded, write the page."""
    format_of(options.output, ("html",))
    with record_lines():
        subject, names = subject_of(options.subject)
    path = drawing.explain(subject, options.output, names=names, quiz=options.quiz, source=not options.no_source)
    print(f"wrote {path}")


def write_gallery(options: argparse.Namespace) -> None:
    """Write all pictures, and say which."""
    for path in drawing.gallery(options.folder):
        print(f"wrote {path}", flush=True)


def list_or_run_examples(options: argparse.Namespace) -> None:
    """Run the example of this name, or list all in the order in which one reads them."""
    durations = examples_there()
    if options.name is None:
        for name, (whole, fast) in durations.items():
            shorter = f", with --fast {fast}" if fast != whole else ""
            print(f"{name}: {whole}{shorter}\n    {purpose_of(script_of(name))}")
        print("\nhelp: python -m tinygrad_edu examples NAME --fast runs one; NAME --help lists its options")
        return
    name = Path(options.name).stem.lower()  # as the shell completes it, too: examples/xor.py
    if name not in durations:
        near = difflib.get_close_matches(name, durations) or durations
        raise ValueError(f"there is no example {options.name!r}\nhelp: {', '.join(near)}")
    script = str(script_of(name))
    with own_traceback(script):
        run(script, options.arguments, {})


def examples_there() -> dict[str, tuple[str, str]]:
    """The examples by name, and how long each takes, as a whole and with --fast."""
    page = EXAMPLES / "README.md"
    rows = ROW.findall(page.read_text(encoding="utf-8")) if page.is_file() else []
    if not rows:
        raise FileNotFoundError(
            f"there are no examples in {EXAMPLES}: the installed package comes without them\n"
            "help: they are in the repository and in the source distribution; run this command in the root of either"
        )
    return {name: (whole, fast) for name, whole, fast in rows}


def script_of(name: str) -> Path:
    """The file of an example."""
    return EXAMPLES / f"{name}.py"


def purpose_of(script: Path) -> str:
    """What an example teaches: the first line of its docstring."""
    docstring = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n")[0]


def subject_of(text: str) -> tuple[Any, dict[str, Any]]:
    """The tensor that ``script.py:tensor`` means, and all names of the script, which is run for them."""
    script, colon, name = text.rpartition(":")
    if not colon or not name.isidentifier():
        raise ValueError(f"{text!r} names no tensor\nhelp: script.py:loss is the variable loss of script.py")
    if not Path(script).is_file():
        raise FileNotFoundError(f"there is no script {script!r}\nhelp: give its path, then a colon and a variable")
    names = names_left_by(script)
    if name in names:
        return names[name], names
    tensors = [name for name, value in names.items() if isinstance(value, Node)]
    near = difflib.get_close_matches(name, tensors) or tensors
    there = f"its tensors are {', '.join(near)}" if near else "it leaves no tensor behind at its top level"
    raise ValueError(f"{script} leaves no {name!r} behind\nhelp: {there}")


def names_left_by(script: str) -> dict[str, Any]:
    """The names of a script when it has run, also if it ended itself."""
    names: dict[str, Any] = {}
    with own_traceback(script), suppress(SystemExit):  # as at the end of many scripts: what it left behind is there
        run(script, (), names)
    return names


def run(script: str, arguments: Sequence[str], names: dict[str, Any]) -> None:
    """Run a script as Python would; its names are left in the dict."""
    names |= {"__name__": "__main__", "__file__": script}
    with started_as(script, *arguments):
        exec(compile(Path(script).read_bytes(), script, "exec"), names)


@contextmanager
def own_traceback(script: str) -> Iterator[None]:
    """A script that fails ends the program, with the traceback that it would have without us."""
    try:
        yield
    except Exception as error:
        frames = error.__traceback__
        while frames is not None and frames.tb_frame.f_code.co_filename != script:
            frames = frames.tb_next
        traceback.print_exception(error.with_traceback(frames))
        sys.exit(1)


@contextmanager
def started_as(script: str, *arguments: str) -> Iterator[None]:
    """What a script sees of its command line and of its folder."""
    before, path = sys.argv, sys.path[:]
    sys.argv, sys.path[:] = [script, *arguments], [str(Path(script).resolve().parent), *sys.path]
    try:
        yield
    finally:
        sys.argv, sys.path[:] = before, path


if __name__ == "__main__":
    sys.exit(main())

"""DOT or SVG texts made into pictures, by Graphviz's program ``dot`` or by resvg, in a font that comes along.

Where a machine has no fonts, ``dot`` says nothing and draws every letter as an empty square. So DejaVu Sans, cut down
to the signs that pictures use, comes with the package; both renderers are told of its folder.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from html import escape
from pathlib import Path
from typing import Literal

from .names import visible
from .palette import FONT

try:
    import resvg_py
except ImportError:  # an extra, "png"
    resvg_py = None  # type: ignore[assignment]

SECONDS = 20  # that a layout may take
DPI = 144  # of a PNG: twice as fine as the points in which boxes are measured
LONGEST = 8000  # pixels of a PNG's side; a larger picture is scaled down
PIXELS = 4 / 3  # in a point, as browsers have it

BEGINNINGS = {"png": b"\x89PNG", "svg": b"<svg", "pdf": b"%PDF"}  # of files that are what they should be

INSTALL_RESVG = 'pip install "tinygrad-edu[png]"'
INSTALL_PILLOW = 'pip install "tinygrad-edu[gif]"'  # and resvg, which draws the frames
INSTALL_MATPLOTLIB = 'pip install "tinygrad-edu[examples]"'

# The system's own configuration first, so that its fonts stay; a folder for caches that can surely be written to.
FONT_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">{system}</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


class RendererMissing(RuntimeError):
    """There is no program on this machine that makes such a picture."""


class LayoutTooSlow(RuntimeError):
    """``dot`` was given up after `SECONDS`."""


def install_dot() -> str:
    """The command that installs Graphviz on this operating system."""
    commands = {"darwin": "brew install graphviz", "win32": "winget install graphviz"}
    return commands.get(sys.platform, "sudo apt install graphviz")


def renderer_missing(kind: str) -> RendererMissing:
    """The error for a picture that nothing on this machine makes, with the command that installs what does."""
    needed, command = ("dot, or resvg", INSTALL_RESVG) if kind == "png" else ("dot", install_dot())
    return RendererMissing(
        f"a .{kind} was asked for; it takes Graphviz's program {needed}, which this machine doesn't have\n"
        f"help: .svg and .html work now; for .{kind}: {command}"
    )


def has_dot() -> bool:
    """Whether Graphviz's program is on this machine."""
    return shutil.which("dot") is not None


def has_resvg() -> bool:
    """Whether resvg is installed."""
    return resvg_py is not None


def font_folder() -> Path:
    """The folder of the fonts that come with the package, DejaVu Sans and DejaVu Sans Bold, and of their licence."""
    return Path(__file__).parent / "fonts"


def by_graphviz(dot_text: str, kind: Literal["png", "svg", "pdf"], seconds: float = SECONDS) -> bytes:
    """What ``dot`` makes of a DOT text; a PNG has 144 dots an inch, or fewer so that no side exceeds 8,000 pixels.

    RendererMissing without ``dot``, LayoutTooSlow after so many `seconds`, RuntimeError with its words if it fails, or
    if what it makes isn't what was asked for.
    """
    program = shutil.which("dot")
    if program is None:
        raise renderer_missing(kind)
    options = [f"-Gdpi={DPI}", f"-Gsize={LONGEST / DPI:.2f}"] if kind == "png" else []
    try:
        made = run_dot([program, f"-T{kind}", *options], dot_text, seconds).stdout
    except subprocess.TimeoutExpired as error:
        raise LayoutTooSlow(
            f"dot was given up after {seconds} s\nhelp: .svg and .html need no dot; fewer boxes: depth=, around="
        ) from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip() or f"with status {error.returncode}, without a word"
        raise dot_failed(said) from error
    except OSError as error:
        raise dot_failed(str(error)) from error
    if BEGINNINGS[kind] not in made[:1000]:
        raise dot_failed(f"what it made is no .{kind}")
    return for_browsers(made.decode(errors="replace")).encode() if kind == "svg" else made


def dot_failed(said: str) -> RuntimeError:
    """The error for a ``dot`` that is there but doesn't work."""
    return RuntimeError(
        f"dot failed: {said}\nhelp: .svg and .html can be drawn without it; `{install_dot()}` may repair it"
    )


def run_dot(command: list[str], dot_text: str, seconds: float = SECONDS) -> subprocess.CompletedProcess[bytes]:
    """One run of ``dot``, which reads the text and sees our fonts."""
    with tempfile.TemporaryDirectory(prefix="tinygrad-edu-", ignore_cleanup_errors=True) as folder:
        environment = os.environ | {"FONTCONFIG_FILE": str(font_configuration(Path(folder)))}
        return subprocess.run(
            command, input=dot_text.encode(), capture_output=True, timeout=seconds, check=True, env=environment
        )


def font_configuration(folder: Path) -> Path:
    """A configuration of fontconfig, written into the folder: all fonts of the system, and ours."""
    path = folder / "fonts.conf"
    system = os.environ.get("FONTCONFIG_FILE", "fonts.conf")  # this name alone is looked for where the system keeps it
    texts = (escape(str(place)) for place in (system, font_folder(), folder))
    path.write_text(FONT_CONFIGURATION.format(**dict(zip(("system", "fonts", "cache"), texts))), encoding="utf-8")
    return path


def for_browsers(svg: str) -> str:
    """Graphviz's SVG in pixels, without comments, doctype and tooltips, and without seams between coloured cells."""
    svg = re.sub(r"<!--.*?-->\n?|<!DOCTYPE[^>]*>\n?|<title>[^<]*</title>\n?", "", svg, flags=re.DOTALL)
    svg = re.sub(
        r'(width|height)="([\d.]+)pt"', lambda side: f'{side[1]}="{float(side[2]) * PIXELS:.2f}"', svg, count=2
    )
    svg = svg.replace('stroke="transparent"', 'stroke="none"')  # the latter is SVG 1.1
    return svg.replace('stroke="none" points=', 'stroke="none" shape-rendering="crispEdges" points=')


def by_resvg(svg_text: str, scale: float = 2.0) -> bytes:
    """An SVG as a PNG, `scale` pixels for one of its own, or fewer so that no side exceeds 8,000.

    RendererMissing without resvg; ValueError if the text isn't an SVG, or its width and height aren't bare numbers.
    """
    if resvg_py is None:
        raise renderer_missing("png")
    sides = re.findall(r'\s(?:width|height)="([\d.]+)"', root(svg_text)[0])
    if len(sides) != 2:
        raise ValueError("an SVG's width and height must be bare numbers\nhelp: they are pixels; write no unit")
    return resvg_py.svg_to_bytes(
        svg_string=svg_text,
        zoom=min(scale, LONGEST / max(map(float, sides))),
        font_dirs=[str(font_folder())],
        font_family=FONT[0],
        sans_serif_family=FONT[0],
    )


def root(svg: str) -> re.Match[str]:
    """Where an SVG's first tag is."""
    tag = re.search(r"<svg\s[^>]*>", svg)
    if tag is None:
        raise ValueError("this is no SVG: it has no tag <svg …>\nhelp: give the whole text of an SVG")
    return tag


def with_summary_svg(svg: str, title: str, description: str) -> str:
    """The SVG with a title and a description as its first elements, which screen readers say and browsers show."""
    start = root(svg).end()
    summary = f"<title>{escape(visible(title))}</title>\n<desc>{escape(visible(description))}</desc>"
    return f"{svg[:start]}\n{summary}{svg[start:]}"


def with_summary_png(png: bytes, title: str, description: str) -> bytes:
    """The PNG with a title and a description in text chunks after its header. Source: PNG specification, iTXt."""
    header = 33  # bytes: the signature of 8, and the first chunk, IHDR
    chunks = b"".join(text_chunk(keyword, text) for keyword, text in (("Title", title), ("Description", description)))
    return png[:header] + chunks + png[header:]


def text_chunk(keyword: str, text: str) -> bytes:
    """A chunk of UTF-8 text: keyword, not compressed, no language, no translated keyword, the text."""
    content = b"iTXt" + keyword.encode() + b"\0\0\0\0\0" + visible(text).encode()
    return struct.pack(">I", len(content) - 4) + content + struct.pack(">I", zlib.crc32(content))

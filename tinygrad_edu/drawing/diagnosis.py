"""What is on this machine: versions, what can be drawn and by what, and two facts about its speed."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
from importlib import metadata
from typing import Literal

import numpy as np

from .rendering import INSTALL_MATPLOTLIB, INSTALL_PILLOW, INSTALL_RESVG, by_graphviz, has_resvg, install_dot, run_dot

try:
    import threadpoolctl  # type: ignore[import-not-found]
except ImportError:  # it can tell which kernels run, and is not needed for anything else
    threadpoolctl = None

WIDTH = 12  # characters of a line's label

# Measured on a Zen 5. The thresholds are the largest that glibc takes, 32 MiB, and 256 MiB.
SECONDS = 3  # that dot may take for a graph of one box
BROKEN = "dot is there, but doesn't run"

KERNELS = """\
The OpenBLAS inside NumPy doesn't know some new processors, and runs AVX2 kernels (Haswell, Zen) on them.
On one of them, which had AVX-512, matrix products were 1.4 to 1.9 times as fast when Python was started by
  OPENBLAS_CORETYPE=SkylakeX python train.py"""
MEMORY = """\
glibc gives the memory of large arrays back to the system at once, and asks for it again in the next step.
Steps through arrays of megabytes were 1.5 to 4 times as fast when Python was started by
  MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=268435456 python train.py"""


def report() -> str:
    """All of it, as lines of a text. ``dot`` is run to find out; nothing is changed."""
    sections = {
        "What is installed": installed(),
        "What can be drawn": drawable(),
        "What may make it faster (told, never changed)": faster(),
    }
    return "\n\n".join("\n".join([title, *aligned(rows)]) for title, rows in sections.items())


def aligned(rows: dict[str, str]) -> list[str]:
    """Labels and texts in two columns; a text's further lines stand in the second."""
    return [f"  {label:<{WIDTH}}" + text.replace("\n", "\n" + " " * (WIDTH + 2)) for label, text in rows.items()]


def installed() -> dict[str, str]:
    """Programs and packages with their versions, or the commands that install them."""
    return {
        "Python": f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        "NumPy": f"{np.__version__} with {blas()}",
        "graphviz": package("graphviz", "pip install graphviz"),
        **dot(),
        "resvg-py": package("resvg_py", INSTALL_RESVG),
        "Pillow": package("pillow", INSTALL_PILLOW),
        "matplotlib": package("matplotlib", INSTALL_MATPLOTLIB),
    }


def package(name: str, install: str) -> str:
    """A package's version, or the command that installs it."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"missing: {install}"


def blas() -> str:
    """The library that multiplies NumPy's matrices, and the kernels it runs if threadpoolctl is there to tell."""
    built = numpy_built("Build Dependencies")["blas"]
    running = [pool for pool in threadpoolctl.threadpool_info() if pool["user_api"] == "blas"] if threadpoolctl else []
    kernels = [f"\nkernels for {pool.get('architecture', '?')}, {pool['num_threads']} threads" for pool in running]
    return "".join([f"{built['name']} {built.get('version', '')}".rstrip(), *kernels])


def numpy_built(part: str) -> dict:
    """A part of what NumPy says of how it was built and what it found."""
    return np.show_config(mode="dicts")[part]  # type: ignore[literal-required]


def dot() -> dict[str, str]:
    """Graphviz's program with its version, and the font that it finds for ours; or how to install it."""
    program = shutil.which("dot")
    if program is None:
        return {"dot": f"missing: {install_dot()}"}
    try:
        done = run_dot([program, "-v", "-Tsvg"], 'graph { a [fontname="DejaVu Sans"] }', SECONDS)
        said = done.stderr.decode(errors="replace")
    except (subprocess.SubprocessError, OSError) as error:
        return {"dot": f"{BROKEN}: {error}"}
    version = re.search(r"version (\S+)", said)
    return {"dot": f"{version[1] if version else 'of an unknown version'}, {program}", "fonts": font(said)}


def font(said: str) -> str:
    """The font that ``dot`` says it writes in, where DejaVu Sans was asked for."""
    found = re.search(r'resolved to: \(\w+\) "([^",]+)[^"]*" ?(.*)', said)
    if found:
        return f"dot writes in {found[1]}, {found[2]}".rstrip(", ")
    if "unable to resolve" in said:
        return "dot finds none, so that letters are empty squares: install DejaVu Sans"
    return "dot doesn't say in which it writes"


def drawable() -> dict[str, str]:
    """Every format, by what it can be drawn now, or what it needs."""
    lacking = f"missing: {install_dot()}" if shutil.which("dot") is None else BROKEN
    runs = not dot()["dot"].startswith((BROKEN, "missing"))
    png = "by dot" if runs and works("png") else "by resvg" if has_resvg() else ""
    animated = has_resvg() and not package("pillow", INSTALL_PILLOW).startswith("missing")
    return {
        ".png": png or f"missing: {INSTALL_RESVG}; or {install_dot()}",
        ".svg": "by dot" if runs and works("svg") else "by the built-in layout",
        ".pdf": "by dot" if runs and works("pdf") else lacking,
        ".dot": "by this package",
        ".html": "by this package",
        ".gif": "by resvg and Pillow" if animated else f"missing: {INSTALL_PILLOW}",
    }


def works(kind: Literal["png", "svg", "pdf"]) -> bool:
    """Whether ``dot`` makes a picture of this format; it may lack the plugin for it."""
    try:
        return bool(by_graphviz("digraph { a }", kind, SECONDS))
    except (RuntimeError, OSError):
        return False


def faster() -> dict[str, str]:
    """Facts about OpenBLAS and glibc where NumPy runs on them, and how the variables of their commands are set."""
    facts = {}
    if "openblas" in blas() and platform.machine() in ("x86_64", "AMD64"):
        facts["kernels"] = f"{KERNELS}\n{has_avx512()}; {now('OPENBLAS_CORETYPE')}"
        facts["kernels"] += (
            "" if threadpoolctl else "\nwhich kernels run now, this tells after: pip install threadpoolctl"
        )
    if platform.libc_ver()[0] == "glibc":
        facts["memory"] = f"{MEMORY}\n{now('MALLOC_MMAP_THRESHOLD_')}; {now('MALLOC_TRIM_THRESHOLD_')}"
    return facts or {"nothing": "that is known of this machine"}


def has_avx512() -> str:
    """Whether NumPy has found the instructions that OpenBLAS's kernels for SkylakeX need."""
    found = numpy_built("SIMD Extensions").get("found", ())
    return f"this processor has {'' if any('AVX512' in name or name == 'X86_V4' for name in found) else 'no '}AVX-512"


def now(variable: str) -> str:
    """What an environment variable is."""
    return f"{variable} is {os.environ[variable]} now" if variable in os.environ else f"{variable} isn't set now"

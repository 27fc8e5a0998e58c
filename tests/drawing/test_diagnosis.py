"""What doctor tells: what is there, what is missing and how to get it, and facts that it doesn't act on."""

import os
import platform
import shutil
from importlib import metadata

import numpy as np
import pytest

from tinygrad_edu.drawing import diagnosis, rendering
from tinygrad_edu.drawing.rendering import RendererMissing

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's dot isn't on this machine")


def row(label):
    """What the report says of something: its line, and the lines below that belong to it."""
    lines = diagnosis.report().splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(f"  {label} "))
    end = next((i for i in range(start + 1, len(lines)) if not lines[i].startswith("      ")), len(lines))
    return "\n".join(line[diagnosis.WIDTH + 2 :] for line in lines[start:end])


def test_the_report_is_aligned_text():
    lines = diagnosis.report().splitlines()
    assert all(line[diagnosis.WIDTH + 1] == " " for line in lines if line.startswith("  "))
    assert [line for line in lines if line and line[0] != " "] == [
        "What is installed",
        "What can be drawn",
        "What may make it faster (told, never changed)",
    ]


def test_versions_are_told():
    assert row("Python").startswith(platform.python_version())
    assert row("NumPy").startswith(f"{np.__version__} with ")
    assert row("graphviz") == metadata.version("graphviz")


@needs_dot
def test_dot_is_told_with_its_version_and_font():
    assert row("dot").endswith(shutil.which("dot"))
    assert row("dot")[0].isdigit()
    assert "dot" in row("fonts")
    assert (row(".png"), row(".svg"), row(".pdf")) == ("by dot", "by dot", "by dot")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            'fontname: "DejaVu Sans" resolved to: (PangoCairoFcFont) "DejaVu Sans, Book" /f/DejaVuSans.ttf\nmore',
            "DejaVu Sans, /f/DejaVuSans.ttf",
        ),
        ('fontname: "DejaVu Sans" resolved to: (PangoCairoCoreTextFont) "Verdana"', "dot writes in Verdana"),
        ('fontname: unable to resolve "DejaVu Sans"', "empty squares"),
        ("", "doesn't say"),
    ],
)
def test_the_font_is_what_dot_says_it_is(said, told):
    assert told in diagnosis.font(said)
    assert "\n" not in diagnosis.font(said)


def without_dot(monkeypatch):
    monkeypatch.setattr(diagnosis.shutil, "which", lambda name: None)


def test_a_missing_dot_is_told_with_its_command_and_what_works_all_the_same(monkeypatch):
    without_dot(monkeypatch)
    monkeypatch.setattr(rendering, "resvg_py", object())
    monkeypatch.setattr(diagnosis, "package", lambda name, install: "1.0")
    monkeypatch.setattr(rendering.sys, "platform", "linux")
    assert row("dot") == "missing: sudo apt install graphviz"
    assert row(".png") == "by resvg"
    assert row(".svg") == "by the built-in layout"
    assert row(".pdf") == "missing: sudo apt install graphviz"
    assert row(".html") == row(".dot") == "by this package"
    assert row(".gif") == "by resvg and Pillow"


def test_missing_packages_are_told_with_their_commands(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    without_dot(monkeypatch)
    monkeypatch.setattr(rendering, "resvg_py", None)
    monkeypatch.setattr(diagnosis.metadata, "version", missing)
    assert row("resvg-py") == 'missing: pip install "tinygrad-edu[png]"'
    assert row("Pillow") == 'missing: pip install "tinygrad-edu[gif]"'
    assert row("matplotlib") == 'missing: pip install "tinygrad-edu[examples]"'
    assert row(".png").startswith('missing: pip install "tinygrad-edu[png]"; or ')
    assert row(".gif") == 'missing: pip install "tinygrad-edu[gif]"'


@pytest.mark.parametrize("error", [RendererMissing("no"), RuntimeError("no plugin"), PermissionError("no")])
def test_a_dot_that_cannot_draw_a_format_is_not_counted_on(error, monkeypatch):
    def fails(dot_text, kind, seconds):
        if kind != "svg":
            raise error
        return b"<svg/>"

    monkeypatch.setattr(diagnosis, "by_graphviz", fails)
    monkeypatch.setattr(diagnosis, "dot", lambda: {"dot": "2.43.0"})
    monkeypatch.setattr(diagnosis.shutil, "which", lambda name: "dot")
    assert row(".svg") == "by dot"
    assert row(".png") != "by dot"
    assert row(".pdf") == "dot is there, but doesn't run"


@pytest.mark.skipif(os.name != "posix", reason="the program that stands for dot is a shell script")
def test_a_dot_that_does_not_run_is_told(tmp_path, monkeypatch):
    (tmp_path / "dot").write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "dot").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert row("dot").startswith("dot is there, but doesn't run: ")
    assert row(".pdf") == "dot is there, but doesn't run"
    assert row(".svg") == "by the built-in layout"


class Pools:
    """What threadpoolctl tells of a NumPy whose OpenBLAS has mistaken the processor."""

    @staticmethod
    def threadpool_info():
        return [
            {"user_api": "openmp", "num_threads": 8},
            {"user_api": "blas", "internal_api": "openblas", "architecture": "Haswell", "num_threads": 2},
        ]


def test_the_kernels_are_told_where_threadpoolctl_knows_them(monkeypatch):
    monkeypatch.setattr(diagnosis, "threadpoolctl", Pools)
    assert row("NumPy").splitlines()[1:] == ["kernels for Haswell, 2 threads"]
    monkeypatch.setattr(diagnosis, "threadpoolctl", None)
    assert "kernels" not in row("NumPy")


def on(monkeypatch, blas, machine, libc):
    built = {"Build Dependencies": {"blas": {"name": blas, "version": "1"}}, "SIMD Extensions": {"found": ["AVX512F"]}}
    monkeypatch.setattr(diagnosis, "numpy_built", built.__getitem__)
    monkeypatch.setattr(diagnosis.platform, "machine", lambda: machine)
    monkeypatch.setattr(diagnosis.platform, "libc_ver", lambda: (libc, "1"))


def test_facts_are_told_with_commands_where_they_hold(monkeypatch):
    on(monkeypatch, "scipy-openblas", "x86_64", "glibc")
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "5")
    assert max(map(len, f"{row('kernels')}\n{row('memory')}".splitlines())) <= 108  # fits a line of 120
    assert "OPENBLAS_CORETYPE=SkylakeX python train.py" in row("kernels")
    assert "this processor has AVX-512; OPENBLAS_CORETYPE isn't set now" in row("kernels")
    assert "MALLOC_MMAP_THRESHOLD_=33554432 MALLOC_TRIM_THRESHOLD_=268435456 python train.py" in row("memory")
    assert "MALLOC_TRIM_THRESHOLD_ is 5 now" in row("memory")


def test_no_fact_is_told_where_none_holds(monkeypatch):
    on(monkeypatch, "accelerate", "arm64", "")
    assert diagnosis.faster() == {"nothing": "that is known of this machine"}


def test_nothing_is_changed():
    before = dict(os.environ)
    diagnosis.report()
    assert dict(os.environ) == before

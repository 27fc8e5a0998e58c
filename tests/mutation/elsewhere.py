"""Ops that the table of ops doesn't reach, and the tests that do: these are run by pytest, in this process."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ELSEWHERE = {
    "custom": "tests/autograd/test_function.py",
    "drawn_of": "tests/distributions/test_standard_gamma.py",
}


class FirstRed:
    """A plug-in of pytest that keeps the name of the first test that fails."""

    def __init__(self) -> None:
        self.name: str | None = None

    def pytest_runtest_logreport(self, report) -> None:
        """Note a failure."""
        if report.failed and self.name is None:
            self.name = report.nodeid


def first_red(op: str) -> str | None:
    """The first test that is red, of those that are about this op."""
    found = FirstRed()
    quiet = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    options = [*quiet, "-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", f"--rootdir={ROOT}"]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        pytest.main([*options, str(ROOT / ELSEWHERE[op])], plugins=[found])
    return found.name

"""``python -m tests.mutation.one_line NUMBER``: the tests of the tape, run on this mutant of `lines.LINES`."""

import sys

import pytest

from .lines import LINES, TESTS, Finder


def main() -> int:
    """Change the module before anything imports it, then run the tests to the first that is red."""
    number = int(sys.argv[1])
    if number >= 0:  # −1: nothing is changed
        sys.meta_path.insert(0, Finder(LINES[number]))
    options = ["-x", "-q", "-rfE", "--no-header", "--tb=no", "-p", "no:cacheprovider"]
    return int(pytest.main([*options, *TESTS]))


if __name__ == "__main__":
    sys.exit(main())

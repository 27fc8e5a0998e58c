"""Small texts for models that write letter by letter; both from A. Karpathy's repositories."""

from __future__ import annotations

from .files import located
from .published import PublishedFile

__all__ = ["names", "shakespeare"]

NAMES = PublishedFile(
    "names.txt",
    228_145,
    "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d",
    ("https://raw.githubusercontent.com/karpathy/makemore/master/names.txt",),
    "text",
)
SHAKESPEARE = PublishedFile(
    "tinyshakespeare.txt",
    1_115_394,
    "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
    ("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare/input.txt",),
    "text",
)


def names() -> list[str]:
    """32,033 first names in lower case, the most frequent first. For the errors see `files.located`."""
    return located(NAMES).read_text(encoding="utf-8").splitlines()


def shakespeare() -> str:
    """40,000 lines from Shakespeare's plays, 1,115,394 letters and signs. For the errors see `files.located`."""
    return located(SHAKESPEARE).read_text(encoding="utf-8")

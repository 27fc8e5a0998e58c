"""Texts that come from a program, made fit to be shown: nothing that can't be seen; names in one line, not too long."""

from __future__ import annotations

import unicodedata

LONGEST = 48  # characters of a name that are shown


def clean(name: object) -> str:
    """The name without control characters, bidi overrides and lone surrogates, white space as one space each.

    >>> clean("loss\\n\\u202egnp")
    'loss gnp'
    """
    text = " ".join(visible(str(name)).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def visible(text: str) -> str:
    """The text without controls, bidi overrides, half surrogates and what isn't a character; white space as spaces."""
    spaced = (" " if character.isspace() else character for character in text)
    return "".join(character for character in spaced if unicodedata.category(character)[0] != "C")

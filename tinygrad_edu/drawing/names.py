"""Names that come from a program, made fit to be shown: one line, no controls, not too long."""

from __future__ import annotations

import unicodedata

LONGEST = 48  # characters of a name that are shown


def clean(name: object) -> str:
    """The name without control characters, bidi overrides and lone surrogates, white space as one space each.

    >>> clean("loss\\n\\u202egnp")
    'loss gnp'
    """
    kept = "".join(
        " " if character.isspace() else character
        for character in str(name)
        if character.isspace() or unicodedata.category(character)[0] != "C"
    )
    text = " ".join(kept.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"

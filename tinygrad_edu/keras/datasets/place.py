"""Where data sets lie: in Keras a path says it, here the environment."""

from __future__ import annotations


def checked_name(path: object, name: str) -> None:
    """Refuse any path but the file's name (ValueError)."""
    if path != name:
        raise ValueError(
            f"the path is {path!r:.60}\n"
            f"help: leave it out, or {name!r}; set TINYGRAD_EDU_DATA=FOLDER to have the file read from there; "
            "other arguments are given by name: num_words=10000"
        )

"""``python -m tests.names``: write tinygrad_edu/NAMES.md anew."""

from .page import PAGE, page

PAGE.write_text(page(), encoding="utf-8")
print(f"wrote {PAGE}")

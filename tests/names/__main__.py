"""``python -m tests.names [compare]``: write tinygrad_edu/NAMES.md anew; before that, compare with PyTorch anew."""

import sys

from .comparison import renew
from .listing import FILE
from .page import PAGE, page

if sys.argv[1:] == ["compare"]:
    renew()
    print(f"wrote {FILE}: what is new in it is a mistake, or on purpose")
PAGE.write_text(page(), encoding="utf-8")
print(f"wrote {PAGE}")

"""The table of subgradients in the documentation has a tested row for each of its places."""

import re

from tinygrad_edu import ops

from .subgradients import KINKS


def test_every_published_place_is_tested():
    body = re.split(r"^=+  =+$", ops.__doc__, flags=re.MULTILINE)[2]
    places = [place for line in body.strip().splitlines() for place in re.split(r"\s{2,}", line)[0].split("; ")]
    assert len(places) >= 30
    assert set(places) <= {kink.name for kink in KINKS}

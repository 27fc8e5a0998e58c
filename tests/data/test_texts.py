"""The two texts."""

import pytest

from tinygrad_edu.data import names, shakespeare


def test_the_real_names(real_data):
    found = names()
    assert (len(found), found[:3], found[-1]) == (32_033, ["emma", "olivia", "ava"], "zzyzx")
    assert set("".join(found)) == set("abcdefghijklmnopqrstuvwxyz")


def test_the_real_plays(real_data):
    text = shakespeare()
    assert (len(text), len(set(text)), text.count("\n")) == (1_115_394, 65, 40_000)
    assert text.startswith("First Citizen:\nBefore we proceed any further")


@pytest.mark.parametrize(("read", "name"), [(names, "names.txt"), (shakespeare, "tinyshakespeare.txt")])
def test_a_missing_text_is_named(read, name, folder):
    with pytest.raises(FileNotFoundError, match=f"{name} is missing"):
        read()

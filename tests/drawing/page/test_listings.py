"""The user's lines: a whole short file, the surroundings in a long one, nothing that isn't a readable text."""

import linecache
import types

import pytest

from tinygrad_edu.drawing.page.listings import legible, listings


def graph_at(*places):
    vertices = [types.SimpleNamespace(node=types.SimpleNamespace(line=place)) for place in places]
    return types.SimpleNamespace(vertices=vertices)


@pytest.fixture(autouse=True)
def _forgotten():
    yield
    linecache.clearcache()


def test_a_short_file_is_shown_whole_and_by_its_name_only(tmp_path):
    path = tmp_path / "net.py"
    path.write_text("a = 1\n\tb = 2  \n")
    (listing,) = listings(graph_at((str(path), 2), None)).values()
    assert listing.name == "net.py"
    assert listing.lines == [(1, "a = 1"), (2, "    b = 2")]


def test_of_a_long_file_the_surroundings_are_shown(tmp_path):
    path = tmp_path / "long.py"
    path.write_text("".join(f"line {n}\n" for n in range(1, 1001)))
    (listing,) = listings(graph_at((str(path), 100), (str(path), 900))).values()
    assert [n for n, _ in listing.lines] == [*range(92, 109), *range(892, 909)]


def test_what_cannot_be_read_is_left_out(tmp_path):
    binary = tmp_path / "binary"
    binary.write_bytes(b"\xff\xfe\x00")
    for name in ("<string>", str(tmp_path / "gone.py"), str(tmp_path), str(binary), "/dev/zero"):
        assert listings(graph_at((name, 1))) == {}


def test_cells_of_a_notebook_are_read_from_memory():
    linecache.cache["<cell 1>"] = (9, None, ["x = 1\n"], "<cell 1>")
    (listing,) = listings(graph_at(("<cell 1>", 1))).values()
    assert listing.lines == [(1, "x = 1")]


def test_what_is_invisible_or_turns_text_around_is_marked():
    assert legible("a\u202eb\x07\u200b\ud800\n") == "a\ufffdb\ufffd\ufffd\ufffd"
    assert len(legible("x" * 10_000)) == 240

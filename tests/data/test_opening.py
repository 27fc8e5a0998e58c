"""Files to be read: a path or an open file, and errors that name what was given and what to do."""

import io
from pathlib import Path

import pytest

from tinygrad_edu.data import read_idx, read_npz, restricted_load
from tinygrad_edu.data.opening import opened

READERS = (read_idx, read_npz, restricted_load)


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_is_opened_and_closed(kind, tmp_path):
    (tmp_path / "file").write_bytes(b"content")
    with opened(kind(tmp_path / "file")) as file:
        assert file.read() == b"content"
    assert file.closed


def test_an_open_file_stays_open():
    stream = io.BytesIO(b"content")
    with opened(stream) as file:
        assert file is stream
    assert not stream.closed


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("path", "kind", "message"),
    [
        ("none", FileNotFoundError, r"none' can't be read: it isn't there\nhelp: correct the path"),
        ("none/file", FileNotFoundError, r"none/file' can't be read: it isn't there\nhelp: correct the path"),
        ("file/a", NotADirectoryError, r"file/a' can't be read: a part of its path is a file, not a folder\nhelp"),
        (".", IsADirectoryError, r"' can't be read: it is a folder\nhelp: name a file in it"),
        ("x" * 300, OSError, r"can't be read: File name too long\nhelp: "),
        ("a\0b", ValueError, r"can't be read: embedded null byte\nhelp: "),
    ],
)
def test_a_path_that_can_t_be_opened_is_named(read, path, kind, message, tmp_path):
    (tmp_path / "file").write_bytes(b"content")
    with pytest.raises(kind, match=message):
        read(str(tmp_path / path))


@pytest.mark.parametrize("read", READERS)
def test_a_file_that_may_not_be_read_is_named(read, forbidden):
    with pytest.raises(PermissionError, match=r"file' can't be read: you may not read it\nhelp: "):
        read(forbidden / "file")


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("given", [b"\x80\x04N.", None, 3, [1]])
def test_what_is_no_file_is_refused(read, given):
    message = rf"an? {type(given).__name__} is neither a path nor an open file\nhelp: .*io.BytesIO\(content\)"
    with pytest.raises(TypeError, match=message):
        read(given)


@pytest.mark.parametrize("read", READERS)
def test_a_file_open_for_text_is_refused(read, tmp_path):
    (tmp_path / "file").write_text("content")
    with open(tmp_path / "file") as file, pytest.raises(TypeError, match=r"open for text\nhelp: .*open\(path, 'rb'\)"):
        read(file)
    with pytest.raises(TypeError, match="open for text"):
        read(io.StringIO("content"))


def test_the_name_in_a_message_is_short():
    with pytest.raises(OSError, match=r"^'x{199}\.\.\. can't be read") as caught:
        restricted_load("x" * 10_000)
    assert len(str(caught.value)) < 400

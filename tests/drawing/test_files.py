"""Files of pictures: which format, whole or not there, and errors that say what to do."""

import errno
import os
import tempfile
from pathlib import Path

import pytest

from tinygrad_edu.drawing.files import format_of, write

FORMATS = ("png", "svg", "pdf")


@pytest.mark.parametrize("path", ["a.png", "a.PNG", "b/c.tar.Png", "-o x.png", ".hidden.png", Path("a.png")])
def test_a_suffix_in_any_case_names_the_format(path):
    assert format_of(path, FORMATS) == "png"


@pytest.mark.parametrize("path", ["a.jpg", "a.png.exe", "a.png ", Path("a.jpg")])
def test_an_unknown_suffix_is_refused_with_those_that_are_known(path):
    with pytest.raises(ValueError, match=r"no picture format(.|\n)*help: \.png, \.svg, \.pdf$"):
        format_of(path, FORMATS)


@pytest.mark.parametrize("path", ["a", "a.", "", "png", ".png", "folder.png/a"])
def test_a_path_without_a_suffix_is_refused_too(path):
    with pytest.raises(ValueError, match=r"needs a suffix(.|\n)*help: \.png, \.svg, \.pdf$"):
        format_of(path, FORMATS)


@pytest.mark.parametrize(
    "name", ["a.png", "-o x.png", "; rm -rf ~.png", "日本語.png", "%s.png", "$HOME.png", "a\nb.png"]
)
def test_a_file_may_have_any_name(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert write(name, b"new") == Path(name)
    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_bytes() == b"new"


def test_anything_that_is_a_path_will_do(tmp_path):
    class Place:
        def __fspath__(self):
            return str(tmp_path / "a.png")

    assert write(Place(), b"new") == tmp_path / "a.png"
    assert format_of(Place(), FORMATS) == "png"
    with pytest.raises(TypeError):
        write(3, b"new")


def test_an_old_file_is_replaced(tmp_path):
    path = tmp_path / "a.png"
    path.write_bytes(b"old and longer")
    write(path, b"new")
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="umask is POSIX's")
def test_a_new_file_has_the_usual_permissions(tmp_path):
    before = os.umask(0o027)
    try:
        assert write(tmp_path / "a.png", b"new").stat().st_mode & 0o777 == 0o640
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)


def fails(error):
    def raising(*args, **kwargs):
        raise error

    return raising


@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_the_old_file_whole_and_nothing_else(step, error, tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, step, fails(error))
    with pytest.raises(type(error)):
        write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_says_what_the_system_said(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "replace", fails(OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(OSError, match=r"a\.png' can't be written: No space left on device\nhelp: an old file .* whole"):
        write(tmp_path / "a.png", b"new")


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"none/a\.png' can't be written: its folder isn't there\nhelp: make"):
        write(tmp_path / "none" / "a.png", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_not_overwritten(tmp_path):
    (tmp_path / "a.png").mkdir()
    with pytest.raises(IsADirectoryError, match=r"a\.png' can't be written: it is a folder\nhelp: name a file in it"):
        write(tmp_path / "a.png", b"new")
    assert list(tmp_path.iterdir()) == [tmp_path / "a.png"]


@pytest.mark.skipif(os.name != "posix", reason="Windows says that the folder isn't there")
def test_a_file_is_not_taken_for_a_folder(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    with pytest.raises(NotADirectoryError, match=r"a part of its path is a file(.|\n)*help: correct"):
        write(tmp_path / "a" / "b.png", b"new")


def test_missing_permission_is_an_error_that_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "mkstemp", fails(PermissionError(errno.EACCES, "Permission denied")))
    with pytest.raises(
        PermissionError, match=r"can't be written: you may not write there\nhelp: choose another folder"
    ):
        write(tmp_path / "a.png", b"new")

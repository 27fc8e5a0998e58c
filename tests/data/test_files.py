"""The user's folder: where a file may lie, and what is said of one that is missing or wrong."""

import hashlib
import os
from pathlib import Path

import pytest

from tinygrad_edu.data import files, mnist
from tinygrad_edu.data.published import VARIABLE, PublishedFile, check

CONTENT, UNPACKED = b"as it was published", b"unpacked"


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def published(**fields):
    known = {"name": "digits.gz", "size": len(CONTENT), "sha256": sha256(CONTENT), "folder": "mnist"}
    return PublishedFile(**{**known, "addresses": ("https://example.org/digits.gz",), **fields})


@pytest.mark.parametrize("below", ["", "mnist"])
def test_it_may_lie_in_the_folder_or_below(below, folder):
    (folder / below).mkdir(exist_ok=True)
    path = folder / below / "digits.gz"
    path.write_bytes(CONTENT)
    assert files.located(published()) == path


def test_it_may_lie_there_unpacked(folder):
    file = published(unpacked_sha256=sha256(UNPACKED))
    (folder / "digits").write_bytes(UNPACKED)
    assert files.located(file) == folder / "digits"
    (folder / "digits").write_bytes(CONTENT)
    with pytest.raises(ValueError, match=f"digits isn't the published file: its SHA-256 is {sha256(CONTENT)}, not"):
        files.located(file)
    (folder / "digits.gz").write_bytes(CONTENT)  # the packed one comes first
    assert files.located(file) == folder / "digits.gz"


def test_another_checksum_is_refused_and_the_file_stays(folder):
    (folder / "digits.gz").write_bytes(b"something else, longer than it")
    with pytest.raises(ValueError) as caught:
        files.located(published())
    assert str(caught.value) == (
        f"{folder}/digits.gz isn't the published file: its SHA-256 is {sha256(b'something else, longer than it')}, "
        f"not {sha256(CONTENT)}\nhelp: move it away, and get the file anew"
    )
    assert (folder / "digits.gz").read_bytes() == b"something else, longer than it"


def test_a_file_that_is_cut_off_is_said_to_be(folder):
    (folder / "digits.gz").write_bytes(CONTENT[:7])
    with pytest.raises(ValueError, match=r"isn't the published file: it is cut off after 7 of 19 bytes; its SHA-256"):
        files.located(published())


def test_a_repacked_file_may_have_other_bytes(folder):
    (folder / "digits.gz").write_bytes(b"other bytes")
    assert files.located(published(repacked=True)) == folder / "digits.gz"


def test_a_missing_file_says_where_to_put_it(folder):
    with pytest.raises(FileNotFoundError) as caught:
        files.located(published())
    assert str(caught.value) == (
        f"digits.gz is missing: {VARIABLE} is {str(folder)!r}, and it isn't there, nor in mnist/\n"
        f"help: put the file there, from https://example.org/digits.gz, or unset {VARIABLE} to have it downloaded"
    )


def test_a_folder_that_isn_t_there_is_said_so(folder, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(folder / "none"))
    with pytest.raises(FileNotFoundError, match="none', which is no folder, and it isn't there"):
        files.located(published())


def test_a_folder_in_place_of_the_file_is_no_file(folder):
    (folder / "digits.gz").mkdir()
    with pytest.raises(FileNotFoundError, match=r"digits\.gz is missing"):
        files.located(published())


def test_a_tilde_is_the_home_folder(folder, monkeypatch):
    (folder / "data").mkdir()
    (folder / "data" / "digits.gz").write_bytes(CONTENT)
    monkeypatch.setenv("HOME" if os.name == "posix" else "USERPROFILE", str(folder))
    monkeypatch.setenv(VARIABLE, "~/data")
    assert files.located(published()) == folder / "data" / "digits.gz"
    monkeypatch.setenv(VARIABLE, "~/none")
    with pytest.raises(FileNotFoundError, match=f"is '{folder}/none', which is no folder"):
        files.located(published())


def test_a_folder_that_may_not_be_read_is_said_so(forbidden, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(forbidden))
    with pytest.raises(PermissionError) as caught:
        files.located(published())
    assert str(caught.value) == (
        f"{str(forbidden / 'digits.gz')!r} can't be read: you may not read it\n"
        "help: ask its owner for permission, or choose another file"
    )


def test_a_file_that_may_not_be_read_is_said_so(forbidden, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(forbidden))
    monkeypatch.setattr(Path, "is_file", lambda path: True)
    with pytest.raises(PermissionError, match=r"digits.gz' can't be read: you may not read it\nhelp: "):
        files.located(published())


def test_nothing_is_written_there(folder):
    with pytest.raises(FileNotFoundError):
        mnist()
    assert [*folder.iterdir()] == []


@pytest.mark.parametrize("value", [None, ""])
def test_without_a_folder_it_is_downloaded(value, monkeypatch):
    monkeypatch.setattr("tinygrad_edu.data.downloading.downloaded", lambda file: f"downloaded {file.name}")
    if value is None:
        monkeypatch.delenv(VARIABLE, raising=False)
    else:
        monkeypatch.setenv(VARIABLE, value)
    assert files.located(published()) == "downloaded digits.gz"


def test_the_checksum_of_a_right_file_is_right(tmp_path):
    (tmp_path / "file").write_bytes(CONTENT)
    check(tmp_path / "file", sha256(CONTENT), len(CONTENT))

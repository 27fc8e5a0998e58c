"""npz files: every array comes back, objects through the restricted reader, and nothing runs."""

import functools
import io
import os
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tinygrad_edu.data import npz, read_npz


class Harm:
    def __reduce__(self):
        return os.system, ("echo something ran",)


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_arrays_come_back(write, tmp_path):
    rows = np.array([[1, 2, 70_000], [3]], dtype=object)
    arrays = {"x": np.arange(6.0).reshape(2, 3), "y": np.array([True]), "rows": rows, "fortran": np.ones((2, 3)).T}
    write(tmp_path / "file.npz", **arrays)
    for file in (tmp_path / "file.npz", str(tmp_path / "file.npz"), io.BytesIO((tmp_path / "file.npz").read_bytes())):
        found = read_npz(file)
        assert [*found] == [*arrays]
        for name, array in arrays.items():
            assert found[name].dtype == array.dtype
            assert found[name].tolist() == array.tolist()


def test_a_header_of_the_third_version_is_read(tmp_path):
    records = np.zeros(2, [("δ", "f4")])  # a name beyond Latin-1 takes it
    with pytest.warns(UserWarning, match=r"format 3\.0"):
        np.savez(tmp_path / "file.npz", records=records)
    assert read_npz(tmp_path / "file.npz")["records"].dtype.names == ("δ",)


def test_objects_that_could_run_something_are_refused(tmp_path, capfd):
    np.savez(tmp_path / "file.npz", x=np.array([Harm()], dtype=object))
    with pytest.raises(ValueError, match=r"file.npz, x.npy: the pickle names 'posix.system'.*\nhelp: only numbers"):
        read_npz(tmp_path / "file.npz")
    assert "ran" not in capfd.readouterr().out


def written(path, name, content):
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, content)
    return path


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def test_another_array_than_the_header_says_is_refused(tmp_path):
    content = npy(np.array([[1], [2, 3]], object)).replace(b"(2,), ", b"(3,), ")
    with pytest.raises(ValueError, match=r"no array of shape \(3,\) and object.*\nhelp"):
        read_npz(written(tmp_path / "file.npz", "x.npy", content))


@pytest.mark.parametrize("content", [b"", b"no array", npy(np.arange(100))[:-8], npy(np.array([[1], []], object))[:-9]])
def test_damaged_arrays_are_refused(content, tmp_path):
    with pytest.raises(ValueError, match=r"file\.npz, x\.npy"):
        read_npz(written(tmp_path / "file.npz", "x.npy", content))


def test_damaged_files_are_refused_by_name(tmp_path):
    np.savez_compressed(tmp_path / "file.npz", x=np.random.default_rng(0).random(1000))
    whole = (tmp_path / "file.npz").read_bytes()
    for content in (b"", b"no zip", whole[:2000], whole[:1000] + b"damage" + whole[1006:]):
        (tmp_path / "file.npz").write_bytes(content)
        with pytest.raises(ValueError, match=r"file.npz is no npz, or it is damaged: .*\nhelp: get the file anew"):
            read_npz(tmp_path / "file.npz")
    with pytest.raises(ValueError, match="the file is no npz"):
        read_npz(io.BytesIO(b"no zip"))
    with pytest.raises(FileNotFoundError):
        read_npz(tmp_path / "none.npz")


def header(words):
    """The bytes of an npy file's header, whatever it says."""
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(words)) + words.encode()


@pytest.mark.parametrize(
    "words",
    [
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000000000,), }\n",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (100000000000000000000000000,), }\n",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }\n",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (True,), }\n",
        "{'descr': '<f8', 'fortran_order': False, 'shape': [1], }\n",
        "{'descr': 'f8,(', 'fortran_order': False, 'shape': (1,), }\n",
        "-" * 9000 + "1",
        "(" * 9000,
        "[" * 150 + "1",
        "",
    ],
    ids=lambda words: words[-40:],
)
def test_crafted_headers_are_refused(words, tmp_path):
    with pytest.raises(ValueError, match=r"file\.npz, x\.npy: .*\nhelp: "):
        read_npz(written(tmp_path / "file.npz", "x.npy", header(words) + bytes(8)))


def test_what_unfolds_to_more_than_any_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(npz, "LARGEST", 10_000)
    np.savez_compressed(tmp_path / "file.npz", one=np.zeros(600), other=np.zeros(650))
    with pytest.raises(ValueError, match=r"file.npz unfolds to 10,256 bytes\nhelp: up to 10,000 bytes are read"):
        read_npz(tmp_path / "file.npz")


def test_objects_may_unfold_to_less(tmp_path, monkeypatch):
    monkeypatch.setattr(npz, "LARGEST_OF_OBJECTS", 1000)
    np.savez_compressed(tmp_path / "file.npz", x=np.fromiter(([] for _ in range(1000)), object, 1000))
    with pytest.raises(
        ValueError, match=r"x.npy: objects of [\d,]+ bytes\nhelp: up to 1,000 bytes of objects are read"
    ):
        read_npz(tmp_path / "file.npz")
    np.savez_compressed(tmp_path / "file.npz", x=np.zeros(1000))
    assert read_npz(tmp_path / "file.npz")["x"].shape == (1000,)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_numpy_does_not_write_is_refused(compression, tmp_path):
    with zipfile.ZipFile(tmp_path / "file.npz", "w", compression) as archive:
        archive.writestr("x.npy", npy(np.zeros(3)))
    with pytest.raises(ValueError, match=r"damaged: x.npy is compressed in a way that NumPy doesn't use\nhelp"):
        read_npz(tmp_path / "file.npz")


def test_what_is_encrypted_is_refused(tmp_path):
    content = bytearray(written(tmp_path / "file.npz", "x.npy", npy(np.zeros(3))).read_bytes())
    for place in (6, content.rindex(b"PK\1\2") + 8):  # the flags, which each member has twice
        content[place] |= 1
    (tmp_path / "file.npz").write_bytes(content)
    with pytest.raises(ValueError, match=r"file.npz is no npz, .* is encrypted, .*\nhelp"):
        read_npz(tmp_path / "file.npz")


@functools.cache
def small():
    """An npz file of numbers, objects and records."""
    file = io.BytesIO()
    np.savez_compressed(file, x=np.arange(5.0), rows=np.array([[1], [2, 3]], object), records=np.zeros(2, "f4,i4"))
    return file.getvalue()


@settings(max_examples=400)
@given(st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=3))
def test_damaged_files_are_arrays_or_a_value_error(changes):
    content = bytearray(small())
    for place, byte in changes:
        content[place % len(content)] = byte
    try:
        found = read_npz(io.BytesIO(content))
    except ValueError as error:
        assert "\nhelp: " in str(error)  # noqa: PT017
    else:
        assert all(isinstance(array, np.ndarray) for array in found.values())

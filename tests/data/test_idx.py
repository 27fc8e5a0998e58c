"""IDX files of any dtype and shape, gzipped or not; whatever is wrong with one is said."""

import gzip
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from tinygrad_edu.data import idx as idx_room
from tinygrad_edu.data import read_idx
from tinygrad_edu.data.idx import DTYPES

CODES = {np.dtype(dtype).newbyteorder("="): code for code, dtype in DTYPES.items()}


def idx(array):
    """The bytes of an IDX file with this array."""
    lengths = struct.pack(f">{array.ndim}I", *array.shape)
    return (
        bytes([0, 0, CODES[array.dtype], array.ndim]) + lengths + array.astype(array.dtype.newbyteorder(">")).tobytes()
    )


@given(
    st.sampled_from([*CODES]).flatmap(
        lambda dtype: st_numpy.arrays(dtype, st_numpy.array_shapes(min_dims=0, min_side=0))
    )
)
def test_every_dtype_and_shape_comes_back(tmp_path_factory, array):
    path = tmp_path_factory.mktemp("idx") / "file"
    for content in (idx(array), gzip.compress(idx(array))):
        path.write_bytes(content)
        found = read_idx(path)
        assert (found.dtype, found.shape) == (array.dtype, array.shape)
        np.testing.assert_array_equal(found, array)


def test_the_array_can_be_written_to(tmp_path):
    (tmp_path / "file").write_bytes(idx(np.zeros((2, 2), np.uint8)))
    array = read_idx(str(tmp_path / "file"))
    array[0] = 1
    assert array.tolist() == [[1, 1], [0, 0]]


WHOLE = idx(np.arange(24, dtype=np.int32).reshape(2, 3, 4))


@pytest.mark.parametrize("end", range(len(WHOLE)))
def test_a_cut_file_is_refused_wherever_it_is_cut(end, tmp_path):
    (tmp_path / "file").write_bytes(WHOLE[:end])
    with pytest.raises(ValueError, match=r"file: .*\nhelp: "):
        read_idx(tmp_path / "file")


@pytest.mark.parametrize("end", [2, 5, 30, -9, -1])
def test_a_cut_gzip_is_refused(end, tmp_path):
    (tmp_path / "file.gz").write_bytes(gzip.compress(WHOLE)[:end])
    with pytest.raises(ValueError, match=r"file.gz is cut off or damaged: .*\nhelp: get the file anew"):
        read_idx(tmp_path / "file.gz")


def test_a_damaged_gzip_is_refused(tmp_path):
    content = bytearray(gzip.compress(WHOLE))
    content[20] ^= 0xFF
    (tmp_path / "file.gz").write_bytes(content)
    with pytest.raises(ValueError, match=r"file.gz"):
        read_idx(tmp_path / "file.gz")


def test_a_file_that_is_too_long_is_refused(tmp_path):
    (tmp_path / "file").write_bytes(WHOLE + b"\0")
    with pytest.raises(ValueError, match=r"\(2, 3, 4\) int32 takes 96 bytes, there are more"):
        read_idx(tmp_path / "file")


def test_a_file_that_is_too_short_says_by_how_much(tmp_path):
    (tmp_path / "file").write_bytes(WHOLE[:-1])
    with pytest.raises(ValueError, match=r"\(2, 3, 4\) int32 takes 96 bytes, there are 95\nhelp: get the file anew"):
        read_idx(tmp_path / "file")


@pytest.mark.parametrize("content", [b"\0\0\x07\1" + bytes(8), b"\x89PNG" + bytes(8), b"\0\1\x08\1" + bytes(8)])
def test_other_files_are_refused(content, tmp_path):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match=r"as no IDX file does\nhelp: two zero bytes, one of 0x08"):
        read_idx(tmp_path / "file")


def test_a_length_beyond_any_memory_takes_none(tmp_path):
    (tmp_path / "file").write_bytes(b"\0\0\x08\4" + b"\xff" * 16 + bytes(1000))
    with pytest.raises(ValueError, match="there are 1,000"):
        read_idx(tmp_path / "file")


@pytest.mark.parametrize(
    ("lengths", "content"), [(255 * [1], b"x"), ([0, *3 * [2**32 - 1]], b"")], ids=["many", "long"]
)
def test_a_shape_that_no_array_has_is_refused(lengths, content, tmp_path):
    (tmp_path / "file").write_bytes(
        bytes([0, 0, 8, len(lengths)]) + struct.pack(f">{len(lengths)}I", *lengths) + content
    )
    with pytest.raises(ValueError, match=r"file: .*\nhelp: "):
        read_idx(tmp_path / "file")


def test_what_unfolds_to_more_than_any_memory_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(idx_room, "LARGEST", 95)
    (tmp_path / "file").write_bytes(WHOLE)
    assert read_idx(tmp_path / "file").shape == (2, 3, 4)
    (tmp_path / "file.gz").write_bytes(gzip.compress(WHOLE))
    with pytest.raises(ValueError, match=r"file.gz: \(2, 3, 4\) int32 takes 96 bytes\nhelp: unpack it first"):
        read_idx(tmp_path / "file.gz")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="none"):
        read_idx(tmp_path / "none")

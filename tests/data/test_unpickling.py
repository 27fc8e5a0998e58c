"""Pickles: what is admitted comes back equal, and nothing else comes back at all."""

import builtins
import io
import os
import pickle
import struct
import subprocess
import tracemalloc
from collections import OrderedDict
from functools import partial

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy

from tinygrad_edu.data import restricted_load

PROTOCOLS = range(pickle.HIGHEST_PROTOCOL + 1)


def loaded(program):
    return restricted_load(io.BytesIO(program))


def assert_same(one, other):
    """Equal in types and values, arrays and NaN included."""
    assert type(one) is type(other)
    if isinstance(one, dict):
        assert [*one] == [*other]
        one, other = [*one.values()], [*other.values()]
    if isinstance(one, (list, tuple)):
        assert len(one) == len(other)
        for x, y in zip(one, other, strict=True):
            assert_same(x, y)
    elif isinstance(one, (np.ndarray, np.generic)):
        assert (one.dtype, one.shape) == (other.dtype, other.shape)
        if one.dtype == object:
            assert_same(one.ravel().tolist(), other.ravel().tolist())
        else:
            np.testing.assert_array_equal(one, other)
    else:
        assert one == other or (one != one and other != other)


# What is admitted

keys = st.text() | st.integers() | st.booleans() | st.none() | st.binary()
arrays = st_numpy.arrays(
    st.one_of(
        st_numpy.integer_dtypes(),
        st_numpy.floating_dtypes(),
        st_numpy.boolean_dtypes(),
        st_numpy.unicode_string_dtypes(),
        st_numpy.byte_string_dtypes(),
    ),
    st_numpy.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
)
scalars = st_numpy.from_dtype(np.dtype("f4")) | st_numpy.from_dtype(np.dtype(">i8")) | st.just(np.bool_(True))
values = st.recursive(
    keys | st.floats() | arrays | scalars,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(keys, inner) | st.tuples(),
    max_leaves=10,
)


@given(values, st.sampled_from(PROTOCOLS))
@example([0, 255, 256, 65535, 65536, -1, 2**31 - 1, 2**31, -(2**31), 2**70], 2)
@example([True, 1, False, 0, 1.5], 0)
@example({"": [[], [[]], ()], None: (1, 2, 3, 4)}, 1)
def test_plain_values_come_back(value, protocol):
    assert_same(loaded(pickle.dumps(value, protocol)), value)


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("length", [0, 1, 999, 1000, 1001, 100_000])
def test_long_rows_of_numbers_come_back(length, protocol):
    row = np.random.default_rng(0).integers(-300, 80_000, length).tolist()
    assert loaded(pickle.dumps([row, row[::-1], 7, "end"], protocol)) == [row, row[::-1], 7, "end"]


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_arrays_in_any_memory_order_come_back(protocol):
    array = np.arange(24.0).reshape(2, 3, 4)
    for one in (array, np.asfortranarray(array), array.transpose(1, 0, 2), array[:, ::2], array.astype(">f4")):
        assert_same(loaded(pickle.dumps(one, protocol)), one)


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_arrays_of_objects_come_back(protocol):
    rows = np.empty((2, 2), object)
    rows[:] = [[[1, 2], [3, 4]], [["text"], None]]  # lists of equal length among them, which are no further axis
    mixed = np.array(["a", None, np.ones(2)], object)
    for one in (rows, np.asfortranarray(rows), np.array([[1], [2, 3]], object), mixed, mixed[:0]):
        assert_same(loaded(pickle.dumps(one, protocol)), one)


def test_what_is_shared_stays_shared():
    row, array = [1, 2], np.ones(3)
    first, second, one, other = loaded(pickle.dumps([row, row, array, array]))
    assert first is second
    assert one is other


def test_arrays_can_be_written_to():
    for protocol in PROTOCOLS:
        array = loaded(pickle.dumps(np.zeros(3), protocol))
        array += 1
        assert array.tolist() == [1, 1, 1]


@pytest.mark.parametrize("module", ["numpy.core", "numpy._core"])
def test_numpy_1_and_2_are_read(module):
    program = pickle.dumps({"W": np.arange(6, dtype="f4").reshape(2, 3), "n": np.float64(2)}, 2)
    for name in (b"numpy._core", b"numpy.core"):
        program = program.replace(b"c" + name + b".multiarray", b"c" + module.encode() + b".multiarray")
    assert_same(loaded(program), {"W": np.arange(6, dtype="f4").reshape(2, 3), "n": np.float64(2)})


def test_python_2_is_read():
    program = (
        b"cnumpy.core.multiarray\n_reconstruct\np0\n(cnumpy\nndarray\np1\n(I0\ntS'b'\ntRp2\n"
        b"(I1\n(I2\ntcnumpy\ndtype\np3\n(S'f4'\nI0\nI1\ntRp4\n(I3\nS'<'\nNNNI-1\nI-1\nI0\ntbI00\nU\x08"
        + struct.pack("<2f", 1.5, -2)
        + b"tb."
    )
    assert_same(loaded(program), np.array([1.5, -2], "f4"))


def test_a_path_is_read(tmp_path):
    (tmp_path / "weights.pkl").write_bytes(pickle.dumps([1, 2]))
    assert restricted_load(tmp_path / "weights.pkl") == [1, 2]
    assert restricted_load(str(tmp_path / "weights.pkl")) == [1, 2]


def test_a_list_may_hold_itself():
    loop = []
    loop.append(loop)
    again = loaded(pickle.dumps(loop))
    assert again[0] is again


# What is refused

MARKER = "something ran"


class Calling:
    """Pickles as a call of this function with these arguments."""

    def __init__(self, function, *arguments, **state):
        self.call = (function, arguments, *state.values())

    def __reduce__(self):
        return self.call


class Own:
    def __init__(self):
        self.x = 1

    def __setstate__(self, state):
        raise AssertionError(MARKER)


CALLS = {
    "os.system": Calling(os.system, f"echo {MARKER}"),
    "eval": Calling(builtins.eval, "1/0"),
    "exec": Calling(builtins.exec, "raise SystemExit"),
    "getattr": Calling(builtins.getattr, np.ndarray, "tofile"),
    "open": Calling(builtins.open, "stolen", "w"),
    "__import__": Calling(builtins.__import__, "os"),
    "subprocess": Calling(subprocess.check_output, ["true"]),
    "partial": Calling(partial, os.system, "true"),
    "bytearray": Calling(bytearray, 2**40),
    "list of a range": Calling(list, range(5)),
    "numpy.load": Calling(np.load, "x.npy", None, True),
    "numpy.fromfile": Calling(np.fromfile, "/etc/hostname", np.uint8),
    "numpy.memmap": Calling(np.memmap, "stolen", "u1", "w+", 0, (4,)),
    "numpy.ctypeslib": Calling(np.ctypeslib.load_library, "evil", "."),
    "numpy.zeros": Calling(np.zeros, 2**40),
    "numpy.ndarray": Calling(np.ndarray, (2**40,)),
    "numpy.vectorize": Calling(np.vectorize, os.system),
    "an OrderedDict": OrderedDict(a=1),
    "a set": {1, 2},
    "a frozenset": frozenset({1, 2}),
    "a complex number": 1j,
    "a class": Own,
    "an object": Own(),
    "a function": os.path.join,
    "an array of records": np.zeros(2, "f4,i4"),
    "an array of dates": np.zeros(2, "M8[D]"),
    "a masked array": np.ma.masked_array([1, 2], [True, False]),
    "a matrix": np.zeros((2, 2)).view(np.recarray),
    "a generator": np.random.default_rng(0),
    "a ufunc": np.add,
    "a dtype": np.dtype("f4"),
    "a slice": slice(1, 2),
}


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("inside", [False, True], ids=["alone", "inside"])
@pytest.mark.parametrize("what", CALLS)
def test_everything_else_is_refused(what, inside, protocol, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    value = {"W": [np.ones(2), (CALLS[what],)]} if inside else CALLS[what]
    with pytest.raises(ValueError, match=r"help: "):
        loaded(pickle.dumps(value, protocol))
    assert [*tmp_path.iterdir()] == []
    assert MARKER not in capfd.readouterr().out


def test_the_error_says_what_was_refused():
    with pytest.raises(
        ValueError, match=r"the pickle names 'posix.system', and loading that could run any program\nhelp"
    ):
        loaded(b"cposix\nsystem\n(S'true'\ntR.")
    with pytest.raises(ValueError, match="has the instruction EMPTY_SET"):
        loaded(pickle.dumps({1, 2}, 4))
    with pytest.raises(ValueError, match="has an array of 'V4'"):
        loaded(pickle.dumps(np.zeros(2, [("x", "f4")])))


def test_the_error_is_short_though_the_pickle_is_long():
    with pytest.raises(ValueError, match="the pickle is damaged, or none: no string quotes around b'xxx") as caught:
        loaded(b"S" + b"x" * 10**5 + b"\n.")
    assert len(str(caught.value)) < 300


def name(path):
    """The instruction that names a function of a module."""
    module, _, function = path.rpartition(".")
    return f"c{module}\n{function}\n".encode()


def text(value):
    return b"X" + struct.pack("<I", len(value)) + value


NDARRAY, DTYPE, RECONSTRUCT = name("numpy.ndarray"), name("numpy.dtype"), name("numpy._core.multiarray._reconstruct")
EMPTY = RECONSTRUCT + b"(" + NDARRAY + b"(K\0tC\x01btR"  # an array that BUILD has yet to finish
FLOAT = DTYPE + b"(" + text(b"f4") + b"I00\nI01\ntR(K\x03" + text(b"<") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb"
OBJECT = FLOAT.replace(b"\x02\0\0\0f4", b"\x01\0\0\0O").replace(b"<", b"|")


def state(shape, dtype, content):
    return b"(K\x01" + shape + dtype + b"I00\n" + content + b"tb"


CRAFTED = {
    "getattr by a dotted name": b"\x80\x04" + text(b"numpy") + text(b"ndarray.tofile") + b"\x93.",
    "a submodule as a name": b"\x80\x04" + text(b"numpy") + text(b"core.multiarray.os.system") + b"\x93.",
    "os through numpy": b"\x80\x04" + text(b"numpy.ctypeslib") + text(b"os.system") + b"\x93.",
    "a name that is a list": b"\x80\x04" + text(b"numpy") + b"]\x93.",
    "a name alone": NDARRAY + b".",
    "a name in a list": b"](" + NDARRAY + b"e.",
    "a name in a dict": b"}(" + text(b"x") + NDARRAY + b"u.",
    "a name in a tuple": b"(" + NDARRAY + b"K\1t.",
    "a name in a tuple in a list": b"](" + NDARRAY + b"\x85e.",
    "a call of a class": NDARRAY + b"(K\2\x85tR.",
    "a call of a number": b"K\1)R.",
    "a call of a list": b"])R.",
    "another class to reconstruct": RECONSTRUCT + b"(" + DTYPE + b"(K\0tC\x01btR.",
    "another shape to reconstruct": RECONSTRUCT + b"(" + NDARRAY + b"(J\xff\xff\xff\x7ftC\x01btR.",
    "an array never finished": EMPTY + b".",
    "a list of an array never finished": b"](" + EMPTY + b"e.",
    "an array finished twice": EMPTY + 2 * state(b"(K\1t", FLOAT, b"C\x041234") + b".",
    "an array that holds itself": EMPTY + b"q\1" + state(b"(K\1t", OBJECT, b"](h\1e") + b".",
    "the state of a list": b"]}b.",
    "the state of a number": b"K\1)b.",
    "a dtype without its state": EMPTY + state(b"(K\1t", DTYPE + b"(" + text(b"f4") + b"tR", b"C\x041234") + b".",
    "a shape larger than its bytes": EMPTY + state(b"(J\xff\xff\xff\x7ft", FLOAT, b"C\x041234") + b".",
    "a negative shape": EMPTY + state(b"(J\xff\xff\xff\xfft", FLOAT, b"C\x041234") + b".",
    "a shape of lists": EMPTY + state(b"(K\xff]](K\1e\x85t", FLOAT, b"C\x041234") + b".",
    "a shape that isn't a tuple": EMPTY + state(b"](K\1e", FLOAT, b"C\x041234") + b".",
    "a shape of too many axes": EMPTY + state(b"(" + 99 * b"K\1" + b"t", FLOAT, b"C\x041234") + b".",
    "objects out of bytes": EMPTY + state(b"(K\1t", OBJECT, b"C\x0812345678") + b".",
    "too few objects": EMPTY + state(b"(K\3t", OBJECT, b"](K\1e") + b".",
    "objects out of a buffer": name("numpy._core.numeric._frombuffer") + b"(C\x0812345678" + OBJECT + b"(K\1t"
    + text(b"C") + b"tR.",
    "an object as a scalar": name("numpy._core.multiarray.scalar") + b"(" + OBJECT + b"C\x0812345678tR.",
    "a dtype of several": DTYPE + b"(" + text(b"f4,O") + b"tR.",
    "a dtype that is a dict": DTYPE + b"(}tR.",
    "a dtype of dates": DTYPE + b"(" + text(b"M8[D]") + b"tR.",
    "another encoding": name("_codecs.encode") + b"(" + text(b"x") + text(b"idna") + b"tR.",
    "an encoding that isn't a text": name("_codecs.encode") + b"(" + text(b"x") + b"K\1tR.",
    "a tuple as a key": b"}(K\1\x85K\2u.",
    "a list as a key": b"}(]K\2u.",
    "a dict of an odd number": b"}(K\2u.",
    "items for a list": b"](K\1K\2u.",
    "values for a dict": b"}(K\1e.",
    "values for a number": b"K\1(K\1e.",
    "a persistent id": b"Pany\n.",
    "an extension code": b"\x82\x01.",
    "an instance": b"(ios\nsystem\n.",
    "a new object": b"\x80\x02cos\nPathLike\n)\x81.",
    "a buffer out of band": b"\x80\x05\x97.",
    "two values": b"K\1K\2.",
    "no value": b".",
    "no end": b"K\1",
    "nothing": b"",
    "no mark": b"K\1e.",
    "an empty stack": b"\x85.",
    "an unknown memo": b"h\x07.",
    "an unknown instruction": b"\xff.",
    "a text that isn't there": b"X\xff\xff\xff\x7fabc.",
    "a text of 2**63 bytes": b"\x8d" + b"\xff" * 7 + b"\x7fabc.",
    "bytes of 2**60": b"\x8e" + struct.pack("<Q", 2**60) + b"abc.",
    "a bytearray of 2**60": b"\x80\x05\x96" + struct.pack("<Q", 2**60) + b"abc.",
    "a frame of 2**60 bytes": b"\x80\x04\x95" + struct.pack("<Q", 2**60) + b"abc.",
    "a number of 2**31 bytes": b"\x8b\xff\xff\xff\x7fabc.",
    "a number of a million digits": b"L" + b"9" * 10**6 + b"L\n.",
    "a text that isn't UTF-8": b"X\x02\0\0\0\xff\xfe.",
    "no pickle at all": b"PK\x03\x04" + bytes(100),
}  # fmt: skip


@pytest.mark.parametrize("what", CRAFTED)
def test_crafted_pickles_are_refused(what):
    with pytest.raises(ValueError, match=r"the pickle .*\nhelp: "):
        loaded(CRAFTED[what])


def test_the_crafted_parts_are_right():
    """So that a crafted pickle is refused for what is wrong with it, and not for a slip of its maker."""
    assert_same(loaded(EMPTY + state(b"(K\1t", FLOAT, b"C\x04\0\0\x80?") + b"."), np.ones(1, "f4"))
    assert_same(loaded(EMPTY + state(b"(K\2t", OBJECT, b"](K\1Ne") + b"."), np.array([1, None], object))


BYTES = text(b"x" * 10**5)
LETTERS = b"B" + struct.pack("<I", 10**5) + b"x\0\0\0" * 25_000
BOMBS = {
    "a memo of 2**32": b"K\1r\xff\xff\xff\xff.",
    "a memo of 10**18": b"K\1p999999999999999999\n.",
    "the same bytes in a thousand arrays": BYTES.replace(b"X", b"B", 1) + b"q\1(" + 1000 * (
        name("numpy._core.numeric._frombuffer") + b"(h\1" + DTYPE + b"(" + text(b"u1") + b"tR(K\3" + text(b"|")
        + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tbJ\xa0\x86\x01\0\x85" + text(b"C") + b"tR"
    ) + b"l.",
    "the same text encoded a thousand times": BYTES + b"q\1(" + 1000 * (
        name("_codecs.encode") + b"(h\1" + text(b"latin1") + b"tR"
    ) + b"l.",
    "the same bytes in a thousand texts": b"(" + name("numpy._core.multiarray.scalar") + b"q\1(" + DTYPE + b"("
    + text(b"U25000") + b"tR(K\3" + text(b"<") + b"NNNJ\xa0\x86\1\0K\4K\x08tb" + LETTERS + b"tq\2R"
    + 1000 * b"h\1h\2R" + b"l.",
    "a shape that repeats a tuple": b"(" + 10**4 * b"K\1" + b"tq\1" + EMPTY
    + state(b"(J\xff\xff\xff\x7fh\1t", FLOAT, b"N") + b".",
    "laughs in a shape": b")" + 40 * b"q\1h\1\x86" + b"q\2" + EMPTY + state(b"h\2", FLOAT, b"C\0") + b".",
    "laughs as a name": b")" + 40 * b"q\1h\1\x86" + text(b"x") + b"\x93.",
    "laughs as a key": b"}(" + b")" + 40 * b"q\1h\1\x86" + b"Nu.",
}  # fmt: skip


@pytest.mark.parametrize("what", BOMBS)
def test_bombs_take_no_memory(what):
    tracemalloc.start()
    value_or_error(BOMBS[what])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20e6 + 20 * len(BOMBS[what])


def test_laughs_themselves_are_only_tuples():
    value = loaded(b")" + 40 * b"q\1h\1\x86" + b".")
    for _ in range(40):
        assert value[0] is value[1]
        value = value[0]


@pytest.mark.parametrize("nested", [b"](" * 10**5 + b"e" * 10**5, b")" + b"\x85" * 10**5])
def test_depth_is_no_trouble(nested):
    loaded(nested + b".")


def test_depth_of_arguments_is_no_trouble():
    with pytest.raises(ValueError, match="holds what is no value"):
        loaded(NDARRAY + b"\x85" * 10**5 + b".")


@given(st.binary(max_size=60))
def test_any_bytes_are_a_value_or_a_value_error(program):
    value_or_error(program)


VALID = [
    pickle.dumps(value, protocol)
    for value in ({"W": np.arange(4.0), "rows": [[1, 2, 300], [70000]]}, np.array([[1], [2, 3]], object), np.float32(1))
    for protocol in PROTOCOLS
]


@given(
    st.sampled_from(VALID), st.lists(st.tuples(st.integers(0, 2**16), st.binary(max_size=3)), min_size=1, max_size=4)
)
def test_damaged_pickles_are_a_value_or_a_value_error(program, changes):
    for place, content in changes:
        place %= len(program)
        program = program[:place] + content + program[place + 1 :] or b"."
    value_or_error(program)


def value_or_error(program):
    """Nothing but a value of a plain type, or a ValueError that helps."""
    try:
        value = loaded(program)
    except ValueError as error:
        right = "\nhelp: " in str(error)
    else:
        right = isinstance(value, (int, float, str, bytes, type(None), list, tuple, dict, np.ndarray, np.generic))
    assert right


def test_a_cut_pickle_is_refused_wherever_it_is_cut():
    for program in VALID:
        for end in range(len(program)):
            with pytest.raises(ValueError, match="help: "):
                loaded(program[:end])

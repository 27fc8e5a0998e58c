"""Saving and loading: everything comes back, a failed write leaves the old file, pickles are refused."""

import concurrent.futures
import contextlib
import io
import os
import pickle
import re
import stat
import tempfile
from pathlib import Path

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu import nn


def test_a_state_dict_comes_back(tmp_path):
    net, other = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1)), nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1))
    tg.save(net.state_dict(), tmp_path / "net.pt")
    other.load_state_dict(tg.load(tmp_path / "net.pt"))
    for own, saved in zip(other.parameters(), net.parameters()):
        np.testing.assert_array_equal(own.data, saved.data)


def test_numpy_finds_the_arrays_by_their_keys(tmp_path):
    net = nn.Sequential(nn.Linear(2, 3))
    tg.save(net.state_dict(), tmp_path / "net.npz")
    with np.load(tmp_path / "net.npz") as archive:
        np.testing.assert_array_equal(archive["0.weight"], net[0].weight.data)


NESTED = {
    "model": {"w": [[1.0, 2.0]], 0: "zero", (1, "two"): None},
    "list": [1, 2.5, True, "text", None, float("inf"), -(2**70)],
    "tuple": (1, (2, [3])),
    "": {"": 1},
    "empty": [{}, [], ()],
}


def test_what_is_nested_comes_back(tmp_path):
    path = tmp_path / "checkpoint"
    tg.save(NESTED, path)
    assert tg.load(path) == NESTED


def test_tensors_arrays_and_numbers_keep_kind_and_dtype(tmp_path):
    things = {
        "tensor": tg.tensor([1, 2], dtype=np.int8),
        "leaf": tg.tensor(1.5, requires_grad=True),
        "recorded": tg.tensor([2.0], requires_grad=True) * 2,
        "parameter": nn.Parameter([1.0]),
        "array": np.zeros((0, 3), np.float16),
        "number": np.float64(0.1),
        "bool": tg.tensor([True, False]),
    }
    tg.save(things, tmp_path / "a")
    back = tg.load(tmp_path / "a")
    for name, thing in things.items():
        ours, saved = np.asarray(getattr(back[name], "data", back[name])), np.asarray(getattr(thing, "data", thing))
        assert (ours.dtype, ours.shape) == (saved.dtype, saved.shape)
        np.testing.assert_array_equal(ours, saved)
    assert [type(back[name]) for name in things] == [
        tg.Tensor, tg.Tensor, tg.Tensor, tg.Tensor, np.ndarray, np.float64, tg.Tensor,
    ]  # fmt: skip
    assert [back[name].requires_grad for name in ("tensor", "leaf", "recorded", "parameter")] == [
        False,
        True,
        True,
        True,
    ]
    assert back["recorded"].is_leaf


def test_one_tensor_alone_comes_back():
    file = io.BytesIO()
    tg.save(tg.tensor([1.0, 2.0]), file)
    file.seek(0)
    assert tg.load(file).tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    "key", ["file", "structure.json", "a/b", "../../etc", "a\\b", "a\0b", "..", "/", "Ünïcode", "x" * 300]
)
def test_any_key_can_be_saved(tmp_path, key):
    tg.save({key: tg.ones(2), f"{key}2": tg.zeros(2)}, tmp_path / "keys")
    back = tg.load(tmp_path / "keys")
    assert list(back) == [key, f"{key}2"]
    assert back[key].tolist() == [1.0, 1.0]
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_a_tensor_in_two_places_is_written_once(tmp_path):
    big = np.random.default_rng(0).standard_normal(10_000)
    tg.save([tg.from_numpy(big)] * 10, tmp_path / "tied")
    assert (tmp_path / "tied").stat().st_size < 2 * big.nbytes


@pytest.mark.parametrize("thing", [object(), {1, 2}, b"bytes", 1j, print, np.array(["text"]), np.array([None])])
def test_what_cant_be_saved_is_named_with_its_place(tmp_path, thing):
    path = tmp_path / "old"
    tg.save({"a": 1}, path)
    before = path.read_bytes()
    with pytest.raises(TypeError, match=r"can't be saved, at 'state/0'"):
        tg.save({"state": [thing]}, path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["old"]


def test_a_module_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(TypeError, match=r"save its state_dict\(\)"):
        tg.save(nn.Linear(1, 1), tmp_path / "net")


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "old"
    tg.save({"a": 1}, path)

    def full(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", full)
    with pytest.raises(OSError, match="no space"):
        tg.save({"a": 2}, path)
    assert tg.load(path) == {"a": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["old"]


@contextlib.contextmanager
def little_room():
    """A limit of 10 kB to any file that is written, as a disk has one that is nearly full; not to the tests' output."""
    resource = pytest.importorskip("resource", reason="files can't be limited here")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_without_room_the_error_names_the_file_and_the_old_one_stays(tmp_path):
    path = tmp_path / "old"
    tg.save({"a": 1}, path)
    with (
        pytest.raises(OSError, match=r"old' can't be written: File too large\nhelp: an old file .* is still whole"),
        little_room(),
    ):
        tg.save(tg.zeros(10_000), path)
    assert tg.load(path) == {"a": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["old"]


@pytest.fixture
def nobody():
    """The rights of nobody, where the tests run as root."""
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)
    yield
    os.seteuid(user)


def test_a_file_that_may_not_be_written_to_is_not_replaced(nobody):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept"
        tg.save({"a": 1}, path)
        path.chmod(0o444)
        with pytest.raises(PermissionError, match=r"kept' can't be written: you may not write there\nhelp: choose"):
            tg.save({"a": 2}, path)
        assert tg.load(path) == {"a": 1}
        assert [p.name for p in Path(folder).iterdir()] == ["kept"]


def test_a_folder_that_may_not_be_written_to_is_named(nobody):
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o500)
        with pytest.raises(PermissionError, match=r"new' can't be written: you may not write there\nhelp: choose"):
            tg.save({"a": 2}, Path(folder) / "new")
        os.chmod(folder, 0)
        with pytest.raises(PermissionError, match=r"new' can't be read: you may not read it\nhelp: "):
            tg.load(Path(folder) / "new")
        os.chmod(folder, 0o700)


def test_a_link_stays_and_its_file_is_replaced(tmp_path):
    (tmp_path / "runs").mkdir()
    tg.save({"a": 1}, tmp_path / "runs" / "first")
    (tmp_path / "latest").symlink_to(tmp_path / "runs" / "first")
    (tmp_path / "next").symlink_to("runs/second")
    for name, target in (("latest", "first"), ("next", "second")):
        tg.save({"a": 2}, tmp_path / name)
        assert (tmp_path / name).is_symlink()
        assert tg.load(tmp_path / "runs" / target) == {"a": 2}
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["first", "second"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_stays_one_and_takes_what_is_written(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        content = pool.submit((tmp_path / "pipe").read_bytes)
        tg.save({"a": tg.ones(2)}, tmp_path / "pipe")
        assert tg.load(io.BytesIO(content.result()))["a"].tolist() == [1.0, 1.0]
    assert (tmp_path / "pipe").is_fifo()


@pytest.mark.skipif(not hasattr(os, "mknod") or os.geteuid(), reason="only root may make a device")
def test_a_device_that_is_full_stays_one(tmp_path):
    os.mknod(tmp_path / "full", 0o666 | stat.S_IFCHR, os.makedev(1, 7))  # as /dev/full, which a mistake would replace
    with pytest.raises(OSError, match=r"full' can't be written: No space left on device\nhelp"):
        tg.save({"a": 1}, tmp_path / "full")
    assert (tmp_path / "full").is_char_device()


@pytest.mark.parametrize(
    ("path", "kind", "wrong"),
    [
        ("none/a", FileNotFoundError, r"its folder isn't there\nhelp: make the folder first, or correct the path"),
        ("file/a", NotADirectoryError, r"a part of its path is a file, not a folder\nhelp: correct the path"),
        (".", IsADirectoryError, r"it is a folder\nhelp: name a file in it"),
        ("x" * 300, OSError, "File name too long\nhelp"),
    ],
)
def test_a_path_that_can_t_be_written_to_is_named(tmp_path, path, kind, wrong):
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(kind, match=f"{re.escape(str(tmp_path / path))}' can't be written: {wrong}"):
        tg.save({"a": 1}, tmp_path / path)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]
    assert (tmp_path / "file").read_bytes() == b"old"


@pytest.mark.parametrize(
    ("path", "kind", "wrong"),
    [
        ("none/a", FileNotFoundError, r"it isn't there\nhelp: correct the path"),
        ("file/a", NotADirectoryError, r"a part of its path is a file, not a folder\nhelp: correct the path"),
        (".", IsADirectoryError, r"it is a folder\nhelp: name a file in it"),
    ],
)
def test_a_path_that_can_t_be_read_is_named(tmp_path, path, kind, wrong):
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(kind, match=f"{re.escape(str(tmp_path / path))}' can't be read: {wrong}"):
        tg.load(tmp_path / path)


@pytest.mark.parametrize("file", [None, 3, b"net.pt", {"a": 1}])
def test_what_is_no_file_is_refused(file):
    with pytest.raises(
        TypeError, match=rf"a {type(file).__name__} is neither a path nor an open file\nhelp: save\(obj"
    ):
        tg.save({"a": 1}, file)
    with pytest.raises(TypeError, match=rf"a {type(file).__name__} is neither a path nor an open file\nhelp: a path"):
        tg.load(file)


def test_a_file_open_for_text_is_refused(tmp_path):
    with open(tmp_path / "text", "w+") as file:
        with pytest.raises(TypeError, match=r"open for text\nhelp: open it for bytes: open\(path, 'wb'\)"):
            tg.save({"a": 1}, file)
        with pytest.raises(TypeError, match=r"open for text\nhelp: open it for bytes: open\(path, 'rb'\)"):
            tg.load(file)


def test_a_pickle_is_refused(tmp_path):
    class Evil:
        def __reduce__(self):
            return (open, (str(tmp_path / "run"), "w"))

    (tmp_path / "evil").write_bytes(pickle.dumps(Evil()))
    with pytest.raises(ValueError, match="pickled objects"):
        tg.load(tmp_path / "evil")
    np.save(tmp_path / "evil.npy", np.array([Evil()], object), allow_pickle=True)
    with pytest.raises(ValueError, match="pickled objects"):
        tg.load(tmp_path / "evil.npy")
    np.savez(tmp_path / "evil.npz", np.array([Evil()], object), allow_pickle=True)
    with pytest.raises(ValueError, match="pickled objects"):
        tg.load(tmp_path / "evil.npz")
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("legacy", [False, True])
def test_pytorchs_own_files_are_refused(tmp_path, legacy):
    torch = pytest.importorskip("torch")
    path = tmp_path / "theirs.pt"
    torch.save({"w": torch.ones(2)}, path, _use_new_zipfile_serialization=not legacy)
    with pytest.raises(ValueError, match="as PyTorch's own files do"):
        tg.load(path)


def test_damaged_files_are_refused(tmp_path):
    path = tmp_path / "damaged"
    tg.save({"a": tg.ones(100)}, path)
    whole = path.read_bytes()
    for content in (b"", whole[:50], whole[:-100], b"nonsense" * 10, b"PK\3\4" + b"\0" * 100):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"damaged|pickled"):
            tg.load(path)
    with pytest.raises(FileNotFoundError):
        tg.load(tmp_path / "missing")
    with pytest.raises(FileNotFoundError):
        tg.save({}, tmp_path / "missing" / "a")


def test_arrays_of_others_are_loaded(tmp_path):
    np.savez(tmp_path / "theirs.npz", a=np.ones(2), b=np.zeros(1, np.int8))
    assert {name: t.tolist() for name, t in tg.load(tmp_path / "theirs.npz").items()} == {"a": [1.0, 1.0], "b": [0]}
    np.save(tmp_path / "one.npy", np.ones(2))
    assert tg.load(tmp_path / "one.npy", map_location="cpu").tolist() == [1.0, 1.0]
    with pytest.raises(RuntimeError, match="no device 'cuda'"):
        tg.load(tmp_path / "one.npy", map_location="cuda")


@pytest.mark.parametrize("text", [b"", b"{", b'{"tensor": "missing"}', b'{"dict": 3}', b"[" * 100_000, b"{}"])
def test_a_structure_that_makes_no_sense_is_refused(tmp_path, text):
    np.savez(tmp_path / "odd.npz", **{"structure.json": np.frombuffer(text, np.uint8)})
    with pytest.raises(ValueError, match="damaged"):
        tg.load(tmp_path / "odd.npz")


@pytest.mark.parametrize("content", [b"hello", b"zzzz", b"\0\1"])
def test_a_file_of_another_kind_isnt_called_a_pickle(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(ValueError, match="is no npz, or it is damaged"):
        tg.load(tmp_path / "other")

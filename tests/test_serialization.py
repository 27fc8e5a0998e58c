"""Saving and loading: everything comes back, a failed write leaves the old file, pickles are refused."""

import io
import pickle

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

"""Logs for TensorBoard, read back by what TensorBoard's files are: records of protocol buffers."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.utils import tensorboard
from tinygrad_edu.utils.tensorboard import SummaryWriter


def logged(folder):
    """(tag, step, value) of every record in the folder's one file."""
    record_writer = pytest.importorskip("tensorboardX.proto.event_pb2")
    (file,) = folder.glob("events.out.tfevents.*")
    data, found = file.read_bytes(), []
    while data:  # its length in 8 bytes, a checksum in 4, the record, a checksum in 4
        length = int.from_bytes(data[:8], "little")
        event = record_writer.Event.FromString(data[12 : 12 + length])
        found += [(value.tag, event.step, value) for value in event.summary.value]
        data = data[16 + length :]
    return found


@pytest.fixture
def writer(tmp_path):
    pytest.importorskip("tensorboardX")
    with SummaryWriter(log_dir=str(tmp_path)) as writer:
        yield writer


def test_tensors_are_logged_as_numbers_and_histograms(writer, tmp_path):
    weight = tg.tensor([1.0, 2.0, 3.0], requires_grad=True)
    writer.add_scalar("loss", (weight * weight).sum(), 7)
    writer.add_scalar("accuracy", 0.5, global_step=8)
    writer.add_histogram("weight", weight, 9)
    writer.close()
    (loss, accuracy, histogram) = logged(tmp_path)
    assert (*loss[:2], loss[2].simple_value) == ("loss", 7, 14.0)
    assert (*accuracy[:2], accuracy[2].simple_value) == ("accuracy", 8, 0.5)
    assert histogram[:2] == ("weight", 9)
    assert (histogram[2].histo.min, histogram[2].histo.max, histogram[2].histo.num) == (1, 3, 3)


def test_dicts_of_tensors_are_logged_too(writer, tmp_path):
    writer.add_scalars("losses", {"train": tg.tensor(1.0), "test": 2.0}, 3)
    writer.close()
    for name, value in (("train", 1.0), ("test", 2.0)):
        ((_, step, record),) = logged(tmp_path / "losses" / name)
        assert (step, record.simple_value) == (3, value)


def test_what_only_pytorch_can_write_is_refused(writer):
    with pytest.raises(NotImplementedError, match=r"help: tinygrad_edu\.draw"):
        writer.add_graph(tg.nn.Linear(1, 1), tg.zeros(1))
    with pytest.raises(AttributeError):
        writer.add_scaler("loss", 1.0, 1)


def test_without_tensorboardx_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(tensorboard, "tensorboardX", None)
    with pytest.raises(ModuleNotFoundError, match=r'pip install "tinygrad-edu\[tensorboard\]"'):
        SummaryWriter()


def test_arrays_stand_for_tensors_however_deep():
    found = tensorboard.arrays_in(({"a": [tg.tensor(1.0)]}, "text", (2, tg.zeros(2))))
    assert found == ({"a": [1.0]}, "text", (2, found[2][1]))
    assert type(found[2][1]) is np.ndarray

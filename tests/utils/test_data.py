"""PyTorch's path: the same things as in `data`."""

import tinygrad_edu as torch
from tinygrad_edu import data
from tinygrad_edu.utils.data import DataLoader, Dataset, TensorDataset, __all__, random_split


def test_the_names_are_those_of_data():
    for name in __all__:
        assert getattr(torch.utils.data, name) is getattr(data, name)
    own = {"book_weights", "imdb", "imdb_arrays", "imdb_word_index", "mnist", "mnist_arrays", "names", "read_idx"}
    assert {*data.__all__} - {*__all__} == own | {"read_npz", "restricted_load", "shakespeare"}


def test_a_program_written_for_pytorch():
    class Lines(Dataset):
        def __len__(self):
            return 10

        def __getitem__(self, index):
            return torch.tensor([float(index)]), torch.tensor([2.0 * index])

    train, test = random_split(Lines(), [8, 2])
    assert sum(len(x) for x, _ in DataLoader(train, batch_size=3, shuffle=True, num_workers=2, pin_memory=True)) == 8
    assert all((2 * x).tolist() == y.tolist() for x, y in DataLoader(test))
    assert len(DataLoader(TensorDataset(torch.ones(5, 2), torch.ones(5)), batch_size=2)) == 3

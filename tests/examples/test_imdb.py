"""The tutorial's program on IMDB: its parts, the whole on made-up reviews and, where it is, on a part of IMDB."""

import os

import numpy as np
import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

import imdb as example

from tinygrad_edu.keras import utils

with_data = pytest.mark.skipif(
    not os.environ.get("TINYGRAD_EDU_DATA"), reason="TINYGRAD_EDU_DATA names no folder with IMDB"
)
WORDS = 40  # in a made-up review
HISTORY = {"val_binary_accuracy": [0.85, 0.88, 0.9, 0.9], "loss": [4, 3, 2, 1]}


@pytest.fixture
def made_up(monkeypatch):
    """Reviews of words up to 200, half of which praise: 1,200 to learn from, and 600 to be tested with."""

    def reviews(count, seed):
        draw = np.random.default_rng(seed)
        labels = draw.integers(0, 2, count)
        texts = np.empty(count, object)
        for number, label in enumerate(labels):
            chance = np.where(np.arange(4, 200) % 2 == label, 1.3, 0.7)
            texts[number] = [1, *draw.choice(np.arange(4, 200), WORDS, p=chance / chance.sum()).tolist()]
        return texts, labels

    monkeypatch.setattr(example.imdb, "load_data", lambda num_words: (reviews(1_200, 0), reviews(600, 1)))
    monkeypatch.setattr(example.imdb, "get_word_index", lambda: {f"word{n}": n for n in range(1, 197)})
    monkeypatch.setattr(example, "FAST_SHARE", 1)


def result(accuracy):
    return example.Result(0.3, accuracy, np.zeros(3))


def test_a_review_becomes_a_row_of_zeros_and_ones():
    rows = example.vectorize([[3, 5, 3], []], dims=7)
    assert rows.tolist() == [[0, 0, 0, 1, 0, 1, 0], [0] * 7]
    assert rows.dtype == np.float32
    assert example.vectorize([[9_999]]).shape == (1, 10_000)


def test_words_are_three_ranks_lower_and_rare_ones_have_a_mark(made_up):
    assert example.decoded([1, 4, 2, 9]) == "? word1 ? word6"


def test_the_net_is_the_tutorial_s():
    model = example.new_net()
    assert [layer.count_params() for layer in model.layers] == [160_016, 272, 17]
    assert [layer.activation.__name__ for layer in model.layers] == ["relu", "relu", "sigmoid"]
    assert (model.optimizer.learning_rate, model.optimizer.rho) == (0.001, 0.9)


def test_the_net_moves_as_the_formulas_say():
    utils.set_random_seed(1)
    draw = np.random.default_rng(1)
    x = (draw.random((1_200, 10_000)) < 0.02).astype(np.float32)
    found = list(example.compare(x, draw.integers(0, 2, 1_200).astype(np.float32)))
    assert [difference.what for difference in found[:2]] == ["kernel 1", "bias 1"]
    assert len(found) == 6
    assert all(difference.apart <= difference.allowed < difference.size / 100 for difference in found)


def test_what_is_best_and_what_lies_in_the_middle():
    assert example.best_epoch(HISTORY) == 3
    assert example.middle([result(0.9)]).accuracy == 0.9
    assert example.middle([result(accuracy) for accuracy in (0.9, 0.7, 0.8, 0.6, 0.85)]).accuracy == 0.8


def test_several_new_nets_are_listed_and_summed_up_in_words(capsys):
    news = [result(accuracy) for accuracy in (0.88, 0.872, 0.9)]
    example.print_results(news, result(0.86), np.array([0, 1, 1, *[0] * 997]))
    text = capsys.readouterr().out
    assert "the first three of them, whose labels are 0 1 1\n" in text
    assert [line.split()[:3] for line in text.splitlines()[2:5]] == [["new", "net", str(k)] for k in (1, 2, 3)]
    assert "  the tutorial's, of 25,000   0.4906     0.8591   0.0163   1.0000   0.9389\n" in text
    assert "Of 1,000 test reviews the middle one of the new nets reads 880 right, and the trained net 860.\n" in text
    assert "1 of the new nets read less than 0.88 of them.\n" in text


@pytest.mark.parametrize(
    ("accuracies", "title"), [([0.8, 0.9, 0.85], "… but epoch 2 was the best"), ([0.8], "Its accuracy")]
)
def test_the_title_says_whether_more_epochs_were_worse(accuracies, title):
    names = ("loss", "val_loss", "binary_accuracy", "val_binary_accuracy")
    figure = example.picture(dict.fromkeys(names, accuracies), [result(0.88)], result(0.86), 5_000)
    assert figure.axes[1].get_title(loc="left") == title
    assert any("5,000 test reviews" in text.get_text() for text in figure.axes[2].texts)


def test_the_program_on_made_up_reviews(made_up, tmp_path, capsys):
    printed = []
    for seed in ("2", "2", "3"):
        example.main(["--fast", "--epochs", "2", "--seed", seed, "--output", str(tmp_path)])
        text = capsys.readouterr().out
        printed.append(text[text.index("The test reviews") :])
    assert printed[0] == printed[1] != printed[2]
    epochs = [line.split(":")[0] for line in text.splitlines() if line.startswith("Epoch")]
    assert epochs == [*(f"Epoch {k}/2" for k in (1, 2)), *(f"Epoch {k}/4" for k in (1, 2, 3, 4))]
    assert text.count("? word") == 1
    assert float(printed[0].split("the trained net")[1].split()[1]) > 0.8
    assert (tmp_path / "imdb.png").read_bytes().startswith(b"\x89PNG")


def test_another_optimizer_ends_the_program(made_up, monkeypatch):
    right = example.optimizers.RMSprop
    monkeypatch.setattr(example.optimizers, "RMSprop", lambda learning_rate: right(learning_rate, rho=0.91))
    with pytest.raises(SystemExit, match="the net and the formulas disagree:\n  kernel 1, 4 batches: "):
        example.main(["--fast", "--no-pictures"])


def test_without_data_it_ends_with_what_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("TINYGRAD_EDU_DATA", str(tmp_path))
    with pytest.raises(SystemExit, match=r"imdb\.npz is missing: TINYGRAD_EDU_DATA is .*\nhelp: "):
        example.main(["--fast", "--no-pictures"])


@with_data
def test_a_fast_run(capsys):
    example.main(["--fast", "--no-pictures"])
    text = capsys.readouterr().out
    assert (
        "\n  ? this film was just brilliant casting location scenery story direction everyone's really suited" in text
    )
    rows = {line.split()[0]: line.split() for line in text.splitlines() if line.startswith("  ")}
    best, last = float(rows["best"][-1]), float(rows["last"][-1])
    assert 0.85 < last <= best < 0.88
    new_loss, new, *_ = map(float, rows["new"][3:])
    assert 0.85 < new < 0.88
    old_loss, old = (float(cell) for cell in text.split("  the trained net")[1].split()[:2])
    assert 0.84 < old < 0.87
    assert new_loss + 0.05 < old_loss

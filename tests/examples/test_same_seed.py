"""Document 002's examples repeat themselves exactly: the same seed prints the same, another seed does not."""

import importlib

import pytest

pytest.importorskip("matplotlib")
pytest.importorskip("tqdm")

OPTIONS = {
    "perceptron_xor": ["--epochs", "2"],
    "manual_backward": ["--epochs", "2"],
    "xor_nn": ["--epochs", "2"],
    "wide_deep": ["--epochs", "2"],
    "optimizers": ["--epochs", "2"],
    "initialisations": [],
    "batch_norm": ["--epochs", "2"],
    "boltzmann_pretraining": ["--fast", "--epochs", "2"],
}


@pytest.mark.parametrize("name", OPTIONS)
def test_the_same_seed_prints_the_same_and_another_seed_does_not(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    example = importlib.import_module(name)
    if name == "boltzmann_pretraining":
        monkeypatch.setattr(example, "FAST_PRETRAINING", 2)
    printed = []
    for seed in ("3", "3", "4"):
        example.main([*OPTIONS[name], "--seed", seed, "--no-pictures"])
        lines = capsys.readouterr().out.splitlines()
        assert max(map(len, lines)) <= 100
        printed.append([line for line in lines if "took" not in line])
    assert printed[0] == printed[1] != printed[2]
    assert list(tmp_path.iterdir()) == []

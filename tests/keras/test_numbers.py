"""The numbers of Keras: every convention, by small trainings whose figures Keras itself has made."""

import pytest

from tinygrad_edu import keras

from .cases import CASES, run
from .figures import assert_same, figures_of, known_figures


@pytest.mark.parametrize("name", CASES)
def test_histories_and_weights_are_those_of_keras(name):
    assert_same(figures_of(*run(CASES[name], keras)), known_figures()[name], name)


def test_there_are_figures_for_every_case_and_no_others():
    assert list(known_figures()) == list(CASES)


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("on jax")])
def test_the_figures_are_those_of_the_keras_that_is_installed(name):
    theirs = pytest.importorskip("keras", reason="Keras isn't installed: its figures are taken from the file")
    if theirs.backend.backend() == "jax":
        pytest.skip("on JAX each case is compiled, which takes minutes: set KERAS_BACKEND=torch")
    assert_same(figures_of(*run(CASES[name], theirs)), known_figures()[name], name)

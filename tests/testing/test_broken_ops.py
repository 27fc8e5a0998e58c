"""Every broken function is found, and the message says what is wrong with it."""

import re

import pytest

from tinygrad_edu.testing import GradientError, gradcheck, gradgradcheck

from .broken_ops import BROKEN, BROKEN_TWICE


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: broken.name)
def test_it_is_found(broken):
    with pytest.raises(GradientError) as raised:
        gradcheck(broken.make(), broken.inputs)
    assert re.search(broken.says, str(raised.value)), str(raised.value)
    assert gradcheck(broken.make(), broken.inputs, raise_exception=False) is False


@pytest.mark.parametrize("broken", BROKEN_TWICE, ids=lambda broken: broken.name)
def test_a_wrong_second_gradient_is_found(broken):
    gradcheck(broken.make(), broken.inputs)
    with pytest.raises(GradientError) as raised:
        gradgradcheck(broken.make(), broken.inputs)
    assert re.search(broken.says, str(raised.value)), str(raised.value)


def test_there_are_many_of_them():
    names = [broken.name for broken in (*BROKEN, *BROKEN_TWICE)]
    assert len(names) == len(set(names)) > 60

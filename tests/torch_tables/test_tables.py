"""PyTorch's own samples, run through ours: what is there agrees, and what isn't has a reason."""

import itertools
import re
import warnings

import pytest

pytest.importorskip("torch", reason="PyTorch is the oracle here")
pytest.importorskip("expecttest", reason="PyTorch's tables want the package expecttest")

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from .absent import DIFFERENT, reason
    from .modules import module_db, module_of
    from .modules import outcomes as module_outcomes
    from .ops import function_of, op_db, outcomes

NAMES = sorted({info.name for info in op_db})
MODULES = sorted({info.name for info in module_db})
ABSENT_MODULES = {
    "nn.FractionalMaxPool2d": "rarer than a learner's framework needs",
    "nn.FractionalMaxPool3d": "rarer than a learner's framework needs",
}
MOST = 25  # samples of an op; some have thousands, which differ in their strides only

pytestmark = pytest.mark.filterwarnings("ignore")  # PyTorch's own, of what it will rename


@pytest.mark.parametrize("name", [name for name in NAMES if not reason(name)])
def test_pytorchs_samples_of_an_op_agree(name):
    wrong = [f"{label}: {problem}" for label, problem in itertools.islice(outcomes(name), MOST) if problem]
    if name in DIFFERENT:
        wrong = [problem for problem in wrong if not re.search(DIFFERENT[name][0], problem)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name in MODULES if name not in ABSENT_MODULES])
def test_pytorchs_samples_of_a_module_agree(name):
    wrong = [f"{label}: {problem}" for label, problem in itertools.islice(module_outcomes(name), MOST) if problem]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", [name for name in NAMES if reason(name)])
def test_what_has_a_reason_isnt_there(name):
    assert function_of(name) is None, f"{name} is there: take it out of absent.py"


@pytest.mark.parametrize("name", ABSENT_MODULES)
def test_a_module_with_a_reason_isnt_there(name):
    assert module_of(name) is None

"""What the README quotes is what the files say. (Its tour runs as a doctest.)"""

import inspect
import re
from pathlib import Path

from tinygrad_edu import ops

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_the_quoted_op_is_the_op():
    (quoted,) = re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL)
    assert quoted == inspect.getsource(ops.mul.rule)


def test_run_it_and_test_it_are_one_command_each():
    for heading in ("Run it", "Test it"):
        section = README.split(f"## {heading}\n")[1].split("\n## ")[0]
        (block,) = re.findall(r"```sh\n(.*?)```", section, flags=re.DOTALL)
        assert block.count("\n") == 1


def test_every_picture_and_link_is_there():
    root = Path(__file__).parent.parent
    targets = [target for target in re.findall(r"\]\(([^)]+)\)", README) if "://" not in target]
    assert len(targets) >= 5
    assert all((root / target).exists() for target in targets)

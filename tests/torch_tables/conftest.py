"""Without PyTorch, or the package that its tables want, only the tests are collected, which say why they skip."""

import importlib.util

MISSING = [name for name in ("torch", "expecttest") if importlib.util.find_spec(name) is None]
collect_ignore = ["conversion.py", "modules.py", "ops.py"] if MISSING else []

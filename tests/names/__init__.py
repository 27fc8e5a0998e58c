"""``python -m tests.names`` writes tinygrad_edu/NAMES.md: every public name, PyTorch's counterpart, what differs."""

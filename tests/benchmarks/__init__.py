"""How fast it is, beside the tutorials' hand-written NumPy and beside PyTorch: ``python -m tests.benchmarks``."""

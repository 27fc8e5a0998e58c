"""PyTorch's `torch.version`: which version this is, and of which library for graphics cards."""

__all__ = ["__version__", "cuda"]

__version__ = "0.1.0"
cuda = None

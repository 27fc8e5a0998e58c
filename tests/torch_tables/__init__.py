"""PyTorch's own tables of ops, modules and optimizers, with their samples, held against this package."""

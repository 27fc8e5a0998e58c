"""PyTorch's path of the DataLoader."""

from ...data.collating import default_collate
from ...data.loader import DataLoader, get_worker_info

__all__ = ["DataLoader", "default_collate", "get_worker_info"]

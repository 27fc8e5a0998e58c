"""Callbacks: what is told of epochs and batches, and may end the training, change the rate, or write files."""

from .callback import Callback
from .files import CSVLogger, ModelCheckpoint
from .monitoring import EarlyStopping, ReduceLROnPlateau
from .progress import ProgbarLogger
from .simple import History, LambdaCallback, LearningRateScheduler, TerminateOnNaN

__all__ = [
    "CSVLogger", "Callback", "EarlyStopping", "History", "LambdaCallback", "LearningRateScheduler",
    "ModelCheckpoint", "ProgbarLogger", "ReduceLROnPlateau", "TerminateOnNaN",
]  # fmt: skip

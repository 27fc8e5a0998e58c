"""Callbacks: what is told of epochs and batches, and may end the training, change the rate, or write files."""

from .. import absent
from .callback import Callback
from .files import CSVLogger, ModelCheckpoint
from .functions import LambdaCallback
from .history import History
from .progress import ProgbarLogger
from .rates import LearningRateScheduler, ReduceLROnPlateau
from .stopping import EarlyStopping, TerminateOnNaN

__all__ = [
    "CSVLogger", "Callback", "EarlyStopping", "History", "LambdaCallback", "LearningRateScheduler",
    "ModelCheckpoint", "ProgbarLogger", "ReduceLROnPlateau", "TerminateOnNaN",
]  # fmt: skip

__getattr__ = absent.names_of(__name__)

"""What works on the parameters or the data of nets."""

from . import rnn

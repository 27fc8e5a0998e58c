"""Pictures of training: its curves, and the border that a net has learnt. They need matplotlib.

Each file uses only those above it::

    history         what a training loop notes at each step
    runs            a training run, read from whatever recorded it
    smoothing       a long noisy curve in a thousand points, and its running median
    plateaus        where a loss stood still
    look            colours, type, labels beside lines
    story           a run in words
    learning        the picture of a run
    border          the picture of what a net of two inputs answers everywhere
"""

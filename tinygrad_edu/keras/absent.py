"""Well-known names of Keras that aren't here, and what to do instead: said where they are imported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

GRAPHS = "models are Sequential, or subclasses of Model that call their layers in `call`"
OTHER_SETS = "datasets.mnist and datasets.imdb are here; give other data as arrays"
ABSENT = {
    "keras": {
        "KerasTensor": GRAPHS, "Variable": "layer.add_weight(shape) makes weights",
        "applications": "trained models aren't distributed here", "config": "tinygrad_edu.set_default_dtype",
        "constraints": "clipnorm and clipvalue of an optimizer limit gradients",
        "mixed_precision": "tinygrad_edu.set_default_dtype", "ops": "the functions of tinygrad_edu itself",
        "random": "tinygrad_edu.rand, randn and their kin", "regularizers": "weight_decay of an optimizer, or Dropout",
        "saving": "models.load_model and model.save", "visualization": "tinygrad_edu.draw",
    },
    "layers": {
        **dict.fromkeys(("Add", "Average", "Concatenate", "Dot", "Maximum", "Multiply", "Subtract", "add",
                         "average", "concatenate", "maximum", "multiply", "subtract"), GRAPHS),
        **dict.fromkeys(("Attention", "Bidirectional", "Conv1DTranspose", "Conv2DTranspose", "Conv3D",
                         "DepthwiseConv2D", "GRUCell", "LSTMCell", "MultiHeadAttention", "PReLU", "RNN",
                         "SeparableConv2D", "TimeDistributed"), "subclass Layer; tinygrad_edu.nn may have it"),
        **dict.fromkeys(("GaussianNoise", "Masking", "Normalization", "Permute", "RepeatVector", "Rescaling",
                         "SpatialDropout1D", "SpatialDropout2D", "UpSampling2D", "ZeroPadding2D"),
                        "layers.Lambda(function), or subclass Layer"),
        **dict.fromkeys(("RandomFlip", "RandomRotation", "RandomZoom", "StringLookup", "TextVectorization"),
                        "prepare the arrays before fit"),
    },
    "callbacks": dict.fromkeys(("BackupAndRestore", "RemoteMonitor", "SwapEMAWeights", "TensorBoard"),
                               "CSVLogger and ModelCheckpoint write files; subclass Callback for others"),
    "datasets": dict.fromkeys(("boston_housing", "california_housing", "cifar10", "cifar100", "fashion_mnist",
                               "reuters"), OTHER_SETS),
    "utils": {
        "Sequence": "give whole arrays", "image_dataset_from_directory": "give whole arrays",
        "model_to_dot": "tinygrad_edu.draw", "normalize": "x / numpy.linalg.norm(x, axis=-1, keepdims=True)",
        "np_utils": "its to_categorical is in utils itself", "plot_model": "model.summary(), or tinygrad_edu.draw",
        "split_dataset": "slice the arrays, or fit(validation_split=0.2)",
    },
    "optimizers": {"Ftrl": "SGD or Adam", "Lion": "Adam", "legacy": "the optimizers themselves"},
    "metrics": {"MeanIoU": "subclass Metric"}, "losses": {"Dice": "a function of (y_true, y_pred)"},
    "preprocessing": {"image": "give whole arrays", "text": "number the words before"},
}  # fmt: skip


def names_of(module: str) -> Callable[[str], Any]:
    """A module's ``__getattr__``: ImportError, with what to do, for a name of Keras; AttributeError for any other."""
    known = ABSENT[module.rpartition(".")[2]]

    def __getattr__(name: str) -> Any:
        if name in known:
            raise ImportError(f"{module} has no {name}, though Keras has\nhelp: {known[name]}")
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return __getattr__

"""Small trainings that depend on every convention of Keras, for this package and for Keras itself.

Each case makes a model, compiles it and fits it, given either `keras`; weights, data and order are the same for both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np


def numbers(*shape, seed=0):
    """Numbers from the normal distribution, with three digits, the same everywhere."""
    return np.round(np.random.default_rng((seed, *shape)).normal(size=shape), 3)


def classes(count, number, seed=0):
    """Class numbers."""
    return np.random.default_rng((seed, count, number)).integers(0, number, count)


def rows(count, number, seed=0):
    """Rows of zeros with a 1."""
    return np.eye(number)[classes(count, number, seed)]


@dataclass(frozen=True)
class Case:
    """A training: the layers, what they are compiled with, what they are fitted to."""

    layers: Callable[[Any], list]
    x: Any
    y: Any
    compiled: Callable[[Any], dict] = lambda keras: {}
    fitted: Callable[[Any], dict] = lambda keras: {}


def run(case: Case, keras) -> tuple[dict, list]:
    """The history of a training in float32, and the weights after it."""
    model = keras.Sequential([keras.Input(case.x.shape[1:]), *case.layers(keras)])
    draw = np.random.default_rng(1)
    model.set_weights([first_value(weight, draw).astype(weight.dtype) for weight in model.get_weights()])
    model.compile(**{"optimizer": keras.optimizers.SGD(0.02), "loss": "mse", **case.compiled(keras)})
    fitted = {"epochs": 3, "batch_size": 5, "shuffle": False, "verbose": 0, "validation_split": 0.25}
    history = model.fit(case.x, case.y, **{**fitted, **case.fitted(keras)})
    return history.history, model.get_weights()


def first_value(weight, draw):
    """Numbers of a weight's shape, with three digits; those with one axis, like a moving variance, are positive."""
    size = np.round(draw.uniform(0.05, 0.45, weight.shape), 3)
    return size if weight.ndim < 2 else size * draw.choice([-1, 1], weight.shape)


N = 16
X, Y = numbers(N, 3), numbers(N, 2, seed=1)
PICTURES = numbers(N, 6, 5, 2)
WORDS = classes(N * 4, 7).reshape(N, 4)
SEQUENCES = numbers(N, 4, 3)


def two(keras):
    """Two Dense layers with two outputs."""
    return [keras.layers.Dense(4, activation="tanh"), keras.layers.Dense(2)]


def ending(outputs, activation=None):
    """Two Dense layers with so many outputs."""
    return lambda keras: [keras.layers.Dense(4, "tanh"), keras.layers.Dense(outputs, activation)]


def optimized(name, **options):
    """A training with this optimizer."""
    return Case(two, X, Y, lambda keras: {"optimizer": getattr(keras.optimizers, name)(**options)})


def scheduled(name, *numbers, **options):
    """A training at rates of this schedule."""

    def compiled(keras):
        return {"optimizer": keras.optimizers.SGD(getattr(keras.optimizers.schedules, name)(*numbers, **options))}

    # The callback tells the rates
    return Case(two, X, Y, compiled, lambda keras: {"callbacks": [keras.callbacks.ReduceLROnPlateau(patience=9)]})


def judged(name, outputs, y, activation=None, **options):
    """A training with this loss."""
    return Case(ending(outputs, activation), X, y, lambda keras: {"loss": getattr(keras.losses, name)(**options)})


def layered(layers, x=X):
    """A training of these layers, which end in two outputs."""
    return Case(lambda keras: [*layers(keras.layers), keras.layers.Flatten(), keras.layers.Dense(2)], x, Y)


OPTIMIZERS = {
    "sgd": optimized("SGD", learning_rate=0.05),
    "sgd momentum": optimized("SGD", learning_rate=0.05, momentum=0.9),
    "sgd nesterov": optimized("SGD", learning_rate=0.05, momentum=0.9, nesterov=True),
    "sgd decay": optimized("SGD", weight_decay=0.1),
    "sgd clipnorm": optimized("SGD", clipnorm=0.3),
    "sgd clipvalue": optimized("SGD", clipvalue=0.1),
    "sgd global_clipnorm": optimized("SGD", global_clipnorm=0.5),
    "rmsprop": optimized("RMSprop"),
    "rmsprop momentum": optimized("RMSprop", learning_rate=0.01, rho=0.8, momentum=0.5, epsilon=1e-2),
    "rmsprop centered": optimized("RMSprop", centered=True, momentum=0.5, epsilon=1e-3),
    "adam": optimized("Adam"),
    "adam amsgrad": optimized("Adam", learning_rate=0.05, amsgrad=True, epsilon=1e-2),
    "adamw": optimized("AdamW", learning_rate=0.05),
    "nadam": optimized("Nadam", learning_rate=0.02, epsilon=1e-2),
    "adamax": optimized("Adamax", learning_rate=0.02, epsilon=1e-2),
    "adagrad": optimized("Adagrad", learning_rate=0.1, epsilon=1e-2),
    "adadelta": optimized("Adadelta", learning_rate=1.0, epsilon=1e-2),
    "sgd nesterov decay": optimized("SGD", learning_rate=0.05, momentum=0.9, nesterov=True, weight_decay=0.1),
    "rmsprop decay": optimized("RMSprop", momentum=0.5, weight_decay=0.1, clipvalue=0.1),
    "adam decay": optimized("Adam", weight_decay=0.1, clipnorm=0.1, beta_1=0.5),
    "nadam decay": optimized("Nadam", learning_rate=0.02, weight_decay=0.1, global_clipnorm=0.1),
    "sgd exponential": scheduled("ExponentialDecay", 0.1, 2, 0.5),
    "sgd staircase": scheduled("ExponentialDecay", 0.1, 2, 0.5, staircase=True),
    "sgd inverse": scheduled("InverseTimeDecay", 0.1, 2, 0.5),
    "sgd polynomial": scheduled("PolynomialDecay", 0.1, 5, 0.01, 2.0),
    "sgd cosine": scheduled("CosineDecay", 0.1, 5, 0.1),
    "sgd piecewise": scheduled("PiecewiseConstantDecay", [1, 4], [0.1, 0.05, 0.01]),
    **{
        f"{name} by name": Case(two, X, Y, lambda keras, name=name: {"optimizer": name})
        for name in ("sgd", "rmsprop", "adam", "adamw", "nadam", "adamax", "adagrad", "adadelta")
    },
}

BINARY = classes(N, 2).astype(float)
TWO_BINARY = np.stack([BINARY, classes(N, 2, 3)], axis=1)
LOSSES = {
    "bce": judged("BinaryCrossentropy", 1, BINARY, "sigmoid"),
    "bce of two": judged("BinaryCrossentropy", 2, TWO_BINARY, "sigmoid"),
    "bce logits": judged("BinaryCrossentropy", 1, BINARY, from_logits=True),
    "bce smoothed": judged("BinaryCrossentropy", 1, BINARY, "sigmoid", label_smoothing=0.2),
    "cce": judged("CategoricalCrossentropy", 3, rows(N, 3), "softmax"),
    "cce unnormalized": judged("CategoricalCrossentropy", 3, rows(N, 3), "sigmoid"),
    "cce logits smoothed": judged("CategoricalCrossentropy", 3, rows(N, 3), from_logits=True, label_smoothing=0.1),
    "scce": judged("SparseCategoricalCrossentropy", 3, classes(N, 3), "softmax"),
    "scce logits": judged("SparseCategoricalCrossentropy", 3, classes(N, 3), from_logits=True),
    "mse": judged("MeanSquaredError", 2, Y),
    "mae": judged("MeanAbsoluteError", 2, Y),
    "mape": judged("MeanAbsolutePercentageError", 2, 100 + Y),
    "msle": judged("MeanSquaredLogarithmicError", 2, np.abs(Y), "softplus"),
    "huber": judged("Huber", 2, Y, delta=0.5),
    "log_cosh": judged("LogCosh", 2, Y),
    "hinge": judged("Hinge", 1, BINARY),
    "squared_hinge": judged("SquaredHinge", 1, 2 * BINARY - 1),
    "categorical_hinge": judged("CategoricalHinge", 3, rows(N, 3)),
    "kl_divergence": judged("KLDivergence", 3, rows(N, 3) * 0.8 + 0.1, "softmax"),
    "poisson": judged("Poisson", 2, np.abs(Y), "softplus"),
    "cosine_similarity": judged("CosineSimilarity", 2, Y),
    "sum": judged("MeanSquaredError", 2, Y, reduction="sum"),
    "function": Case(two, X, Y, lambda keras: {"loss": keras.losses.huber}),
    "own function": Case(two, X, Y, lambda keras: {"loss": lambda y_true, y_pred: (y_true - y_pred) ** 2}),
    "chosen": Case(ending(3, "softmax"), X, rows(N, 3), lambda keras: {"loss": "crossentropy"}),
    "chosen for numbers": Case(ending(3, "softmax"), X, classes(N, 3), lambda keras: {"loss": "crossentropy"}),
}

ACTIVATIONS = (
    "celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid", "hard_silu", "hard_tanh", "leaky_relu",
    "linear", "log_sigmoid", "log_softmax", "mish", "relu", "relu6", "selu", "sigmoid", "silu", "soft_shrink",
    "softmax", "softplus", "softsign", "swish", "tanh", "tanh_shrink",
)  # fmt: skip
LAYERS = {
    **{f"activation {name}": layered(lambda k, name=name: [k.Dense(5), k.Activation(name)]) for name in ACTIVATIONS},
    "without bias": layered(lambda k: [k.Dense(5, use_bias=False)]),
    "of sequences": layered(lambda k: [k.Dense(5, "tanh")], SEQUENCES),
    "relu": layered(lambda k: [k.Dense(5), k.ReLU(max_value=0.8, negative_slope=0.1, threshold=0.2)]),
    "leaky_relu": layered(lambda k: [k.Dense(5), k.LeakyReLU()]),
    "elu": layered(lambda k: [k.Dense(5), k.ELU(0.5)]),
    "softmax": layered(lambda k: [k.Softmax(axis=1)], SEQUENCES),
    "flatten": layered(lambda k: [k.Flatten()], PICTURES),
    "reshape": layered(lambda k: [k.Reshape((3, -1)), k.Dense(2, "tanh")], PICTURES),
    "dropout of nothing": layered(lambda k: [k.Dropout(0.0)]),
    "batch norm": layered(lambda k: [k.Dense(5), k.BatchNormalization()]),
    "batch norm options": layered(
        lambda k: [k.BatchNormalization(axis=1, momentum=0.5, epsilon=0.1, scale=False, center=False)], PICTURES
    ),
    "batch norm of pictures": layered(lambda k: [k.BatchNormalization(momentum=0.7)], PICTURES),
    "batch norm frozen": layered(lambda k: [k.Dense(5), k.BatchNormalization(trainable=False)]),
    "layer norm": layered(lambda k: [k.LayerNormalization()], SEQUENCES),
    "layer norm of two axes": layered(lambda k: [k.LayerNormalization(axis=(1, 2), epsilon=0.1)], SEQUENCES),
    "embedding": layered(lambda k: [k.Embedding(7, 3), k.GlobalAveragePooling1D()], WORDS),
    "conv1d": layered(lambda k: [k.Conv1D(3, 2, activation="relu")], SEQUENCES),
    "conv1d same": layered(lambda k: [k.Conv1D(3, 2, strides=3, padding="same")], SEQUENCES),
    "conv2d": layered(lambda k: [k.Conv2D(3, 3, activation="tanh")], PICTURES),
    "conv2d strides": layered(lambda k: [k.Conv2D(4, (3, 2), strides=(2, 1), use_bias=False)], PICTURES),
    "conv2d same": layered(lambda k: [k.Conv2D(4, (4, 2), padding="same", groups=2)], PICTURES),
    "conv2d same strides": layered(lambda k: [k.Conv2D(3, 4, strides=2, padding="same")], PICTURES),
    "conv2d dilated": layered(lambda k: [k.Conv2D(3, 2, dilation_rate=2, padding="same")], PICTURES),
    "max pool": layered(lambda k: [k.MaxPooling2D()], PICTURES),
    "max pool same": layered(lambda k: [k.MaxPooling2D((3, 2), strides=2, padding="same")], PICTURES),
    "max pool 1d": layered(lambda k: [k.MaxPooling1D(3, strides=1)], SEQUENCES),
    "average pool": layered(lambda k: [k.AveragePooling2D(2, strides=1)], PICTURES),
    "average pool 1d": layered(lambda k: [k.AveragePooling1D(2)], SEQUENCES),
    "global average": layered(lambda k: [k.GlobalAveragePooling2D()], PICTURES),
    "global max": layered(lambda k: [k.GlobalMaxPooling2D(keepdims=True)], PICTURES),
    "global max 1d": layered(lambda k: [k.GlobalMaxPooling1D()], SEQUENCES),
    "rnn": layered(lambda k: [k.SimpleRNN(4)], SEQUENCES),
    "rnn relu": layered(lambda k: [k.SimpleRNN(4, activation="relu", return_sequences=True)], SEQUENCES),
    "lstm": layered(lambda k: [k.LSTM(3)], SEQUENCES),
    "lstm sequences": layered(lambda k: [k.LSTM(3, return_sequences=True, use_bias=False)], SEQUENCES),
    "gru": layered(lambda k: [k.GRU(3, return_sequences=True)], SEQUENCES),
    "gru without bias": layered(lambda k: [k.GRU(3, use_bias=False)], SEQUENCES),
}  # fmt: skip

# In Keras on PyTorch padding that is all on one side counts in an average, and counts of the validation replace those
# of the training; in Keras on JAX, as here, neither
ON_JAX = {
    "counts": Case(
        ending(1, "sigmoid"),
        X,
        BINARY,
        lambda keras: {
            "loss": "binary_crossentropy",
            "metrics": [
                keras.metrics.TruePositives(name="tp"),
                keras.metrics.FalseNegatives(name="fn"),
                keras.metrics.TrueNegatives(name="tn"),
                keras.metrics.FalsePositives(0.4, name="fp"),
                keras.metrics.AUC(curve="PR", name="pr"),
            ],
        },
    ),
    "average pool same": layered(lambda k: [k.AveragePooling2D((3, 2), strides=2, padding="same")], PICTURES),
    "average pool 1d same": layered(lambda k: [k.AveragePooling1D(3, padding="same")], SEQUENCES),
}

BINARY_METRICS = ["accuracy", "mse", "mae", "AUC", "binary_accuracy"]
WEIGHTS = np.round(np.linspace(0.1, 2, N), 2)
FITTING = {
    "binary metrics": Case(
        ending(1, "sigmoid"), X, BINARY, lambda keras: {"loss": "binary_crossentropy", "metrics": BINARY_METRICS}
    ),
    "confusion": Case(
        ending(1, "sigmoid"), X, BINARY,
        lambda keras: {"loss": keras.losses.binary_crossentropy, "metrics": [
            keras.metrics.Precision(name="p"), keras.metrics.Recall(name="r", thresholds=0.4),
            keras.metrics.AUC(num_thresholds=11, name="roc"), keras.metrics.binary_accuracy,
        ]},
    ),
    "classes": Case(
        ending(3, "softmax"), X, rows(N, 3),
        lambda keras: {"loss": "categorical_crossentropy", "metrics": [
            "acc", "categorical_accuracy", keras.metrics.TopKCategoricalAccuracy(2, name="top"),
            keras.metrics.Precision(class_id=1, name="p1"), "KLDivergence", "categorical_crossentropy",
        ]},
    ),
    "class numbers": Case(
        ending(3, "softmax"), X, classes(N, 3)[:, None],
        lambda keras: {"loss": "sparse_categorical_crossentropy", "metrics": [
            "accuracy", "sparse_categorical_accuracy", keras.metrics.SparseTopKCategoricalAccuracy(2, name="top"),
        ]},
    ),
    "regression": Case(two, X, Y, lambda keras: {"metrics": [
        "mse", "MSE", "mape", "msle", keras.metrics.RootMeanSquaredError(), keras.losses.MeanAbsoluteError(),
        "accuracy", "LogCoshError", keras.losses.huber,
    ]}),
    "scores": Case(ending(3, "softmax"), X, rows(N, 3), lambda keras: {
        "loss": "categorical_crossentropy", "metrics": [
            keras.metrics.F1Score(average=average, threshold=threshold, name=f"f1 {average} {threshold}")
            for average in ("micro", "macro", "weighted") for threshold in (None, 0.3)
        ],
        "weighted_metrics": [keras.metrics.F1Score(average="macro", name="weighted")],
    }, lambda keras: {"sample_weight": WEIGHTS}),
    "fits": Case(two, X, Y, lambda keras: {
        "metrics": [
            keras.metrics.R2Score(), keras.metrics.R2Score("variance_weighted_average", name="by variance"),
            keras.metrics.CosineSimilarity(),
        ],
        "weighted_metrics": [keras.metrics.R2Score(name="weighted"), keras.metrics.CosineSimilarity(name="w", axis=1)],
    }, lambda keras: {"sample_weight": WEIGHTS}),
    "some steps": Case(two, X, Y, lambda keras: {}, lambda keras: {
        "steps_per_epoch": 2, "epochs": 4, "batch_size": 3, "validation_steps": 1, "validation_batch_size": 2,
        "validation_freq": 2,
    }),
    "some validations": Case(two, X, Y, lambda keras: {}, lambda keras: {"epochs": 5, "validation_freq": [2, 5]}),
    "weights": Case(
        two, X, Y, lambda keras: {"metrics": ["mae"], "weighted_metrics": ["mae", "mse", "accuracy"]},
        lambda keras: {"sample_weight": WEIGHTS},
    ),
    "weights of steps": Case(
        lambda keras: [keras.layers.Dense(2)], SEQUENCES, numbers(N, 4, 2),
        lambda keras: {"weighted_metrics": ["mae", "mse", "accuracy"]},
        lambda keras: {"sample_weight": np.abs(numbers(N, 4))},
    ),
    "weights in a column, summed": Case(
        two, X, Y, lambda keras: {"loss": keras.losses.MeanSquaredError(reduction="sum"), "weighted_metrics": ["mae"]},
        lambda keras: {"sample_weight": WEIGHTS[:, None]},
    ),
    "weighted confusion": Case(
        ending(1, "sigmoid"), X, BINARY,
        lambda keras: {"loss": "binary_crossentropy", "weighted_metrics": [
            keras.metrics.Precision(name="p"), keras.metrics.Recall(name="r"), keras.metrics.AUC(name="pr", curve="PR"),
        ]},
        lambda keras: {"sample_weight": WEIGHTS},
    ),
    "one name for several": Case(
        ending(1, "sigmoid"), X, BINARY,
        lambda keras: {
            "loss": "binary_crossentropy", "metrics": ["accuracy", "acc", "accuracy", "mse"],
            "weighted_metrics": ["accuracy", "mse", "accuracy"],
        },
        lambda keras: {"sample_weight": WEIGHTS},
    ),
    "class weights": Case(
        ending(3, "softmax"), X, rows(N, 3),
        lambda keras: {"loss": "categorical_crossentropy", "metrics": ["accuracy"], "weighted_metrics": ["acc"]},
        lambda keras: {"class_weight": {0: 2.0, 2: 0.5}},
    ),
    "binary class weights": Case(
        ending(1, "sigmoid"), X, BINARY,
        lambda keras: {"loss": "binary_crossentropy", "weighted_metrics": [keras.metrics.AUC(name="auc")]},
        lambda keras: {"class_weight": {0: 0.3, 1: 1.5}},
    ),
    "validation data": Case(
        two, X, Y, lambda keras: {"weighted_metrics": ["mae"]},
        lambda keras: {"validation_data": (X[:7] + 1, Y[:7], WEIGHTS[:7]), "validation_split": 0.5},
    ),
    "initial epoch": Case(two, X, Y, lambda keras: {}, lambda keras: {"initial_epoch": 1, "validation_split": 0.3}),
    "one batch": Case(two, X, Y, lambda keras: {}, lambda keras: {"batch_size": 100, "validation_split": 0.0}),
    "reduced rate": Case(
        two, X, Y, lambda keras: {"optimizer": keras.optimizers.SGD(0.3, momentum=0.9)},
        lambda keras: {"epochs": 8, "callbacks": [
            keras.callbacks.ReduceLROnPlateau(monitor="val_loss", factor=0.3, patience=1, cooldown=1, min_lr=0.05)
        ]},
    ),
    "stopped early": Case(
        two, X, Y, lambda keras: {"optimizer": keras.optimizers.SGD(0.4, momentum=0.9)},
        lambda keras: {"epochs": 20, "callbacks": [
            keras.callbacks.EarlyStopping(patience=2, min_delta=0.01, restore_best_weights=True)
        ]},
    ),
    "stopped early, looking away at first": Case(
        two, X, Y, lambda keras: {"optimizer": keras.optimizers.SGD(0.4, momentum=0.9)},
        lambda keras: {"epochs": 20, "callbacks": [
            keras.callbacks.EarlyStopping(patience=1, start_from_epoch=3, restore_best_weights=True, baseline=0.1)
        ]},
    ),
    "scheduled rate": Case(
        two, X, Y, lambda keras: {"optimizer": "adam"},
        lambda keras: {"callbacks": [keras.callbacks.LearningRateScheduler(lambda epoch, rate: rate * 1.5)]},
    ),
}  # fmt: skip
GROUPS = [("optimizer", OPTIMIZERS), ("loss", LOSSES), ("layer", LAYERS), ("fit", FITTING), ("on jax", ON_JAX)]
CASES = {f"{group}: {name}": case for group, cases in GROUPS for name, case in cases.items()}

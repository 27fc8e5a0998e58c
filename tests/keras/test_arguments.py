"""What is given by position means what it means in Keras."""

import inspect

import pytest

from tinygrad_edu import keras
from tinygrad_edu.keras import layers, losses, metrics, models, optimizers

ROOMS = ("activations", "callbacks", "initializers", "layers", "losses", "metrics", "models", "optimizers", "utils")
METHODS = ("compile", "fit", "evaluate", "predict", "train_on_batch", "test_on_batch", "save", "get_layer", "build")
# What comes first here, and what Keras has as its first arguments
KNOWN = {
    layers.LSTM: ["units", "activation", "recurrent_activation", "use_bias"],
    layers.GRU: ["units", "activation", "recurrent_activation", "use_bias"],
    layers.SimpleRNN: ["units", "activation", "use_bias", "kernel_initializer"],
    layers.Conv2D: ["filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate"],
    layers.Dropout: ["rate", "noise_shape", "seed"],
    layers.GlobalMaxPooling1D: ["data_format", "keepdims"],
    losses.SparseCategoricalCrossentropy: ["from_logits", "ignore_class", "reduction", "axis", "name"],
    losses.sparse_categorical_crossentropy: ["y_true", "y_pred", "from_logits", "ignore_class", "axis"],
    metrics.Metric: ["dtype", "name"],
    metrics.BinaryAccuracy: ["name"],
    metrics.AUC: ["num_thresholds", "curve"],
    metrics.Precision: ["thresholds"],
    keras.Model.compile: ["optimizer", "loss", "loss_weights", "metrics", "weighted_metrics", "run_eagerly"],
    keras.Model.evaluate: ["x", "y", "batch_size", "verbose", "sample_weight", "steps", "callbacks", "return_dict"],
    keras.Model.predict: ["x", "batch_size", "verbose", "steps", "callbacks"],
    keras.datasets.imdb.load_data: ["path", "num_words", "skip_top"],
}


def by_position(thing) -> list[str]:
    """The names of what can be given by position."""
    made = thing.__init__ if inspect.isclass(thing) else thing
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.name for p in inspect.signature(made).parameters.values() if p.kind in kinds and p.name != "self"]


@pytest.mark.parametrize("thing", KNOWN, ids=lambda thing: thing.__qualname__)
def test_the_order_is_keras_s(thing):
    assert by_position(thing)[: len(KNOWN[thing])] == KNOWN[thing]


def test_the_order_is_that_of_the_keras_that_is_installed():
    theirs = pytest.importorskip("keras", reason="Keras isn't installed")
    for room in ROOMS:
        own_room, their_room = getattr(keras, room), getattr(theirs, room)
        for name in own_room.__all__:
            own, their = getattr(own_room, name), getattr(their_room, name, None)
            if their is None or not callable(own):
                continue
            names = by_position(own)
            assert names == by_position(their)[: len(names)], f"{room}.{name}"
    for method in METHODS:
        names = by_position(getattr(keras.Model, method))
        assert names == by_position(getattr(theirs.Model, method))[: len(names)], method


def test_activations_of_recurrent_layers_are_not_passed_over():
    for make, message in (
        (lambda: layers.LSTM(5, "relu"), "LSTM with activation 'relu'\nhelp: here it is 'tanh'"),
        (lambda: layers.GRU(5, "relu"), "GRU with activation 'relu'"),
        (lambda: layers.GRU(5, "tanh", "hard_sigmoid"), "recurrent_activation 'hard_sigmoid'\nhelp: here it is 'sigm"),
        (lambda: layers.SimpleRNN(5, "sigmoid"), "activation 'sigmoid'\nhelp: here it is 'tanh' or 'relu'"),
    ):
        with pytest.raises(ValueError, match=message):
            make()
    assert layers.LSTM(5, keras.activations.tanh, "sigmoid", False).use_bias is False
    assert layers.SimpleRNN(5, "relu", False).activation == "relu"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: layers.Dense(3, kernel_regularizer="l2"),
            r"Dense\(kernel_regularizer='l2'\): .* isn't here, though K",
        ),
        (lambda: layers.Dense(3, bias_constraint="non_neg"), "'bias_constraint' isn't here"),
        (lambda: layers.Embedding(3, 2, mask_zero=True), r"Embedding\(mask_zero=True\): 'mask_zero' isn't here"),
        (lambda: layers.Dropout(0.5, (1, 3)), "'noise_shape' isn't here"),
        (lambda: layers.LSTM(3, dropout=0.5), "'dropout' isn't here.*\nhelp: leave it out"),
        (lambda: metrics.Precision(top_k=1), r"Precision\(top_k=1\): .*\nhelp: .*'class_id'"),
        (
            lambda: metrics.AUC(thresholds=[0.5]),
            "AUC has no option .thresholds.\nhelp: its options are .*'num_thresholds'",
        ),
        (lambda: metrics.Recall(topk=1), "Recall has no option 'topk'\nhelp: its options are"),
        (lambda: losses.SparseCategoricalCrossentropy(ignore_class=-1), "'ignore_class' isn't here"),
        (lambda: optimizers.SGD(use_ema=True), r"SGD\(use_ema=True\): 'use_ema' isn't here"),
        (lambda: layers.Conv2D(3, 2, data_format="channels_first"), "help: 'channels_last' is the only one here"),
        (lambda: layers.Flatten("channels_first"), "data_format is 'channels_first'"),
        (lambda: layers.GlobalMaxPooling2D(data_format="first"), "data_format is 'first'"),
        (lambda: models.Sequential().compile("sgd", "mse", ["mae"]), r"loss_weights is \['mae'\]\nhelp: .* metrics="),
        (lambda: layers.Dropout("a"), "a rate of 'a'\nhelp"),
    ],
)
def test_what_keras_has_besides_is_said_not_to_be_here(make, message):
    with pytest.raises(ValueError, match=f"(?s){message}"):
        make()


def test_what_keras_has_besides_is_taken_where_it_asks_for_nothing():
    layers.Dense(3, kernel_regularizer=None, bias_constraint=None)
    layers.Embedding(3, 2, mask_zero=False, weights=None)
    layers.LSTM(3, dropout=0.0, return_state=False, unroll=False, stateful=False)
    layers.BatchNormalization(synchronized=False)
    optimizers.Adam(use_ema=False, gradient_accumulation_steps=None)
    assert layers.Conv2D(3, 2, padding="SAME", data_format="channels_last").padding == "same"
    assert layers.MaxPooling2D(2, padding="Same", name="pool").name == "pool"


def test_old_names_warn():
    with pytest.warns(UserWarning, match="no use for input_length"):
        assert "input_length" not in layers.Embedding(4, 3, input_length=5).get_config()
    with pytest.warns(UserWarning, match="alpha is the old name"):
        assert layers.LeakyReLU(alpha=0.1).negative_slope == 0.1
    with pytest.warns(UserWarning, match="input_shape is the old name"):
        assert layers.InputLayer(input_shape=(3,)).shape == (3,)
    assert layers.InputLayer(batch_input_shape=(None, 3)).shape == layers.Input(batch_shape=(7, 3)).shape == (3,)
    with pytest.raises(ValueError, match="help: give one of them"):
        layers.Input((3,), batch_shape=(None, 3))


def test_the_rate_can_be_asked_and_set_as_in_keras():
    optimizer = optimizers.SGD(0.5)
    assert optimizer.learning_rate == optimizer.learning_rate.numpy() == 0.5
    optimizer.learning_rate.assign(0.25)
    assert optimizer.learning_rate == 0.25
    for wrong in (lambda: optimizer.lr, lambda: setattr(optimizer, "lr", 0.1)):
        with pytest.raises(AttributeError, match=r"SGD has no lr, an old name\nhelp: it is called learning_rate"):
            wrong()

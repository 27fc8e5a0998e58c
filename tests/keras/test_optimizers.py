"""Optimizers: their face. Their numbers are in `cases.py`."""

import numpy as np
import pytest

import tinygrad_edu as tg
from tinygrad_edu.keras import layers, models, optimizers

DEFAULTS = {
    "SGD": {"learning_rate": 0.01, "momentum": 0.0, "nesterov": False},
    "RMSprop": {"learning_rate": 0.001, "rho": 0.9, "momentum": 0.0, "epsilon": 1e-7, "centered": False},
    "Adam": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7, "amsgrad": False},
    "AdamW": {"learning_rate": 0.001, "weight_decay": 0.004, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
    "Nadam": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
    "Adamax": {"learning_rate": 0.001, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-7},
    "Adagrad": {"learning_rate": 0.001, "initial_accumulator_value": 0.1, "epsilon": 1e-7},
    "Adadelta": {"learning_rate": 0.001, "rho": 0.95, "epsilon": 1e-7},
}
# Of a Dense(3) of two inputs, trained for a step: what summary counts, and the bytes, in real Keras
COUNTS = {"SGD": 2, "RMSprop": 11, "Adam": 20, "AdamW": 20, "Nadam": 21, "Adamax": 20, "Adagrad": 11, "Adadelta": 20}


def built(optimizer, seed=0):
    tg.manual_seed(seed)
    model = models.Sequential([layers.Input((2,)), layers.Dense(3)])
    model.compile(optimizer, "mse")
    model.fit(np.ones((4, 2)), np.ones((4, 3)), verbose=0)
    return model


@pytest.mark.parametrize("name", DEFAULTS)
def test_defaults_are_keras_s(name):
    optimizer = getattr(optimizers, name)()
    assert {option: getattr(optimizer, option) for option in DEFAULTS[name]} == DEFAULTS[name]
    assert type(optimizers.get(name.lower())) is type(optimizers.get(name)) is type(optimizer)
    config = optimizer.get_config()
    assert config.items() >= DEFAULTS[name].items()
    assert type(optimizer).from_config(config).get_config() == config


@pytest.mark.parametrize("name", COUNTS)
def test_what_it_remembers_is_counted_as_keras_counts(name):
    variables = built(name).optimizer.variables
    assert sum(array.size for array in variables) == COUNTS[name]
    assert sum(array.nbytes for array in variables) == 4 * COUNTS[name]


def test_the_old_name_of_the_rate_is_refused_as_in_keras():
    with pytest.raises(ValueError, match="SGD has no option 'lr', its old name\nhelp: it is called 'learning_rate'"):
        optimizers.SGD(lr=0.1)
    with pytest.raises(ValueError, match="no option 'momentun'\nhelp: its options are 'momentum', "):
        optimizers.RMSprop(momentun=0.1)


def test_unknown_names_list_the_known_ones_the_nearest_first():
    with pytest.raises(ValueError, match="there is no optimizer 'adamm'\nhelp: 'Adam', 'AdamW', 'Nadam', 'Adamax', "):
        optimizers.get("adamm")
    with pytest.raises(TypeError, match=r"help: optimizer='adam', or optimizers.Adam\(learning_rate=0.001\)"):
        optimizers.get(tg.optim.SGD([tg.zeros(1)]))


@pytest.mark.parametrize("bad", [-0.1, float("nan")])
def test_rates_that_make_no_sense(bad):
    with pytest.raises(ValueError, match=r"learning_rate is .*\nhelp: it is a number from 0 up"):
        optimizers.Adam(bad)
    with pytest.raises(TypeError, match="LearningRateScheduler"):
        optimizers.Adam(lambda step: 0.1)


def test_other_options_that_make_no_sense():
    with pytest.raises(ValueError, match="help: give one of them"):
        optimizers.SGD(clipnorm=1.0, clipvalue=1.0)
    with pytest.raises(TypeError, match="weight_decay is a str\nhelp: it is a number"):
        optimizers.Adam(weight_decay="0.1")
    with pytest.raises(ValueError, match="clipnorm is -1"):
        optimizers.SGD(clipnorm=-1)
    with pytest.raises(ValueError, match="momentum of 2\nhelp"):
        optimizers.SGD(momentum=2)


def test_the_rate_can_be_set_before_and_after_the_first_step():
    model = built(optimizers.SGD(0.0))
    before = model.get_weights()
    model.optimizer.learning_rate = 0.5
    assert model.optimizer.learning_rate == 0.5
    model.fit(np.ones((4, 2)), np.ones((4, 3)), verbose=0)
    assert not np.allclose(model.get_weights()[0], before[0])
    assert model.optimizer.iterations == 2


def test_gradients_by_hand():
    weight = layers.Layer().add_weight((2,), "ones", name="w")
    optimizer = optimizers.SGD(0.1)
    optimizer.apply([tg.tensor([1.0, 2.0])], [weight])
    np.testing.assert_allclose(weight.numpy(), [0.9, 0.8], rtol=1e-6)
    optimizer.apply_gradients([(tg.tensor([1.0, 2.0]), weight)])
    np.testing.assert_allclose(weight.numpy(), [0.8, 0.6], rtol=1e-6)
    other = layers.Layer().add_weight((2,), "ones", name="other")
    with pytest.raises(ValueError, match="doesn't know the weight 'other'"):
        optimizer.apply([tg.tensor([1.0, 2.0])], [other])


@pytest.mark.parametrize("options", [{"clipvalue": 0.5}, {"clipnorm": 0.5}, {"global_clipnorm": 0.5}])
def test_gradients_that_are_given_stay_as_they_are(options):
    weight = layers.Layer().add_weight((2,), "ones", name="w")
    gradient = tg.tensor([3.0, 4.0])
    optimizers.SGD(1.0, **options).apply([gradient, None], [weight, layers.Layer().add_weight((1,), name="other")])
    assert gradient.tolist() == [3.0, 4.0]
    step = [0.5, 0.5] if "clipvalue" in options else [0.3, 0.4]
    np.testing.assert_allclose(weight.numpy(), np.subtract(1, step), rtol=1e-6)


def test_a_closure_is_called_before_gradients_are_clipped():
    weight = layers.Layer().add_weight((), "ones", name="w")
    optimizer = optimizers.SGD(1.0, clipvalue=0.25)
    optimizer.build([weight])

    def closure():
        optimizer.zero_grad()
        loss = weight * 3
        loss.backward()
        return loss

    assert float(optimizer.step(closure)) == 3
    assert float(weight) == 0.75


def test_layers_made_trainable_later_need_a_new_compile():
    model = models.Sequential([layers.Dense(2, trainable=False, input_shape=(2,)), layers.Dense(1)])
    model.compile("sgd", "mse")
    x, y = np.ones((4, 2)), np.ones((4, 1))
    frozen = model.layers[0].get_weights()
    model.fit(x, y, verbose=0)
    np.testing.assert_array_equal(model.layers[0].get_weights()[0], frozen[0])
    model.trainable = True
    with pytest.raises(ValueError, match="help: compile the model again"):
        model.fit(x, y, verbose=0)
    model.compile("sgd", "mse")
    model.fit(x, y, verbose=0)
    assert not np.allclose(model.layers[0].get_weights()[0], frozen[0])


def test_names():
    names = [optimizers.RMSprop().name, optimizers.RMSprop().name, optimizers.SGD(name="mine").name]
    assert names == ["rm_sprop", "rm_sprop_1", "mine"]
    assert repr(optimizers.SGD(0.5)) == "<SGD name=sgd, learning_rate=0.5>"


def test_schedules():
    schedule = optimizers.schedules.PiecewiseConstantDecay([2, 4], [1.0, 0.5, 0.1])
    assert [schedule(step) for step in range(6)] == [1.0, 1.0, 1.0, 0.5, 0.5, 0.1]
    optimizer = optimizers.SGD(schedule)
    with pytest.raises(TypeError, match="follows PiecewiseConstantDecay, and can't be set\nhelp"):
        optimizer.learning_rate = 0.1
    optimizer.learning_rate = optimizers.schedules.CosineDecay(0.3, 5)
    assert optimizer.learning_rate == 0.3
    with pytest.raises(ValueError, match="2 values for 2 boundaries\nhelp: one value more"):
        optimizers.schedules.PiecewiseConstantDecay([1, 2], [0.1, 0.2])
    with pytest.raises(ValueError, match="decay_steps is 0\nhelp"):
        optimizers.schedules.ExponentialDecay(0.1, 0, 0.5)
    with pytest.raises(TypeError, match="has no rate\nhelp: define __call__"):
        optimizers.SGD(optimizers.schedules.LearningRateSchedule())

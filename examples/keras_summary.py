"""Two Keras layers and their table: the inputs of the second are inferred, and 26,176 numbers are to be learnt.

A Dense layer with n inputs and m units has n · m weights and m biases. Which n it will have it needn't be told, unless
it is the first: a layer makes its weights when it sees its input. The same net in `nn` has to be told both numbers; it
keeps a weight the other way round, as (outputs, inputs), and draws its first numbers from a narrower range.

From the tutorial "신경망의 구성과 binary classification" on F. Chollet, "Deep Learning with Python", section 3.4,
whose text names no author.
"""

import numpy as np
from command_line import command_line, run
from graph_pictures import save_graph
from side_by_side import Difference, check_differences, largest_difference, print_table

import tinygrad_edu as tg
from tinygrad_edu import nn
from tinygrad_edu.keras import layers, models, utils

ALLOWED = 1e-5  # the nets are float32


# The program of the tutorial


def two_layers():
    """The tutorial's model; its second layer is told nothing of its input."""
    model = models.Sequential()
    model.add(layers.Dense(32, input_shape=(784,)))
    model.add(layers.Dense(32))
    return model


# The same net in `nn`


def counterpart():
    """The net, with first weights of its own."""
    return nn.Sequential(nn.Linear(784, 32), nn.Linear(32, 32))


def with_weights_of(model):
    """The net with the model's weights, turned round."""
    net = counterpart()
    for linear, dense in zip(net, model.layers):
        kernel, bias = dense.get_weights()
        linear.load_state_dict({"weight": kernel.T, "bias": bias})
    return net


def inputs(seed):
    """Five rows of 784 numbers, float32."""
    return np.random.default_rng(seed).standard_normal((5, 784), dtype=np.float32)


def answers_and_gradients(net, x, parameters):
    """What a net returns for x, and the gradients of the mean square of that by these parameters."""
    y = net(x)
    gradients = tg.grad((y**2).mean(), parameters)
    return [y.data, *(gradient.data for gradient in gradients)]


def by_hand(model, x):
    """The same as formulas: two products of matrices forwards, and what is handed back through them."""
    W1, b1, W2, b2 = (weight.astype(float) for weight in model.get_weights())
    h = x @ W1 + b1
    y = h @ W2 + b2
    dy = 2 * y / y.size
    dh = dy @ W2.T
    return [y, x.T @ dh, dh.sum(0), h.T @ dy, dy.sum(0)]


def compare(model, seed):
    """Model and formulas, model and net: the largest differences."""
    x = inputs(seed)
    net = with_weights_of(model)
    answers = answers_and_gradients(model, tg.tensor(x), model.weights)
    y, *of_net = answers_and_gradients(net, tg.tensor(x), list(net.parameters()))
    sides = {"formulas": by_hand(model, x), "net in nn": [y, *(gradient.T for gradient in of_net)]}
    names = ("outputs", *(f"gradient of {weight} {layer}" for layer in (1, 2) for weight in ("kernel", "bias")))
    for side, others in sides.items():
        for name, ours, theirs in zip(names, answers, others, strict=True):
            yield Difference(side, name, np.max(np.abs(ours)), largest_difference(ours, theirs), ALLOWED)


# What is shown


def print_counts(model):
    """How many numbers each layer learns, by Keras's table, by `nn` and by the formula n · m + m."""
    rows = []
    for dense, linear in zip(model.layers, counterpart()):
        n, m = dense.kernel.shape
        counted = sum(parameter.numel() for parameter in linear.parameters())
        rows.append([dense.name, f"{dense.count_params():,}", f"{counted:,}", f"{n} · {m} + {m} = {n * m + m:,}"])
    print_table([["layer", "Keras", "nn", "by hand"], *rows])


def print_first_weights(model):
    """From which range each side draws its first weights, and the largest one that was drawn."""
    rows = []
    for dense, linear in zip(model.layers, counterpart()):
        n, m = dense.kernel.shape
        for side, weight, bound, text in (
            ("Keras", dense.kernel, np.sqrt(6 / (n + m)), "√(6 / (n + m))"),
            ("nn", linear.weight, 1 / np.sqrt(n), "1 / √n"),
        ):
            rows.append([f"{side} {tuple(weight.shape)}", text, f"{bound:.4f}", f"{np.max(np.abs(weight.data)):.4f}"])
    print_table([["first weights", "drawn within ±", "which is", "largest"], *rows])


def draw_graph(model, seed, folder):
    """How the mean square of the outputs comes about, and what is sent back."""
    x = tg.tensor(inputs(seed))
    with tg.record_lines():
        y = model(x)
        loss = (y**2).mean()
    save_graph(loss, folder, "keras_summary", {"x": x, "y": y, "loss": loss})


def main(arguments=None):
    """Print the table, count, compare, draw."""
    options = command_line(__doc__, arguments)
    utils.set_random_seed(options.seed)
    utils.clear_session()  # layers are numbered from here on
    model = two_layers()
    model.summary()
    first, second = model.layers
    print(
        f"\n{second.name} was told no shape; the {first.units} units before it make its kernel {second.kernel.shape}\n"
    )
    print_counts(model)
    print_first_weights(model)
    check_differences(list(compare(model, options.seed)), "the others", ours="the model")
    if not options.no_pictures:
        draw_graph(model, options.seed, options.output)


if __name__ == "__main__":
    run(main)

"""Keras's habits over `nn`, `optim` and `ops`: here is what programs import from ``keras`` or ``tensorflow.keras``.

Layers are `nn` Modules, models too; optimizers are `optim` Optimizers with rules of their own. Names, arguments,
defaults and numbers are those of Keras 3, which differ from PyTorch's, and so from the rest of this package, in these:

============================  =============================================  ========================================
what                          Keras, and here                                PyTorch, and `nn`, `optim`
============================  =============================================  ========================================
Dense's kernel                (inputs, outputs), Glorot; bias 0              (outputs, inputs), both in ±1/√inputs
Conv2D                        channels last; kernel (rows, columns, in, out) channels first; (out, in, rows, columns)
padding "same"                with any stride; an odd zero at the end        with stride 1
average pools                 padding doesn't count                          padding counts, unless told otherwise
BatchNormalization            momentum 0.99 is kept, ε 1e-3, var. over n     momentum 0.1 is new, ε 1e-5, over n − 1
LayerNormalization            ε 1e-3                                         ε 1e-5
leaky ReLU                    slope 0.2, as a layer 0.3                      slope 0.01
softplus                      exact everywhere                               x itself above 20
Embedding                     uniform in ±0.05                               standard normal
he, lecun, glorot "normal"    beyond 2 σ drawn again, σ divided by 0.8796    plain normal
GRU's gates; biases           z, r, h; (2, 3 units)                          r, z, n; two of (3 units)
SGD with momentum             v ← m v − lr g; w ← w + v                      v ← m v + g; w ← w − lr v
RMSprop                       ρ 0.9, lr g / √(v + 1e-7)                      α 0.99, lr g / (√v + 1e-8)
Adam                          ε 1e-7 before the bias is corrected            ε 1e-8 after it
AdamW                         decay 0.004                                    decay 0.01
Nadam                         momentum β₁ (1 − 0.96ᵗ / 2)                    β₁ (1 − 0.96^(0.004 t) / 2)
Adamax                        ε beside the largest gradient                  ε within the maximum
Adagrad                       starts from 0.1, √(s + 1e-7)                   starts from 0, √s + 1e-10
Adadelta                      rate 0.001, ρ 0.95                             rate 1, ρ 0.9
binary cross-entropy          probabilities clipped to 1e-7                  logarithms limited to −100
categorical cross-entropy     of probabilities, divided by their sum         of logits
label smoothing               of binary labels, too, towards ½               of classes
hinge                         labels 0 and 1 count as −1 and 1               labels are −1 and 1
cosine_similarity             −cos                                           cos
weighted losses               Σ w l / n                                      Σ w l / Σ w
dropout, batch norm           as training only in `fit`                      until `eval()`
============================  =============================================  ========================================

Where real Keras would go on and be wrong, an error says so here: labels that would broadcast against the outputs
((n, 1) against (n, 2)), numbers of classes and words that aren't there, labels of a binary cross-entropy outside of
0 to 1, weights for examples whose loss is one number already, a `class_weight` that isn't numbers by numbers, weights
that aren't finite, data beyond the default dtype, a loss that isn't finite. A loss of a validation that isn't finite,
and weights of classes that aren't there, lead to a warning. And in these, too, the two differ:

- "accuracy" of outputs (n,) is binary; Keras takes them for the outputs of one example.
- An initializer without a seed draws other numbers at every call; Keras's the same ones.
- ``optimizer.learning_rate`` is a float with `numpy` and `assign`; Keras's a variable.
- `metrics_names` are the names of what `evaluate` returns; Keras's are "loss" and "compile_metrics".
- To callbacks a number is better than NaN, wherever it comes; in Keras nothing is better than a NaN that came first.
- LSTM and GRU have tanh and sigmoids, and no other activations; SimpleRNN has tanh or ReLU.
- Channels come last, and can't come first. The paths of data sets are names; TINYGRAD_EDU_DATA says where they lie.
- Weights are loaded with the state of the optimizer also if that hasn't begun yet; in Keras only if it has.
- A model that isn't Sequential has None for the examples in its summary; Keras has the size of the first batch.
- Off a terminal `fit` prints plain lines.
- Files are npz archives of arrays, never HDF5.

There is no functional API, no masking and no regularizer; well-known names that aren't here say what to do instead.

>>> import numpy as np
>>> from tinygrad_edu.keras import layers, models, utils
>>> utils.set_random_seed(0)
>>> model = models.Sequential([layers.Dense(8, activation="tanh", input_shape=(2,)), layers.Dense(1, "sigmoid")])
>>> model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["accuracy"])
>>> x, y = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
>>> history = model.fit(x, y, epochs=600, batch_size=4, verbose=0)
>>> model.evaluate(x, y, verbose=0)[1], list(history.history)
(1.0, ['accuracy', 'loss'])
"""

from . import (
    absent,
    activations,
    backend,
    callbacks,
    datasets,
    initializers,
    layers,
    losses,
    metrics,
    models,
    optimizers,
    preprocessing,
    utils,
)
from .layers import Input, Layer
from .models import Model, Sequential

__all__ = [
    "Input", "Layer", "Model", "Sequential", "activations", "backend", "callbacks", "datasets", "initializers",
    "layers", "losses", "metrics", "models", "optimizers", "preprocessing", "utils",
]  # fmt: skip

__getattr__ = absent.names_of(__name__)

"""Training: `compile`, `fit`, `evaluate`, `predict`, and the steps that they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from ...arrays import array_of
from ...autograd import no_grad
from .. import callbacks as calling
from .. import optimizers
from ..callbacks.callback import CallbackList, checked_callbacks
from ..checks import is_number, whole_number
from ..layers.layer import Layer, own_weights
from ..losses.loss import ShapeError
from ..metrics import Mean
from ..telling import warn
from .compiled import CompiledLoss, CompiledMetrics, number_of
from .origin import bad_data, origin_of
from .samples import Flow, Samples, inputs_of, samples_of, steps_in, validation_of, weighted_by_class

BATCH_SIZE = 32
# What isn't finite is found in the loss, and said where it arose; NumPy's warnings would only come before that
without_warnings = np.errstate(over="ignore", invalid="ignore", divide="ignore")


class Trainer(Layer):
    """What a model does once its layers are there.

    `history` is what the last `fit` has recorded, `stop_training` ends it after the batch.
    """

    compiled = False
    compiled_with: dict[str, Any]
    compiled_loss: CompiledLoss
    compiled_metrics: CompiledMetrics
    optimizer: Any = None
    history: Any = None
    stop_training = False

    # Compiling

    def compile(
        self,
        optimizer: Any = "rmsprop",
        loss: Any = None,
        loss_weights: None = None,
        metrics: Iterable | None = None,
        weighted_metrics: Iterable | None = None,
        run_eagerly: bool = False,
        steps_per_execution: int = 1,
        jit_compile: Any = "auto",
        auto_scale_loss: bool = True,
    ) -> None:
        """Say how the model is trained: names, or objects, of optimizer, loss and metrics.

        `metrics` never look at the weights of samples, `weighted_metrics` do. `run_eagerly`, `steps_per_execution`,
        `jit_compile` and `auto_scale_loss` are for Keras's engines, and change nothing. ValueError for an unknown name,
        with those that there are.
        """
        if loss_weights is not None:
            raise ValueError(
                f"loss_weights is {loss_weights!r:.60}\n"
                "help: a model has one loss here, without a weight; metrics come after it: metrics=['accuracy']"
            )
        found = optimizers.get(optimizer)
        loss_found, metrics_found = CompiledLoss(loss), CompiledMetrics(metrics, weighted_metrics)
        self.optimizer, self.compiled_loss, self.compiled_metrics = found, loss_found, metrics_found
        self.loss_mean = Mean("loss")
        self.compiled_with = {
            "optimizer": found, "loss": loss, "metrics": metrics, "weighted_metrics": weighted_metrics,
        }  # fmt: skip
        self.compiled = True

    @property
    def loss(self) -> Any:
        """The loss, as it was given to `compile`."""
        return self.compiled_loss.identifier if self.compiled else None

    @property
    def metrics(self) -> list:
        """The mean of the loss, and the metrics once they are known."""
        return [self.loss_mean, *self.compiled_metrics.by_name.values()] if self.compiled else []

    @property
    def metrics_names(self) -> list[str]:
        """The names of what `evaluate` returns, in its order."""
        return ["loss", *self.compiled_metrics.by_name] if self.compiled else []

    def check_compiled(self, method: str) -> None:
        """Refuse to go on before `compile` (ValueError)."""
        if not self.compiled:
            raise ValueError(
                f"{method}() before compile()\nhelp: model.compile(optimizer='adam', loss='mse', metrics=['mae'])"
            )

    # Fitting

    def fit(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: int | str = "auto",
        callbacks: Any = None,
        validation_split: float = 0.0,
        validation_data: Any = None,
        shuffle: bool | None = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int | Iterable[int] = 1,
    ) -> calling.History:
        """Train on x (n, …) and its labels y, `batch_size` (32) at a time, and return the History.

        `validation_split` takes the last share of the samples, before they are shuffled, to test on after each epoch;
        `validation_data`, (x, y) or (x, y, weights), are others. Each sample counts as much as its weight or its
        class's. `epochs` is the number of the last epoch, counted from `initial_epoch`. With `verbose` 0 nothing is
        printed, with 2 no bar.

        An epoch has `steps_per_epoch` batches, the next going on where it ended; without that all of them. Validation
        takes the first `validation_steps` batches of `validation_batch_size`, after every `validation_freq` epochs, or
        after those of these numbers, counted from 1.

        Ctrl-C is a KeyboardInterrupt, as everywhere: the weights stay as they are then, and `model.history` has all
        epochs that were finished. FloatingPointError for a loss that isn't finite, with the place where it arose;
        the weights are those from before that batch.
        """
        self.check_compiled("fit")
        samples, validation = self.fitted(
            samples_of(x, y, sample_weight), validation_split, validation_data, class_weight
        )
        size = checked_size(batch_size)
        whole_number("epochs", epochs, 0)
        whole_number("initial_epoch", initial_epoch, 0)
        if not isinstance(shuffle, (bool, np.bool_, type(None))):
            raise TypeError(f"shuffle is {shuffle!r:.60}\nhelp: True or False")
        flow = Flow(samples, size, bool(shuffle), checked_steps("steps_per_epoch", steps_per_epoch))
        last = checked_steps("validation_steps", validation_steps)
        others = size if validation_batch_size is None else whole_number("validation_batch_size", validation_batch_size)
        validates = validating(validation_freq)
        called = self.callback_list(callbacks, verbose, calling.History(), epochs=epochs, steps=len(flow))
        self.stop_training = False
        logs: dict[str, Any] = {}
        epoch = initial_epoch
        with self.watching(called, lambda: f"epoch {epoch + 1} was under way; model.history has those before it"):
            called.call("on_train_begin")
            for epoch in range(initial_epoch, epochs):
                logs = self.train_epoch(epoch, flow, called)
                if validation is not None and validates(epoch + 1):
                    tested = self.test_batches(validation, others, called, last, "validation ")
                    logs |= {f"val_{name}": value for name, value in tested.items()}
                called.call("on_epoch_end", epoch, logs)
                if self.stop_training:
                    break
            called.call("on_train_end", logs=logs)
        return self.history

    def fitted(
        self, samples: Samples, share: float, validation_data: Any, class_weight
    ) -> tuple[Samples, Samples | None]:
        """The samples to train and to validate with, tried on the model, the loss and the metrics."""
        if not self.trainable_weights and self.built:
            warn(f"{self.name!r} has no weights to train\nhelp: layer.trainable = True, before compile()")
        if not is_number(share) or not 0 <= share < 1:
            raise ValueError(f"validation_split is {share!r:.60}\nhelp: a share from 0 up and below 1, as in 0.2")
        validation = None if validation_data is None else validation_of(validation_data)
        if share and validation is None:
            samples, validation = samples.split(share)
        samples = self.tried(weighted_by_class(samples, class_weight, all_there=True))
        return samples, None if validation is None else self.tried(validation)

    def train_epoch(self, epoch: int, flow: Flow, called) -> dict[str, Any]:
        """One epoch of training; its logs."""
        self.reset_metrics()
        called.call("on_epoch_begin", epoch)
        for number, batch in enumerate(flow.epoch()):
            called.call("on_train_batch_begin", number)
            self.train_step(batch, f"epoch {epoch + 1}, batch {number + 1}", called.callbacks)
            called.call("on_train_batch_end", number, self.logs())
            if self.stop_training:
                break
        return self.logs()

    @without_warnings
    def train_step(self, batch: Samples, place: str, callbacks: Iterable = ()) -> None:
        """One batch: the loss, its gradients, a step of the optimizer."""
        y_pred = self(batch.x, training=True)
        loss = self.compiled_loss(batch.y, y_pred, batch.weights)
        finite = bool(np.isfinite(array_of(loss)))
        if not finite and not any(isinstance(callback, calling.TerminateOnNaN) for callback in callbacks):
            where = origin_of(loss, batch, self.layer_names())
            raise FloatingPointError(f"the loss is {float(loss)} at {place}\n{where}")
        self.gather(loss, batch, y_pred)
        variables = self.trainable_weights
        if finite and variables:
            self.optimizer.build(variables)
            self.optimizer.check_known(variables)
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()

    def train_on_batch(
        self, x: Any, y: Any = None, sample_weight: Any = None, class_weight=None, return_dict: bool = False
    ) -> Any:
        """Train on one batch; return its loss and metrics as `evaluate` does."""
        self.check_compiled("train_on_batch")
        samples = self.tried(weighted_by_class(samples_of(x, y, sample_weight), class_weight))
        self.reset_metrics()
        self.train_step(samples.batch(slice(None)), "this batch")
        return self.returned(return_dict)

    # Testing

    def evaluate(
        self,
        x: Any = None,
        y: Any = None,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Any = None,
        return_dict: bool = False,
    ) -> Any:
        """The loss, and the metrics behind it, in a list; the loss alone, if there are none; or all by name.

        With `steps` only so many batches are tested. A warning says where a loss that isn't finite comes from.
        """
        self.check_compiled("evaluate")
        samples, size = self.tried(samples_of(x, y, sample_weight)), checked_size(batch_size)
        number = checked_steps("steps", steps) or steps_in(len(samples), size)
        called = self.callback_list(callbacks, verbose, None, epochs=1, steps=number)
        with self.watching(called):
            logs = self.test_batches(samples, size, called, number)
        return logs if return_dict else self.returned(False)

    def test_batches(
        self, samples: Samples, size: int, called, steps: int | None = None, of: str = ""
    ) -> dict[str, Any]:
        """Loss and metrics over all samples, or the first `steps` batches, by name."""
        called.call("on_test_begin")
        self.reset_metrics()
        finite = True
        for number, batch in enumerate(islice(samples.batches(size), steps)):
            called.call("on_test_batch_begin", number)
            self.test_step(batch)
            called.call("on_test_batch_end", number, self.logs())
            if finite and not np.isfinite(self.logs()["loss"]):
                finite = False
                bad = bad_data(batch) or "the data are finite, and what the model makes of them isn't: model.predict(x)"
                warn(f"the {of}loss is {self.logs()['loss']} from batch {number + 1} on\n{of}{bad}")
        logs = dict(sorted(self.logs().items()))
        called.call("on_test_end", logs=logs)
        return logs

    @without_warnings
    def test_step(self, batch: Samples) -> None:
        """Take a batch into account, without learning from it."""
        with no_grad():
            y_pred = self(batch.x, training=False)
            self.gather(self.compiled_loss(batch.y, y_pred, batch.weights), batch, y_pred)

    def test_on_batch(self, x: Any, y: Any = None, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Test on one batch; return its loss and metrics as `evaluate` does."""
        self.check_compiled("test_on_batch")
        samples = self.tried(samples_of(x, y, sample_weight))
        self.reset_metrics()
        self.test_step(samples.batch(slice(None)))
        return self.returned(return_dict)

    # Predicting

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: int | str = "auto",
        steps: int | None = None,
        callbacks: Any = None,
    ) -> np.ndarray:
        """What the model returns for x (n, …), or for its first `steps` batches, as an array."""
        samples, size = Samples(self.fitting(inputs_of(x))), checked_size(batch_size)
        number_of_steps = checked_steps("steps", steps) or steps_in(len(samples), size)
        called = self.callback_list(callbacks, verbose, None, epochs=1, steps=number_of_steps)
        outputs = []
        with self.watching(called):
            called.call("on_predict_begin")
            for number, batch in enumerate(islice(samples.batches(size), steps)):
                called.call("on_predict_batch_begin", number)
                outputs.append(self.predict_on_batch(batch.x))
                called.call("on_predict_batch_end", number, {"outputs": outputs[-1]})
            called.call("on_predict_end")
        return np.concatenate(outputs)

    @without_warnings
    def predict_on_batch(self, x: Any) -> np.ndarray:
        """What the model returns for one batch, as an array."""
        with no_grad():
            return array_of(self(x, training=False))

    # What they share

    @without_warnings
    def tried(self, samples: Samples) -> Samples:
        """The samples in the shape that the model takes.

        The first of them, and those with the smallest and the largest label, have gone through model, loss and metrics,
        so that labels of a wrong shape or beyond all classes are refused before anything has been trained or written.
        """
        if samples.y is None:
            raise ValueError("there are no labels\nhelp: give y, too: one label for each row of x")
        samples = replace(samples, x=self.fitting(samples.x))
        tried = samples.batch(samples.extremes())
        try:
            with no_grad():
                y_pred = self(tried.x, training=False)
                self.compiled_loss(tried.y, y_pred, tried.weights)
                self.compiled_metrics.update(tried.y, y_pred, tried.weights)
        except ShapeError as error:
            raise error.of_all(len(samples)) from None
        self.compiled_metrics.reset()
        return samples

    def fitting(self, x: np.ndarray) -> np.ndarray:
        """The inputs with the axes that the model was built for, which may miss a last one of length 1, or have one."""
        wanted = self.build_shape or self.given_shape
        if wanted is None:
            return x
        if x.ndim == len(wanted) + 1 and x.shape[-1] == 1:
            x = x[..., 0]
        elif x.ndim == len(wanted) - 1 and wanted[-1] == 1:
            x = x[..., None]
        if x.ndim != len(wanted) or any(n not in (None, m) for n, m in zip(wanted, x.shape)):
            raise ValueError(
                f"x has shape {x.shape}, and {self.name!r} is built for {wanted}\nhelp: None stands for any length"
            )
        return x

    def gather(self, loss, batch: Samples, y_pred) -> None:
        """Take the loss and the metrics of a batch into account."""
        self.loss_mean.update_state(array_of(loss), len(batch))
        with no_grad():
            self.compiled_metrics.update(batch.y, y_pred.detach(), batch.weights)

    def reset_metrics(self) -> None:
        """Forget the batches."""
        self.loss_mean.reset_state()
        self.compiled_metrics.reset()

    def logs(self) -> dict[str, Any]:
        """The loss and the metrics up to now."""
        return {"loss": number_of(self.loss_mean.result()), **self.compiled_metrics.results()}

    def returned(self, return_dict: bool) -> Any:
        """The loss and the metrics up to now, as `evaluate` returns them."""
        logs = self.logs()
        if return_dict:
            return dict(sorted(logs.items()))
        return list(logs.values()) if len(logs) > 1 else logs["loss"]

    def layer_names(self) -> dict[Any, str]:
        """In words, for each weight, the layer that it belongs to."""
        layers = [module for module in self.modules() if isinstance(module, Layer)]
        return {weight: f"layer {layer.name!r}" for layer in layers for weight in own_weights(layer)}

    def callback_list(self, callbacks: Any, verbose: Any, history: calling.History | None, epochs: int, steps: int):
        """The user's callbacks, behind them the History, and what prints."""
        verbose = 1 if verbose == "auto" else verbose
        if verbose not in (0, 1, 2):
            raise ValueError(f"verbose is {verbose!r}\nhelp: 0: nothing; 1 or 'auto': a bar; 2: lines")
        every = checked_callbacks(callbacks)
        if history is not None:
            given = [callback for callback in every if isinstance(callback, calling.History)]
            every += [] if given else [history]
            self.history = given[0] if given else history
        every += [calling.ProgbarLogger()] if verbose else []
        return CallbackList(every, self, {"verbose": int(verbose), "epochs": epochs, "steps": steps})

    @contextmanager
    def watching(self, called: CallbackList, state: Callable[[], str] | None = None) -> Iterator[None]:
        """Whatever happens inside, a line that was begun is ended."""
        try:
            yield
        except BaseException as error:
            for callback in called.callbacks:
                if isinstance(callback, calling.ProgbarLogger):
                    callback.interrupted()
            if state is not None and isinstance(error, KeyboardInterrupt):
                error.add_note(state())
            raise


def checked_size(batch_size: int | None) -> int:
    """How many samples go together (ValueError)."""
    return whole_number("batch_size", BATCH_SIZE if batch_size is None else batch_size)


def checked_steps(name: str, steps: int | None) -> int | None:
    """How many batches are taken; None: all (ValueError)."""
    return None if steps is None else whole_number(name, steps)


def validating(frequency: int | Iterable[int]) -> Callable[[int], bool]:
    """Whether to validate after the epoch of a number, counted from 1 (ValueError)."""
    if isinstance(frequency, Iterable) and not isinstance(frequency, str):
        numbers = {whole_number("an epoch in validation_freq", number) for number in frequency}
        return lambda epoch: epoch in numbers
    every = whole_number("validation_freq", frequency)
    return lambda epoch: epoch % every == 0

"""The skorch net that all estimators hold."""

import math
import traceback
from dataclasses import dataclass, field
from functools import partial

import torch
from skorch import NeuralNetClassifier

from ._data import BatchIterator, Outputs, TensorRows, block_rows, in_halves, rows_of_arrays
from ._environment import DrawsFrom, limited_threads, random_streams
from ._replay import StepReplay


@dataclass
class LossTotals:
    """Sums of losses kept on the device, so that an epoch asks it for numbers once."""

    sums: dict = field(default_factory=dict)
    n_rows: dict = field(default_factory=dict)

    def add(self, losses, n_rows):
        """Add the losses of a batch."""
        for name, loss in losses.items():
            if name in self.sums:
                self.sums[name].add_(loss.detach(), alpha=n_rows)
                self.n_rows[name] += n_rows
            else:
                self.sums[name], self.n_rows[name] = loss.detach() * n_rows, n_rows

    def means(self):
        """Return the mean of each loss over the rows that its player saw."""
        means = {}
        if self.sums:
            sums = torch.stack(list(self.sums.values())).tolist()
            for name, total in zip(self.sums, sums, strict=True):
                means[name] = total / self.n_rows[name]
        return means


_ALL_FROZEN = """No weight of the network learns, as all are frozen: leave some that require \
gradients, or freeze fewer with a callback."""
_FULL = """{0.device} is full: lower batch_size, which is {0.batch_size}, max_anchors, or the \
networks' sizes. ({1})"""


class _Stop(KeyboardInterrupt):
    """What skorch takes for the end of a fit, raised by a net that was told to stop."""


class ImbalanceNet(NeuralNetClassifier):
    """A skorch net whose data live on the device and whose history is written once an epoch.

    The criterion is called as ``criterion(output, y, weight)`` with what the module returns:
    logits of shape (n_rows, n_classes), or (n_members, n_rows, n_classes) for an ensemble in one
    module. A module may return anything else, a tuple for instance, if it has a method
    ``probabilities(output)`` that makes class probabilities of it, in either shape. Those of
    members are averaged. Members with validation rows of their own take (n_members, n_rows, ...).

    A module with a true attribute ``reads_labels`` is called as ``module(X, y)`` in training, with
    class codes, and as ``module(X)`` elsewhere.

    Parameters
    ----------
    module : callable
        Builds the network.

    criterion : callable
        Builds the loss.

    seed : int, default=0
        Seed of all random streams of the fit.

    max_steps_per_epoch : int, default=None
        Largest number of batches in one epoch.

    user_callbacks : bool, default=False
        Whether a history of batches is kept, which callbacks of the user may read. It costs a
        synchronisation per batch.

    **kwargs : dict
        What a skorch net takes.

    Attributes
    ----------
    was_interrupted : bool
        Whether the last fit was ended by an interrupt; callbacks of skorch that end it by the same
        exception do not count.

    has_diverged : bool
        Whether earlier weights were put in the place of those that the last fit has come to.

    broken_losses : list of str
        Those of the last epoch that are not finite.
    """

    def __init__(
        self,
        module,
        criterion,
        *,
        seed=0,
        max_steps_per_epoch=None,
        user_callbacks=False,
        **kwargs,
    ):
        own = {"iterator_train": BatchIterator, "iterator_valid": BatchIterator}
        # Cached outputs are in the order of the batches, which is not that of the rows.
        own |= {"dataset": rows_of_arrays, "use_caching": False}
        super().__init__(module, criterion=criterion, **(own | kwargs))
        self.seed, self.user_callbacks = seed, user_callbacks
        self.max_steps_per_epoch = max_steps_per_epoch

    _default_callbacks = []
    main_loss = "loss"  # of the network that predicts, among those of a training step

    def initialize(self):
        self.draws_, self.best_losses_ = random_streams(self.seed, self.device), {}
        self._is_to_stop, self.was_interrupted, self._replay = False, True, None
        draws = DrawsFrom(self.draws_["weights"])
        try:
            with limited_threads(0), draws:
                super().initialize()
        except torch.OutOfMemoryError as error:
            raise MemoryError(_FULL.format(self, error)) from error
        except RuntimeError as error:  # of torch, which an interrupt has met half way in a mode
            if isinstance(error.__context__, KeyboardInterrupt):
                raise KeyboardInterrupt from error
            raise
        finally:
            draws.stream = None
        self._seed_layers(self.draws_["layers"])
        if "cuda" in str(self.device) and not self.user_callbacks:  # which may look at a step
            self._replay = StepReplay.of(self)
        return self

    def work_of(self, shape):
        """Return about how many multiplications a row of some shape costs in all networks.

        Parameters
        ----------
        shape : sequence of int
            Shape of a row; convolutions use their weights at each place of an image.

        Returns
        -------
        work : int
        """
        work = 0
        for module in self.player_modules().values():
            # Where a row is flat, a network that finds an image in it says how large that is.
            places = math.prod(shape[-2:]) if len(shape) == 3 else getattr(module, "places", 1)
            for weights in module.parameters():
                work += weights.numel() * (places if weights.dim() == 4 else 1)
        return work

    def player_attributes(self):
        """Return the names under which the networks of the players are kept."""
        return ["module_"]

    @property
    def best_score(self):
        """Best score of validation rows in an epoch of the history."""
        scores = [epoch.get("valid_score", -math.inf) for epoch in self.history]
        return max(scores, default=-math.inf)

    def _seed_layers(self, generator):
        """Let the layers that draw while training share a generator; None is torch's own."""
        for module in self.player_modules().values():
            for layer in module.modules():
                if hasattr(layer, "random_generator"):
                    layer.random_generator = generator

    def stop(self):
        """End the fit with this epoch, whose end is still reported to all callbacks."""
        self._is_to_stop = True

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        if self._is_to_stop:
            raise _Stop
        self.broken_losses = []
        super().on_epoch_begin(net, dataset_train, dataset_valid, **kwargs)

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        super().on_epoch_end(net, dataset_train, dataset_valid, **kwargs)
        self._n_whole = len(self.history)

    def fit_loop(self, X, y=None, epochs=None, **fit_params):
        self.has_diverged = False
        self._n_whole, self.was_interrupted = len(self.history), True  # until all is over
        # A step goes forward and, at twice the cost, backward.
        work = 3 * self.work_of(X.X.shape[1:]) * self.batch_size
        try:
            with limited_threads(work), torch.enable_grad():
                super().fit_loop(X, y, epochs or self.max_epochs - self._n_whole, **fit_params)
            self.was_interrupted = False
        except torch.OutOfMemoryError as error:
            raise MemoryError(_FULL.format(self, error)) from error
        except KeyboardInterrupt as reason:  # skorch goes on as if the last epoch were over
            frame, _ = list(traceback.walk_tb(reason.__traceback__))[-1]
            by_callback = frame.f_globals.get("__name__", "").startswith("skorch.callbacks")
            self.was_interrupted = not (by_callback or isinstance(reason, _Stop))
            del self.history[self._n_whole :]  # the record of an epoch that has no end
        return self

    def player_modules(self):
        """Return the networks by player."""
        return {"classifier": self.module_}

    def get_iterator(self, dataset, training=False):
        if not training:
            size = block_rows(self.module_, dataset.X.shape[1:].numel())
            return self.iterator_valid(dataset, batch_size=size)
        return self.iterator_train(
            dataset,
            batch_size=self.batch_size,
            shuffle=True,
            generator=self.draws_["batches"],
            max_batches=self.max_steps_per_epoch,
        )

    def on_batch_begin(self, net, batch=None, training=False, **kwargs):
        # A record per batch costs a synchronisation; only callbacks of the user can want it.
        if self.user_callbacks:
            super().on_batch_begin(net, batch=batch, training=training, **kwargs)

    def run_single_epoch(self, iterator, training, prefix, step_fn, **fit_params):
        if iterator is None:
            return
        outputs = None if training else Outputs(len(iterator.dataset))
        totals, count = LossTotals(), 0
        for batch in iterator:
            self.notify("on_batch_begin", batch=batch[:2], training=training)
            step = step_fn(batch, **fit_params)
            totals.add(step["losses"], len(batch[1]))
            if self.user_callbacks:
                self.history.record_batch(prefix + "_loss", step["loss"].item())
                self.history.record_batch(prefix + "_batch_size", len(batch[1]))
            if not training:
                outputs.add(step["y_pred"])
            self.notify("on_batch_end", batch=batch[:2], training=training, **step)
            count += 1
        self.history.record(prefix + "_batch_count", count)
        for name, value in totals.means().items():
            self.history.record(f"{prefix}_{name}", value)
            if not math.isfinite(value):
                self.broken_losses.append(f"{prefix}_{name}")
            if name in (self.main_loss, "loss"):  # as skorch's callbacks look for it
                self.history.record(f"{prefix}_loss", value)
                best = self.best_losses_.get(prefix, math.inf)
                self.history.record(f"{prefix}_loss_best", value < best)
                self.best_losses_[prefix] = min(best, value)
        if not training:
            self.valid_proba = outputs.rows.cpu().numpy()

    def train_step(self, batch, **fit_params):
        if not self.module_.training:  # visiting all layers takes time
            self.module_.train()
        update = self._replay or self._update
        loss, output = update(batch, self.criterion_, self.optimizer_)
        return {"loss": loss, "losses": {"loss": loss}, "y_pred": output}

    def _update(self, batch, criterion, optimizer):
        """Lower a loss by one step; return it, and what the module made of the batch."""
        X, y, weight, _ = batch
        optimizer.zero_grad()
        reads_labels = getattr(self.module_, "reads_labels", False)
        output = self.module_(X, y) if reads_labels else self.module_(X)
        loss = criterion(output, y, weight)
        if not loss.requires_grad:
            raise ValueError(_ALL_FROZEN)
        loss.backward()
        self.notify(
            "on_grad_computed",
            named_parameters=self.module_.named_parameters(),
            batch=batch,
            training=True,
        )
        optimizer.step()
        return loss, output

    @torch.no_grad()
    def validation_step(self, batch, **fit_params):
        X, y, weight, _ = batch
        self._set_training(False)
        if weight is None or weight.dim() == 1:
            output = self.module_(X)
            proba = self._probabilities(output)
        else:  # a member is asked only about the rows that it holds out
            is_asked = weight > 0
            n_most = int(is_asked.sum(dim=1).max())
            rows = is_asked.to(torch.uint8).topk(n_most, dim=1).indices
            found = self.module_(X[rows]).flatten(0, 1)
            found = torch.cat([found, self._probabilities(found)], dim=1).view(*rows.shape, -1)
            both = found.new_zeros(*weight.shape, found.shape[-1])
            both.scatter_(1, rows.unsqueeze(-1).expand_as(found), found)
            output, proba = both.chunk(2, dim=-1)
            proba = torch.einsum("mr,mrc->rc", weight / weight.sum(dim=0), proba)
        loss = self.criterion_(output, y, weight)
        return {"loss": loss, "losses": {"loss": loss}, "y_pred": proba}

    def validated_proba(self, rows, weight):
        """Return class probabilities of rows by the members that validate them.

        Parameters
        ----------
        rows : TensorRows
            On the net's device.

        weight : ndarray of shape (n_members, n_rows)
            Weights of the rows by member; zero leaves a member out.

        Returns
        -------
        proba : ndarray of shape (n_rows, n_classes)
        """
        weight = torch.as_tensor(weight, dtype=torch.float32).to(rows.X.device)
        outputs, work = Outputs(len(rows)), self.work_of(rows.X.shape[1:]) * len(rows)
        with limited_threads(work):
            for batch in self.get_iterator(TensorRows(rows.X, rows.y, weight)):
                outputs.add(self.validation_step(batch)["y_pred"])
        return outputs.rows.cpu().numpy()

    @torch.no_grad()
    def evaluation_step(self, batch, training=False):
        self._set_training(training)
        return self._probabilities(self.module_(batch[0]))

    def _probabilities(self, output):
        """Make class probabilities of what the module returns, means over its members."""
        read = getattr(self.module_, "probabilities", partial(torch.softmax, dim=-1))
        proba = read(output)
        return proba.mean(dim=0) if proba.dim() == 3 else proba

    def predict_proba(self, X):
        """Return class probabilities of encoded rows.

        Parameters
        ----------
        X : array or tensor of shape (n_rows, n_columns), or TensorRows

        Returns
        -------
        proba : ndarray of shape (n_rows, n_classes)
        """
        return self._in_blocks(lambda block: self.evaluation_step((block,)), X)

    def outputs(self, X, method="forward"):
        """Return what a method of the module makes of encoded rows.

        Parameters
        ----------
        X : array or tensor of shape (n_rows, n_columns), or TensorRows

        method : str, default="forward"
            One that gives a tensor with the rows on its first axis.

        Returns
        -------
        outputs : ndarray of shape (n_rows, ...)
        """
        self._set_training(False)
        return self._in_blocks(getattr(self.module_, method), X)

    def _in_blocks(self, function, X):
        """Return what a function on the device makes of encoded rows."""
        X = torch.as_tensor(X.X if isinstance(X, TensorRows) else X, dtype=torch.float32)
        device, outputs = next(self.module_.parameters()).device, Outputs(len(X))
        blocks = X.split(block_rows(self.module_, X.shape[1:].numel()))
        with limited_threads(self.work_of(X.shape[1:]) * len(blocks[0])), torch.no_grad():
            for block in blocks:
                outputs.add(in_halves(function, device, block).cpu())
        return outputs.rows.numpy()

    def release(self, kept=None):
        """Leave weights on the CPU and drop what only training needed.

        Parameters
        ----------
        kept : collection of str, default=None
            Names of the players that are kept beside the one that predicts; None keeps all.

        Returns
        -------
        self : ImbalanceNet
        """
        self._seed_layers(None)
        for module in self.player_modules().values():
            module.to("cpu").eval()
        # What builds the network may hold what was trained before it.
        self.module = self.draws_ = self._replay = None
        self.criterion_.to("cpu")
        self.train_split = self.valid_proba = None  # they hold validation rows
        for name in self._optimizers:
            getattr(self, name + "_").state.clear()
        self.device = "cpu"
        return self

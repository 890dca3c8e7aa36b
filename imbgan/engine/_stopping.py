"""How a fit ends before its last epoch: by a word of a callback, or by an interrupt."""

from skorch import NeuralNetClassifier


class _Stop(KeyboardInterrupt):
    """What skorch takes for the end of a fit, raised by a net that was told to stop."""


class StoppableNet(NeuralNetClassifier):
    """A skorch net that can be told to stop, and that knows whether somebody interrupted it.

    Attributes
    ----------
    was_interrupted : bool
        Whether the last fit was ended by an interrupt, of the user or of a callback of skorch.
    """

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        super().on_train_begin(net, X=X, y=y, **kwargs)
        self._is_to_stop = self._in_epoch = self.was_interrupted = False

    def stop(self):
        """End the fit with this epoch, of whose end all callbacks still hear."""
        self._is_to_stop = True

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        if self._is_to_stop:
            raise _Stop
        super().on_epoch_begin(net, dataset_train, dataset_valid, **kwargs)
        self._in_epoch = True

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        super().on_epoch_end(net, dataset_train, dataset_valid, **kwargs)
        self._in_epoch = False

    def fit_loop(self, X, y=None, epochs=None, **fit_params):
        try:
            return super().fit_loop(X, y, epochs=epochs, **fit_params)
        except KeyboardInterrupt as reason:  # skorch goes on as if the last epoch were over
            self.was_interrupted = not isinstance(reason, _Stop)
            if self._in_epoch:
                self.history.pop()  # the record of an epoch that has no end
            raise

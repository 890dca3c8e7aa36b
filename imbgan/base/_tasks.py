"""scikit-learn's own callbacks (from 1.9 on): an epoch is a task of the fit."""

from skorch.callbacks import Callback

try:
    from sklearn.callback import CallbackSupportMixin, with_callbacks
except ImportError:  # scikit-learn 1.8 has no callbacks
    CallbackSupportMixin = None

    def with_callbacks(method):
        """Return the method as it is."""
        return method


def has_callbacks(estimator):
    """Tell whether this scikit-learn has callbacks."""
    return CallbackSupportMixin is not None


def set_callbacks(estimator, *callbacks):
    """Set callbacks of scikit-learn; they are found by their methods, so no base is needed."""
    return CallbackSupportMixin.set_callbacks(estimator, *callbacks)


class EpochTasks(Callback):
    """Report each epoch to scikit-learn's callbacks, and stop when one of them asks for it.

    Parameters
    ----------
    estimator : estimator
        Whose fit it is.

    max_epochs : int
        Largest number of tasks.
    """

    remembered = ()  # by a checkpoint

    def __init__(self, estimator, max_epochs):
        self.estimator = estimator
        self.context = CallbackSupportMixin._init_callback_context(
            estimator, max_subtasks=max_epochs
        )

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.epoch_ = None
        self.context.call_on_fit_task_begin(estimator=self.estimator)

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        self.epoch_ = self.context.subcontext(task_name="epoch")
        self.epoch_.call_on_fit_task_begin(estimator=self.estimator)

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        if self._end_epoch():
            net.stop()

    def on_train_end(self, net, X=None, y=None, **kwargs):
        # Another callback may have ended the fit before this one was told of the epoch's end.
        self._end_epoch()
        self.context.call_on_fit_task_end(estimator=self.estimator)
        self.estimator, self.context = None, None

    def _end_epoch(self):
        """End the task of the running epoch, if any, and return whether to stop."""
        epoch, self.epoch_ = self.epoch_, None
        return epoch is not None and epoch.call_on_fit_task_end(estimator=self.estimator)

"""scikit-learn's own callbacks (from 1.9 on): an epoch is a task of the fit."""

from skorch.callbacks import Callback

try:
    from sklearn.callback import CallbackSupportMixin, with_callbacks
except ImportError:  # scikit-learn 1.8 has no callbacks

    class CallbackSupportMixin:
        """Stand-in that supports nothing."""

    def with_callbacks(method):
        """Return the method as it is."""
        return method


class EpochTasks(Callback):
    """Tell scikit-learn's callbacks of each epoch, and stop when one of them asks for it.

    Parameters
    ----------
    estimator : estimator
        Whose fit it is.

    context : sklearn.callback.CallbackContext
        The context of that fit.
    """

    def __init__(self, estimator, context):
        self.estimator, self.context = estimator, context

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
        # Another callback may have ended the fit before this one heard of the epoch's end.
        self._end_epoch()
        self.context.call_on_fit_task_end(estimator=self.estimator)
        self.estimator, self.context = None, None

    def _end_epoch(self):
        """End the task of the running epoch, if any, and return whether to stop."""
        epoch, self.epoch_ = self.epoch_, None
        return epoch is not None and epoch.call_on_fit_task_end(estimator=self.estimator)


def epoch_tasks(estimator, max_epochs):
    """Return the skorch callback that serves an estimator's scikit-learn callbacks, if any."""
    if not getattr(estimator, "_skl_callbacks", None):
        return []
    context = estimator._init_callback_context(max_subtasks=max_epochs)
    return [("tasks", EpochTasks(estimator, context))]

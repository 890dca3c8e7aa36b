"""What all estimators that hold a net have beside fit: history, files, callbacks."""

from sklearn.base import BaseEstimator
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from ..engine import on_device, resolve_device
from ._saving import save
from ._tasks import has_callbacks, set_callbacks


class NetEstimator(BaseEstimator):
    """Base of the estimators that train a skorch net, which they hold as ``net_``.

    A method gives ``_plan(run)``, which says what is trained: a :class:`Plan`. A game has settings
    in ``_method`` and gives ``_strategy()``, which makes a :class:`GeneratorStrategy`.
    """

    _method = None  # settings of a game
    _players = ("classifier", "generator", "critic")  # of its game
    _holds_out_rows = True  # to choose the epoch on them, if the parameters say so
    _needs_batches = True  # whether its networks normalise over the images of a batch
    _make_encoder = None  # of X, where it is not the usual one
    _reads_images = None  # whether X has images, where that does not show in its shape
    _augment = None  # adds rows to the encoded training rows of a run
    _plays_always = False  # even where generated rows have no weight in the classifier

    def _net_on_device(self):
        """Return the net on the device of the estimator, and that device."""
        device = resolve_device(self.device, fallback=True)
        return on_device(self.net_, device), device

    @property
    def history_(self):
        """Losses and scores of each epoch, as a list of dicts."""
        check_is_fitted(self, "net_")
        return [{k: v for k, v in row.items() if k != "batches"} for row in self.net_.history]

    @property
    def n_iter_(self):
        """Number of epochs that were run."""
        check_is_fitted(self, "net_")
        return len(self.net_.history)

    def save(self, path, *, leave_out=()):
        """Write the fitted estimator to a file that :func:`imbgan.load` reads.

        The file holds numbers and text and no code, so that to load it executes nothing. What is
        needed to predict or to sample comes back exactly; what only a running fit needs (states of
        optimisers, of callbacks) does not.

        **The file of a sampler that mixes rows contains training rows**, at most `max_anchors` of
        each class that it generates; that of a sampler with a latent space contains the rows of
        classes of a single row, and that of :class:`CycleGANSampler` all rows of its sources. The
        files of :class:`DFBSSampler` and :class:`DGCSampler` contain codes of rows, which their
        decoders turn into rows much like them. Do not hand such a file to anybody who may not see
        the rows. Other files contain none, but the categories and the extreme values of the
        columns, and the probabilities ``oof_proba_`` of the rows where there are some.

        Parameters
        ----------
        path : str or path-like
            The file. One that is there already is replaced at once and keeps its mode, or is
            left as it is should writing fail. A new file of a sampler can be read by its owner
            alone.

        leave_out : sequence of str, default=()
            Names of parameters that a file cannot hold, such as a network of your own. Give them
            again to :func:`imbgan.load`.

        Raises
        ------
        NotFittedError
            If the estimator is not fitted.

        ValueError
            If a parameter or attribute cannot be written; the message names it. If the path is
            that of a folder, a pipe or a device.
        """
        save(self, path, leave_out=leave_out)

    @available_if(has_callbacks)
    def set_callbacks(self, *callbacks):
        """Set scikit-learn's own callbacks, which see each epoch as a task of the fit.

        Parameters
        ----------
        *callbacks : callback instances
            None removes those that were set.

        Returns
        -------
        self : object
        """
        return set_callbacks(self, *callbacks)

"""What estimators have that can be written to a file."""


class SavingMixin:
    """Gives an estimator the method that writes it to a file."""

    def save(self, path, *, leave_out=()):
        """Write the fitted estimator to a file that :func:`imbgan.load` reads.

        The file holds numbers and text and no code, so that to load it executes nothing. What is
        needed to predict or to sample comes back exactly; what only a running fit needs (states of
        optimisers, of callbacks) does not.

        **The file of a sampler that mixes rows contains training rows**, at most `max_anchors` of
        each class that it generates; that of a sampler with a latent space contains the rows of
        classes of a single row. Do not hand it to anybody who may not see them. Other files
        contain none, but the categories and the extreme values of the columns.

        Parameters
        ----------
        path : str or path-like
            The file. One that is there already is replaced at once, or left as it is should
            writing fail.

        leave_out : sequence of str, default=()
            Names of parameters that a file cannot hold, such as a network of your own. Give them
            again to :func:`imbgan.load`.

        Raises
        ------
        NotFittedError
            If the estimator is not fitted.

        ValueError
            If a parameter or attribute cannot be written; the message names it.
        """
        from ..persistence import save  # it stands above this room

        save(self, path, leave_out=leave_out)

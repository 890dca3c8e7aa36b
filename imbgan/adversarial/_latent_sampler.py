"""The sampler face of a game whose generator lives on a latent space."""

import numpy as np
import torch
from sklearn.utils.validation import check_is_fitted

from ..engine import in_blocks
from ._faces import GameSampler


class LatentSampler(GameSampler):
    """The sampler face, with a look into the latent space."""

    def _encode(self, X, codes, seed):
        rows = super()._encode(X, codes, seed)
        single = np.flatnonzero(np.bincount(rows.y) == 1)
        self.single_classes_ = single
        self.single_rows_ = np.array([rows.X[rows.y == code][0] for code in single])
        return rows

    def _generate(self, codes, seed):
        rows = super()._generate(codes, seed)
        # Around a single row there is nothing to decode: its class is that row.
        for code, row in zip(self.single_classes_, self.single_rows_, strict=True):
            rows[codes == code] = row
        return rows

    def embed(self, X):
        """Return the latent vectors of rows: what the autoencoder's encoder makes of them.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows, or images of shape (n_samples, channels, height, width).

        Returns
        -------
        embedding : ndarray of shape (n_samples, latent_dim)

        Raises
        ------
        NotFittedError
            If the sampler is not fitted.

        ValueError
            If no class lacked rows in fit, so that nothing was trained.
        """
        generator = self._latent_generator()
        encoded = self.encoder_.transform(self._check_rows(X, reset=False))
        return in_blocks(generator.encoder, torch.from_numpy(encoded)).numpy()

    @property
    def latent_means_(self):
        """Means of the classes in latent space, of shape (n_classes, latent_dim)."""
        return self._latent_generator().gaussians.means.numpy()

    @property
    def latent_covariances_(self):
        """Their covariances, of shape (n_classes, latent_dim, latent_dim)."""
        return self._latent_generator().gaussians.covariances.numpy()

    def _latent_generator(self):
        """Return the generator, or say why there is none."""
        check_is_fitted(self, "generated_classes_")
        if not self.generated_classes_:
            raise ValueError(
                "No class lacked rows in fit, so there is no generator and no latent space. Ask "
                "for more rows with sampling_strategy."
            )
        return self.net_.generator_

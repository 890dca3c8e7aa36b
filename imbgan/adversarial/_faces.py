"""Both faces of a game."""

import warnings

import numpy as np
import torch
from sklearn.base import _fit_context

from ..base import ClassifierFace, SamplerFace, rows_to_draw
from ..encoding import make_encoder
from ..engine import GameNet, ImbalanceNet, SeedStreams, WeightAverage, block_rows
from ..networks import narrow
from ..utils import ImbalanceWarning
from ._base import BaseGameEstimator, lacking
from ._collapse import warn_of_collapse


class GameClassifier(ClassifierFace, BaseGameEstimator):
    """The classifier face of a game."""

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y):
        """Play the game and keep its classifier.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        y : array-like of shape (n_samples,)
            Class labels of any kind.

        Returns
        -------
        self : object
            The fitted classifier.
        """
        with self._whole():
            X, codes = self._check_training(X, y)
            n_to_draw = rows_to_draw(self, self.classes_[codes])
            self._train(X, codes, n_to_draw, self._seed())
        if isinstance(self.net_, GameNet):
            self.net_.dismiss("generator", "critic")
        return self

    def _cast_again(self, states):
        # Without the other players there is no need of a net that lets them take turns.
        return ImbalanceNet, self._rules()

    def _is_played(self, classes):
        # With no weight on the fakes the classifier would not notice the game.
        # The weight does not depend on the kind of data, of which nothing is known yet.
        return bool(classes) and self._chosen("fake_weight", is_image=False) > 0


class GameSampler(BaseGameEstimator, SamplerFace):
    """The sampler face of a game."""

    _default_early_stopping = False
    _gives_rows = True

    def _is_played(self, classes):
        return bool(classes)

    def _watchers(self, rows):
        return [("average", WeightAverage("generator")), *super()._watchers(rows)]

    def _train(self, X, codes, n_to_draw, seed):
        single = self.classes_[np.bincount(codes) == 1]
        if len(single):
            warnings.warn(
                f"The classes {single.tolist()} have one row each; what is generated for them "
                "equals it.",
                ImbalanceWarning,
                stacklevel=4,
            )
        if not lacking(np.bincount(codes), n_to_draw).size:
            self.generated_classes_ = ()
            self.encoder_ = make_encoder(X, self.categorical_features, self.image_shape)
            self.encoder_.fit(X)
            return
        rows = super()._train(X, codes, n_to_draw, seed)
        self.net_.dismiss("critic")
        warn_of_collapse(self, rows, SeedStreams(seed).seed("rows"))

    def _cast_again(self, states):
        generator = self._generator_again(states["generator"])
        return GameNet, self._rules() | self._cast(generator)

    def _restore(self, seed, states, history):
        super()._restore(seed, states, history)
        self.net_.dismiss("critic")

    def _trial(self):
        """Return some rows of each class that is generated."""
        return self._generate(np.repeat(self.generated_classes_, 2), seed=0)

    def _generate(self, codes, seed):
        """Generate encoded rows of some classes, in blocks, in the order asked for."""
        noise = torch.Generator().manual_seed(seed)
        # A block that mixes the classes keeps all slots of the generator equally busy.
        order = torch.randperm(len(codes), generator=noise)
        labels = torch.from_numpy(codes)[order]
        generator = self.net_.generator_
        if hasattr(generator, "block_rows"):
            size = generator.block_rows()
        else:
            size = block_rows(generator, self.latent_dim)
        blocks = [
            narrow(self.net_.generate(block, noise), self.spec_, noise)
            for block in labels.split(size)
        ]
        rows = torch.empty(len(codes), *self.spec_.shape)
        rows[order] = torch.cat(blocks)
        return rows.numpy()

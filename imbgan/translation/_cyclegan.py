"""CycleGANSampler: rows of a class made of rows of another one."""

from dataclasses import dataclass
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch

from ..base import NetEstimator, OverSampler, Plan, check_rows
from ..engine import (
    GroupIterator,
    Player,
    block_rows,
    in_halves,
    on_device,
    optimizer_options,
    resolve_device,
)
from ..networks import (
    MLPCritic,
    PatchCritic,
    ResNetTranslator,
    SeededShift,
    TableTranslator,
    one_hot_expand,
    sample_categories,
)
from ..utils import ImbalanceWarning
from ..utils._docs import documented
from ..utils._warnings import warn_user
from ..utils.frames import in_kind_of
from ._game import Pairs, TranslationGame

# Deviation of the noise on the numbers of a row that is translated once more.
_NOISE = 0.1


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class CycleGANSampler(OverSampler, NetEstimator):
    r"""Over-sample by translating rows of another class (CycleGAN).

    For each class that lacks rows two generators are trained, from a source class to it and back,
    against a critic of each. What is generated are translations of training rows of the source,
    each at first once. For images of 16 to 256 pixels, and for tables.

    Read more in the :ref:`user guide <cyclegan>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <sampler_attributes>

    source_rows_ : ndarray of shape (n_sources, ...)
        The training rows that may be translated, encoded.

    source_row_indices_ : ndarray of shape (n_sources,)
        Their positions among the rows seen in fit.

    source_row_classes_ : ndarray of shape (n_sources,)
        Their class codes.

    source_indices_ : ndarray of shape (n_synthetic,)
        For each row that :meth:`fit_resample` or :meth:`sample` generated last, the position of
        the row seen in fit that it is translated from.

    Raises
    ------
    ValueError
        If `source` is no class of `y`, or the class that lacks rows itself.

    Warns
    -----
    ImbalanceWarning
        If more rows are asked for than there are sources; rows are then translated once more,
        images moved and mirrored, numbers of a table with noise of a tenth of their deviation.

    See Also
    --------
    ADSOSampler : Generates rows from noise.

    Notes
    -----
    The paper of the over-sampler [2]_ takes its network from [1]_: least-squares adversarial
    losses, Adam with moments of 0.5 and 0.999, a buffer of 50 generated rows. Both train with one
    image of each class in a batch, for 200 epochs, without a limit on the batches of an epoch:
    ``CycleGANSampler.paper_params``. ``released_params`` are those of the code published with
    [1]_, which has nine residual blocks at any size, and the identity term always where the paper
    has it for some pictures. For tables there is no reference; networks and the softmax over the
    categories of a column are ours. A class of a single row is repeated.

    References
    ----------
    .. [1] J.-Y. Zhu et al., "Unpaired image-to-image translation using cycle-consistent
       adversarial networks", ICCV 2017.

    .. [2] R. Aloo et al., "Ensemble method using real images, metadata and synthetic images for
       control of class imbalance in classification", 2022.

    Examples
    --------
    >>> from sklearn.datasets import load_breast_cancer
    >>> from imbgan import CycleGANSampler
    >>> X, y = load_breast_cancer(return_X_y=True)
    >>> sampler = CycleGANSampler(max_epochs=2, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> sorted({int(label) for label in y[sampler.source_indices_]})
    [1]
    """

    sampling_strategy: Any = "auto"
    random_state: Any = None
    source: Any = "majority"
    cycle_weight: float | str = "auto"
    identity_weight: float | str = "auto"
    buffer_size: int = 50
    n_channels: int | str = "auto"
    n_blocks: int | str = "auto"
    upsampling: str = "transposed"
    hidden_layer_sizes: tuple = (128, 128)
    max_shift: int = 2
    flip: bool = False
    max_epochs: int = 100
    max_steps_per_epoch: int | None = 10
    batch_size: int | str = "auto"
    lr: float | str = "auto"
    critic_lr: float | str = "auto"
    lr_schedule: str = "linear"
    categorical_features: Any = "auto"
    image_shape: tuple | None = None
    callbacks: list | None = None
    device: str = "auto"
    mixed_precision: bool = False
    verbose: int = 0
    net_params: dict | None = None
    checkpoint: Any = None

    # What the fit of all estimators asks for and this one has no parameter of.
    _method = SimpleNamespace(only_lacking=True, defaults={})
    _needs_batches, _players = False, ("generator", "critic")
    optimizer, weight_decay = torch.optim.Adam, 0.0

    paper_params = {
        "n_channels": 64,
        "batch_size": 1,
        "max_epochs": 200,
        "max_steps_per_epoch": None,
    }
    released_params = paper_params | {
        "cycle_weight": 10.0,
        "identity_weight": 5.0,
        "n_blocks": 9,
    }

    def _strategy(self):
        return None  # the generators start from nothing

    def _plan(self, run):
        spec, n_pairs = run.spec, len(run.generated)
        if spec.is_image:
            options = {"n_channels": self.n_channels, "n_blocks": self.n_blocks}
            translator = partial(ResNetTranslator, spec, upsampling=self.upsampling, **options)
            critic = partial(PatchCritic, spec, n_channels=self.n_channels)
        else:
            sizes = {"hidden_layer_sizes": tuple(self.hidden_layer_sizes)}
            translator = partial(TableTranslator, spec, **sizes)
            critic = partial(MLPCritic, spec, **sizes)
        weights = {name: run.value(name) for name in ("cycle_weight", "identity_weight")}
        lr = run.value("lr")
        options = {"buffer_size": self.buffer_size, "mixed_precision": self.mixed_precision}
        game = partial(TranslationGame, spec, n_pairs, **options, **weights)
        plan = Plan(partial(Pairs, translator, n_pairs), game, main_player="generator")
        plan.optimizer_options["betas"] = 0.5, 0.999
        if run.states is None:
            options = optimizer_options(torch.optim.Adam, run.device, betas=(0.5, 0.999))
            build = partial(Pairs, critic, n_pairs)
            critic_lr = lr if self.critic_lr == "auto" else self.critic_lr
            plan.players["critic"] = Player(build, torch.optim.Adam, critic_lr, options)
            plan.net_arguments["iterator_train"] = partial(GroupIterator, groups=_groups(run))
        plan.net_arguments |= {"batch_size": run.value("batch_size"), "lr": lr}
        return plan

    def _source_codes(self, code, counts):
        """Return the codes of the classes whose rows are translated into a class."""
        others = np.delete(np.arange(len(counts)), code)
        if isinstance(self.source, str) and self.source == "rest":
            return others
        labels = self.classes_.tolist()
        if self.source in labels:
            if self.source == labels[code]:
                raise ValueError(
                    f"source={self.source!r} lacks rows itself and cannot be translated into "
                    "itself; name another class, or leave it out of sampling_strategy."
                )
            return np.array([labels.index(self.source)])
        if self.source != "majority":
            raise ValueError(
                f"source must be 'majority', 'rest' or one of the classes {labels}, got "
                f"{self.source!r}."
            )
        return others[[np.argmax(counts[others])]]

    def _after_training(self, run):
        self.net_.criterion_.forget()
        counts = np.bincount(run.rows.y)
        wanted = set().union(*(self._source_codes(code, counts) for code in run.generated))
        wanted |= {code for code in run.generated if counts[code] == 1}
        self.source_row_indices_ = np.flatnonzero(np.isin(run.rows.y, list(wanted)))
        self.source_rows_ = run.rows.X[self.source_row_indices_]
        self.source_row_classes_ = run.rows.y[self.source_row_indices_]
        super()._after_training(run)

    def _candidates(self, code):
        """Return the positions of the source rows that may become rows of a class."""
        counts = np.array(self.spec_.class_counts)
        codes = [code] if counts[code] == 1 else self._source_codes(code, counts)
        return np.flatnonzero(np.isin(self.source_row_classes_, codes))

    def _pick(self, codes, seed):
        """Choose a source row for each row to generate: each once before one comes again.

        Returns the positions of the source rows, and which of them come again.
        """
        rng = np.random.default_rng(seed)
        picked, again = np.zeros(len(codes), dtype=int), np.zeros(len(codes), dtype=bool)
        for code in np.unique(codes):
            places, found = np.flatnonzero(codes == code), self._candidates(code)
            passes = [rng.permutation(found) for _ in range(-(-len(places) // len(found)))]
            picked[places] = np.concatenate(passes)[: len(places)]
            again[places[len(found) :]] = True
        return picked, again

    def _generate(self, codes, seed):
        picked, again = self._pick(codes, seed)
        self._picked = picked  # of what is drawn, for source_indices_
        stream = torch.Generator().manual_seed(seed)
        rows = torch.from_numpy(self.source_rows_[picked])
        rows[again] = self._varied(rows[again], stream)
        generated = torch.empty_like(rows)
        for code in np.unique(codes):
            places = np.flatnonzero(codes == code)
            if self.spec_.class_counts[code] == 1:
                generated[places] = torch.from_numpy(self.source_rows_[picked[places]])
            else:
                generated[places] = self._translated(rows[places], code, "of_target", stream)
        return generated.numpy()

    def _varied(self, rows, stream):
        """Return rows a little changed."""
        if self.spec_.is_image:
            shift = SeededShift(self.max_shift, self.flip).train()
            shift.random_generator = stream
            return shift(rows)
        noise = torch.randn(rows.shape, generator=stream)
        noise[:, self.spec_.n_numeric :] = 0
        return rows + _NOISE * noise

    @torch.no_grad()
    def _translated(self, rows, code, way, stream):
        """Return encoded rows translated into a class, or from it back."""
        spec, device = self.spec_, resolve_device(self.device, fallback=True)
        pair = self.generated_classes_.index(self.classes_.tolist()[code])
        module = getattr(on_device(self.net_, device).module_, way)[pair].eval()
        found = torch.empty_like(rows)
        # Rows are expanded block by block, as they may have thousands of categories.
        n_rows = block_rows(module, spec.expanded_width)
        for block, translated in zip(rows.split(n_rows), found.split(n_rows), strict=True):
            expanded = one_hot_expand(block, spec) if spec.categories else block
            made = in_halves(module, device, expanded).cpu()
            translated.copy_(sample_categories(made, spec, stream))
        return found

    def _draw(self, codes, random_state=None):
        for code in np.unique(codes):
            n_wanted, n_sources = np.sum(codes == code), len(self._candidates(code))
            if n_wanted > n_sources and self.spec_.class_counts[code] > 1:
                warn_user(
                    f"{n_wanted} rows of the class {self.classes_.tolist()[code]!r} are asked for "
                    f"and there are {n_sources} sources; the rest are translations of sources "
                    "that are varied a little. source='rest' may have more.",
                    ImbalanceWarning,
                )
        drawn = super()._draw(codes, random_state)
        self.source_indices_ = self.source_row_indices_[self._picked]
        return drawn

    def translate(self, X, label):
        """Translate rows into a class.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Rows, of the source or of any other class.

        label : object
            A class that was generated.

        Returns
        -------
        X : {ndarray, DataFrame} of shape (n_samples, n_features)

        Raises
        ------
        NotFittedError
            If the sampler is not fitted.

        ValueError
            If the class has no generator.
        """
        return self._translate(X, label, "of_target")

    def translate_back(self, X, label):
        """Translate rows of a class into its source.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Rows of the class.

        label : object
            A class that was generated.

        Returns
        -------
        X : {ndarray, DataFrame} of shape (n_samples, n_features)

        Raises
        ------
        NotFittedError
            If the sampler is not fitted.

        ValueError
            If the class has no generator.
        """
        return self._translate(X, label, "of_source")

    def _translate(self, X, label, way):
        """Return rows translated one way, in the container seen in fit."""
        code, stream = self._code_of(label), torch.Generator().manual_seed(0)
        rows = torch.from_numpy(self.encoder_.transform(check_rows(self, X, reset=False)))
        found = self.encoder_.inverse_transform(self._translated(rows, code, way, stream).numpy())
        return found if self.frame_kind_ is None else in_kind_of(found, self.frame_kind_)


def _groups(run):
    """Return the indices of source and class for each class that is generated."""
    groups, y = [], run.rows.y
    for code in run.generated:
        sources = run.estimator._source_codes(code, np.bincount(y))
        groups += [np.flatnonzero(np.isin(y, sources)), np.flatnonzero(y == code)]
    return [torch.from_numpy(group) for group in groups]

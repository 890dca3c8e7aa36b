"""Operations on the categories of rows, each on all columns at once."""

from functools import lru_cache

import torch
from torch import nn

# Width of the vectors of all columns together, as far as each has two coordinates.
_WIDEST = 4096


class SpanGroups:
    """The categorical columns of a table, grouped by their number of categories.

    A group is one tensor, so that the cost of an operation does not grow with the square of the
    number of columns, as it does where each slice has a gradient of the size of the whole.

    Parameters
    ----------
    categories : tuple of int
        Number of categories of each column.

    Attributes
    ----------
    sizes : list of int
        The number of categories of each group.

    columns : list of tensor
        The columns of each group.
    """

    def __init__(self, categories):
        counts = torch.tensor(categories)
        self.starts = counts.cumsum(0) - counts
        self.sizes = counts.unique().tolist()
        self.columns, places = [], []
        for n in self.sizes:
            columns = torch.nonzero(counts == n).squeeze(1)
            self.columns.append(columns)
            places.append((self.starts[columns].unsqueeze(1) + torch.arange(n)).flatten())
        self._places = torch.cat(places)
        # Where the columns of the groups, and their shares, belong.
        self._order = torch.argsort(torch.cat(self.columns))
        self._places_back = torch.argsort(self._places)

    def split(self, spans):
        """Turn the shares of all columns into those of each group.

        Parameters
        ----------
        spans : tensor of shape (n_rows, sum of categories)

        Returns
        -------
        parts : list of tensor of shape (n_rows, n_columns, n_categories)
        """
        if len(self.sizes) > 1:
            spans = spans.index_select(1, self._places.to(spans.device, non_blocking=True))
        widths = [n * len(columns) for n, columns in zip(self.sizes, self.columns, strict=True)]
        parts = zip(spans.split(widths, dim=1), self.sizes, strict=True)
        return [part.unflatten(1, (-1, n)) for part, n in parts]

    def join(self, parts):
        """Turn the shares of each group into those of all columns, as they were before `split`."""
        return self._in_order([part.flatten(1) for part in parts], self._places_back)

    def join_codes(self, codes):
        """Turn the codes of each group into those of all columns.

        Parameters
        ----------
        codes : list of tensor of shape (n_rows, n_columns)

        Returns
        -------
        codes : tensor of shape (n_rows, n_all_columns)
        """
        return self._in_order(codes, self._order)

    def _in_order(self, groups, order):
        """Put the columns of all groups where they belong; of one group they are there."""
        if len(groups) == 1:
            return groups[0]
        values = torch.cat(groups, dim=1)
        return values.index_select(1, order.to(values.device, non_blocking=True))


@lru_cache(maxsize=64)
def span_groups(categories):
    """Return the :class:`SpanGroups` of numbers of categories, which are built once."""
    return SpanGroups(categories)


def one_hot_expand(rows, spec):
    """Replace the code of each category by a one-hot vector.

    Parameters
    ----------
    rows : tensor of shape (..., n_features)

    spec : DataSpec

    Returns
    -------
    expanded : tensor of shape (..., expanded_width)
    """
    if not spec.categories:
        return rows
    return torch.cat([rows[..., : spec.n_numeric], one_hot(rows, spec)], dim=-1)


def one_hot(rows, spec):
    """Return one-hot vectors of the categories of rows; code -1 has none."""
    codes = rows[..., spec.n_numeric :].long()
    starts = span_groups(spec.categories).starts.to(rows.device, non_blocking=True)
    vectors = rows.new_zeros(*rows.shape[:-1], sum(spec.categories))
    return vectors.scatter_(-1, codes.clamp_min(0) + starts, (codes >= 0).to(rows.dtype))


def softmax_of_spans(rows, spec):
    """Turn the logits of each column's categories into shares.

    Parameters
    ----------
    rows : tensor of shape (n_rows, expanded_width)

    spec : DataSpec

    Returns
    -------
    rows : tensor of shape (n_rows, expanded_width)
    """
    if not spec.categories:
        return rows
    groups, n = span_groups(spec.categories), spec.n_numeric
    shares = [torch.softmax(part, dim=-1) for part in groups.split(rows[:, n:])]
    return torch.cat([rows[:, :n], groups.join(shares)], dim=1)


def sample_categories(rows, spec, generator):
    """Replace each span of category shares by the code of a category drawn from them.

    Parameters
    ----------
    rows : tensor of shape (n_rows, expanded_width)

    spec : DataSpec

    generator : torch.Generator

    Returns
    -------
    encoded : tensor of shape (n_rows, n_features)
    """
    if not spec.categories:
        return rows
    groups, n = span_groups(spec.categories), spec.n_numeric
    drawn = [_drawn(part, generator).to(rows.dtype) for part in groups.split(rows[:, n:])]
    return torch.cat([rows[:, :n], groups.join_codes(drawn)], dim=1)


def _drawn(part, generator):
    """Draw a category from each row of a span; from all alike where the row prefers none."""
    shares = part.clamp_min(0)
    shares = shares + (shares.sum(dim=-1, keepdim=True) == 0)
    flat = torch.multinomial(shares.flatten(0, 1), 1, generator=generator)
    return flat.view(part.shape[:2])


class CategoryEmbedding(nn.Module):
    """Vectors of categories, or mixes of vectors by their shares.

    Parameters
    ----------
    categories : tuple of int
        Number of categories of each column.

    Attributes
    ----------
    out_features : int
        Sum of the widths of the columns' vectors: half the number of categories, at most 32, and
        less where there are so many columns that together they would have more than 4096.
    """

    def __init__(self, categories):
        super().__init__()
        self.groups, self.out_features = span_groups(categories), 0
        self.tables = nn.ParameterList()
        for n, columns in zip(self.groups.sizes, self.groups.columns, strict=True):
            width = min(32, (n + 1) // 2, max(2, _WIDEST // len(categories)))
            table = torch.randn(len(columns), n, width) / width**0.5
            self.tables.append(nn.Parameter(table))
            self.out_features += len(columns) * width

    def of_codes(self, codes):
        """Return vectors of shape (n_rows, out_features); code -1 has zeros."""
        found = []
        for columns, table in zip(self.groups.columns, self.tables, strict=True):
            own = codes[:, columns] if len(self.tables) > 1 else codes
            first = torch.arange(len(table), device=codes.device) * table.shape[1]
            places = own.clamp(0, table.shape[1] - 1) + first
            vectors = nn.functional.embedding(places, table.flatten(0, 1))
            found.append((vectors * (own >= 0).unsqueeze(-1)).flatten(1))
        return torch.cat(found, dim=1)

    def of_shares(self, spans):
        """Return mixes of vectors, of shape (n_rows, out_features)."""
        found = []
        for part, table in zip(self.groups.split(spans), self.tables, strict=True):
            found.append(torch.bmm(part.transpose(0, 1), table).transpose(0, 1).flatten(1))
        return torch.cat(found, dim=1)

"""Puts texts into the space of their features, all at once. Needs scipy: only what learns may import this."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse

from bot.matching.engine import Codes, Floats

Matrix = Any
"""A scipy.sparse matrix in rows (scipy ships no types)."""


class Space(NamedTuple):
    """The features that count, sorted by code, the rarity (idf) of each, and the texts as rows of length one."""

    codes: Codes
    rarity: Floats
    matrix: Matrix


def space_of(texts: Sequence[Codes], fewest: int) -> Space:
    """Return the space that texts span, given the codes of each one's features with repetitions.

    `fewest`: in how many texts a feature must occur.
    """
    known = np.unique(every := np.concatenate([np.empty(0, np.uint32), *texts]))
    places = known.searchsorted(every)  # half the time of the inverse that `unique` returns
    begin = np.cumsum([0, *map(len, texts)])
    counts = sparse.csr_matrix((np.ones(len(places), np.float32), places, begin), shape=(len(texts), len(known)))
    counts.sum_duplicates()
    times = counts.getnnz(axis=0)
    often = np.flatnonzero(times >= fewest)
    rarity = (1.0 + np.log((1 + len(texts)) / (1 + times[often]))).astype(np.float32)
    counts = counts[:, often]
    lengths = np.sqrt(np.maximum(counts @ rarity**2, 1e-9))
    matrix = sparse.diags_array(1.0 / lengths) @ counts @ sparse.diags_array(rarity)
    return Space(known[often], rarity, matrix.tocsr().astype(np.float32))

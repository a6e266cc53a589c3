"""A machine fitted on the few texts that shape it says what one fitted on all texts says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.svm import LinearSVC

from bot.matching.training import fit_classifier
from bot.matching.training.fit_classifier import SOFTNESS, fit, scores_of

CLASSES, TEXTS, WORDS = 15, 1500, 400


@pytest.fixture(autouse=True)
def finely(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which texts shape a machine is in question here, not how exactly it is fitted."""
    monkeypatch.setattr(fit_classifier, "TOLERANCE", 1e-4)


@pytest.fixture
def texts() -> tuple[sparse.csr_matrix, np.ndarray]:
    """Made-up texts of ten words each; a class prefers thirty words."""
    random = np.random.default_rng(5)
    owners = np.sort(random.integers(0, CLASSES - 1, TEXTS))
    favourites = random.integers(0, WORDS, (CLASSES, 30))
    own = favourites[owners[:, None], random.integers(0, 30, (TEXTS, 10))]
    words = np.where(random.random((TEXTS, 10)) < 0.8, own, random.integers(0, WORDS, (TEXTS, 10)))
    cells = (np.full(TEXTS * 10, 0.4, np.float32), (np.repeat(np.arange(TEXTS), 10), words.ravel()))
    return sparse.csr_matrix(cells, shape=(TEXTS, WORDS)), owners


def learnt_whole(matrix: sparse.csr_matrix, owners: np.ndarray, asked: sparse.csr_matrix) -> np.ndarray:
    """Return the scores by machines that learn all texts, finely."""
    machine = LinearSVC(C=SOFTNESS, random_state=0).fit(matrix, owners)
    scores: np.ndarray = asked @ machine.coef_.T + machine.intercept_
    return scores


def test_few_texts_make_the_same_machine(
    texts: tuple[sparse.csr_matrix, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_classifier, "FIRST_OTHERS", 400)
    monkeypatch.setattr(fit_classifier, "OTHERS_A_TEXT", 1)
    matrix, owners = texts
    scores = scores_of(matrix, *fit(matrix, owners, CLASSES))
    np.testing.assert_allclose(scores[:, :-1], learnt_whole(matrix, owners, matrix), atol=0.01)
    assert (scores[:, -1] == -1.0).all(), "a class without texts is never best"


def test_machines_of_more_texts_make_out_those_of_fewer(
    texts: tuple[sparse.csr_matrix, np.ndarray],
) -> None:
    matrix, owners = texts
    known = fit(matrix, owners, CLASSES)
    part = np.arange(TEXTS) % 5 > 0
    scores = scores_of(matrix, *fit(matrix[part], owners[part], CLASSES, known))
    np.testing.assert_allclose(scores[:, :-1], learnt_whole(matrix[part], owners[part], matrix), atol=0.01)

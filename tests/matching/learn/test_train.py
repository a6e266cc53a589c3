"""A machine fitted on the few texts that shape it says what one fitted on all texts says."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pytest
from scipy import sparse

CLASSES, TEXTS, WORDS = 15, 1500, 400


@pytest.fixture
def classifier(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Fit finely: which texts shape a machine is in question here. Collecting these tests imports no scikit-learn."""
    from bot.matching.learn import faq

    monkeypatch.setattr(faq, "TOLERANCE", 1e-4)
    return faq


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


def learnt_whole(
    matrix: sparse.csr_matrix, owners: np.ndarray, asked: sparse.csr_matrix, softness: float
) -> np.ndarray:
    """Return the scores by machines that learn all texts, finely."""
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=softness, random_state=0).fit(matrix, owners)
    scores: np.ndarray = asked @ machine.coef_.T + machine.intercept_
    return scores


def test_few_texts_make_the_same_machine(
    classifier: ModuleType, texts: tuple[sparse.csr_matrix, np.ndarray], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classifier, "FIRST_OTHERS", 400)
    monkeypatch.setattr(classifier, "OTHERS_A_TEXT", 1)
    matrix, owners = texts
    weights, bias = classifier.fit(matrix, owners, CLASSES)
    scores = matrix @ weights + bias
    whole = learnt_whole(matrix, owners, matrix, classifier.SOFTNESS)
    np.testing.assert_allclose(scores[:, :-1], whole, atol=0.01)
    assert (scores[:, -1] == -1.0).all(), "a class without texts is never best"

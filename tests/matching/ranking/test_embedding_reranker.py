"""The second opinion by meaning: what it learns, what it keeps, and when it is asked."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from bot.matching.entry import Corpus
from bot.matching.index import FaqIndex
from bot.matching.ranking.calibration import Gate
from bot.matching.ranking.embedding_reranker import (
    SHARE,
    EmbeddingReranker,
    agreement,
    as_text,
    directions,
    embedding,
    installed,
    kernel_of,
)
from bot.matching.ranking.model import Floats
from bot.matching.ranking.ranker import Ranker
from bot.matching.training.fit_reranker import STORE, embedded, learn

WIDTH = 32
OWNERS = np.array([0, 0, 0, 1, 1, 1, 2, 2])


def letter_scores(text: str) -> Floats:
    """Stand in for an embedding: which letter groups a text has."""
    vector = np.zeros(WIDTH, np.float32)
    for start in range(len(text) - 2):
        vector[crc32(text[start : start + 3].encode()) % WIDTH] += 1
    return vector / np.float32(max(1e-6, float(np.sqrt(vector @ vector))))


@pytest.fixture
def vectors() -> Floats:
    return np.random.default_rng(3).normal(size=(len(OWNERS), WIDTH)).astype(np.float32)


def test_scores_of_an_unseen_text_are_those_of_a_machine_without_it(vectors: Floats) -> None:
    learned = learn(vectors, OWNERS, 3)
    for left_out in range(len(OWNERS)):
        kept = np.arange(len(OWNERS)) != left_out
        kernel = kernel_of(learned.texts[kept] @ learned.texts[kept].T) + 0.4 * np.eye(len(OWNERS) - 1)
        wanted = np.where(OWNERS[kept][:, None] == np.arange(3), 1.0, -1.0)
        weights = np.linalg.solve(kernel, wanted)
        expected = kernel_of(learned.texts[kept] @ learned.texts[left_out]) @ weights
        np.testing.assert_allclose(learned.unseen[left_out], expected, atol=1e-3)


def test_a_text_is_embedded_once(tmp_path: Path) -> None:
    asked: list[str] = []

    def counted(text: str) -> Floats:
        asked.append(text)
        return letter_scores(text)

    first = embedded(["biaya paspor", "syarat umrah"], counted, tmp_path)
    again = embedded(["syarat umrah", "denda paspor", "biaya paspor"], counted, tmp_path)
    assert asked == ["biaya paspor", "syarat umrah", "denda paspor"]
    np.testing.assert_allclose(again[[2, 0]], first, atol=1e-3)
    whole = (tmp_path / STORE).read_bytes()
    for damaged in (b"half a file", b"", whole[: len(whole) // 2], whole[:-9], b"PK\x05\x06" + bytes(18)):
        (tmp_path / STORE).write_bytes(damaged)
        embedded(["biaya paspor"], counted, tmp_path)
    assert asked[3:] == ["biaya paspor"] * 5


def test_only_an_unsure_judgement_is_reconsidered(index: FaqIndex) -> None:
    plain = index._ranker
    texts = ["biaya paspor", "syarat umrah"]
    learned = learn(np.array([letter_scores(text) for text in texts]), np.array([0, 1]), len(plain.labels))
    gate = np.stack([np.zeros(9), np.zeros(9), np.ones(9)]).astype(np.float32)
    asked: list[str] = []

    def counted(text: str) -> Floats:
        asked.append(text)
        return letter_scores(text)

    meaning = EmbeddingReranker(counted, learned.texts, learned.mean, learned.weights, Gate.of(gate))
    ranker = Ranker.of(plain.model, plain.labels, plain.kinds, meaning)
    sure = index._normaliser.read("berapa biaya bikin paspor").words
    first = ranker.rank(sure)
    assert ranker.reconsider(sure, first) is first
    assert asked == []
    unsure = index._normaliser.read("kunci balai desa dipegang siapa").words
    first = ranker.rank(unsure)
    second = ranker.reconsider(unsure, first)
    assert asked == [as_text(unsure)]
    np.testing.assert_allclose(second.scores, first.scores + SHARE * meaning.scores(unsure), atol=1e-5)
    assert 0.0 < second.confidence < 1.0


def test_agreement_shows_whether_the_reranker_has_the_same_best() -> None:
    scores = np.array([0.5, 0.9, -1.0], np.float32)
    assert agreement(scores, 1, 3) == pytest.approx((0.9, 0.4, 1.0))
    assert agreement(scores, 0, 3) == pytest.approx((0.5, -0.4, 0.0))
    assert agreement(np.array([0.5, -1.0, 0.9], np.float32), 0, 2) == pytest.approx((0.5, 1.5, 1.0))


def test_directions_have_length_one(vectors: Floats) -> None:
    found = directions(vectors, vectors.mean(0))
    np.testing.assert_allclose((found * found).sum(1), 1.0, atol=1e-5)


def test_without_the_extra_there_is_no_second_opinion() -> None:
    assert EmbeddingReranker.of({}) is None


@pytest.mark.skipif(not installed(), reason="needs the extra 'semantic': pip install -r requirements-semantic.lock")
def test_the_embedding_brings_what_means_the_same_together(corpus: Corpus) -> None:
    embed = embedding()
    near = float(embed("berapa biaya membuat paspor") @ embed("ongkos bikin paspor berapa ya"))
    far = float(embed("berapa biaya membuat paspor") @ embed("kambing saya sakit perut"))
    assert near > far

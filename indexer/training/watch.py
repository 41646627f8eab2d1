"""How good a model is while it learns: meaning alone, on foreign collections."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from indexer.collection import Collection
from indexer.encoder import Vectors
from indexer.metrics import ndcg
from indexer.passages import cut
from indexer.static import StaticModel

DEPTH = 10


def meaning_alone(model: StaticModel, collection: Collection) -> float:
    """Mean nDCG@10 when pages are ranked by their best passage's cosine alone."""
    passages = [(passage.page, passage.text) for page in collection.pages for passage in cut(page)]
    keys = list(dict.fromkeys(page for page, _ in passages))
    number = {key: i for i, key in enumerate(keys)}
    owner = np.array([number[page] for page, _ in passages])
    scores = model.encode([q.text for q in collection.queries]) @ model.encode([text for _, text in passages]).T
    best = _best(scores, owner, len(keys))
    rankings = [[keys[i] for i in row[:DEPTH]] for row in np.argsort(-best, axis=1, kind="stable")]
    return float(np.mean([ndcg(r, q.grades, DEPTH) for r, q in zip(rankings, collection.queries, strict=True)]))


def report(model: StaticModel, collections: Sequence[Collection]) -> str:
    """One line of figures."""
    return "  ".join(f"{c.name} {meaning_alone(model, c):.3f}" for c in collections)


def _best(scores: Vectors, owner: np.ndarray[tuple[int], np.dtype[np.int64]], pages: int) -> Vectors:
    """The best passage of each page, shape (queries, pages)."""
    best = np.full((len(scores), pages), -np.inf, dtype=np.float32)
    for column, page in enumerate(owner):
        np.maximum(best[:, page], scores[:, column], out=best[:, page])
    return best

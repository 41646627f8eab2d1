"""What a page is about as a whole: one vector for each page, the mean of its passages.

The nearest passage tells whether a page says something; the gist tells whether that is what it is about
(meaning alone, munich-dev nDCG@10 .621 without and .632 with it, see docs/search-quality.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from indexer.arrays import map_array
from indexer.encoder import Vectors
from kb.errors import StaleGeneration


class Gists:
    """The gists of a generation, read-only and mapped: workers share them."""

    def __init__(self, path: Path, pages: Sequence[str]):
        self._vectors = map_array(path)
        self._rows = {page: row for row, page in enumerate(dict.fromkeys(pages))}
        if len(self._rows) != len(self._vectors):
            raise StaleGeneration(f"{path} belongs to other pages. Run: python -m indexer build")

    def cosines(self, query: Vectors, pages: Iterable[str]) -> dict[str, float]:
        """Cosine of a question, shape (dimensions,), and each page that has a passage."""
        known = [page for page in pages if page in self._rows]
        if not known:
            return {}
        vectors = self._vectors[[self._rows[page] for page in known]].astype(np.float32)
        return dict(zip(known, (vectors @ query.ravel()).tolist(), strict=True))


def write_gists(vectors: Vectors, pages: Sequence[str], path: Path) -> None:
    """Writes the mean of each page's passages, scaled to length 1, in the order in which pages come first."""
    number = {page: row for row, page in enumerate(dict.fromkeys(pages))}
    sums = np.zeros((len(number), vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, [number[page] for page in pages], vectors)
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    np.save(path, (sums / np.maximum(norms, 1e-9)).astype(np.float16))

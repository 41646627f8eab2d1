"""Finding by meaning: nearest passages by inner product. The only place that knows faiss.

Vectors have length 1, so the inner product is the cosine; nothing outside this module sees a distance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import faiss as _faiss
import numpy as np
from numpy.typing import NDArray

from indexer.encoder import Vectors
from indexer.keywords import Candidate, Filters
from kb.errors import StoreError

faiss: Any = _faiss  # its type stubs contradict its own code

EXACT_UP_TO = 50_000
"""Passages up to which every vector is compared; beyond it an inverted file is built (bench/README.md)."""

PROBES = 96
"""Cells of the inverted file that a query looks into; more cells, better recall, more time (bench/README.md)."""


class VectorIndex(Protocol):
    """Any index of meaning. Contract: `tests/test_index_contract.py`."""

    def find(self, query: Vectors, filters: Filters, limit: int) -> list[Candidate]:
        """The nearest passages with raw score "meaning" (a cosine), best first."""


Meta = tuple[str, str, str, str, str]
"""Kind, language, audience, valid from, valid to (`keywords.page_meta`)."""


class PassageTable:
    """Which passage each row of the vectors is, and what filters ask about it. Arrays, for there may be many.

    `meta` is what filters ask of each page, `owners` the number of the page that each passage belongs to.
    """

    def __init__(self, ids: Sequence[str], owners: Sequence[int], meta: Mapping[str, Meta]):
        pages = list(meta)
        self.ids, self.pages = ids, [pages[owner] for owner in owners]
        rows = np.array(owners, dtype=np.int64)
        kind, language, audience, begin, end = (
            (np.array(column)[rows] for column in zip(*meta.values(), strict=True))
            if meta
            else (np.array([], dtype=str),) * 5
        )
        self._kind, self._language, self._audience = kind, language, audience
        self._begin, self._end = begin, end
        self._bounded = bool(len(ids)) and bool((begin != "").any() or (end != "9999").any())

    def __len__(self) -> int:
        return len(self.ids)

    def allowed(self, filters: Filters) -> NDArray[np.bool_] | None:
        """Which rows may be found; None when all may."""
        masks: list[NDArray[np.bool_]] = []
        if self._bounded:
            masks.append(self._holds(filters.moment))
        if filters.kinds:
            masks.append(np.isin(self._kind, list(filters.kinds)))
        if filters.language:
            masks.append(self._language == filters.language)
        if filters.audience:
            wanted = np.char.find(self._audience, f"|{filters.audience}|") >= 0
            masks.append(wanted | (self._audience == ""))
        return np.logical_and.reduce(masks) if masks else None

    def _holds(self, moment: datetime) -> NDArray[np.bool_]:
        now = moment.isoformat()
        held: NDArray[np.bool_] = (self._begin <= now) & (self._end >= now)
        return held


class FaissIndex:
    """A vector index in faiss, read-only. One query at a time needs one thread."""

    def __init__(self, path: Path, table: PassageTable):
        if not path.is_file():
            raise StoreError(f"There is no vector index at {path}. Run: python -m indexer build")
        faiss.omp_set_num_threads(1)  # each worker process has one core's worth of work
        try:
            # mapped, so that the workers share one copy in memory
            self._index: Any = faiss.read_index(str(path), faiss.IO_FLAG_MMAP)
        except RuntimeError as error:
            raise StoreError(f"The vector index at {path} is damaged. Run: python -m indexer build") from error
        if self._index.ntotal != len(table):
            raise StoreError(
                f"The vector index at {path} has {self._index.ntotal} rows, not {len(table)}. "
                "Run: python -m indexer build"
            )
        self._table = table

    def find(self, query: Vectors, filters: Filters, limit: int) -> list[Candidate]:
        """The nearest passages of one query vector of shape (1, dimensions) or (dimensions,)."""
        if not len(self._table):
            return []
        allowed = self._table.allowed(filters)
        bits = None if allowed is None else np.packbits(allowed, bitorder="little")
        parameters = self._parameters(bits)  # faiss keeps only a pointer to the bits: they must outlive the search
        scores, rows = self._index.search(query.reshape(1, -1), min(limit, len(self._table)), params=parameters)
        return [
            Candidate(self._table.ids[row], self._table.pages[row], {"meaning": float(score)})
            for score, row in zip(scores[0], rows[0], strict=True)
            if row >= 0
        ]

    def _parameters(self, bits: NDArray[np.uint8] | None) -> Any:
        selector = None if bits is None else faiss.IDSelectorBitmap(len(bits), faiss.swig_ptr(bits))
        if isinstance(self._index, faiss.IndexIVF):
            return faiss.SearchParametersIVF(sel=selector, nprobe=PROBES)
        return faiss.SearchParameters(sel=selector) if selector else None


def write_vectors(vectors: Vectors, path: Path, exact_up_to: int = EXACT_UP_TO) -> None:
    """Writes a new index of vectors, shape (passages, dimensions)."""
    rows, dimensions = vectors.shape
    index: Any = faiss.IndexFlatIP(dimensions)
    if rows > exact_up_to:
        cells = int(2 * np.sqrt(rows))
        half = faiss.ScalarQuantizer.QT_fp16  # half the memory and the time, the same neighbours
        index = faiss.IndexIVFScalarQuantizer(index, dimensions, cells, half, faiss.METRIC_INNER_PRODUCT, False)
        rng = np.random.default_rng(115)
        index.train(vectors[rng.choice(rows, size=min(rows, 40 * cells), replace=False)])
    index.add(vectors)
    faiss.write_index(index, str(path))

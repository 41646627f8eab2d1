"""Vectors that were made once: kept by model and text, so that an unchanged passage is never embedded again."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from indexer.encoder import Encoder, Progress, Vectors

CHUNK = 256
"""Passages after which vectors are saved: a build that dies goes on from there."""


class VectorCache:
    """A folder of one SQLite file for each model."""

    def __init__(self, folder: Path):
        self.folder = folder

    def encode(self, texts: Sequence[str], encoder: Encoder, progress: Progress | None = None) -> tuple[Vectors, int]:
        """Vectors of passages, shape (len(texts), dimensions), and how many of them had to be made."""
        self.folder.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self.folder / f"vectors-{encoder.name}.sqlite", isolation_level=None)
        try:
            db.execute("pragma journal_mode = wal")
            db.execute("create table if not exists vectors (hash text primary key, vector blob) without rowid")
            return self._encode(db, texts, encoder, progress)
        finally:
            db.close()

    @staticmethod
    def _encode(
        db: sqlite3.Connection, texts: Sequence[str], encoder: Encoder, progress: Progress | None
    ) -> tuple[Vectors, int]:
        hashes = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
        known = dict(db.execute("select hash, vector from vectors")) if texts else {}
        missing = {key: text for key, text in zip(hashes, texts, strict=True) if key not in known}
        keys = list(missing)
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            vectors = encoder.encode_passages([missing[key] for key in chunk])
            rows = [(key, vector.tobytes()) for key, vector in zip(chunk, vectors, strict=True)]
            db.execute("begin")
            db.executemany("insert or replace into vectors values (?, ?)", rows)
            db.execute("commit")
            known.update(rows)
            if progress:
                progress(start + len(chunk), len(keys))
        if not texts:
            return encoder.encode_passages([]), 0
        return np.stack([np.frombuffer(known[key], dtype=np.float32) for key in hashes]), len(missing)


class Prepared:
    """An encoder that has already seen the queries: measuring embeds them in batches, not one by one."""

    def __init__(self, encoder: Encoder):
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        """The encoder's own name."""
        return self._encoder.name

    def prepare(self, texts: Iterable[str]) -> None:
        """Embeds queries that will be asked for."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known.update(zip(new, self._encoder.encode_queries(new), strict=True))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimensions)."""
        self.prepare(texts)
        return np.stack([self._known[text] for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Passages are the encoder's own business."""
        return self._encoder.encode_passages(texts, progress)

"""Text to vectors. The only place that knows sentence-transformers.

`Encoder` is what the rest of the program sees: any object that turns texts into unit vectors fits.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from kb.errors import SettingError

Vectors = NDArray[np.float32]
Progress = Callable[[int, int], None]

BATCH = 32


class Encoder(Protocol):
    """Turns texts into vectors of length 1, so that an inner product is a cosine."""

    @property
    def name(self) -> str:
        """What tells this model, with its prefixes, from any other: vectors of one name may be compared."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Array of shape (len(texts), dimensions), float32, rows of length 1."""

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """The same for passages; `progress` is told how many of how many are done."""


def fingerprint(path: str, query_prefix: str, passage_prefix: str) -> str:
    """What tells a model's files, with its prefixes, from any other: 16 hex digits of SHA-256."""
    digest = hashlib.sha256(f"{query_prefix}\0{passage_prefix}".encode())
    folder = Path(path)
    if folder.is_dir():
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix in (".json", ".txt", ".safetensors", ".bin", ".model"):
                digest.update(str(file.relative_to(folder)).encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    else:
        digest.update(path.encode())
    return digest.hexdigest()[:16]


class SentenceTransformerEncoder:
    """Any sentence-transformers model; loaded when it is first needed, and never from the network.

    `path` is its folder, or its name in the local hub cache. Raises SettingError when it can't be loaded.
    """

    def __init__(self, path: str, query_prefix: str = "", passage_prefix: str = "", batch: int = BATCH):
        self.path = path
        self.query_prefix, self.passage_prefix, self.batch = query_prefix, passage_prefix, batch

    @cached_property
    def name(self) -> str:
        """Fingerprint of the model's files and the prefixes."""
        return fingerprint(self.path, self.query_prefix, self.passage_prefix)

    @cached_property
    def _model(self) -> Any:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # a forked worker must not share its threads
        from sentence_transformers import SentenceTransformer  # importing torch takes seconds: only when needed
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # loading takes less than the bar

        try:
            return SentenceTransformer(self.path, device="cpu", local_files_only=True)
        except (OSError, ValueError) as error:
            raise SettingError(
                f"KB_MODEL: {self.path} can't be loaded as a sentence-transformers model: {error}"
            ) from None

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of queries, shape (n, dimensions)."""
        return self._encode([self.query_prefix + text for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors of passages, shape (n, dimensions)."""
        done: list[Vectors] = []
        for start in range(0, len(texts), self.batch):
            batch = texts[start : start + self.batch]
            done.append(self._encode([self.passage_prefix + text for text in batch]))
            if progress:
                progress(min(start + self.batch, len(texts)), len(texts))
        return np.concatenate(done) if done else self._encode([])

    def _encode(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, int(self._model.get_embedding_dimension())), dtype=np.float32)
        vectors = self._model.encode(
            list(texts),
            batch_size=self.batch,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors, dtype=np.float32)

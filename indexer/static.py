"""The shipped kind of model without torch: a vector for each word piece, a text is their mean.

The serving home of tokenizers and safetensors. Gives what sentence-transformers gives for the same folder (a
`StaticEmbedding`, normalised), without importing torch, which costs seconds at the start and hundreds of megabytes.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from indexer.encoder import Progress, Vectors, fingerprint
from kb.errors import SettingError

CHUNK = 4_096
STATIC = "StaticEmbedding"
NORMALIZE = "Normalize"


def is_static(folder: Path) -> bool:
    """Whether a model folder holds a static embedding, normalised or not, and nothing else."""
    try:
        modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
        kinds = [str(module["type"]).rsplit(".", 1)[-1] for module in modules]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return kinds in ([STATIC], [STATIC, NORMALIZE])


class StaticModel:
    """Word pieces and their vectors, `weights` of shape (pieces, dimensions)."""

    def __init__(self, tokenizer: Tokenizer, weights: NDArray[np.float16] | NDArray[np.float32]):
        self.tokenizer, self.weights = tokenizer, weights

    @classmethod
    def load(cls, folder: Path) -> StaticModel:
        """From a folder as sentence-transformers writes it. Raises SettingError when it is damaged."""
        try:
            module = next(folder / m["path"] for m in json.loads((folder / "modules.json").read_bytes()))
            weights = _weights(load_file(module / "model.safetensors"))
            tokenizer = Tokenizer.from_file(str(module / "tokenizer.json"))
        except (OSError, ValueError, KeyError, SafetensorError) as error:
            raise SettingError(f"KB_MODEL: {folder} can't be loaded as a static model: {error}") from None
        except Exception as error:  # tokenizers raises nothing more precise for a file it can't read
            raise SettingError(f"KB_MODEL: the vocabulary in {folder} can't be read: {error}") from None
        tokenizer.no_padding()
        return cls(tokenizer, weights)

    @property
    def dimensions(self) -> int:
        """Numbers in a vector."""
        return int(self.weights.shape[1])

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Vectors of length 1, shape (len(texts), dimensions); of length 0 for a text without a known piece."""
        parts = [self._encode(texts[start : start + CHUNK]) for start in range(0, len(texts), CHUNK)]
        return np.concatenate(parts) if parts else np.zeros((0, self.dimensions), dtype=np.float32)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        ids = [e.ids for e in self.tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)]
        lengths = np.array([len(row) for row in ids], dtype=np.int64)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        filled = lengths > 0
        if filled.any():
            rows = self.weights[np.concatenate([row for row in ids if row])].astype(np.float32)
            starts = np.cumsum(lengths[filled]) - lengths[filled]
            vectors[filled] = np.add.reduceat(rows, starts, axis=0)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        np.divide(vectors, norms, out=vectors, where=norms > 0)
        return vectors


def _weights(stored: dict[str, NDArray[np.float16]]) -> NDArray[np.float16]:
    """A vector for each piece, as sentence-transformers keeps it, or model2vec (with a weight for each piece)."""
    if "embedding.weight" in stored:
        return stored["embedding.weight"]
    vectors = stored["embeddings"]
    if "mapping" in stored:
        vectors = vectors[stored["mapping"].astype(np.int64)]
    weights = stored.get("weights")
    return vectors if weights is None or (weights == 1).all() else vectors * weights[:, None]


class StaticEncoder:
    """An encoder that reads a static model without torch."""

    def __init__(self, path: str, query_prefix: str = "", passage_prefix: str = ""):
        self.path, self.query_prefix, self.passage_prefix = path, query_prefix, passage_prefix

    @cached_property
    def name(self) -> str:
        """Fingerprint of the model's files and the prefixes."""
        return fingerprint(self.path, self.query_prefix, self.passage_prefix)

    @cached_property
    def _model(self) -> StaticModel:
        return StaticModel.load(Path(self.path))

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of queries, shape (n, dimensions)."""
        return self._model.encode([self.query_prefix + text for text in texts])

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Unit vectors of passages, shape (n, dimensions)."""
        vectors = self._model.encode([self.passage_prefix + text for text in texts])
        if progress and texts:
            progress(len(texts), len(texts))
        return vectors

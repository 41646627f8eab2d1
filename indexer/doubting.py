"""Learns when nothing fits, on a generation that is otherwise ready: first likeness, then the model of doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.abstain import NAMES, DoubtModel, learn
from indexer.cache import Prepared
from indexer.encoder import Encoder
from indexer.find import Finder, SearchRequest
from indexer.generation import Generation
from indexer.likeness import Likeness, Votes, learn_once
from indexer.words import Analyzer
from kb.clock import now
from kb.content import Content

FEWEST = 20
"""Examples on either side that there must be to learn anything."""

MOST = 800
"""Examples on either side that are searched for: more take time at every build and move nothing."""


@dataclass(frozen=True)
class Learnt:
    """What a generation knows of doubt."""

    model: DoubtModel
    likeness: Likeness


def learn_doubt(content: Content, draft: Path, encoder: Encoder, analyzer: Analyzer, cache: Path) -> Learnt | None:
    """Learnt from the judged and the off-topic dev queries of the content; None when there are too few.

    `draft` is the generation's folder, all but ready.
    """
    fitting = list(dict.fromkeys(j.query for j in content.judgments if j.split == "dev"))
    offtopic = list(dict.fromkeys(o.query for o in content.offtopic if o.split == "dev"))
    if min(len(fitting), len(offtopic)) < FEWEST:
        return None
    likeness, votes = learn_once(fitting, offtopic, encoder, cache)
    judged = _some(fitting, votes[: len(fitting)])
    strange = _some(offtopic, votes[len(fitting) :])
    prepared = Prepared(encoder)
    prepared.prepare(query for query, _ in (*judged, *strange))
    finder = Finder(Generation(draft, prepared, analyzer))
    return Learnt(learn(_seen(finder, judged), _seen(finder, strange)), likeness)


def _some(queries: Sequence[str], votes: Votes) -> list[tuple[str, float]]:
    """At most MOST of the queries, evenly spread, each with what the others say of it."""
    step = max(1, -(-len(queries) // MOST))
    return list(zip(queries, votes.tolist(), strict=True))[::step]


def _seen(finder: Finder, examples: Sequence[tuple[str, float]]) -> list[tuple[float, ...]]:
    """What the model would see of each query if the query were no example itself."""
    moment, place = now(), NAMES.index("likeness")
    found = ((finder.find(SearchRequest(query, moment)).seen, vote) for query, vote in examples)
    return [(*seen[:place], vote, *seen[place + 1 :]) for seen, vote in found if seen]

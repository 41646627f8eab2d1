"""Learns when nothing fits, on a generation that is otherwise ready: first likeness, then the model of doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.abstain import NAMES, DoubtModel, learn
from indexer.cache import Prepared
from indexer.find import Finder, SearchRequest
from indexer.generation import Generation
from indexer.likeness import Likeness, Votes, learn_once
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


def learn_doubt(content: Content, generation: Generation, cache: Path) -> Learnt | None:
    """Learnt from the judged and the off-topic dev queries of the content; None when there are too few."""
    fitting = list(dict.fromkeys(j.query for j in content.judgments if j.split == "dev"))
    offtopic = list(dict.fromkeys(o.query for o in content.offtopic if o.split == "dev"))
    if min(len(fitting), len(offtopic)) < FEWEST:
        return None
    encoder = Prepared(generation.encoder)
    encoder.prepare([*fitting, *offtopic])
    likeness, votes = learn_once(encoder.encode_queries(fitting), encoder.encode_queries(offtopic), cache)
    finder = Finder(generation)
    model = learn(
        _seen(finder, fitting, votes[: len(fitting)]),
        _seen(finder, offtopic, votes[len(fitting) :]),
    )
    return Learnt(model, likeness)


def _seen(finder: Finder, queries: Sequence[str], votes: Votes) -> list[tuple[float, ...]]:
    """What the model would see of each query if the query were no example itself."""
    step, moment = max(1, -(-len(queries) // MOST)), now()
    place = NAMES.index("likeness")
    rows = []
    for query, vote in list(zip(queries, votes, strict=True))[::step]:
        seen = finder.find(SearchRequest(query, moment)).seen
        if seen:
            rows.append((*seen[:place], float(vote), *seen[place + 1 :]))
    return rows

"""What all requests of a worker share."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import current_app, g

from indexer.generation import Generation, Generations
from indexer.search import Searcher
from indexer.suggest import Suggester
from kb.records import Records
from kb.settings import Settings


@dataclass
class State:
    """Settings, generations and records of this worker."""

    settings: Settings
    generations: Generations
    records: Records
    _suggesters: dict[str, Suggester] = field(default_factory=dict)

    def suggester(self, generation: Generation) -> Suggester:
        """The completions of a generation, made once."""
        made = self._suggesters.get(generation.id)
        if made is None:
            made = Suggester(generation.store.pages())
            self._suggesters = {generation.id: made}
        return made


def state() -> State:
    """The worker's state."""
    found: State = current_app.extensions["state"]
    return found


def generation() -> Generation:
    """The generation of this request: looked up once, held until the answer is out."""
    if "generation" not in g:
        g.generation = state().generations.get()
    held: Generation = g.generation
    return held


def searcher() -> Searcher:
    """A searcher over the generation of this request."""
    return Searcher(generation())

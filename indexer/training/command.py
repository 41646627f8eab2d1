"""`python -m indexer train`: from a folder of sources to a model folder. The steps in order, nothing else."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from indexer.collection import Collection, read_beir
from indexer.encoder import Vectors
from indexer.static import StaticModel
from indexer.training import card, watch
from indexer.training.batches import Corpus, Ids, cut_texts, draw, make_corpus
from indexer.training.export import export
from indexer.training.fairness import measured_with, without
from indexer.training.own import read_own
from indexer.training.recipe import Recipe
from indexer.training.sources import SOURCES, SPOKEN, Source
from indexer.training.teacher import DIMENSIONS, fewer_dimensions, teach
from indexer.training.vocabulary import train_vocabulary
from kb.errors import ContentError
from kb.reader import read_content
from kb.settings import Settings

OWN_SHARE = 2.0
VOCABULARY_TEXTS = 600_000
"""Texts that the vocabulary is learnt from: more take time and change nothing that was measured."""


def add_command(commands: Any) -> None:
    """Adds `train` to the command line."""
    train = commands.add_parser("train", help="make an embedding model from a folder of sources")
    train.add_argument(
        "--data",
        dest="sources",
        type=Path,
        action="append",
        required=True,
        help="folder with source files (repeatable)",
    )
    train.add_argument("--content", type=Path, help="content folder whose pages count too (default: KB_SEED)")
    train.add_argument("--out", type=Path, required=True, help="folder for the model")
    train.add_argument("--beir", type=Path, nargs="*", default=[], help="collections to watch while learning")
    for field in fields(Recipe):
        flag = "--" + field.name
        train.add_argument(flag, type=type(field.default), default=field.default, help=f"default {field.default}")
    train.set_defaults(run=run_train, data=None)


def run_train(args: argparse.Namespace, settings: Settings) -> int:
    """Makes the model; prints what it does."""
    recipe = Recipe(**{field.name: getattr(args, field.name) for field in fields(Recipe)})
    used = find_sources([*args.sources, SPOKEN.parent])
    content = read_content(args.content or settings.seed).content
    read = {source.kind: source.read(path) for source, path in used} | {"own": read_own(content)}
    kinds = without(read, measured_with(content))
    for kind, pairs in kinds.items():
        print(f"{kind}: {len(pairs):,} pairs")
    collections = [read_beir(path) for path in args.beir]
    corpus = make_corpus(kinds)
    print(f"{len(corpus.texts):,} texts; vocabulary of {recipe.vocabulary:,} pieces")
    tokenizer = train_vocabulary(_sample(corpus.texts, recipe.seed), recipe.vocabulary)
    kept = args.out.with_suffix(".teacher.npz")
    teacher = teach_english(corpus, [s for s, _ in used if s.english], kept, recipe.dimensions)
    weights = _learn(corpus, tokenizer, teacher, recipe, collections, {s.kind: s.share for s, _ in used})
    export(args.out, tokenizer, weights, "")
    model = StaticModel.load(args.out)
    figures = {c.name: watch.meaning_alone(model, c) for c in collections}
    export(args.out, tokenizer, weights, card.write(recipe, len(weights), used, kinds, figures))
    print(f"{args.out}: {watch.report(model, collections)}")
    return 0


def find_sources(folders: Sequence[Path]) -> list[tuple[Source, Path]]:
    """The sources whose files are there. Raises ContentError when there is none but our own."""
    found = [(source, path) for source in SOURCES if (path := source.find(list(folders)))]
    missing = sorted({source.file for source in SOURCES} - {source.file for source, _ in found})
    if missing:
        print(f"not there, learnt without: {', '.join(missing)}")
    if not any(path.parent != SPOKEN.parent for _, path in found):
        names = ", ".join(sorted({source.file for source in SOURCES}))
        raise ContentError(f"none of the sources lies in {', '.join(map(str, folders))}. Expected some of: {names}")
    return found


def teach_english(
    corpus: Corpus, sources: Sequence[Source], kept: Path, dimensions: int
) -> dict[str, tuple[Vectors, Ids]]:
    """The teacher's vectors of every English side, for each kind, by text number.

    Raises ContentError for more dimensions than the teacher has.
    """
    if dimensions > DIMENSIONS:
        raise ContentError(f"--dimensions {dimensions}: the teacher has {DIMENSIONS}, choose at most as many")
    kinds = [source.kind for source in sources]
    if not kinds:
        return {}
    numbers = np.unique(np.concatenate([corpus.pairs[kind][:, 1] for kind in kinds]))
    vectors = fewer_dimensions(teach([corpus.texts[i] for i in numbers], kept, print), dimensions)
    rows = np.full(len(corpus.texts), -1, dtype=np.int64)
    rows[numbers] = np.arange(len(numbers))
    return dict.fromkeys(kinds, (vectors, rows))


def _sample(texts: Sequence[str], seed: int) -> list[str]:
    if len(texts) <= VOCABULARY_TEXTS:
        return list(texts)
    chosen = np.random.default_rng(seed).choice(len(texts), VOCABULARY_TEXTS, replace=False)
    return [texts[i] for i in sorted(chosen)]


def _learn(
    corpus: Corpus,
    tokenizer: Any,
    teacher: dict[str, tuple[Vectors, Ids]],
    recipe: Recipe,
    collections: Sequence[Collection],
    shares: dict[str, float],
) -> Vectors:
    from indexer.training.learn import learn  # torch, which no other command needs

    texts = cut_texts(tokenizer, corpus.texts)
    batches = draw(corpus.pairs, {**shares, "own": OWN_SHARE}, recipe.batch, recipe.steps, recipe.seed)
    random = np.random.default_rng(recipe.seed)
    start = random.normal(0, 0.1, (tokenizer.get_vocab_size(), recipe.dimensions)).astype(np.float32)

    def report(step: int, loss: float, weights: Vectors) -> None:
        model = StaticModel(tokenizer, weights)
        print(f"step {step:,}: loss {loss:.3f}  {watch.report(model, collections)}", flush=True)

    return learn(texts, batches, teacher, recipe, start, report)

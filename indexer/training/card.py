"""The model's card: what it was made from, how, how good it is, and how to make it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from pathlib import Path

from indexer.training.recipe import Recipe
from indexer.training.sources import Pair, Source, fingerprint

HEAD = """---
language: [de, en]
license: eupl-1.2
library_name: sentence-transformers
pipeline_tag: sentence-similarity
tags: [static-embedding, public-services, retrieval]
---

# A German sense of meaning for public services

One vector for each of {pieces:,} word pieces, {dimensions} numbers each, in half precision; a text is the mean of its
pieces, scaled to length 1. Made for short German questions about public services; English questions find German
pages too. Loads with `SentenceTransformer(path)` without remote code, and in this project without torch
(`indexer/static.py`). Teacher for the English side: all-MiniLM-L6-v2 (Apache-2.0).
"""

LIMITS = """## Limits

- Word order and negation mean nothing to it: "anmelden, nicht abmelden" is near both.
- Words that none of the sources knows are taken apart into pieces and may lead anywhere.
- It knows administration as its sources describe it; laws as of 2022, the catalogue of services as of 2019.
- Words of groups of people lie near what was written about them. It ranks pages and decides nothing about anybody.
"""


def write(
    recipe: Recipe,
    pieces: int,
    used: Sequence[tuple[Source, Path]],
    kinds: Mapping[str, Sequence[Pair]],
    figures: Mapping[str, float],
) -> str:
    """The card as Markdown with the front matter that model hubs read."""
    head = HEAD.format(pieces=pieces, dimensions=recipe.dimensions)
    return "\n".join([head, *_data(used, kinds), "", *_figures(figures), LIMITS, *_again(recipe)]) + "\n"


def _data(used: Sequence[tuple[Source, Path]], kinds: Mapping[str, Sequence[Pair]]) -> list[str]:
    rows = ["## Data", "", "| source | licence | pairs | file | SHA-256 |", "|---|---|---|---|---|"]
    for path, group in groupby(used, key=lambda entry: entry[1]):
        sources = [source for source, _ in group]
        first, pairs = sources[0], sum(len(kinds[source.kind]) for source in sources)
        title = f"[{first.title}]({first.url})" if "://" in first.url else f"{first.title} ({first.url})"
        rows.append(f"| {title} | {first.licence} | {pairs:,} | `{first.file}` | `{fingerprint(path)}` |")
    rows.append(f"| Our own pages (`content/`) | EUPL-1.2 | {len(kinds['own']):,} | | |")
    return rows


def _figures(figures: Mapping[str, float]) -> list[str]:
    if not figures:
        return []
    rows = [f"| {name} | {value:.3f} |" for name, value in figures.items()]
    text = "Meaning alone, best passage of a page; nothing of these collections was learnt from."
    return ["## Figures", "", text, "", "| collection | nDCG@10 |", "|---|---|", *rows, ""]


def _again(recipe: Recipe) -> list[str]:
    options = " ".join(f"--{name} {value}" for name, value in asdict(recipe).items())
    return ["## How to make it again", "", f"    python -m indexer train --data SOURCES --out MODEL {options}"]

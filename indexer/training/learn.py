"""Learning of one vector for each word piece. The training's home of torch.

Two losses: in-batch contrast in both directions (multiple negatives ranking; van den Oord et al. 2018, Henderson et
al. 2017), and, for pairs with an English side, the cosine to the teacher's vector of the English text (Reimers and
Gurevych 2020), which carries an English model's sense of meaning into German.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import torch
from torch import Tensor, nn

from indexer.encoder import Vectors
from indexer.training.batches import Batch, Ids, Texts
from indexer.training.recipe import Recipe

Report = Callable[[int, float, Vectors], None]


def learn(
    texts: Texts,
    batches: Iterable[Batch],
    teacher: Mapping[str, tuple[Vectors, Ids]],
    recipe: Recipe,
    start: Vectors,
    report: Report = lambda _step, _loss, _weights: None,
    every: int = 500,
) -> Vectors:
    """Vectors of the pieces, shape (vocabulary, dimensions).

    `teacher` has for each English kind the vectors of English texts and, by text number, the row of each (-1: none).
    """
    torch.manual_seed(recipe.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    bag = nn.EmbeddingBag.from_pretrained(torch.from_numpy(start).clone(), freeze=False, mode="mean").to(device)
    optimizer = torch.optim.Adam(bag.parameters(), lr=recipe.rate)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: max(0.0, 1 - step / recipe.steps))
    random = np.random.default_rng(recipe.seed)
    loss_sum = 0.0
    for step, batch in enumerate(batches, 1):
        left = _embed(bag, texts, batch.left, recipe, random, device)
        right = _embed(bag, texts, batch.right, recipe, random, device)
        loss = contrast(left, right, batch, recipe.scale)
        if batch.kind in teacher:
            loss = loss + recipe.teacher * _pull(left, right, batch, *teacher[batch.kind], device)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        loss_sum += float(loss.detach())
        if step % every == 0:
            report(step, loss_sum / every, _weights(bag))
            loss_sum = 0.0
    return _weights(bag)


def contrast(left: Tensor, right: Tensor, batch: Batch, scale: float) -> Tensor:
    """In-batch contrast both ways; a text that stands in the batch twice is no negative of its twin."""
    scores = left @ right.T * scale
    same = (batch.left[:, None] == batch.left[None, :]) | (batch.right[:, None] == batch.right[None, :])
    np.fill_diagonal(same, False)
    scores = scores.masked_fill(torch.from_numpy(same).to(scores.device), -1e4)
    target = torch.arange(len(left), device=scores.device)
    return (nn.functional.cross_entropy(scores, target) + nn.functional.cross_entropy(scores.T, target)) / 2


def _pull(left: Tensor, right: Tensor, batch: Batch, vectors: Vectors, rows: Ids, device: str) -> Tensor:
    """How far both sides are from the teacher's vectors, as one minus the mean cosine."""
    index = rows[batch.right]
    known = torch.from_numpy(np.flatnonzero(index >= 0)).to(device)
    if not len(known):
        return torch.zeros((), device=device)
    wanted = torch.from_numpy(vectors[index[index >= 0]]).to(device)
    return 1 - ((left[known] * wanted).sum(1).mean() + (right[known] * wanted).sum(1).mean()) / 2


def _embed(
    bag: nn.EmbeddingBag, texts: Texts, index: Ids, recipe: Recipe, random: np.random.Generator, device: str
) -> Tensor:
    """Unit vectors of texts; some pieces are left out, so that no single one carries a text."""
    pieces, offsets = texts.take(index)
    if recipe.dropout:
        kept = random.random(len(pieces)) >= recipe.dropout
        kept[offsets] = True
        pieces, offsets = pieces[kept], np.concatenate([[0], np.cumsum(kept)])[offsets]
    vectors = bag(torch.from_numpy(pieces).to(device), torch.from_numpy(offsets).to(device))
    return nn.functional.normalize(vectors)


def _weights(bag: nn.EmbeddingBag) -> Vectors:
    weights: Vectors = bag.weight.detach().cpu().numpy().copy()
    return weights

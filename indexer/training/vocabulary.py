"""The vocabulary: word pieces learnt from the training texts. The training's home of the tokenizers library."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

UNKNOWN = "[UNK]"
MAX_PIECES = 128
"""Pieces that are read of a text: the passages of a page have fewer."""


def train_vocabulary(texts: Iterable[str], size: int) -> Tokenizer:
    """A unigram tokenizer of `size` pieces. Umlauts are written out, so that ü and ue are the same.

    No piece is marked as the beginning of a word: `wohnung` is the same piece in Wohnung and in Sozialwohnung.
    """
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Punctuation(behavior="removed"), pre_tokenizers.WhitespaceSplit()]
    )
    trainer = trainers.UnigramTrainer(
        vocab_size=size, special_tokens=[UNKNOWN], unk_token=UNKNOWN, max_piece_length=20, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return _rounded(tokenizer)


def _rounded(tokenizer: Tokenizer) -> Tokenizer:
    """The same with scores of six digits: the last ones depend on how many threads added them up."""
    content = json.loads(tokenizer.to_str())
    content["model"]["vocab"] = [[piece, round(score, 6)] for piece, score in content["model"]["vocab"]]
    return Tokenizer.from_str(json.dumps(content))


def normalizer() -> normalizers.Normalizer:
    """Case, width and accents folded; German umlauts and ß written out before accents go."""
    german = [normalizers.Replace(a, b) for a, b in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))]
    return normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Lowercase(),
            *german,
            normalizers.NFD(),
            normalizers.StripAccents(),
            normalizers.NFC(),
        ]
    )

"""A learnt model as a folder that sentence-transformers loads: weights in half precision, vocabulary, card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from indexer.encoder import Vectors


def export(folder: Path, tokenizer: Tokenizer, weights: Vectors, card: str) -> None:
    """Writes the folder. The module is sentence-transformers' StaticEmbedding followed by Normalize."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "0_StaticEmbedding").mkdir(exist_ok=True)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    # with a weight for each piece, sentence-transformers reckons in single precision, though it reads half
    stored: dict[str, NDArray[Any]] = {
        "embeddings": weights.astype(np.float16),
        "weights": np.ones(len(weights), dtype=np.float32),
    }
    save_file(stored, folder / "0_StaticEmbedding" / "model.safetensors")
    tokenizer.no_padding()
    tokenizer.no_truncation()
    (folder / "0_StaticEmbedding" / "tokenizer.json").write_text(tokenizer.to_str(pretty=False), encoding="utf-8")
    _write(
        folder / "modules.json",
        [
            _module(0, "StaticEmbedding", "sentence_transformers.models.StaticEmbedding"),
            _module(1, "Normalize", "sentence_transformers.models.Normalize"),
        ],
    )
    _write(
        folder / "config_sentence_transformers.json",
        {"model_type": "SentenceTransformer", "similarity_fn_name": "cosine", "prompts": {"query": "", "document": ""}},
    )
    (folder / "README.md").write_text(card, encoding="utf-8")


def _module(number: int, name: str, kind: str) -> dict[str, object]:
    return {"idx": number, "name": str(number), "path": f"{number}_{name}", "type": kind}


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")

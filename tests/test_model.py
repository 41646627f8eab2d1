"""The shipped model: small, loads anywhere, the same with and without torch, and torch stays out of serving."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from indexer.models import find_model, make_encoder
from indexer.static import StaticEncoder, StaticModel, is_static
from kb.errors import SettingError
from kb.settings import ROOT, Settings

MODEL = ROOT / "indexer" / "model"
TEXTS = [
    "Imbisswagen",
    "wo kann ich meinen hund anmelden",
    "lost my passport",
    "§ 5 BVFG",
    "",
    "x" * 500,
    "Ärger" * 200,
]


def test_shipped_model_is_the_default_and_static() -> None:
    assert Path(find_model(Settings().model)) == MODEL
    assert is_static(MODEL)
    assert isinstance(make_encoder(Settings()), StaticEncoder)


def test_shipped_model_is_at_most_forty_megabytes() -> None:
    assert sum(file.stat().st_size for file in MODEL.rglob("*") if file.is_file()) <= 40_000_000


def test_vectors_have_length_one_or_none_at_all() -> None:
    lengths = np.linalg.norm(make_encoder(Settings()).encode_queries(["Hund", "Kita Gutschein", ""]), axis=1)
    assert lengths == pytest.approx([1, 1, 0], abs=1e-6)


def test_umlauts_and_capitals_make_no_difference() -> None:
    vectors = make_encoder(Settings()).encode_queries(["Führerschein", "FUEHRERSCHEIN", "führerschein"])
    assert np.allclose(vectors, vectors[0])


def test_colloquial_word_is_nearer_to_its_service_than_to_another() -> None:
    vectors = make_encoder(Settings()).encode_queries(["Stütze", "Bürgergeld beantragen", "Hundesteuer"])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]


@pytest.mark.slow
def test_shipped_model_is_the_same_with_sentence_transformers() -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(MODEL), device="cpu").encode(TEXTS).astype(np.float32)
    assert np.abs(theirs - StaticModel.load(MODEL).encode(TEXTS)).max() < 1e-4


def test_serving_never_imports_torch(tmp_path: Path) -> None:
    program = (
        "import sys; import webapp; from indexer.models import make_encoder; from kb.settings import Settings; "
        "make_encoder(Settings()).encode_queries(['Hund']); "
        "sys.exit('torch' in sys.modules or 'sentence_transformers' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json"])
def test_damaged_model_is_an_error_that_names_the_setting(tmp_path: Path, name: str) -> None:
    module = tmp_path / "0_StaticEmbedding"
    module.mkdir()
    (tmp_path / "modules.json").write_bytes((MODEL / "modules.json").read_bytes())
    for file in (MODEL / "0_StaticEmbedding").iterdir():
        whole = file.read_bytes()
        (module / file.name).write_bytes(whole[: len(whole) // 2] if file.name == name else whole)
    with pytest.raises(SettingError, match="KB_MODEL"):
        StaticModel.load(tmp_path)

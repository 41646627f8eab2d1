"""Making a model: sources are read as they are, the same seed learns the same, and the folder loads anywhere."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from indexer.__main__ import main
from indexer.pages import SearchPage, Section
from indexer.static import StaticModel, is_static
from indexer.training import batches, sources
from indexer.training.batches import Batch, cut_texts, draw, make_corpus
from indexer.training.fairness import measured_with, without
from indexer.training.own import page_pairs
from indexer.training.sources import SOURCES, SPOKEN, Pair
from indexer.training.spoken import read_spoken
from indexer.training.vocabulary import train_vocabulary
from kb.content import Content
from kb.errors import ContentError
from kb.model import Synonym

BLOCK = """# Reisegewerbekarte | Reisegewerbekarte Verlängerung
= Wer ohne festen Laden verkauft, braucht eine Reisegewerbekarte.
~ Imbisswagen; Verkauf an der Haustür
? Ich will mit einem Eiswagen durch die Stadt fahren
? Foodtruck was brauch ich
en: food truck licence; street trading permit

# Hundesteuer
~ Hund anmelden
"""


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text, encoding="utf-8")
    return path


def test_spoken_service_is_read_with_all_its_lines(tmp_path: Path) -> None:
    first, second = read_spoken(written(tmp_path, "s.txt", BLOCK))
    assert first.titles == ("Reisegewerbekarte", "Reisegewerbekarte Verlängerung")
    assert first.words == ("Imbisswagen", "Verkauf an der Haustür")
    assert (len(first.questions), first.english[1]) == (2, "street trading permit")
    assert (second.titles, second.text) == (("Hundesteuer",), "")


@pytest.mark.parametrize(
    ("text", "line"),
    [("# A\nImbiss\n", 2), ("# A\n~\n", 2), ("~ Wort\n\n# B\n", 1), ("# A\n= x\n- y\n", 3)],
)
def test_fault_in_spoken_services_names_its_line(tmp_path: Path, text: str, line: int) -> None:
    with pytest.raises(ContentError, match=rf"s\.txt:{line}:"):
        list(read_spoken(written(tmp_path, "s.txt", text)))


def test_every_shipped_spoken_service_can_be_read_and_has_words() -> None:
    services = list(read_spoken(SPOKEN))
    assert len(services) > 500
    assert [s.titles[0] for s in services if not s.words or not s.text or not s.questions or not s.english] == []


def test_dictionary_gives_words_without_marks(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "de-en",
        "# comment\nAusweis {m}; Pass [ugs.] | Ausweise {pl} :: identity card /ID/ | identity cards\n",
    )
    assert list(sources.read_dictionary(path)) == [
        Pair("Ausweis", "identity card"),
        Pair("Pass", "identity card"),
        Pair("Ausweise", "identity cards"),
    ]


def test_synonyms_make_a_ring(tmp_path: Path) -> None:
    path = written(tmp_path, "o.tsv.gz", "Auto\tWagen\tPkw\nallein\n")
    assert list(sources.read_synonyms(path)) == [Pair("Auto", "Wagen"), Pair("Wagen", "Pkw"), Pair("Pkw", "Auto")]


def test_addresses_of_laws_are_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, "l.tsv.gz", "Waffenschein\t§ 10 Waffengesetz (WaffG) [http://example.org/waffg]\n")
    assert list(sources.read_titles(path)) == [Pair("Waffenschein", "§ 10 Waffengesetz (WaffG)")]


def test_name_is_never_its_own_answer(tmp_path: Path) -> None:
    pairs = list(sources.read_spoken_names(written(tmp_path, "s.txt", BLOCK)))
    assert all(pair.left not in pair.right for pair in pairs)


def test_pairs_of_a_page_hold_title_and_passages() -> None:
    page = SearchPage("service/x", "Hundesteuer", (Synonym("Hund anmelden"),), (Section("Kosten", "90 Euro im Jahr."),))
    assert Pair("Hund anmelden", "Hundesteuer") in set(page_pairs(page))
    assert Pair("Hundesteuer", "Hundesteuer: Kosten\n90 Euro im Jahr.") in set(page_pairs(page))


def test_judged_queries_are_never_learnt_from(seed: Content) -> None:
    asked = next(j.query for j in seed.judgments if j.split == "test" and len(j.query.split()) > 2)
    kinds = {"said": [Pair(asked.upper() + "?", "Titel"), Pair("Titel", asked), Pair("Imbisswagen", "Titel")]}
    assert without(kinds, measured_with(seed)) == {"said": [Pair("Imbisswagen", "Titel")]}


def test_no_foreign_collection_is_a_source() -> None:
    assert [source.file for source in SOURCES if "eval" in source.file or "munich" in source.file] == []


def test_pieces_of_umlauts_and_case_are_the_same() -> None:
    tokenizer = train_vocabulary(["Führerschein in der Straße", "ein Ausweis"] * 30, 60)
    spelled = [tokenizer.encode(word, add_special_tokens=False).ids for word in ("Führerschein", "FUEHRERSCHEIN")]
    assert spelled[0] == spelled[1]


def test_corpus_drops_what_says_nothing() -> None:
    corpus = make_corpus({"a": [Pair("x", "y"), Pair("x", "y"), Pair("Z", "z")], "b": [Pair("y", "w")]})
    assert corpus.texts == ("x", "y", "w")
    assert {kind: pairs.tolist() for kind, pairs in corpus.pairs.items()} == {"a": [[0, 1]], "b": [[1, 2]]}


def test_texts_are_taken_as_they_were_cut() -> None:
    tokenizer = train_vocabulary(["ein Hund", "zwei Katzen und ein Hund"] * 30, 40)
    texts = cut_texts(tokenizer, ["ein Hund", "", "zwei Katzen"])
    pieces, offsets = texts.take(np.array([2, 0]))
    wanted = [tokenizer.encode(text, add_special_tokens=False).ids for text in ("zwei Katzen", "ein Hund")]
    assert pieces.tolist() == [*wanted[0], *wanted[1]]
    assert offsets.tolist() == [0, len(wanted[0])]


def test_batches_are_the_same_for_the_same_seed_and_of_one_kind() -> None:
    pairs = {"a": np.arange(20).reshape(-1, 2), "b": np.arange(20, 26).reshape(-1, 2)}

    def drawn(seed: int) -> list[tuple[str, list[int]]]:
        return [(b.kind, b.left.tolist()) for b in draw(pairs, {"a": 1, "b": 1}, 4, 12, seed)]

    assert drawn(1) == drawn(1) != drawn(2)
    assert all(max(left) < 20 if kind == "a" else min(left) >= 20 for kind, left in drawn(1))


def test_twin_in_a_batch_is_no_negative() -> None:
    import torch

    from indexer.training.learn import contrast

    vectors = torch.eye(3)
    apart = Batch("a", np.array([0, 1, 2]), np.array([3, 4, 5]))
    twins = Batch("a", np.array([0, 1, 2]), np.array([3, 3, 5]))
    right = torch.stack([vectors[0], vectors[0], vectors[2]])
    assert float(contrast(vectors, right, twins, 20.0)) < float(contrast(vectors, right, apart, 20.0))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two models from the same tiny sample."""
    folder = tmp_path_factory.mktemp("training")
    data = folder / "data"
    data.mkdir()
    words = ["Hund", "Katze", "Ausweis", "Pass", "Wohnung", "Steuer", "Kind", "Auto"]
    lines = [f"{a} und {b}\t{b} mit {a}" for a in words for b in words if a != b]
    written(data, "klexikon_title_text.tsv.gz", "\n".join(lines) + "\n")
    options = "--vocabulary 300 --dimensions 16 --batch 16 --steps 40".split()
    for name in ("one", "two"):
        assert main(["train", "--data", str(data), "--out", str(folder / name), *options]) == 0
    return folder / "one", folder / "two"


@pytest.mark.slow
def test_same_seed_makes_the_same_model(made: tuple[Path, Path]) -> None:
    first, second = (
        [hashlib.sha256(p.read_bytes()).digest() for p in sorted(m.rglob("*")) if p.is_file()] for m in made
    )
    assert first == second


@pytest.mark.slow
def test_model_has_learnt_what_belongs_together(made: tuple[Path, Path]) -> None:
    near, far = (
        StaticModel.load(made[0]).encode(["Hund und Katze", "Katze mit Hund", "Steuer mit Auto"])[1:]
        @ (StaticModel.load(made[0]).encode(["Hund und Katze"])[0])
    )
    assert near > far


@pytest.mark.slow
def test_model_loads_with_sentence_transformers_and_is_the_same(made: tuple[Path, Path]) -> None:
    from sentence_transformers import SentenceTransformer

    texts = ["Hund und Katze", "Wohnung", "völlig Unbekanntes 123 §", "x" * 300]
    theirs = SentenceTransformer(str(made[0]), device="cpu").float().encode(texts)
    assert np.abs(theirs - StaticModel.load(made[0]).encode(texts)).max() < 1e-4


@pytest.mark.slow
def test_card_names_data_licence_and_the_command(made: tuple[Path, Path]) -> None:
    card = (made[0] / "README.md").read_text(encoding="utf-8")
    digest = hashlib.sha256((made[0].parent / "data" / "klexikon_title_text.tsv.gz").read_bytes()).hexdigest()
    assert digest in card
    assert "CC-BY-SA-4.0" in card
    assert "--vocabulary 300" in card
    assert is_static(made[0])
    assert json.loads((made[0] / "modules.json").read_text())[0]["type"].endswith("StaticEmbedding")


def test_missing_sources_are_an_error_that_names_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--data", str(tmp_path), "--out", str(tmp_path / "m")]) == 2
    assert "openthesaurus.tsv.gz" in capsys.readouterr().err


def test_all_batches_fit_the_smallest_kind() -> None:
    assert [len(b.left) for b in batches.draw({"a": np.arange(6).reshape(-1, 2)}, {"a": 1}, 50, 2, 1)] == [3, 3]

"""Opening a generation: as a whole or not at all, and switching to the next one while the old one serves."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from conftest import FakeEncoder

from indexer.generation import Generation, Generations, Manifest, current_id, folder_of
from indexer.keywords import Filters
from indexer.publish import Publisher
from indexer.words import Analyzer
from kb.errors import KbError, NoGeneration, StaleGeneration

FILES = [
    "store.sqlite",
    "words.sqlite",
    "words.npz",
    "vectors.faiss",
    "gists.npy",
    "passages.json",
    "manifest.json",
]

Open = Callable[[], Generation]


@pytest.fixture
def folder(generation: Generation) -> Path:
    return generation.folder


@pytest.fixture
def reopen(folder: Path, encoder: FakeEncoder, analyzer: Analyzer) -> Open:
    """Opens the folder afresh, as another worker would."""
    return lambda: Generation(folder, encoder, analyzer)


def rewrite(manifest: Path, **values: object) -> None:
    manifest.write_text(json.dumps({**json.loads(manifest.read_text()), **values}))


def publish_next(publisher: Publisher) -> str:
    page = publisher.content / "services" / "heirat.md"
    page.write_text(page.read_text(encoding="utf-8") + "\nNoch ein Satz.\n", encoding="utf-8")
    return publisher.publish().id


def test_whole_generation_opens(reopen: Open, generation: Generation) -> None:
    assert reopen().id == generation.id


@pytest.mark.parametrize("name", FILES)
def test_missing_file_is_refused_with_the_command(folder: Path, reopen: Open, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(KbError, match=f"{name}|{folder.name}") as raised:
        reopen()
    assert "Run: python -m indexer build" in str(raised.value)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("left", [b"", b"\x00 nothing of ours \xff" * 100])
def test_damaged_file_is_refused_with_the_command(folder: Path, reopen: Open, name: str, left: bytes) -> None:
    (folder / name).write_bytes(left)
    with pytest.raises(KbError, match="Run: python -m indexer build"):
        reopen()


@pytest.mark.parametrize("name", FILES)
def test_half_a_file_is_refused(folder: Path, reopen: Open, name: str) -> None:
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(KbError, match="Run: python -m indexer build"):
        reopen()


def test_passages_of_another_shape_are_refused(folder: Path, reopen: Open) -> None:
    (folder / "passages.json").write_text("[]")
    with pytest.raises(StaleGeneration, match="Run: python -m indexer build"):
        reopen()


def test_missing_passage_is_noticed(folder: Path, reopen: Open) -> None:
    table = json.loads((folder / "passages.json").read_text(encoding="utf-8"))
    shorter = {**table, "ids": table["ids"][1:], "owners": table["owners"][1:]}
    (folder / "passages.json").write_text(json.dumps(shorter), encoding="utf-8")
    with pytest.raises(KbError, match=rf"{len(table['ids'])} rows, not {len(table['ids']) - 1}\. Run: "):
        reopen()


def test_another_model_is_refused_by_name(folder: Path, analyzer: Analyzer) -> None:
    with pytest.raises(StaleGeneration, match=r"model fake, the settings name other\. Run: python -m indexer build"):
        Generation(folder, FakeEncoder("other"), analyzer)


def test_another_format_is_refused(folder: Path, reopen: Open) -> None:
    rewrite(folder / "manifest.json", format=999)
    with pytest.raises(StaleGeneration, match=r"another version\. Run: python -m indexer build"):
        reopen()


def test_unknown_manifest_field_is_refused(folder: Path, reopen: Open) -> None:
    rewrite(folder / "manifest.json", colour="red")
    with pytest.raises(StaleGeneration, match="colour"):
        reopen()


def test_manifest_survives_a_round_trip(folder: Path, tmp_path: Path) -> None:
    manifest = Manifest.load(folder / "manifest.json")
    (tmp_path / "copy.json").write_text(manifest.dump())
    assert Manifest.load(tmp_path / "copy.json") == manifest


def test_nothing_built_yet_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration, match="Run: python -m indexer build"):
        current_id(tmp_path)


def test_no_generation_before_the_first_build(publisher: Publisher) -> None:
    generations = Generations(publisher.data, publisher.encoder, publisher.analyzer)
    with pytest.raises(NoGeneration):
        generations.get()
    published = publisher.publish()
    assert generations.get().id == published.id


@pytest.mark.parametrize("text", ["", "\n", "../../etc", ".building-1"])
def test_pointer_to_no_generation_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "CURRENT").write_text(text)
    with pytest.raises(StaleGeneration, match="Run: python -m indexer build"):
        current_id(tmp_path)


def test_pointer_to_a_missing_folder_is_refused(publisher: Publisher) -> None:
    publisher.publish()
    (publisher.data / "CURRENT").write_text("20200101T000000-deadbeef\n")
    with pytest.raises(KbError, match="Run: python -m indexer build"):
        Generations(publisher.data, publisher.encoder, publisher.analyzer).get()


class TestGenerations:
    @pytest.fixture
    def generations(self, publisher: Publisher) -> Generations:
        publisher.publish()
        return Generations(publisher.data, publisher.encoder, publisher.analyzer)

    def test_unchanged_pointer_gives_the_same_object(self, generations: Generations) -> None:
        assert generations.get() is generations.get()

    def test_changed_pointer_switches(self, generations: Generations, publisher: Publisher) -> None:
        before = generations.get().id
        after = publish_next(publisher)
        assert generations.get().id == after != before

    def test_pointer_back_switches_back(self, generations: Generations, publisher: Publisher) -> None:
        before = generations.get().id
        publish_next(publisher)
        generations.get()
        (publisher.data / "CURRENT").write_text(before)
        assert generations.get().id == before

    def test_old_generation_answers_while_it_is_held(self, generations: Generations, publisher: Publisher) -> None:
        held = generations.get()
        publisher.keep = 1
        publish_next(publisher)
        generations.get()
        assert not held.folder.exists()
        assert held.store.service("heirat") is not None
        assert held.words.exact("Eheschließung anmelden", Filters(datetime(2026, 11, 24))) == {"service/heirat": 1.0}

    @pytest.mark.parametrize("name", FILES)
    def test_refused_generation_leaves_the_old_one(
        self, generations: Generations, publisher: Publisher, name: str
    ) -> None:
        before = generations.get()
        (folder_of(publisher.data, publish_next(publisher)) / name).write_bytes(b"damaged")
        assert generations.get() is before

    def test_refusal_is_logged_once(
        self, generations: Generations, publisher: Publisher, caplog: pytest.LogCaptureFixture
    ) -> None:
        generations.get()
        bad = publish_next(publisher)
        (folder_of(publisher.data, bad) / "manifest.json").unlink()
        with caplog.at_level(logging.ERROR):
            generations.get()
            generations.get()
        assert [bad in record.getMessage() for record in caplog.records] == [True]

    def test_next_good_generation_ends_a_refusal(self, generations: Generations, publisher: Publisher) -> None:
        generations.get()
        (folder_of(publisher.data, publish_next(publisher)) / "manifest.json").unlink()
        generations.get()
        good = publish_next(publisher)
        assert generations.get().id == good

    def test_generation_of_another_model_is_refused(self, generations: Generations, publisher: Publisher) -> None:
        before = generations.get()
        replace(publisher, encoder=FakeEncoder("other")).publish()
        assert generations.get() is before

    def test_lost_pointer_leaves_the_open_one(self, generations: Generations, publisher: Publisher) -> None:
        before = generations.get()
        (publisher.data / "CURRENT").unlink()
        assert generations.get() is before

"""Publishing: what is built and embedded, what stays in service when a file breaks, what is cleared away."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import FakeEncoder

from indexer.encoder import Progress, Vectors
from indexer.find import SearchRequest
from indexer.generation import Generation, Generations
from indexer.publish import Published, Publisher, calibrate
from indexer.search import Searcher
from kb.errors import ContentError

MOMENT = datetime(2026, 11, 24, 12)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def opened(publisher: Publisher) -> Generation:
    return Generations(publisher.data, publisher.encoder, publisher.analyzer).get()


def found(generation: Generation, query: str, moment: datetime = MOMENT) -> list[str]:
    hits = Searcher(generation).search(SearchRequest(query, moment, limit=50)).hits
    return [hit.page.id for hit in hits]


def names(publisher: Publisher) -> set[str]:
    return {path.name for path in (publisher.data / "generations").iterdir()}


def test_first_build_embeds_every_passage(publisher: Publisher, encoder: FakeEncoder) -> None:
    published = publisher.publish()
    assert published.built
    assert published.embedded == published.passages == len(encoder.encoded) > 0


def test_nothing_changed_builds_and_embeds_nothing(publisher: Publisher, encoder: FakeEncoder) -> None:
    first = publisher.publish()
    encoder.encoded.clear()
    second = publisher.publish()
    assert (second.built, second.id) == (False, first.id)
    assert (encoder.encoded, names(publisher)) == ([], {first.id})


def test_nothing_changed_still_counts_pages(publisher: Publisher) -> None:
    first, second = publisher.publish(), publisher.publish()
    assert (second.pages, second.passages) == (first.pages, first.passages)


def test_changed_page_embeds_only_its_passages(publisher: Publisher, sample: Path, encoder: FakeEncoder) -> None:
    publisher.publish()
    encoder.encoded.clear()
    change(sample / "services" / "hundesteuer.md", "zahlen Sie Steuer", "zahlen Sie jedes Jahr Steuer")
    assert publisher.publish().embedded == 1
    assert encoder.encoded == ["Hundesteuer anmelden: Kurztext\nFür jeden Hund zahlen Sie jedes Jahr Steuer."]


def test_page_changed_back_embeds_nothing(publisher: Publisher, sample: Path) -> None:
    page = sample / "services" / "hundesteuer.md"
    publisher.publish()
    change(page, "jeden Hund", "alle Hunde")
    publisher.publish()
    change(page, "alle Hunde", "jeden Hund")
    published = publisher.publish()
    assert (published.built, published.embedded) == (True, 0)


def test_another_model_embeds_everything_again(publisher: Publisher) -> None:
    publisher.publish()
    other = replace(publisher, encoder=FakeEncoder("other")).publish()
    assert other.built
    assert other.embedded == other.passages


def test_damaged_generation_is_built_anew(publisher: Publisher) -> None:
    first = publisher.publish()
    (publisher.data / "generations" / first.id / "vectors.faiss").unlink()
    second = publisher.publish()
    assert second.built
    assert opened(publisher).id == second.id != first.id


def test_unreadable_pointer_is_written_anew(publisher: Publisher) -> None:
    publisher.publish()
    (publisher.data / "CURRENT").write_text("\n")
    assert publisher.publish().built
    assert found(opened(publisher), "Hundesteuer")[0] == "hundesteuer"


def test_broken_page_keeps_its_last_good_version(publisher: Publisher, sample: Path) -> None:
    publisher.publish()
    change(sample / "services" / "hundesteuer.md", "kategorie: steuern", "kategorie: steuern\nfarbe: rot")
    published = publisher.publish()
    assert published.carried == ("services/hundesteuer.md",)
    assert found(opened(publisher), "Hundesteuer anmelden")[0] == "hundesteuer"


def test_broken_page_reports_file_and_field(publisher: Publisher, sample: Path) -> None:
    publisher.publish()
    change(sample / "services" / "hundesteuer.md", "kategorie: steuern", "kategorie: steuern\nfarbe: rot")
    assert [(f.file, f.field) for f in publisher.publish().faults] == [("services/hundesteuer.md", "farbe")]


def test_broken_page_never_stops_others(publisher: Publisher, sample: Path) -> None:
    publisher.publish()
    (sample / "services" / "hundesteuer.md").write_bytes(b"\xff\xfe")
    change(sample / "services" / "heirat.md", "Eheschließung anmelden", "Verpartnerung anmelden")
    publisher.publish()
    assert found(opened(publisher), "Verpartnerung anmelden")[0] == "heirat"


def test_last_good_version_outlives_several_builds(publisher: Publisher, sample: Path) -> None:
    publisher.publish()
    (sample / "services" / "hundesteuer.md").write_text("nichts")
    for number in range(5):
        change(sample / "services" / "heirat.md", "Vor der Hochzeit", f"{number} Vor der Hochzeit")
        publisher.publish()
    assert opened(publisher).store.service("hundesteuer") is not None


def test_page_broken_from_the_start_is_left_out(publisher: Publisher, sample: Path) -> None:
    (sample / "services" / "hundesteuer.md").write_text("nichts")
    published = publisher.publish()
    assert (published.carried, [f.file for f in published.faults]) == ((), ["services/hundesteuer.md"])
    assert "hundesteuer" not in found(opened(publisher), "Hundesteuer anmelden")


def test_broken_translation_keeps_its_last_good_text(publisher: Publisher, sample: Path) -> None:
    page = sample / "services" / "hundesteuer.en.md"
    page.write_text("---\nid: hundesteuer\nbezeichnung: Dog tax\n---\n## Kurztext\n\nEvery dog is taxed.\n")
    publisher.publish()
    page.write_text("nichts")
    assert publisher.publish().carried == ("services/hundesteuer.en.md",)
    service = opened(publisher).store.service("hundesteuer")
    assert service is not None and service.texts["en"].title == "Dog tax"


def test_mended_page_replaces_the_carried_one(publisher: Publisher, sample: Path) -> None:
    page = sample / "services" / "hundesteuer.md"
    publisher.publish()
    good = page.read_text(encoding="utf-8")
    page.write_text("nichts")
    publisher.publish()
    page.write_text(good.replace("jeden Hund", "jedes Tier"), encoding="utf-8")
    assert publisher.publish().carried == ()
    service = opened(publisher).store.service("hundesteuer")
    assert service is not None and service.text.summary == "Für jedes Tier zahlen Sie Steuer."


@pytest.mark.parametrize("name", ["places.csv", "categories.yml", "frequent.yml"])
def test_broken_table_keeps_its_old_rows(publisher: Publisher, sample: Path, name: str) -> None:
    publisher.publish()
    before = opened(publisher).store.content()
    (sample / name).write_text("[nichts")
    published = publisher.publish()
    after = opened(publisher).store.content()
    assert published.carried == (name,)
    assert (after.places, after.categories, after.frequent) == (before.places, before.categories, before.frequent)


def test_broken_places_are_reported_by_line(publisher: Publisher, sample: Path) -> None:
    publisher.publish()
    change(sample / "places.csv", "20251,Alsterdorf", "2025,Alsterdorf")
    assert ("places.csv", 3) in [(fault.file, fault.line) for fault in publisher.publish().faults]
    assert opened(publisher).store.gazetteer.find("Alsterdorf")


def test_deleted_page_disappears(publisher: Publisher, sample: Path) -> None:
    publisher.publish()
    assert "heirat" in found(opened(publisher), "Eheschließung anmelden")
    (sample / "services" / "heirat.md").unlink()
    assert publisher.publish().built
    generation = opened(publisher)
    assert "heirat" not in found(generation, "Eheschließung anmelden")
    assert generation.store.service("heirat") is None


def test_page_appears_on_its_minute_without_a_rebuild(publisher: Publisher, sample: Path) -> None:
    begin = MOMENT + timedelta(minutes=1)
    change(sample / "services" / "heirat.md", "kategorie:", f"gueltig: {{ab: {begin:%Y-%m-%dT%H:%M}}}\nkategorie:")
    publisher.publish()
    generation = opened(publisher)
    assert "heirat" not in found(generation, "Eheschließung anmelden", begin - timedelta(seconds=1))
    assert found(generation, "Eheschließung anmelden", begin)[0] == "heirat"


def test_page_disappears_after_its_last_minute(publisher: Publisher, sample: Path) -> None:
    change(sample / "services" / "heirat.md", "kategorie:", f"gueltig: {{bis: {MOMENT:%Y-%m-%dT%H:%M}}}\nkategorie:")
    publisher.publish()
    generation = opened(publisher)
    assert found(generation, "Eheschließung anmelden", MOMENT)[0] == "heirat"
    assert "heirat" not in found(generation, "Eheschließung anmelden", MOMENT + timedelta(minutes=1))


def test_draft_page_is_never_found(generation: Generation) -> None:
    assert "entwurf" not in found(generation, "Noch nicht freigegebene Leistung")


def test_released_draft_is_found(publisher: Publisher, sample: Path) -> None:
    change(sample / "services" / "entwurf.md", "status: entwurf", "status: veroeffentlicht")
    publisher.publish()
    assert found(opened(publisher), "Noch nicht freigegebene Leistung")[0] == "entwurf"


def test_internal_text_is_in_no_published_file(sample: Path, publisher: Publisher) -> None:
    assert "Geheimnisdachs" in (sample / "services" / "ausweis.md").read_text(encoding="utf-8")
    publisher.publish()
    files = [path for path in publisher.data.rglob("*") if path.is_file()]
    # terms share their beginnings in the files of an index: look for the end of the word
    assert [path.name for path in files if b"dachs" in path.read_bytes().lower()] == []
    assert {"store.sqlite", "words.sqlite", "vectors.faiss", "passages.json"} <= {path.name for path in files}


def test_internal_text_is_never_indexed_or_embedded(generation: Generation, encoder: FakeEncoder) -> None:
    assert not [term for term in generation.words.vocabulary if "dachs" in term]
    assert not [text for text in encoder.encoded if "dachs" in text.lower()]


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_only_the_newest_generations_are_kept(publisher: Publisher, sample: Path, keep: int) -> None:
    publisher.keep = keep
    made: list[str] = []
    for number in range(4):
        change(sample / "services" / "heirat.md", "Vor der Hochzeit", f"{number} Vor der Hochzeit")
        made.append(publisher.publish().id)
    assert names(publisher) == set(made[-keep:])


def test_leftovers_of_killed_builds_are_swept(publisher: Publisher) -> None:
    left = publisher.data / "generations" / ".building-20260101T000000-00000000"
    left.mkdir(parents=True)
    (left / "store.sqlite").write_text("half")
    published = publisher.publish()
    assert names(publisher) == {published.id}


def test_leftovers_are_swept_even_when_nothing_changed(publisher: Publisher) -> None:
    published = publisher.publish()
    (publisher.data / "generations" / ".building-1").mkdir()
    publisher.publish()
    assert names(publisher) == {published.id}


def test_failed_build_leaves_the_old_generation(publisher: Publisher, sample: Path) -> None:
    class Failing(FakeEncoder):
        def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
            raise RuntimeError("out of memory")

    first = publisher.publish()
    change(sample / "services" / "heirat.md", "Vor der Hochzeit", "Lange vor der Hochzeit")
    with pytest.raises(RuntimeError, match="out of memory"):
        replace(publisher, encoder=Failing()).publish()
    assert opened(publisher).id == first.id


def test_two_publishers_at_once_build_once(publisher: Publisher) -> None:
    class Slow(FakeEncoder):
        def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
            time.sleep(0.2)
            return super().encode_passages(texts, progress)

    start = threading.Barrier(2)
    results: list[Published] = []

    def publish() -> None:
        mine = replace(publisher, encoder=Slow())
        start.wait()
        results.append(mine.publish())

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(published.built for published in results) == [False, True]
    assert {published.id for published in results} == names(publisher)


def test_missing_content_folder_is_named(publisher: Publisher, tmp_path: Path) -> None:
    publisher.content = tmp_path / "nowhere"
    with pytest.raises(ContentError, match="nowhere is no folder"):
        publisher.publish()


def test_overdue_dates_are_judged_by_the_given_day(publisher: Publisher, sample: Path) -> None:
    change(sample / "services" / "heirat.md", "kategorie:", "pruefen_bis: 2026-11-30\nkategorie:")
    assert not publisher.publish(today=date(2026, 11, 30)).faults
    assert [fault.field for fault in publisher.publish(today=date(2026, 12, 1)).faults] == ["pruefen_bis"]


def test_calibration_describes_passages_of_different_pages() -> None:
    vectors = FakeEncoder().encode_passages(["aaaa", "aaaa", "zzzz", "zzzz"])
    across = float(vectors[0] @ vectors[2])
    assert calibrate(vectors, ["a", "a", "z", "z"]).mean == pytest.approx(across, abs=1e-3)


def test_calibration_of_a_single_page_is_neutral() -> None:
    calibration = calibrate(FakeEncoder().encode_passages(["a", "b"]), ["one", "one"])
    assert (calibration.mean, calibration.deviation) == (0.0, 1.0)

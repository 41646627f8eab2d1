"""From files to content: whatever is wrong with a file is named, and never stops the others."""

from __future__ import annotations

import codecs
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kb.errors import ContentError, Fault
from kb.model import INTERNAL, Synonym
from kb.reader import MAX_BYTES, Reading, read_content

MALFORMED = Path(__file__).parent / "malformed"

ODDITIES = {
    "alias": (7, "front matter", "an alias", "written out"),
    "duplicate-key": (8, "front matter", "status", "each field once"),
    "empty": (1, "front matter", "", "a first line ---"),
    "front-matter-is-a-list": (2, "front matter", "", "a name, a colon and a value"),
    "front-matter-never-closed": (1, "front matter", "id: front", "a closing line ---"),
    "front-matter-of-two-documents": (9, "front matter", "", "valid YAML"),
    "heading-twice": (13, "heading", "Kurztext", "each module once"),
    "heading-without-text": (13, "Kosten", "", "text below the heading"),
    "id-missing": (2, "id", "", "this field"),
    "id-not-file-name": (2, "id", "hund", "the file's name, id-not-file-name"),
    "leika-unquoted-and-short": (8, "leika[1]", "9910500401200", "14 digits"),
    "link-with-javascript": (8, "onlinedienste[1].url", "javascript:alert(1)", "https://"),
    "lists-in-lists": (1, "body", "", "not nested this deep"),
    "money-with-comma": (8, "kosten[1].00", "00", "known here"),
    "nested-too-deep": (8, "front matter", "", "at most 20 levels"),
    "no-front-matter": (1, "front matter", "## Kurztext", "a first line ---"),
    "no-kurztext": (9, "Kurztext", "", "a module ## Kurztext"),
    "only-front-matter-lines": (1, "front matter", "---", "a first line ---"),
    "quote-never-closed": (9, "front matter", "", "valid YAML"),
    "rule-without-office": (6, "zustaendig[1].stelle", "", "one of stelle, art"),
    "status-misspelt": (3, "status", "veröffentlicht", "did you mean veroeffentlicht?"),
    "tab-as-indent": (9, "front matter", "", "valid YAML"),
    "text-before-first-heading": (9, "body", "Ein Satz.", "below a ## heading"),
    "title-left-empty": (2, "bezeichnung", "", "this field"),
    "unknown-field": (8, "koste", "koste", "did you mean kosten?"),
    "unknown-heading": (13, "heading", "Kostn", "one of Kurztext, Volltext"),
}
"""What is reported of each file that has one oddity: line, field, part of found, part of expected."""


@pytest.fixture(scope="module")
def malformed() -> Reading:
    return read_content(MALFORMED)


def faults_of(reading: Reading, name: str) -> list[Fault]:
    return [fault for fault in reading.faults if fault.file == name]


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Changes a file as an editor would."""
    text = (folder / name).read_text(encoding="utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize("name", ODDITIES)
def test_malformed_page_is_reported_once_and_precisely(malformed: Reading, name: str) -> None:
    line, field, found, expected = ODDITIES[name]
    (fault,) = faults_of(malformed, f"services/{name}.md")
    assert (fault.line, fault.field, fault.level) == (line, field, "error")
    assert found in fault.found.replace("\n", " ") and expected in fault.expected


def test_every_malformed_page_has_an_expectation() -> None:
    assert {path.stem for path in (MALFORMED / "services").iterdir()} == {*ODDITIES, "many-faults"}


def test_every_malformed_page_is_left_out(malformed: Reading) -> None:
    assert not malformed.content.services
    assert {f"services/{name}.md" for name in ODDITIES} < malformed.broken


def test_all_faults_of_one_file_come_together(malformed: Reading) -> None:
    found = [(fault.line, fault.field) for fault in faults_of(malformed, "services/many-faults.md")]
    assert found == [
        (2, "quellen"),
        (3, "status"),
        (5, "kategorie"),
        (9, "kosten[2].betrag"),
        (11, "Kurztext"),
        (11, "heading"),
    ]


def test_fault_reads_as_file_line_field_found_and_expected(malformed: Reading) -> None:
    (fault,) = faults_of(malformed, "services/id-not-file-name.md")
    assert str(fault) == (
        "services/id-not-file-name.md:2: error: id: found 'hund', expected the file's name, id-not-file-name"
    )


def test_sample_content_reads_without_fault(sample: Path) -> None:
    reading = read_content(sample)
    assert (reading.faults, reading.broken) == ((), frozenset())


@pytest.mark.parametrize("path", sorted((MALFORMED / "services").iterdir()), ids=lambda path: path.stem)
def test_broken_file_never_stops_the_others(sample: Path, path: Path) -> None:
    good = read_content(sample).content
    shutil.copy(path, sample / "services")
    reading = read_content(sample)
    assert reading.content == good
    assert reading.broken == {f"services/{path.name}"}


def test_faults_of_every_file_come_together(sample: Path) -> None:
    change(sample, "services/heirat.md", "art: standesamt", "ard: standesamt")
    change(sample, "offices/nord.md", "barrierefrei: ja", "barrierefrei: vielleicht")
    change(sample, "notices/wasserschaden.md", "wirkung: geschlossen", "wirkung: zu")
    change(sample, "categories.yml", "titel: Bauen", "title: Bauen")
    assert {fault.file for fault in read_content(sample).errors} == {
        "services/heirat.md",
        "offices/nord.md",
        "notices/wasserschaden.md",
        "categories.yml",
    }


def test_missing_folder_says_what_to_name(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="services/"):
        read_content(tmp_path / "nirgends")


# How a file is saved


def test_byte_order_mark_is_skipped(sample: Path) -> None:
    good = read_content(sample).content
    path = sample / "services" / "heirat.md"
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    assert read_content(sample).content == good


@pytest.mark.parametrize("ending", [b"\r\n", b"\r"])
def test_line_endings_of_other_systems_are_equal(sample: Path, ending: bytes) -> None:
    good = read_content(sample).content
    for path in sample.rglob("*.*"):
        path.write_bytes(path.read_bytes().replace(b"\n", ending))
    assert read_content(sample).content == good


def test_latin_1_is_refused_with_its_line(sample: Path) -> None:
    path = sample / "services" / "heirat.md"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    (fault,) = read_content(sample).faults
    assert (fault.file, fault.line, fault.expected) == ("services/heirat.md", 4, "text saved as UTF-8")


def test_huge_file_is_refused(sample: Path) -> None:
    path = sample / "services" / "heirat.md"
    path.write_bytes(path.read_bytes() + b"x" * MAX_BYTES)
    (fault,) = read_content(sample).faults
    assert fault.expected == f"at most {MAX_BYTES} bytes"


def test_folder_with_the_name_of_a_page_is_a_fault(sample: Path) -> None:
    (sample / "services" / "ordner.md").mkdir()
    (fault,) = read_content(sample).faults
    assert (fault.file, fault.expected) == ("services/ordner.md", "a file that can be read")


def test_dangling_link_is_a_fault(sample: Path) -> None:
    (sample / "offices" / "weg.md").symlink_to(sample / "nirgends")
    assert read_content(sample).broken == {"offices/weg.md"}


# What a page becomes


def test_internal_module_is_left_behind(sample: Path) -> None:
    assert "Geheimnisdachs" in (sample / "services" / "ausweis.md").read_text(encoding="utf-8")
    assert "Geheimnisdachs" not in repr(read_content(sample))


def test_internal_heading_with_hashes_behind_it_is_internal(sample: Path) -> None:
    change(sample, "services/ausweis.md", "## Intern", "##   Intern ##")
    reading = read_content(sample)
    assert not reading.faults
    assert reading.content.services["ausweis"].text.module(INTERNAL) is None


def test_internal_heading_misspelt_is_a_fault(sample: Path) -> None:
    """Otherwise a typing error would publish what only agents may see."""
    change(sample, "services/ausweis.md", "## Intern", "## intern")
    assert read_content(sample).broken == {"services/ausweis.md"}


def test_heading_within_a_fence_is_text(sample: Path) -> None:
    change(sample, "services/heirat.md", "Vor der Hochzeit", "```\n## Kein Modul\n```\n\nVor der Hochzeit")
    assert not read_content(sample).faults


def test_synonym_keeps_its_region(sample: Path) -> None:
    text = read_content(sample).content.services["ausweis"].text
    assert text.synonyms == (Synonym("Perso"), Synonym("Identitätskarte", "CH"))


def test_words_that_yaml_takes_for_booleans_stay_words(sample: Path) -> None:
    change(sample, "services/heirat.md", "[Hochzeit, Trauung]", "[ja, no, on, 0123, 1e3, 2026-01-01]")
    terms = [s.term for s in read_content(sample).content.services["heirat"].text.synonyms]
    assert terms == ["ja", "no", "on", "0123", "1e3", "2026-01-01"]


TRANSLATION = """---
id: heirat
bezeichnung: Register a marriage
synonyme: [wedding]
---
## Kurztext

Register before you marry.
"""


def test_translation_joins_its_german_page(sample: Path) -> None:
    (sample / "services" / "heirat.en.md").write_text(TRANSLATION, encoding="utf-8")
    service = read_content(sample).content.services["heirat"]
    assert service.title == "Eheschließung anmelden"
    assert service.texts["en"].title == "Register a marriage"


def test_translation_without_german_page_is_a_fault(sample: Path) -> None:
    (sample / "services" / "taufe.en.md").write_text(TRANSLATION.replace("heirat", "taufe"), encoding="utf-8")
    (fault,) = read_content(sample).faults
    assert (fault.file, fault.found) == ("services/taufe.en.md", "taufe")


def test_translation_of_a_broken_page_is_no_second_fault(sample: Path) -> None:
    (sample / "services" / "heirat.en.md").write_text(TRANSLATION, encoding="utf-8")
    change(sample, "services/heirat.md", "status: veroeffentlicht", "status: fertig")
    assert [fault.file for fault in read_content(sample).faults] == ["services/heirat.md"]


def test_broken_translation_leaves_the_german_page(sample: Path) -> None:
    (sample / "services" / "heirat.en.md").write_text("no front matter", encoding="utf-8")
    reading = read_content(sample)
    assert reading.broken == {"services/heirat.en.md"}
    assert set(reading.content.services["heirat"].texts) == {"de"}


# The tables beside the pages


def test_place_keeps_its_other_names(sample: Path) -> None:
    place = next(p for p in read_content(sample).content.places if p.quarter == "St. Pauli")
    assert (place.postcode, place.names, place.beyond) == ("22767", ("Kiez", "Reeperbahn"), False)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("2276,Ottensen,Altona,,53.5,9.9,nein", "five digits"),
        ("22765,,Altona,,53.5,9.9,nein", "Stadtteil"),
        ("22765,Ottensen,Altona,,Nord,9.9,nein", "decimal degrees"),
        ("22765,Ottensen,Altona,,53.5,9.9,vielleicht", "ja or nein"),
        ("22765,Ottensen", "a Bezirk"),
        (",,,,,,", "five digits"),
    ],
)
def test_bad_place_is_named_with_its_line(sample: Path, row: str, expected: str) -> None:
    with (sample / "places.csv").open("a", encoding="utf-8") as file:
        file.write(f"{row}\n")
    (fault,) = read_content(sample).faults
    assert (fault.file, fault.line, fault.field) == ("places.csv", 10, "row")
    assert expected in fault.expected


def test_missing_column_of_places_is_named(sample: Path) -> None:
    change(sample, "places.csv", "namen,lat", "name,lat")
    (fault,) = read_content(sample).faults
    assert (fault.line, fault.expected) == (1, "the columns namen")


@pytest.mark.parametrize("name", ["places.csv", "judgments.csv", "offtopic.csv"])
def test_quote_left_open_in_a_table_is_a_fault(sample: Path, name: str) -> None:
    with (sample / name).open("a", encoding="utf-8") as file:
        file.write('"' + "x" * 200_000)
    (fault,) = read_content(sample).faults
    assert (fault.file, fault.expected) == (name, "rows of comma-separated values")


def test_bad_id_on_the_start_page_is_named_with_its_line(sample: Path) -> None:
    (sample / "frequent.yml").write_text("- ausweis\n- Hund und Katz\n", encoding="utf-8")
    (fault,) = read_content(sample).faults
    assert (fault.file, fault.line, fault.field, fault.found) == ("frequent.yml", 2, "[2]", "Hund und Katz")


# Anything at all


def lines() -> Iterator[str]:
    for path in (MALFORMED / "services").iterdir():
        if path.stem not in ("lists-in-lists", "nested-too-deep"):
            yield from path.read_text(encoding="utf-8").split("\n")


@given(st.lists(st.sampled_from(sorted(set(lines()))), max_size=12), st.binary(max_size=8), st.booleans())
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80, deadline=None)
def test_any_file_is_read_or_named(tmp_path: Path, shuffled: list[str], noise: bytes, framed: bool) -> None:
    """Lines of pages in any order, with any bytes behind them, never raise."""
    front = "---\n" if framed else ""
    folder = tmp_path / "services"
    folder.mkdir(exist_ok=True)
    (folder / "wirr.md").write_bytes((front + "\n".join(shuffled)).encode() + noise)
    reading = read_content(tmp_path)
    assert ("wirr" in reading.content.services) != ("services/wirr.md" in reading.broken)

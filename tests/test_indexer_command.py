"""`python -m indexer`: building and searching from the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import FakeEncoder

from indexer.__main__ import main
from indexer.words import Analyzer

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def no_model(monkeypatch: pytest.MonkeyPatch, encoder: FakeEncoder, analyzer: Analyzer) -> None:
    """Commands use the fake encoder, and words that are loaded already."""
    monkeypatch.setattr("indexer.__main__.make_encoder", lambda _settings: encoder)
    monkeypatch.setattr("indexer.__main__.Analyzer", lambda _lexicon: analyzer)
    monkeypatch.setattr("indexer.generation.Analyzer", lambda _lexicon: analyzer)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def built(sample: Path, data: Path, capsys: Capture) -> Path:
    """A data folder in which the small content is built."""
    assert main(["build", "--content", str(sample), "--data", str(data)]) == 0
    capsys.readouterr()
    return data


def printed(capsys: Capture) -> Any:
    return json.loads(capsys.readouterr().out)


def break_page(sample: Path) -> None:
    (sample / "services" / "heirat.md").write_text("nichts")


def test_build_prints_what_it_did_as_json(sample: Path, data: Path, capsys: Capture) -> None:
    assert main(["build", "--content", str(sample), "--data", str(data), "--json"]) == 0
    told = printed(capsys)
    assert told["built"] and told["id"] == (data / "CURRENT").read_text().strip()
    assert (told["faults"], told["carried"], told["embedded"]) == ([], [], told["passages"])


def test_build_prints_what_it_did_in_words(sample: Path, data: Path, capsys: Capture) -> None:
    main(["build", "--content", str(sample), "--data", str(data)])
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.startswith(f"Generation {(data / 'CURRENT').read_text().strip()}: 9 pages")


def test_second_build_says_nothing_changed(built: Path, sample: Path, capsys: Capture) -> None:
    assert main(["build", "--content", str(sample), "--data", str(built)]) == 0
    assert "nothing changed" in capsys.readouterr().out


def test_build_with_a_broken_page_exits_with_1(built: Path, sample: Path, capsys: Capture) -> None:
    break_page(sample)
    assert main(["build", "--content", str(sample), "--data", str(built)]) == 1
    told = capsys.readouterr().err
    assert "services/heirat.md:1: error:" in told
    assert "services/heirat.md is broken: its last good version stays in service" in told


def test_build_names_broken_pages_as_json(built: Path, sample: Path, capsys: Capture) -> None:
    break_page(sample)
    assert main(["build", "--content", str(sample), "--data", str(built), "--json"]) == 1
    told = printed(capsys)
    assert told["carried"] == ["services/heirat.md"]
    assert [fault.split(":")[0] for fault in told["faults"]] == ["services/heirat.md"]


def test_build_without_content_exits_with_2(tmp_path: Path, data: Path, capsys: Capture) -> None:
    assert main(["build", "--content", str(tmp_path / "nowhere"), "--data", str(data)]) == 2
    assert "nowhere is no folder" in capsys.readouterr().err


def test_build_seeds_the_working_copy(
    sample: Path, data: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KB_SEED", str(sample))
    assert main(["build", "--data", str(data), "--json"]) == 0
    assert (data / "content" / "services" / "heirat.md").is_file()


def test_build_keeps_as_many_generations_as_set(built: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_KEEP_GENERATIONS", "1")
    (sample / "services" / "heirat.md").unlink()
    main(["build", "--content", str(sample), "--data", str(built)])
    assert len(list((built / "generations").iterdir())) == 1


def test_search_prints_hits_as_json(built: Path, capsys: Capture) -> None:
    assert main(["search", "Hundesteuer", "--data", str(built), "--json"]) == 0
    told = printed(capsys)
    assert told["hits"][0]["page"] == "service/hundesteuer"
    assert (told["query"], told["generation"]) == ("Hundesteuer", (built / "CURRENT").read_text().strip())


def test_search_prints_the_stored_answer(built: Path, capsys: Capture) -> None:
    main(["search", "was kostet ein perso", "--data", str(built), "--json"])
    told = printed(capsys)
    assert told["asked"] == "fee"
    assert told["answer"] == "Der Ausweis kostet 46,00 Euro. Unter 24 Jahren kostet er 27,60 Euro."


def test_search_names_the_office_of_a_place(built: Path, capsys: Capture) -> None:
    main(["search", "Eheschließung anmelden", "--ort", "Ottensen", "--data", str(built), "--json"])
    assert printed(capsys)["offices"] == ["standesamt-altona"]


def test_search_shows_as_many_hits_as_asked(built: Path, capsys: Capture) -> None:
    main(["search", "anmelden", "--limit", "2", "--data", str(built), "--json"])
    assert len(printed(capsys)["hits"]) == 2


def test_search_prints_lines_for_people(built: Path, capsys: Capture) -> None:
    assert main(["search", "Hundesteuer", "--data", str(built)]) == 0
    assert "service/hundesteuer  Hundesteuer anmelden" in capsys.readouterr().out.splitlines()[0]


def test_search_before_the_first_build_exits_with_2(data: Path, capsys: Capture) -> None:
    assert main(["search", "Hundesteuer", "--data", str(data)]) == 2
    assert "Run: python -m indexer build" in capsys.readouterr().err


def test_wrong_setting_exits_with_2(data: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_KEEP_GENERATIONS", "viele")
    assert main(["search", "Hundesteuer", "--data", str(data)]) == 2
    assert "KB_KEEP_GENERATIONS: found 'viele'" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["build", "search"])
def test_every_command_has_help(command: str, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "--json" in capsys.readouterr().out

"""`python -m kb`: check, load and show, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kb.__main__ import main
from kb.reader import read_content
from kb.settings import ROOT, SETTINGS
from kb.store import Store


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for setting in SETTINGS:
        monkeypatch.delenv(setting.name, raising=False)


@pytest.fixture
def broken(sample: Path) -> Path:
    """The sample with a broken page and a dead reference."""
    path = sample / "services" / "heirat.md"
    path.write_text(path.read_text(encoding="utf-8").replace("status: veroeffentlicht", "status: fertig"), "utf-8")
    (sample / "frequent.yml").write_text("- ausweis\n- katzensteuer\n", encoding="utf-8")
    return sample


def snapshot(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# check


def test_check_of_good_content_exits_with_0(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--content", str(sample)]) == 0
    out = capsys.readouterr().out
    assert out == "4 services, 5 offices, 1 situations, 1 notices, 8 places: 0 errors, 0 warnings\n"


def test_check_of_broken_content_lists_every_fault(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--content", str(broken)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("frequent.yml:1: error: entry: found 'katzensteuer'")
    assert lines[1].startswith("services/heirat.md:3: error: status: found 'fertig', expected one of")
    assert lines[2].endswith(": 2 errors, 0 warnings")


def test_check_as_json_holds_each_part_of_a_fault(broken: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--content", str(broken), "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["errors"] == 2
    assert {key: answer["faults"][1][key] for key in ("file", "line", "field", "found", "level")} == {
        "file": "services/heirat.md",
        "line": 3,
        "field": "status",
        "found": "fertig",
        "level": "error",
    }


def test_check_as_json_of_good_content_is_json_alone(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--content", str(sample), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"faults": [], "errors": 0}


def test_overdue_review_is_a_warning_and_exits_with_0(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = sample / "services" / "heirat.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("id: heirat", "id: heirat\npruefen_bis: 2000-01-01"), "utf-8"
    )
    assert main(["check", "--content", str(sample)]) == 0
    assert "services/heirat.md:1: warning: pruefen_bis: found '2000-01-01'" in capsys.readouterr().out


def test_check_changes_nothing(broken: Path) -> None:
    before = snapshot(broken)
    main(["check", "--content", str(broken)])
    assert snapshot(broken) == before


def test_missing_content_exits_with_2_and_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--content", str(tmp_path / "nirgends")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "nirgends is no folder" in captured.err


def test_content_is_taken_from_the_setting(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KB_SEED", str(sample))
    assert main(["check"]) == 0
    assert capsys.readouterr().out.startswith("4 services")


def test_wrong_setting_exits_with_2(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("KB_MAX_QUERY", "viel")
    assert main(["check"]) == 2
    assert "KB_MAX_QUERY" in capsys.readouterr().err


# load


def test_load_writes_a_store_of_the_content(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "store.sqlite"
    assert main(["load", str(path), "--content", str(sample)]) == 0
    assert capsys.readouterr().out.startswith(f"{path}: 4 services")
    assert Store(path).content() == read_content(sample).content


def test_load_of_broken_content_names_what_is_left_out(
    broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "store.sqlite"
    assert main(["load", str(path), "--content", str(broken), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"store": str(path), "broken": ["services/heirat.md"]}
    assert Store(path).service("ausweis") is not None


@pytest.mark.parametrize("name", ["there.sqlite", "nirgends/store.sqlite"])
def test_load_where_no_store_can_be_made_exits_with_2(
    sample: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "there.sqlite").write_text("mine", encoding="utf-8")
    assert main(["load", str(tmp_path / name), "--content", str(sample)]) == 2
    assert str((tmp_path / name).name if "there" in name else "nirgends") in capsys.readouterr().err
    assert (tmp_path / "there.sqlite").read_text(encoding="utf-8") == "mine"


# show


def test_show_prints_title_modules_and_versions(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "service/hundesteuer", "--content", str(sample)]) == 0
    lines = capsys.readouterr().out.splitlines()
    version = read_content(sample).content.services["hundesteuer"].text.modules[0].version
    assert lines[0] == "Hundesteuer anmelden"
    assert f"Kurztext ({version})" in lines


@pytest.mark.parametrize(
    ("page", "title"),
    [
        ("service/ausweis", "Personalausweis beantragen"),
        ("office/altona", "Hamburg Service Altona"),
        ("situation/umzug", "Umzug in die Stadt"),
    ],
)
def test_show_as_json_holds_the_facts(sample: Path, page: str, title: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", page, "--content", str(sample), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == title


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_show_never_prints_internal_text(sample: Path, as_json: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    main(["show", "service/ausweis", "--content", str(sample), *as_json])
    assert "Geheimnisdachs" not in capsys.readouterr().out


@pytest.mark.parametrize("page", ["service/katze", "katze", "office/ausweis", "services/ausweis", "/", ""])
def test_show_of_no_page_exits_with_2(sample: Path, page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", page, "--content", str(sample)]) == 2
    assert "service/hundesteuer" in capsys.readouterr().err


def test_documentation_of_the_fields_is_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """Made with `python -m kb show fields > docs/fields.md`."""
    assert main(["show", "fields"]) == 0
    assert capsys.readouterr().out == (ROOT / "docs" / "fields.md").read_text(encoding="utf-8")


def test_fields_as_json_say_what_is_required(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "fields", "--json"]) == 0
    fields: dict[str, list[dict[str, Any]]] = json.loads(capsys.readouterr().out)
    required = {field["name"] for field in fields["services"] if field["required"]}
    assert required == {"id", "status", "bezeichnung", "kategorie", "zustaendig", "quellen"}


# the command line itself


@pytest.mark.parametrize("argv", [[], ["chekc"], ["load"], ["show"], ["check", "--jsn"]])
def test_wrong_command_line_exits_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(argv)
    assert ended.value.code == 2
    assert "usage: python -m kb" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["check", "load", "show"])
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "--json" in capsys.readouterr().out

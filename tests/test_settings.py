"""Settings enter once, from the environment, and are refused together when they can't be used."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from kb.errors import SettingError
from kb.settings import ROOT, SETTINGS, Setting, Settings, read_settings


def test_empty_environment_gives_the_defaults() -> None:
    assert read_settings({}) == Settings()


def test_every_setting_fills_a_field_of_its_own() -> None:
    assert sorted(setting.attr for setting in SETTINGS) == sorted(field.name for field in fields(Settings))


def test_every_setting_is_named_kb_and_explained() -> None:
    assert all(setting.name == f"KB_{setting.attr.upper()}" and setting.help for setting in SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_default_as_typed_is_the_default(setting: Setting) -> None:
    """The table in the documentation shows what one would have to type."""
    default = getattr(Settings(), setting.attr)
    typed = read_settings({setting.name: setting.default})
    value = getattr(typed, setting.attr)
    assert (ROOT / value if isinstance(value, Path) else value) == default


@pytest.mark.parametrize(
    ("name", "typed", "attr", "value"),
    [
        ("KB_DATA", "/srv/kb", "data", Path("/srv/kb")),
        ("KB_CITY", "Bremen", "city", "Bremen"),
        ("KB_OFFICIAL", "ja", "official", True),
        ("KB_OFFICIAL", "NEIN", "official", False),
        ("KB_OFFICIAL", "0", "official", False),
        ("KB_MAX_QUERY", "5000", "max_query", 5000),
        ("KB_KEEP_GENERATIONS", "1", "keep_generations", 1),
        ("KB_QUERY_PREFIX", "query: ", "query_prefix", "query: "),
    ],
)
def test_environment_sets_a_value(name: str, typed: str, attr: str, value: object) -> None:
    assert getattr(read_settings({name: typed}), attr) == value


def test_value_left_empty_is_the_default() -> None:
    assert read_settings({"KB_CITY": "", "KB_MAX_QUERY": ""}) == Settings()


def test_command_line_wins_over_environment() -> None:
    assert read_settings({"KB_DATA": "/env"}, data=Path("/given")).data == Path("/given")


def test_nothing_given_leaves_the_environment() -> None:
    assert read_settings({"KB_DATA": "/env"}, data=None).data == Path("/env")


@pytest.mark.parametrize(
    ("name", "typed", "expected"),
    [
        ("KB_OFFICIAL", "vielleicht", "ja or nein"),
        ("KB_MAX_QUERY", "49", "from 50 to 5000"),
        ("KB_MAX_QUERY", "-100", "from 50 to 5000"),
        ("KB_MAX_QUERY", "viel", "from 50 to 5000"),
        ("KB_KEEP_GENERATIONS", "0", "from 1 to 50"),
    ],
)
def test_unusable_value_says_what_was_expected(name: str, typed: str, expected: str) -> None:
    with pytest.raises(SettingError, match=f"{name}: found '{typed}', expected .*{expected}"):
        read_settings({name: typed})


def test_unknown_setting_is_refused() -> None:
    with pytest.raises(SettingError, match="KB_CTIY: no such setting"):
        read_settings({"KB_CTIY": "Bremen"})


def test_all_unusable_settings_are_named_together() -> None:
    with pytest.raises(SettingError) as raised:
        read_settings({"KB_MAX_QUERY": "viel", "KB_OFFICIAL": "?", "KB_X": "1"})
    assert str(raised.value).count("\n") == 3


def test_variables_of_others_are_left_alone() -> None:
    assert read_settings({"PATH": "/bin", "KBD": "de"}) == Settings()


def test_working_copy_lies_in_the_data_folder() -> None:
    assert Settings(data=Path("/srv/kb")).content == Path("/srv/kb/content")

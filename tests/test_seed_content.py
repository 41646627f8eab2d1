"""The working copy follows the seed, except where an editor has been at work."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.errors import ContentError
from kb.seed import Seeding, seed_content


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A seed of three files."""
    folder = tmp_path / "seed"
    write(folder, "services/hund.md", "Hund")
    write(folder, "services/pass.md", "Pass")
    write(folder, "places.csv", "plz")
    return folder


@pytest.fixture
def work(origin: Path, tmp_path: Path) -> Path:
    """A working copy, seeded once."""
    folder = tmp_path / "data" / "content"
    seed_content(origin, folder)
    return folder


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def files(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}


def test_first_start_copies_everything(origin: Path, tmp_path: Path) -> None:
    seeding = seed_content(origin, tmp_path / "new" / "content")
    assert seeding == Seeding(added=("places.csv", "services/hund.md", "services/pass.md"))
    assert files(tmp_path / "new" / "content") == files(origin)


def test_second_start_changes_nothing(origin: Path, work: Path) -> None:
    seeding = seed_content(origin, work)
    assert seeding == Seeding()
    assert not seeding.changed


def test_untouched_file_follows_the_seed(origin: Path, work: Path) -> None:
    write(origin, "services/hund.md", "Hund, neu")
    assert seed_content(origin, work) == Seeding(updated=("services/hund.md",))
    assert files(work) == files(origin)


def test_new_file_of_the_seed_is_added(origin: Path, work: Path) -> None:
    write(origin, "notices/heute.md", "geschlossen")
    assert seed_content(origin, work) == Seeding(added=("notices/heute.md",))
    assert files(work) == files(origin)


def test_file_gone_from_the_seed_is_removed(origin: Path, work: Path) -> None:
    (origin / "services" / "hund.md").unlink()
    assert seed_content(origin, work) == Seeding(removed=("services/hund.md",))
    assert "services/hund.md" not in files(work)


def test_edited_file_is_never_overwritten(origin: Path, work: Path) -> None:
    write(work, "services/hund.md", "Hund, vom Redakteur")
    write(origin, "services/hund.md", "Hund, neu")
    assert seed_content(origin, work) == Seeding(kept=("services/hund.md",))
    write(origin, "services/hund.md", "Hund, noch neuer")
    seed_content(origin, work)
    assert files(work)["services/hund.md"] == "Hund, vom Redakteur"


def test_edited_file_is_kept_when_the_seed_drops_it(origin: Path, work: Path) -> None:
    write(work, "services/hund.md", "Hund, vom Redakteur")
    (origin / "services" / "hund.md").unlink()
    assert not seed_content(origin, work).changed
    assert files(work)["services/hund.md"] == "Hund, vom Redakteur"


def test_kept_file_is_reported_only_when_the_seed_changes(origin: Path, work: Path) -> None:
    write(work, "services/hund.md", "Hund, vom Redakteur")
    write(origin, "services/hund.md", "Hund, neu")
    assert seed_content(origin, work).kept == ("services/hund.md",)
    assert seed_content(origin, work).kept == ()


def test_edit_alone_is_no_news(origin: Path, work: Path) -> None:
    write(work, "services/hund.md", "Hund, vom Redakteur")
    assert seed_content(origin, work) == Seeding()


def test_deleted_file_stays_deleted(origin: Path, work: Path) -> None:
    (work / "services" / "hund.md").unlink()
    assert seed_content(origin, work) == Seeding()
    write(origin, "services/hund.md", "Hund, neu")
    assert seed_content(origin, work) == Seeding(kept=("services/hund.md",))
    assert "services/hund.md" not in files(work)


def test_page_of_an_editor_is_left_alone(origin: Path, work: Path) -> None:
    write(work, "services/katze.md", "Katze")
    assert seed_content(origin, work) == Seeding()
    assert "services/katze.md" in files(work)


def test_page_of_an_editor_wins_over_a_later_seed_of_its_name(origin: Path, work: Path) -> None:
    write(work, "services/katze.md", "Katze")
    write(origin, "services/katze.md", "Katze aus dem Rathaus")
    assert seed_content(origin, work) == Seeding(kept=("services/katze.md",))
    assert files(work)["services/katze.md"] == "Katze"


def test_edit_undone_by_hand_follows_the_seed_again(origin: Path, work: Path) -> None:
    write(work, "services/hund.md", "Hund, vom Redakteur")
    seed_content(origin, work)
    write(work, "services/hund.md", "Hund")
    write(origin, "services/hund.md", "Hund, neu")
    assert seed_content(origin, work) == Seeding(updated=("services/hund.md",))


def test_working_copy_without_memory_is_kept(origin: Path, tmp_path: Path) -> None:
    """Somebody put content of their own there before the first start."""
    work = tmp_path / "own" / "content"
    write(work, "services/hund.md", "Hund der Stadt")
    assert seed_content(origin, work).kept == ("services/hund.md",)
    assert files(work)["services/hund.md"] == "Hund der Stadt"


def test_missing_seed_leaves_the_working_copy(origin: Path, work: Path, tmp_path: Path) -> None:
    before = files(work)
    assert seed_content(tmp_path / "nirgends", work) == Seeding()
    assert files(work) == before


def test_missing_seed_without_working_copy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="KB_SEED"):
        seed_content(tmp_path / "nirgends", tmp_path / "data" / "content")


def test_seed_itself_is_never_changed(origin: Path, work: Path) -> None:
    before = files(origin)
    write(work, "services/hund.md", "Hund, vom Redakteur")
    seed_content(origin, work)
    assert files(origin) == before


TEXTS = st.none() | st.sampled_from(["alt", "neu", "anders"])


@given(st.lists(st.tuples(st.sampled_from(["seed", "work"]), TEXTS), max_size=8))
def test_what_an_editor_did_last_always_stands(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str | None]]
) -> None:
    """Whatever the order of changes here and there: where the two differ by an edit, the edit stands."""
    root = tmp_path_factory.mktemp("any")
    origin, work = root / "seed", root / "data" / "content"
    write(origin, "a.md", "alt")
    seed_content(origin, work)
    edited: str | None = "alt"
    own = False  # whether the working copy holds what an editor made of it
    for where, text in steps:
        folder = origin if where == "seed" else work
        if text is None:
            (folder / "a.md").unlink(missing_ok=True)
        else:
            write(folder, "a.md", text)
        if where == "work":
            edited, own = text, files(work) != files(origin)
        seed_content(origin, work)
        if own:
            assert files(work).get("a.md") == edited
            own = files(work) != files(origin)  # where both are the same, there is no edit any more

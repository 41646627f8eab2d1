"""What the code may know of other code, and what the documentation must know of it."""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import indexer.__main__
import kb.__main__
import webapp.__main__
from kb.schema import TABLES
from kb.settings import ROOT, SETTINGS

PACKAGES = ("kb", "indexer", "webapp")
MODULES = sorted(str(path.relative_to(ROOT)) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))

TRAINING = {"indexer/training/batches.py", "indexer/training/export.py"}
"""Where a vocabulary is handed on."""

HOMES = {
    "yaml": {"kb/yamldoc.py"},
    "markdown": {"kb/markup.py"},
    "nh3": {"kb/markup.py"},
    "sqlite_utils": {"kb/store.py", "kb/records.py"},
    "faiss": {"indexer/vectors.py"},
    "sentence_transformers": {"indexer/encoder.py"},
    "torch": {"indexer/encoder.py", "indexer/training/learn.py"},
    "tokenizers": {"indexer/static.py", "indexer/training/vocabulary.py", *TRAINING},
    "safetensors": {"indexer/static.py", "indexer/training/export.py"},
    "bm25s": {"indexer/bench/rivals.py"},
    "txtai": {"indexer/bench/rivals.py"},
    "simplemma": {"indexer/lexicon.py"},
    "wordfreq": {"indexer/lexicon.py"},
    "Stemmer": {"indexer/words.py", "indexer/bench/rivals.py"},
    "tqdm": {"indexer/progress.py"},
    "gunicorn": {"webapp/server.py"},
    "flask": {module for module in MODULES if module.startswith("webapp/")},
}
"""The modules that may import a library."""

LAYERS = {"kb": {"indexer", "webapp"}, "indexer": {"webapp"}}
"""The packages that a package must not know."""

PARSERS = {"kb": kb.__main__._parser, "indexer": indexer.__main__._parser, "webapp": webapp.__main__._parser}


@cache
def imports(module: str) -> frozenset[str]:
    """Top-level names that a module imports, wherever in it."""
    return frozenset(name.split(".")[0] for name in _imported(ast.parse((ROOT / module).read_text(encoding="utf-8"))))


def _imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "" if not node.level else "."
        elif isinstance(node, ast.Call) and _is_import_call(node) and isinstance(node.args[0], ast.Constant):
            yield str(node.args[0].value)


def _is_import_call(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name in ("import_module", "__import__") and bool(call.args)


def commands(package: str) -> list[str]:
    """The subcommands of a package."""
    actions = PARSERS[package]()._actions
    return [name for a in actions if isinstance(a, argparse._SubParsersAction) for name in a.choices]


@pytest.fixture(scope="module")
def documentation() -> str:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages)


# Code


@pytest.mark.parametrize("library", HOMES)
def test_library_is_imported_only_at_home(library: str) -> None:
    assert {module for module in MODULES if library in imports(module)} <= HOMES[library]


@pytest.mark.parametrize("library", [name for name in HOMES if name != "torch"])
def test_home_of_a_library_imports_it(library: str) -> None:
    """Otherwise the rule above would hold for a name that nobody uses any more."""
    assert any(library in imports(module) for module in HOMES[library])


@pytest.mark.parametrize("package", LAYERS)
def test_package_knows_nothing_of_the_layers_above(package: str) -> None:
    own = [module for module in MODULES if module.startswith(f"{package}/")]
    assert own
    assert {module: LAYERS[package] & imports(module) for module in own} == {module: set() for module in own}


def test_web_application_knows_no_sql_and_no_vectors() -> None:
    web = [module for module in MODULES if module.startswith("webapp/")]
    assert not {name for module in web for name in imports(module)} & {"sqlite3", "numpy", "faiss"}


@pytest.mark.parametrize("module", MODULES)
def test_module_reads_in_one_sitting(module: str) -> None:
    assert len((ROOT / module).read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("module", MODULES)
def test_module_says_what_it_is_for(module: str) -> None:
    assert ast.get_docstring(ast.parse((ROOT / module).read_text(encoding="utf-8")))


def test_modules_do_not_import_in_a_circle() -> None:
    names = {module.removesuffix(".py").removesuffix("/__init__").replace("/", "."): module for module in MODULES}
    graph = {name: _modules_in(module, set(names)) - {name} for name, module in names.items()}
    while graph:
        leaves = {name for name, needs in graph.items() if not needs & graph.keys()}
        assert leaves, f"these import each other: {sorted(graph)}"
        graph = {name: needs for name, needs in graph.items() if name not in leaves}


def _modules_in(module: str, known: set[str]) -> set[str]:
    """The modules of ours that a module imports when it is loaded."""
    found: set[str] = set()
    for node in ast.parse((ROOT / module).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names} & known
            found |= inner or {node.module}
    return found & known


# Documentation


@pytest.mark.parametrize("name", [setting.name for setting in SETTINGS])
def test_setting_is_documented(documentation: str, name: str) -> None:
    assert f"`{name}`" in documentation


@pytest.mark.parametrize("command", [f"{package} {name}" for package in PACKAGES for name in commands(package)])
def test_command_is_documented(documentation: str, command: str) -> None:
    assert re.search(rf"python -m {command}\b", documentation)


@pytest.mark.parametrize("package", PACKAGES)
def test_package_has_commands(package: str) -> None:
    """Otherwise the test above would have nothing to look for."""
    assert commands(package)


def test_documented_settings_exist(documentation: str) -> None:
    assert set(re.findall(r"\bKB_[A-Z_]+\b", documentation)) <= {setting.name for setting in SETTINGS}


def test_documented_commands_exist(documentation: str) -> None:
    named = set(re.findall(r"python -m (kb|indexer|webapp) ([a-z]+)", documentation))
    assert named <= {(package, name) for package in PACKAGES for name in commands(package)}


@pytest.mark.parametrize("name", sorted({field.name for table in TABLES.values() for field in table}))
def test_field_is_documented(documentation: str, name: str) -> None:
    assert f"`{name}`" in documentation


def test_local_links_of_the_documentation_lead_somewhere() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))]
    assert [f"{page.name}: {link}" for page, link in links if not (page.parent / link).exists()] == []


def test_a_forbidden_import_would_be_seen() -> None:
    tree = ast.parse("def f():\n    import faiss\n    from yaml.nodes import Node\n    import_module('torch.nn')\n")
    assert set(_imported(tree)) == {"faiss", "yaml.nodes", "torch.nn"}


def test_every_module_is_looked_at() -> None:
    assert {Path(module).parts[0] for module in MODULES} == set(PACKAGES)
    assert "kb/model.py" in MODULES

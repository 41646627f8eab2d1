"""Which model the settings name, and what loads it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from indexer.encoder import Encoder, SentenceTransformerEncoder
from indexer.static import StaticEncoder, is_static
from kb.errors import SettingError
from kb.settings import Settings


def make_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name: a static model without torch, any other with sentence-transformers."""
    path = find_model(settings.model)
    encoder = StaticEncoder if is_static(Path(path)) else SentenceTransformerEncoder
    return encoder(path, settings.query_prefix, settings.passage_prefix)


def find_model(model: str) -> str:
    """The folder of a model: a path, a folder inside an installed package, or a name in the local hub cache.

    Raises SettingError when a package or folder that was named is not there.
    """
    if model.startswith("package:"):
        package, _, folder = model.removeprefix("package:").partition("/")
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise SettingError(f"KB_MODEL: the Python package {package!r} is not installed. Run: scripts/serve")
        return str(Path(spec.submodule_search_locations[0]) / folder)
    if model.startswith((".", "/", "~")) and not Path(model).expanduser().is_dir():
        raise SettingError(f"KB_MODEL: there is no folder {model!r}")
    return str(Path(model).expanduser())

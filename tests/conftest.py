"""What tests share: a small content of their own, an encoder that needs no model, an application over both."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from indexer.encoder import Progress, Vectors
from indexer.generation import Generation, Generations
from indexer.lexicon import Lexicon
from indexer.publish import Publisher
from indexer.words import Analyzer
from kb.content import Content
from kb.reader import read_content
from kb.settings import ROOT, Settings
from webapp import create_app

SAMPLE = Path(__file__).parent / "content"

# the same examples on every run, however slow the machine is, and no folder of them in the checkout
hypothesis.settings.register_profile("here", deadline=None, derandomize=True, database=None)
hypothesis.settings.load_profile("here")


class FakeEncoder:
    """Texts that share letters get similar vectors; counts what it is asked for."""

    def __init__(self, name: str = "fake") -> None:
        self.name = name
        self.encoded: list[str] = []

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts)

    def encode_passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.encoded += texts
        return self._vectors(texts)

    @staticmethod
    def _vectors(texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), 64), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for first, second in zip(text.lower(), text.lower()[1:], strict=False):
                vectors[row, (ord(first) * 31 + ord(second)) % 64] += 1
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    """German words; loading them takes a second, so once."""
    return Analyzer(Lexicon())


@pytest.fixture
def encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the small content that a test may change."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "sample"))


@pytest.fixture(scope="session")
def seed() -> Content:
    """The content that ships with the project."""
    return read_content(ROOT / "content").content


@pytest.fixture
def publisher(sample: Path, tmp_path: Path, encoder: FakeEncoder, analyzer: Analyzer) -> Publisher:
    return Publisher(content=sample, data=tmp_path / "data", encoder=encoder, analyzer=analyzer)


@pytest.fixture
def generation(publisher: Publisher) -> Generation:
    """The small content, published and opened."""
    publisher.publish()
    return Generations(publisher.data, publisher.encoder, publisher.analyzer).get()


@pytest.fixture
def settings(publisher: Publisher, sample: Path) -> Settings:
    return Settings(data=publisher.data, seed=sample)


@pytest.fixture
def app(generation: Generation, settings: Settings, encoder: FakeEncoder) -> Flask:
    made = create_app(settings, encoder)
    made.testing = False  # errors become pages, as they do for people
    return made


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory, analyzer: Analyzer) -> FlaskClient:
    """A client for tests that only read: made once, over the small content as it is."""
    data, encoder = tmp_path_factory.mktemp("reader"), FakeEncoder()
    Publisher(content=SAMPLE, data=data, encoder=encoder, analyzer=analyzer).publish()
    return create_app(Settings(data=data, seed=SAMPLE), encoder).test_client()

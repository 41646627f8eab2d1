"""The API against its own description: requests are made up from it, answers are held against it."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kb.settings import Settings
from webapp.openapi import document

pytestmark = pytest.mark.slow

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
VALID, INVALID = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
OPERATIONS = [
    (path, method, mode)
    for path, item in document(Settings())["paths"].items()
    for method in item
    for mode in (VALID, INVALID)
    if (path, mode) != ("/api/v1/offices/{id}", INVALID)  # nothing is there to be wrong: any text may be an id
]
MADE_UP = settings(
    max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(scope="module")
def described(reader: FlaskClient) -> Any:
    """The description as the real application serves it; requests go to that application, in this process."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", reader.application)


@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS)
def test_made_up_request_gets_a_described_answer(described: Any, path: str, method: str, mode: GenerationMode) -> None:
    @MADE_UP
    @given(case=described[path][method].as_strategy(generation_mode=mode))
    def ask(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(checks=CHECKS)

    ask()

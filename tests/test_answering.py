"""Which hit answer and offices belong to."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_situation_first_lets_its_service_answer(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=Umzug+in+die+Stadt+Personalausweis&ort=22765").json
    assert found
    first_service = next(hit for hit in found["hits"][:3] if hit["type"] == "service")
    assert [o["id"] for o in found["offices"]][:3] == [o["id"] for o in first_service["offices"]]


def test_service_first_answers_itself(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=Hundesteuer+anmelden").json
    assert found
    assert [o["id"] for o in found["offices"]] == ["finanzamt"]

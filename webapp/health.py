"""For whoever watches over the service."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from kb.errors import GenerationError
from webapp.problems import problem
from webapp.state import generation

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return jsonify({"status": "ok"})


@blueprint.get("/readyz")
def readyz() -> Response:
    """A generation is open and can be searched."""
    try:
        manifest = generation().manifest
    except GenerationError as error:
        return problem(503, str(error))
    return jsonify({"status": "ready", "generation": manifest.id, "made_at": manifest.made_at, "pages": manifest.pages})

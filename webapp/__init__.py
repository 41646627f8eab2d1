"""The hotline on the web: pages for citizens and the API. `create_app` is the only place where it is wired.

A request is parsed (`params`), answered by `indexer`, put into words (`views`) and shown (templates, `present` for
the API). Nothing here scores, stores or knows SQL.
"""

from __future__ import annotations

from flask import Flask, Response, request

from indexer.encoder import Encoder
from indexer.generation import Generations
from indexer.models import make_encoder
from kb.records import Records
from kb.settings import ROOT, Settings, read_settings
from webapp import api, health, problems, site
from webapp.state import State

MAX_BODY = 64 * 1024
"""Bytes of the largest form or JSON document that anybody needs to send."""

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Referrer-Policy": "no-referrer",  # a query in an address must not travel to the page that is linked
    "X-Content-Type-Options": "nosniff",
}


def create_app(settings: Settings | None = None, encoder: Encoder | None = None) -> Flask:
    """The application. Reads no generation yet: that happens in each worker, at its first request or `warm_up`."""
    settings = settings or read_settings()
    app = Flask(__name__)
    app.config.update(MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_BODY)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]  # the default provider has it
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["state"] = State(
        settings=settings,
        generations=Generations(settings.data, encoder or make_encoder(settings)),
        records=Records(settings.data),
    )
    for blueprint in (site.blueprint, api.blueprint, health.blueprint):
        app.register_blueprint(blueprint)
    problems.init_app(app)
    app.after_request(_add_headers)
    app.config["KERN"] = ROOT / "node_modules" / "@kern-ux" / "native" / "dist"
    return app


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/api/") or request.args:
        # words that people typed stand in the address: nobody may keep the answer
        response.headers["Cache-Control"] = "no-store"
    return response

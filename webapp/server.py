"""gunicorn, set up for this application. The only place that knows it.

Models and indexes are loaded in the workers, after the fork: neither faiss nor torch survives one with its threads.
"""

from __future__ import annotations

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from kb.settings import Settings
from webapp import api, create_app

THREADS = 4
"""Threads a worker: a slow client then holds up no one else. Searches themselves run one after another."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """One gunicorn with so many workers."""

    def __init__(self, settings: Settings, host: str, port: int, workers: int, ready: str):
        self.settings, self.ready = settings, ready
        self.bind, self.workers = f"{host}:{port}", workers
        super().__init__()

    def load_config(self) -> None:
        """gunicorn asks for its settings."""
        options: dict[str, Any] = {
            "bind": self.bind,
            "workers": self.workers,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": 60,
            "graceful_timeout": 10,
            "keepalive": 5,
            "max_requests": 0,
            "preload_app": False,
            # no access log: what people type stands in addresses
            "accesslog": None,
            "errorlog": "-",
            "loglevel": "warning",
            "limit_request_line": 8190,
            "when_ready": self._when_ready,
            "control_socket_disable": True,
        }
        for name, value in options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def _when_ready(self, _server: Any) -> None:
        print(self.ready, flush=True)

    def load(self) -> Flask:
        """Called in each worker: the application, warmed up."""
        app = create_app(self.settings)
        with app.app_context():
            api.warm_up()
        return app

"""The knowledge base: services, offices, places and situations, read from Markdown, checked and stored.

The way of a page: `reader` reads a file into the dataclasses of `model`, `check` looks across files, `store` keeps
the result in SQLite. `indexer` makes it findable, `webapp` shows it. This package knows neither of them.
"""

__version__ = "0.1.0"

"""Markdown to sections, safe HTML and plain text. The only place that knows Markdown and the sanitiser.

Everything that reaches a page has gone through `to_html`: raw HTML, `javascript:` links and event handlers do not
survive, whoever wrote them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html.parser import HTMLParser

import markdown
import nh3

from kb.model import Module

_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "blockquote"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td", "hr", "code"}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"scope"}}
_BLOCKS = {"p", "ul", "ol", "li", "h1", "h2", "h3", "h4", "blockquote", "tr", "table", "hr", "br", "div"}
_HEADING = re.compile(r"##[ \t]+(.+?)[ \t#]*")
_FENCE = re.compile(r"[ ]{0,3}(```|~~~)")


@dataclass(frozen=True)
class Section:
    """The text below one `##` heading, with the line on which the heading stands."""

    heading: str
    text: str
    line: int


def split_sections(body: str, first_line: int = 1) -> tuple[Section, list[Section]]:
    """What stands before the first `##` heading, and the sections in order.

    >>> before, sections = split_sections("Hallo\\n\\n## Kosten\\n46 Euro\\n")
    >>> before.text, sections[0].heading, sections[0].text, sections[0].line
    ('Hallo', 'Kosten', '46 Euro', 3)
    """
    found: list[tuple[str, int, list[str]]] = [("", first_line, [])]
    fenced = False
    for number, line in enumerate(body.split("\n"), start=first_line):
        if _FENCE.match(line):
            fenced = not fenced
        heading = None if fenced else _HEADING.fullmatch(line.rstrip())
        if heading:
            found.append((heading[1], number, []))
        else:
            found[-1][2].append(line)
    sections = [Section(heading, "\n".join(lines).strip(), line) for heading, line, lines in found]
    return sections[0], sections[1:]


def to_html(text: str) -> str:
    """Safe HTML.

    >>> to_html("**Wichtig** <script>alert(1)</script>[x](javascript:alert(1))")
    '<p><strong>Wichtig</strong> <a rel="noopener noreferrer">x</a></p>'
    """
    raw = markdown.markdown(text, extensions=["tables", "sane_lists"], output_format="html")
    return nh3.clean(raw, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"https", "http", "mailto", "tel"}).strip()


def to_plain(html: str) -> str:
    """The words of an HTML text, one block a line.

    >>> to_plain("<p>Sie brauchen:</p><ul><li>Foto</li><li>alten <em>Ausweis</em></li></ul>")
    'Sie brauchen:\\n– Foto\\n– alten Ausweis'
    """
    reader = _Plain()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).split("\n"))
    plain = "\n".join(line for line in lines if line)
    # a list item that holds a paragraph or a list begins a line of its own in HTML
    plain = re.sub(r"^–\n(?!–)", "– ", plain, flags=re.MULTILINE)
    return re.sub(r"^–(\n|\Z)", "", plain, flags=re.MULTILINE).strip()


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag in _BLOCKS:
            self.parts.append("\n– " if tag == "li" else "\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        # a line break inside a paragraph is a space; Markdown wraps where the editor's window did
        self.parts.append(data.replace("\n", " "))


def make_module(name: str, text: str) -> Module:
    """A module with its safe HTML, plain text and version (12 hex digits of the SHA-256 of name and text)."""
    html = to_html(text)
    version = hashlib.sha256(f"{name}\n{text}".encode()).hexdigest()[:12]
    return Module(name=name, markdown=text, html=html, plain=to_plain(html), version=version)

"""Markdown to safe HTML and plain text: nothing that acts survives, whoever wrote it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.markup import make_module, split_sections, to_html, to_plain

TAGS = set("p br ul ol li strong em a h3 h4 blockquote table thead tbody tr th td hr code".split())
ATTRIBUTES = {"href", "rel", "start", "scope", "title", "lang"}
SCHEMES = {"", "http", "https", "mailto", "tel"}

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//example.org/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="https://example.org" onclick="alert(1)">x</a>',
    '<a href="&#106;avascript:alert(1)">x</a>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<style>body{display:none}</style>",
    "<form action=https://example.org><input name=pin></form>",
    '<p style="position:fixed" class="c" id="d" onmouseover=alert(1)>x</p>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    '[x](https://example.org "title" onclick=alert(1))',
    "![x](https://example.org/pixel.png)",
    "<javascript:alert(1)>",
    "<!-- <script>alert(1)</script> -->",
    '[x]: javascript:alert(1)\n\n[x] "',
    "`<script>`",
    "</p><script>alert(1)</script><p>",
]


def scheme(url: str) -> str:
    """The scheme as a browser reads it: tabs, line breaks and what stands before it do not hide it."""
    found = re.match(r"([a-z][a-z0-9+.-]*):", re.sub(r"^[\x00-\x20]+|[\t\n\r]", "", url), re.IGNORECASE)
    return found[1].lower() if found else ""


class Seen(HTMLParser):
    """Everything in a piece of HTML that a browser would act on."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.schemes: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.schemes |= {scheme(value or "") for name, value in attrs if name == "href"}


def is_safe(html: str) -> bool:
    seen = Seen(html)
    return seen.tags <= TAGS and seen.attributes <= ATTRIBUTES and seen.schemes <= SCHEMES


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_does_not_survive(attack: str) -> None:
    assert is_safe(to_html(f"Vorher {attack} nachher"))
    assert is_safe(to_html(f"- Punkt\n\n{attack}\n"))


def test_the_measure_of_safety_sees_an_attack() -> None:
    assert not any(is_safe(html) for html in ('<a href="javascript:x">', "<script>", "<p onclick=x>"))


@given(st.lists(st.one_of(st.sampled_from(ATTACKS), st.text(alphabet="<>\"'&;:/()[]`*_#-=| \n\tajs", max_size=12))))
def test_mixtures_of_attacks_do_not_survive(parts: list[str]) -> None:
    """Halves of tags, quotes and links around an attack do not let it through."""
    assert is_safe(to_html("".join(parts)))


@given(st.text(max_size=200))
def test_any_text_becomes_safe_html(text: str) -> None:
    assert is_safe(to_html(text))


@given(st.text(alphabet=st.characters(categories=["L", "N"]), min_size=1, max_size=60))
def test_words_arrive_as_they_were_written(words: str) -> None:
    assert to_plain(to_html(f"Satz: {words}")) == f"Satz: {words}"


@pytest.mark.parametrize("scheme", ["https://example.org/?a=1", "mailto:amt@example.org", "tel:+4940115"])
def test_harmless_link_is_kept(scheme: str) -> None:
    assert f'href="{scheme}"' in to_html(f"[hier]({scheme})")


def test_table_keeps_its_cells() -> None:
    html = to_html("| Alter | Euro |\n|---|---|\n| ab 24 | 46 |")
    assert "<th>Alter</th>" in html and "<td>46</td>" in html
    assert to_plain(html) == "Alter Euro\nab 24 46"


def test_ordered_list_keeps_its_first_number() -> None:
    assert '<ol start="3">' in to_html("3. drittens\n4. viertens")


def test_line_break_in_a_paragraph_is_a_space() -> None:
    assert to_plain(to_html("erste Zeile\nzweite Zeile")) == "erste Zeile zweite Zeile"


def test_loose_list_is_plain_as_a_tight_one() -> None:
    assert (
        make_module("Unterlagen", "- Foto\n\n- Ausweis").plain == make_module("Unterlagen", "- Foto\n- Ausweis").plain
    )


def test_entity_is_a_character_in_plain_text() -> None:
    assert to_plain("<p>Müller &amp; Söhne &lt;3</p>") == "Müller & Söhne <3"


# Sections


def test_section_knows_the_line_of_its_heading() -> None:
    _, sections = split_sections("\n## Kosten\n5 Euro\n\n## Fristen\nkeine", first_line=10)
    assert [(s.heading, s.line, s.text) for s in sections] == [("Kosten", 11, "5 Euro"), ("Fristen", 14, "keine")]


@pytest.mark.parametrize("line", ["# Kosten", "### Kosten", "##Kosten", " ## Kosten", "##", "text ## Kosten"])
def test_other_lines_begin_no_section(line: str) -> None:
    before, sections = split_sections(f"{line}\nText")
    assert not sections
    assert before.text == f"{line}\nText".strip()


@pytest.mark.parametrize("fence", ["```", "~~~", "   ```html"])
def test_heading_inside_a_fence_begins_no_section(fence: str) -> None:
    body = f"## Hinweise\n{fence}\n## Kosten\n{fence.strip()[:3]}\n## Fristen\n"
    assert [s.heading for s in split_sections(body)[1]] == ["Hinweise", "Fristen"]


@given(st.lists(st.sampled_from(["## Kosten", "## Fristen", "Text", "", "- Punkt", "### Teil"]), max_size=12))
def test_every_line_stands_in_exactly_one_section(lines: list[str]) -> None:
    before, sections = split_sections("\n".join(lines))
    texts = [before.text, *(s.text for s in sections)]
    assert len(sections) == sum(line.startswith("## ") for line in lines)
    assert [line for text in texts for line in text.split("\n") if line] == [
        line for line in lines if line and not line.startswith("## ")
    ]


# Versions


def test_same_text_has_same_version() -> None:
    assert make_module("Kosten", "5 Euro") == make_module("Kosten", "5 Euro")


@given(st.text(max_size=20), st.text(max_size=20))
def test_another_text_has_another_version(one: str, other: str) -> None:
    same = make_module("Kosten", one).version == make_module("Kosten", other).version
    assert same == (one == other)


def test_version_depends_on_the_module_name() -> None:
    assert make_module("Kosten", "keine").version != make_module("Fristen", "keine").version

"""Nothing in a letter runs, loads, overlays or leads astray."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from mail.core.html.css import clean_style
from mail.core.html.policy import ATTRIBUTES, LINK_SCHEMES, TAGS
from mail.core.html.sanitize import CleanHtml, sanitize
from mail.core.html.text import html_to_text, snippet, text_to_html

HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "<math><annotation-xml encoding='text/html'><img src=x onerror=x></annotation-xml></math>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='  vbscript:x'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='//tracker.example/x'>x</a>",
    "<iframe src='https://e.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='https://e.example/x.swf'></object><embed src='https://e.example/x'>",
    "<form action='https://e.example'><input name=p><button formaction='https://e.example'>x</button></form>",
    "<input type=image src='https://e.example/x.png'>",
    "<meta http-equiv=refresh content='0;url=https://e.example'>",
    "<base href='https://e.example/'><a href='x'>y</a>",
    "<link rel=stylesheet href='https://e.example/x.css'>",
    "<link rel=prefetch href='https://e.example/'>",
    "<style>@import 'https://e.example/x.css';</style>",
    "<style>*{background:url(https://e.example/)}</style>",
    "<table background='https://e.example/x.png'><tr><td background='https://e.example/y'>x</table>",
    "<img srcset='https://e.example/x 2x' src='https://e.example/y'>",
    "<picture><source srcset='https://e.example/x'><img src='https://e.example/y'></picture>",
    "<video poster='https://e.example/x' src='https://e.example/y'></video>",
    "<audio src='https://e.example/y' autoplay></audio>",
    "<img src='data:image/svg+xml;base64,PHN2Zy8+'>",
    "<img src='blob:https://e.example/x'><img src='file:///etc/passwd'>",
    "<img src='cid:unknown'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<textarea><img src=x onerror=alert(1)></textarea>",
    "<title><img src=x onerror=alert(1)></title>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<template><img src=x onerror=alert(1)></template>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<p id=location name=cookie class=rail>x</p>",
    "<div style='background:url(https://e.example/)'>x</div>",
    "<div style='background-image:image-set(\"https://e.example/\" 1x)'>x</div>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<div style='color:var(--a);--a:url(https://e.example/)'>x</div>",
    "<div style='position:fixed;inset:0;z-index:9'>x</div>",
    "<div style='margin-top:-9999px;transform:scale(9)'>x</div>",
    "<div style='back\\67round:u\\72l(https://e.example/)'>x</div>",
    "<div style='content:url(https://e.example/)'>x</div>",
    "<div style='behavior:url(x.htc);-moz-binding:url(x)'>x</div>",
    "<div style='font-family:\"</style><script>alert(1)</script>\"'>x</div>",
]  # fmt: skip


class Reader(HTMLParser):
    """What is left, as a browser's parser would list it."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = Reader()
    reader.feed(html)
    return reader.elements


def clean(html: str) -> CleanHtml:
    return sanitize(html, cid_url=lambda cid: "/inline" if cid == "logo" else None)


@pytest.mark.parametrize("letter", HOSTILE)
def test_only_what_is_allowed_is_left(letter: str) -> None:
    for tag, attributes in elements(clean(letter).html):
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES["*"] | ATTRIBUTES.get(tag, set()) | {"rel", "target"}
        assert (attributes.get("href") or "https:x").partition(":")[0] in LINK_SCHEMES
        assert (attributes.get("src") or "/").startswith(("/", "data:image/"))


@pytest.mark.parametrize("letter", HOSTILE)
def test_nothing_is_loaded_from_elsewhere(letter: str) -> None:
    for _tag, attributes in elements(clean(letter).html):
        attributes.pop("href", None)  # a link is followed by a person, not by the browser
        assert "e.example" not in str(attributes)
        assert "url(" not in str(attributes)


@pytest.mark.parametrize("letter", HOSTILE)
def test_cleaning_twice_changes_nothing(letter: str) -> None:
    once = clean(letter).html
    assert elements(clean(once).html) == elements(once)


def test_pictures_from_elsewhere_are_held_and_counted() -> None:
    letter = '<img src="https://a.example/1"><img src="//b.example/2"><img src="cid:logo">'
    found = clean(letter)
    assert found.held_images == 2
    assert '<img src="/inline">' in found.html


def test_a_link_opens_elsewhere_and_tells_nothing() -> None:
    ((_tag, attributes),) = elements(clean('<a href="https://a.example/?q=1">x</a>').html)
    assert attributes["target"] == "_blank"
    assert set((attributes["rel"] or "").split()) == {"noopener", "noreferrer", "nofollow"}


def test_ordinary_looks_survive() -> None:
    style = "color:#036;font-size:14px;padding:4px 8px;border:1px solid rgb(1,2,3)"
    assert clean_style(style) == style


@pytest.mark.parametrize(
    "letter",
    ["<div>" * 100_000, "<ul><li>" * 40_000, "<b" * 100_000, "<tr><td>" * 30_000, "<" * 500_000],
    ids=["div", "list", "half tag", "table", "bracket"],
)
def test_a_letter_made_to_be_slow_ends(letter: str) -> None:
    assert len(clean(letter).html) <= 4 * len(letter)
    assert isinstance(html_to_text(letter), str)


def test_plain_text_is_escaped_before_links_are_made() -> None:
    html = text_to_html('see <https://a.example/?a=1&b="2> or write to kari@havn.example')
    assert '<a href="https://a.example/?a=1&amp;b="' in html
    assert '<a href="mailto:kari@havn.example"' in html
    assert "<https" not in html


def test_the_snippet_is_what_the_sender_wrote() -> None:
    text = "> quoted\n\nYes, on Friday.\nKari\n-- \nHavn AS"
    assert snippet(text) == "Yes, on Friday. Kari"


def test_a_letter_that_is_all_quotation_still_has_a_snippet() -> None:
    assert snippet("> only this") == "> only this"

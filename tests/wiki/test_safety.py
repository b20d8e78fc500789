"""Nothing that an author writes may run. The payloads go into every place that an author fills."""

from html.parser import HTMLParser

import pytest

from lib.wiki import markdown, sanitise
from lib.wiki.links import Context

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><animate onbegin=alert(1)></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "[x](javascript:alert(1))",
    "[x](<java\nscript:alert(1)>)",
    "![x](javascript:alert(1))",
    "<javascript:alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    "<form action=/api/actions><button formaction=javascript:alert(1)>x</button></form>",
    "<input type=image src=x onerror=alert(1)><input autofocus onfocus=alert(1)>",
    "<style>body{display:none}</style><div style='position:fixed;inset:0'>x</div>",
    "<base href=//evil.example><meta http-equiv=refresh content=0><link rel=stylesheet href=//evil.example>",
    "<object data=x></object><embed src=x><template><img onerror=alert(1)></template>",
    "<tl-scoreboard event='x' onclick=alert(1)></tl-scoreboard>",
    "<tl-recorder event=x></tl-recorder>",
    '"><img src=x onerror=alert(1)>',
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<h1 id=root name=body class='stApp tl-rec-pad'>x</h1>",
    "[[x|<img src=x onerror=alert(1)>]]",
    '[[x"onmouseover="alert(1)]]',
    '[x](y "\\" onmouseover=alert(1)")',
    "`x`{onclick=alert(1)}",
    "<details open ontoggle=alert(1)>x</details>",
    "<p competition=x data-tag=script>x</p>",
]
PLACES = {
    "the text": "{}",
    "a heading": "# {}",
    "a link's text": "[{}](page.md)",
    "a link's title": '[x](page.md "{}")',
    "an image's description": "![{}](x.png)",
    "a table": "| a |\n|-|\n| {} |",
    "a footnote": "x[^1]\n\n[^1]: {}",
    "the front matter": "---\ntitle: {}\n---\nx",
    "a broken front matter": "---\ntitle: [{}\n---\nx",
    "a live block": "```live\nscoreboard: {}\n```",
    "a live block's key": "```live\n{}: x\n```",
    "code": "```html\n{}\n```",
    "the language of code": "```{}\nx\n```",
    "an open attribute": '<div title="\n\n```live\nscoreboard: x\n```\n\n<div class="a">{}',
}


class Seen(HTMLParser):
    """Which tags and attributes a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def filled(place: str, payload: str) -> str:
    """The Markdown of a page with *payload* in *place*; where that is a line, on one line."""
    whole = place in {"the text", "code", "an open attribute"}
    return PLACES[place].replace("{}", payload if whole else payload.replace("\n", " "))


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("place", PLACES)
def test_nothing_runs(place, payload):
    seen = Seen(markdown.render(filled(place, payload), "index", Context(pages={"index": "x"})).html)

    assert seen.tags <= sanitise.TAGS | sanitise.LIVE.keys()
    for tag, name, value in seen.attributes:
        assert not name.startswith("on"), (tag, name, value)
        assert name in ALLOWED, (tag, name, value)
        if name in {"href", "src"}:
            assert not value.strip().lower().replace("\n", "").startswith(("javascript:", "data:", "vbscript:"))
        if name == "style":
            assert value.startswith("text-align")
        if name == "id":
            assert value.startswith(sanitise.ID_PREFIX)


ALLOWED = {name for names in sanitise.ATTRIBUTES.values() for name in names} | {
    "rel", "loading", "type", "disabled", "role", "event", "competition",
}  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_runs_in_what_names_a_page(payload):
    context = Context(pages={payload: payload, "index": payload}, files=frozenset({payload}))

    seen = Seen(markdown.render(f"[[{payload}]] [x](<{payload}>) ![x](<{payload}>)", payload, context).html)

    assert seen.tags <= sanitise.TAGS | sanitise.LIVE.keys()
    assert not [name for _, name, _ in seen.attributes if name not in ALLOWED]


def test_classes_of_the_app_cannot_be_taken():
    assert "class" not in markdown.render('<div class="stAlert tl-recorder">x</div>', "index").html


def test_a_page_cannot_show_a_field_to_type_into():
    html = markdown.render("<input type=password><textarea>x</textarea><select><option>x</select>", "index").html

    assert "password" not in html
    assert "textarea" not in html
    assert "select" not in html

import time

import pytest

from lib.wiki import kinds, markdown
from lib.wiki.links import Context
from lib.wiki.markdown import Heading

CONTEXT = Context(
    pages={"index": "Welcome", "teams/index": "Teams", "teams/sales": "Sales", "rules": "The rules"},
    files=frozenset({"teams/plan.png"}),
    revision="abc",
)


def html(text: str, page: str = "index") -> str:
    return markdown.render(text, page, CONTEXT).html


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("| a | b |\n|:-|-:|\n| 1 | 2 |", '<td style="text-align:right">2</td>'),
        ("~~gone~~", "<s>gone</s>"),
        ("- [x] done", 'type="checkbox" checked="" disabled=""'),
        ("see www.example.org", '<a href="http://www.example.org"'),
        ("> [!WARNING]\n> Mind the step.", '<div class="markdown-alert markdown-alert-warning">'),
        ("so it is[^1]\n\n[^1]: because", '<li id="wiki-fn1" class="footnote-item">'),
        ("Set\n: a part of a match", "<dt>Set</dt>"),
        ("```python\nreturn 1\n```", '<code class="language-python"><span class="k">return</span>'),
        ("```no-such-language\n<b>\n```", '<code class="language-no-such-language">&lt;b&gt;\n</code>'),
        ("a -> b :red[x] :smile:", "a -&gt; b :red[x] :smile:"),
        ("# A <title> of a page", "A &lt;title&gt; of a page"),
        ("write to a.b-c_d@e.org.", '<a href="mailto:a.b-c_d@e.org" rel="noopener noreferrer">a.b-c_d@e.org</a>.'),
        ("*see http://localhost:8501/x_y*", '<a href="http://localhost:8501/x_y"'),
    ],
)
def test_renders_what_github_renders(text, part):
    assert part in html(text)


def test_a_heading_has_an_id_and_a_link_to_itself():
    rendered = markdown.render("# One *two* `3`\n\n## Again\n\n## Again", "index")

    assert rendered.headings == (
        Heading(1, "One two 3", "one-two-3"),
        Heading(2, "Again", "again"),
        Heading(2, "Again", "again-1"),
    )
    assert '<h2 id="wiki-again-1">Again<a class="heading-anchor" href="#again-1"' in rendered.html


def test_a_heading_of_signs_alone_has_an_id_too():
    assert [heading.id for heading in markdown.render("# !!!\n\n# ???", "index").headings] == ["section", "section-1"]


def test_a_page_is_called_by_its_front_matter_or_its_heading_or_its_name():
    assert markdown.title("---\ntitle: Night shift\n---\n# Other", "a") == "Night shift"
    assert markdown.title("text\n\n## The *gate* ##\n", "a") == "The gate"
    assert markdown.title("```sh\n# not this\n```\n# This", "a") == "This"
    assert markdown.title("no heading", "teams/night-shift") == "Night shift"
    assert markdown.title("no heading", "teams/index") == "Teams"


def test_front_matter_is_not_shown():
    assert "title" not in html("---\ntitle: Night shift\n---\ntext")


def test_a_rule_at_the_beginning_is_no_front_matter():
    assert html("---\n\ntext\n\n---\n").count("<hr>") == 2


def test_front_matter_that_is_no_yaml_is_said_with_its_line_and_the_page_is_shown():
    shown = html("---\ntitle: ok\ntags: [a\n---\n# Shown")

    assert "front matter of this page cannot be read" in shown
    assert "index.md, line 4" in shown
    assert "Shown" in shown


def test_links_lead_to_pages_attachments_and_headings():
    shown = html(
        "[s](sales.md#lunch) [f](./) [r](../rules) ![p](plan.png) [p](plan.png) [w](https://x.org/a.md)", "teams/x"
    )

    for address in (
        'href="/wiki?page=teams/sales#lunch"',
        'href="/wiki?page=teams/index"',
        'href="/wiki?page=rules"',
        'src="/content/abc/teams/plan.png"',
        'href="/content/abc/teams/plan.png"',
        'href="https://x.org/a.md"',
    ):
        assert address in shown
    assert "broken" not in shown


def test_wikilinks_find_a_page_by_its_path_its_name_and_its_title():
    shown = html("[[teams/sales]] [[sales]] [[The rules|how]] [[The rules#Let it be]]")

    assert shown.count('href="/wiki?page=teams/sales"') == 2
    assert '<a href="/wiki?page=rules" rel="noopener noreferrer">how</a>' in shown
    assert 'href="/wiki?page=rules#let-it-be"' in shown


def test_a_wikilink_in_a_table_may_have_its_own_words():
    assert ">we</a></td>" in html("| a |\n|-|\n| [[sales\\|we]] |")


def test_a_link_that_leads_nowhere_is_marked():
    rendered = markdown.render("[a](no.md) [[Nowhere]] ![i](no.png)", "teams/x", CONTEXT)

    assert rendered.html.count('class="broken"') == 3
    assert [(link.href, link.page, link.broken) for link in rendered.links] == [
        ("no.md", "teams/no", True),
        ("[[Nowhere]]", "Nowhere", True),
        ("no.png", None, True),
    ]


def test_a_link_cannot_lead_out_of_the_wiki():
    assert 'src="/content/abc/"' in html("![i](../../etc/passwd.png)")
    assert html("[a](../../../secrets.md)").count("broken") == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[[[foo]]]\n\n[[[foo]]]: /url", "<p>[[[foo]]]</p>"),
        (
            "[[*foo* bar]]\n\n[*foo* bar]: /url",
            '<p>[<a href="/url" rel="noopener noreferrer"><em>foo</em> bar</a>]</p>',
        ),
        ("[[a](/b)]", '<p>[<a href="/b" rel="noopener noreferrer">a</a>]</p>'),
    ],
)
def test_wikilinks_leave_to_commonmark_what_has_a_meaning_there(text, expected):
    assert html(text).startswith(expected)


def test_images_in_raw_html_are_followed_too():
    assert 'src="/content/abc/teams/plan.png"' in html('<img src="teams/plan.png" alt="plan">')


def test_links_in_raw_html_are_followed_too():
    shown = html('<a href="sales.md">s</a> <a href="https://x.org">x</a> <a href="/record">r</a>', "teams/x")

    for address in ("/wiki?page=teams/sales", "https://x.org", "/record"):
        assert f'<a href="{address}"' in shown


def test_the_title_that_an_author_gives_to_a_broken_link_stays():
    assert '<a href="/wiki?page=no" title="mine" class="broken"' in html('[a](no.md "mine")')


def test_a_live_block_becomes_its_element():
    rendered = markdown.render("# Now\n\n```live\nscoreboard: final-2018\n```\n", "index")

    foot = f"<tl-source>{kinds.FOLDED}</tl-source>"
    assert f'<tl-scoreboard event="final-2018"></tl-scoreboard>{foot}</div>' in rendered.html
    assert [(block.kind.name, block.attributes, block.line) for block in rendered.blocks] == [
        ("scoreboard", {"event": "final-2018"}, 3)
    ]


def test_a_mistake_in_a_live_block_is_said_in_its_place_and_nothing_else_breaks():
    text = "---\ntitle: x\n---\nbefore\n\n```live\nscoreboard:\n  evnt: x\n```\n\n```live\ntimeline: y\n```\n"

    rendered = markdown.render(text, "teams/sales", CONTEXT)

    assert "&#x27;evnt&#x27; is not a key of scoreboard" in rendered.html or "'evnt' is not a key" in rendered.html
    assert "(teams/sales.md, line 8)" in rendered.html
    assert '<tl-timeline event="y"></tl-timeline>' in rendered.html
    assert "<p>before</p>" in rendered.html


def test_a_live_block_inside_a_quote_or_a_list_works():
    assert "<tl-scoreboard" in html("- item\n\n  ```live\n  scoreboard: x\n  ```\n")
    assert "<tl-scoreboard" in html("> ```live\n> scoreboard: x\n> ```\n")


def test_a_value_within_a_line_becomes_its_element():
    rendered = markdown.render("# A\n\nIt is `= score(final-2018)`,\nsaid `= stat(sum(up))`.", "index")

    assert f'<tl-value event="final-2018" show="score" title="{kinds.FOLDED}"></tl-value>' in rendered.html
    assert [(one.kind.name, one.line) for one in rendered.blocks] == [("score", 3), ("stat", 4)]
    assert f'<tl-value block="{rendered.blocks[1].digest}" show="stat" title="{kinds.ASKED}">' in rendered.html
    assert "sum(up)" not in rendered.html


def test_a_mistake_within_a_line_is_said_with_its_line():
    shown = html("a\n\n- b\n- c `= score(a b)`,\n  d $\\unknown{x}$\n")

    assert "'a b' is not an id" in shown
    assert "(index.md, line 4)" in shown
    assert "<code>\\unknown{x}</code> Unknown command" in shown
    assert "(index.md, line 5)" in shown


def test_a_diagram_keeps_its_text_for_the_browser_to_draw():
    assert "<tl-diagram><pre><code>graph TD\n  a--&gt;b\n</code></pre></tl-diagram>" in html(
        "```mermaid\ngraph TD\n  a-->b\n```"
    )


# What brings slow parsers to their knees; most are after cmark's pathological tests.
N = 10_000
ENDLESS = {
    "brackets": "[" * N + "a" + "]" * N,
    "links": "[a](b" * N,
    "wikilinks": "[[a|" * N,
    "emphasis": "*a_ " * N,
    "addresses": "(http://" * N,
    "mail addresses": "a_" * N + "@",
    "formulas": "$a " * N + "$$" * N,
    "values": "`= score(" * N,
    "nested lists": "\n".join("  " * n + "- a" for n in range(300)),
    "tags": "<a " * N + "<!--" * N,
    "front matter": "---\n" + "a: " * 6000 + "\n---\n",
    "footnotes": "[^1]" * 5000 + "\n\n[^1]: a",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_no_text_takes_for_ever(name):
    began = time.process_time()

    markdown.render(ENDLESS[name], "index")

    assert time.process_time() - began < 15  # most take less than one; what grows with the square takes minutes


def test_rendering_does_not_grow_with_the_square_of_the_page():
    rendered = markdown.render("\n\n".join(f"## h{n}\n\n[a](b{n}.md)" for n in range(3000)), "index")

    assert len(rendered.headings) == len(rendered.links) == 3000


def test_a_page_is_rendered_to_the_same_bytes_each_time():
    text = "# A\n\n![b](c.png) [[D]] <img src=e.png alt=f title=g>\n\n- [ ] h\n\n> [!NOTE]\n> i[^1]\n\n[^1]: j\n"

    assert len({markdown.render(text, "a", Context()).html for _ in range(30)}) == 1

"""Webhooks in a competition's file: checked with the line, and never with a secret."""

import pytest

from lib.content import competitions
from lib.errors import BadContent

CUP = "title: Cup\nsport: football\nwebhooks:\n  - "


def read(hook):
    return competitions.read({"competitions/cup.yaml": (CUP + hook).encode()})[0].webhooks


def test_a_webhook_tells_everything_unless_it_says_what():
    assert read("{url: 'https://chat.example.com/x', secret: chat}")[0].tells == ["start", "score", "correction", "end"]
    assert read("{url: 'https://chat.example.com/x', secret: chat, tells: [end]}")[0].tells == ["end"]


@pytest.mark.parametrize(
    ("hook", "sentence"),
    [
        ("{url: 'ftp://chat.example.com', secret: chat}", "cup.yaml:4:6: webhooks[0].url: this has to be an address"),
        ("{url: 'https://me:pass@chat.example.com', secret: chat}", "in Git for ever"),
        ("{url: 'https://chat.example.com', secret: 'whsec_AAAA'}", "webhooks[0].secret"),
        ("{url: 'https://chat.example.com'}", "secret"),
        ("{url: 'https://chat.example.com', secret: chat, tells: [goal]}", "Allowed are correction, end, score, start"),
        ("{url: 'https://a.example', secret: a}\n  - {url: 'https://a.example', secret: b}", "twice"),
    ],
)
def test_a_mistake_is_told_with_its_place(hook, sentence):
    with pytest.raises(BadContent) as caught:
        read(hook)

    assert sentence in str(caught.value)

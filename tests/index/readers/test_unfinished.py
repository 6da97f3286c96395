"""Stubs and templates."""

import pytest
from hypothesis import given

from index.errors import Unreadable
from index.readers import read_file
from index.readers.unfinished import unfinished
from tests.index.making import page


@pytest.mark.parametrize(
    "body",
    [
        "The full text is archived at /frozen/26-04-13.html.",
        "This issue has moved to https://e.org/issues/7.",
        "The post [continues here](https://e.org/7).",
        "Moved to https://e.org/issues/7.",
        "The whole newsletter is now\nhosted at https://e.org/issues/7, and nowhere else.",
        "Read on: this page is served from static HTML at /frozen/26-04-13.html.",
    ],
)
def test_stubs(body: str) -> None:
    """One short paragraph that says where the text is, is a stub."""
    assert unfinished(body) == "a stub: the text itself is elsewhere"


def test_templates() -> None:
    """Headings that mostly lead to nothing make a template."""
    body = "**a quiet day.**\n\n# Twitter\n\n---\n\n# Reddit\n\n## Local\n\n## Other\n\n> /r/one\n"
    assert unfinished(body) == "a template: most of its headings lead to nothing"


@pytest.mark.parametrize(
    "body",
    [
        "",
        " \n",
        "Meta leases capacity.",
        "Anthropic published its report [here](https://e.org/r).",
        "OpenAI published GPT-5 today: https://e.org.",
        "A short day: the model is available at https://e.org/m and costs $2.",
        "Mistral moved its chief to Paris, see [the note](https://e.org/n).",
        "AMD hosted its day; [slides](https://e.org).",
        "# Day\n\n## Chips\n\nMeta leases.\n\n## Models\n\n## Law\n\nA suit.\n",
        "# Day\n\n## Chips\n\n- Meta leases.\n\n## Models\n\n---\n\n## Law\n\n> A suit.\n",
        "Meta moved its centre to Ohio, where power is cheap and land is too.",
        f"It has moved to https://e.org/7.\n\n{'And here is all of it. ' * 5}",
        "# One\n\nText.\n\n# Two\n\n# Three\n\nText.\n\n# Four\n\nText.",
        "# Only\n\n# Two headings",
    ],
)
def test_digests_are_finished(body: str) -> None:
    """A short digest, or one with an empty section, is a digest."""
    assert unfinished(body) is None


def test_a_template_with_much_text_is_a_digest() -> None:
    """Empty headings don't count beside hundreds of words."""
    assert unfinished("# A\n\n# B\n\n# C\n\n" + "word " * 250) is None


def test_what_is_unfinished_is_refused_with_its_reason() -> None:
    """A stub is no document, also behind front matter."""
    with pytest.raises(Unreadable, match="a stub: the text itself is elsewhere"):
        read_file(b"---\ntitle: T\n---\nThe full text is archived at /old/1.html.\n", "a.md")


@given(page)
def test_any_text_is_finished_or_not(text: str) -> None:
    """Any text has a reason or none."""
    assert unfinished(text) is None or unfinished(text)

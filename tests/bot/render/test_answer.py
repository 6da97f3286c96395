"""An answer as messages."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.answer import Answer, Segment, WriterName
from bot.render.answer import answer_messages
from index.digest import Link
from tests.fakes import COVERAGE, GLM, TODAY


def answer(text: str = "GLM-5.1 leads *SWE-Bench* Pro.", writer: WriterName = "claude") -> Answer:
    """A final answer with one claim."""
    return Answer(
        "Who leads?",
        "Who leads?",
        segments=(Segment(text, (1,)),),
        citations=(GLM,),
        coverage=COVERAGE,
        today=TODAY,
        writer=writer,
        final=True,
    )


def test_marks_and_sources_link_to_the_document() -> None:
    """The mark behind a claim and its source line lead to the document's address."""
    (content,) = answer_messages(answer(), {})

    body, sources = content.split("\n\n")
    first, last = sources.split("\n")
    assert body == r"GLM-5.1 leads *SWE-Bench* Pro. [\[1\]](<https://example.org/glm>)"
    assert first == (
        r"-# \[1\] Latent Signals, 13 April 2026: [An Open Model Takes the Crown › "
        r"GLM-5.1 Leads SWE-Bench Pro](<https://example.org/glm>)"
    )
    assert last.startswith("-# Searched 18 documents")


def test_post_on_the_server_stands_in_for_an_address() -> None:
    """A document without an address leads to its post on the server, else to nothing."""
    local = replace(answer(), citations=(replace(GLM, url=None),))

    (posted,) = answer_messages(local, {"d1": "https://discord.com/channels/1/2/3"})
    (bare,) = answer_messages(local, {})

    assert r"[\[1\]](<https://discord.com/channels/1/2/3>)" in posted
    assert r"Pro. \[1\]" in bare
    assert "](" not in bare


def test_quotes_of_one_place_share_a_line() -> None:
    """Several marks that lead to one place of a document are one source line."""
    second = replace(GLM, n=2, quote="It is licensed under MIT.")
    both = replace(
        answer(),
        segments=(Segment("One.", (1,)), Segment(" Two.", (2,))),
        citations=(GLM, second),
    )

    (content,) = answer_messages(both, {})

    assert r"-# \[1\] \[2\] Latent Signals" in content
    assert content.count("Latent Signals") == 1


def test_addresses_in_the_cited_words_are_named() -> None:
    """What the cited sentence links to stands beside its source."""
    linked = replace(GLM, links=(Link("Z.ai", "https://example.org/z"),))

    (content,) = answer_messages(replace(answer(), citations=(linked,)), {})

    assert " · [Z.ai](<https://example.org/z>)" in content


def test_quoted_text_is_literal_but_for_its_bullets() -> None:
    """The extractive writer's bullets stay bullets; Markdown in what it quotes does not work."""
    quoted = answer("- 13 April 2026: *5* # of [x](http://y.z)", "extractive")

    (content,) = answer_messages(quoted, {})

    assert content.startswith("- 13 April 2026: \\*5\\* # of \\[x\\]\u200b(<http://y.z>")


def test_growing_answer_has_no_sources_yet() -> None:
    """While it is written an answer shows its words alone."""
    assert answer_messages(replace(answer(), final=False), {}) == (
        r"GLM-5.1 leads *SWE-Bench* Pro. [\[1\]](<https://example.org/glm>)",
    )
    assert answer_messages(Answer("q", "q"), {}) == ()


def test_notice_is_said() -> None:
    """A fallback is told below the answer."""
    (content,) = answer_messages(replace(answer(), notice="Claude is busy."), {})

    assert "\n-# Claude is busy.\n" in content


@given(
    st.text(max_size=3000),
    st.sampled_from(["claude", "extractive"]),
    st.text(min_size=1, max_size=400),
    st.text(max_size=400),
)
def test_anything_fits(text: str, writer: WriterName, title: str, section: str) -> None:
    """Whatever the words, no message is empty, too long, or pings."""
    cited = replace(GLM, title=title, section=section, publication=title, date=dt.date(2026, 1, 1))

    messages = answer_messages(replace(answer(text, writer), citations=(cited,)), {})

    assert messages
    assert all(0 < len(message) <= 2000 for message in messages)
    assert not any("@everyone" in message for message in messages)


def test_text_cannot_forge_a_mark() -> None:
    """Only the check's citations become marks, whatever characters a text holds."""
    (content,) = answer_messages(answer("Look \ue0001\ue001 here [1]"), {})

    assert content.startswith(r"Look 1 here (1) [\[1\]](<")


def test_words_that_grow_stand_behind_the_claims_without_a_mark() -> None:
    """What is still being written is shown, escaped, behind what is said."""
    growing = replace(answer(), final=False, pending=" and *it* is <@1> \ue0001\ue001")
    (content,) = answer_messages(growing, {})
    assert content.startswith("GLM-5.1 leads *SWE-Bench* Pro. [")
    assert content.endswith(r"and *it* is \<@1> 1")
    alone = replace(growing, segments=(), citations=(), pending="\n- GLM")
    assert answer_messages(alone, {}) == ("- GLM",)

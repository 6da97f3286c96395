"""Tests of bot/assistant/check.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.answer import Segment
from bot.assistant.check import Check, joins, plain
from bot.assistant.writer import Draft, Quote
from tests.bot.assistant.briefs import evidence

FOUND = evidence("p1", ["GLM-5.1 leads with 58.4 points.", "It is open.", "It is large."])
LEADS = (Quote("p1", 0, 1),)


def test_a_claim_with_a_quote_of_its_passage_passes() -> None:
    """A quote becomes a numbered citation with the passage's exact words."""
    check = Check([FOUND])
    said = check.pass_(Draft("GLM leads.", (Quote("p1", 0, 2),)))
    assert said == (Segment("GLM leads.", (1,)),)
    assert [c.quote for c in check.citations] == ["GLM-5.1 leads with 58.4 points. It is open."]


@pytest.mark.parametrize(
    "quote",
    [Quote("p2", 0, 1), Quote("p1", 0, 4), Quote("p1", 2, 2), Quote("p1", -1, 1), Quote("", 0, 0)],
)
def test_a_claim_that_loses_its_last_quote_is_dropped(quote: Quote) -> None:
    """A quote that isn't in the evidence is dropped, and the claim with it."""
    check = Check([FOUND])
    assert check.pass_(Draft("GLM is closed.", (quote,))) == ()
    assert check.citations == ()
    assert check.dropped == 2


def test_a_claim_keeps_its_good_quote_beside_a_bad_one() -> None:
    """One valid quote is enough for a claim; the made-up one leaves no citation."""
    check = Check([FOUND])
    said = check.pass_(Draft("It is open.", (Quote("p9", 0, 1), Quote("p1", 1, 2))))
    assert said == (Segment("It is open.", (1,)),)
    assert len(check.citations) == 1


def test_two_claims_with_the_same_words_share_a_citation() -> None:
    """The same quote gets one number, and both claims keep it."""
    check = Check([FOUND])
    said = [check.pass_(Draft(text, LEADS)) for text in ("It leads", "it tops")]
    assert said == [(Segment("It leads", (1,)),), (Segment("it tops", (1,)),)]


@pytest.mark.parametrize(
    "text", ["It leads with 59.4 points.", "GLM-5.2 leads.", "It leads since 14 April 2026."]
)
def test_a_claim_with_a_number_that_is_not_cited_is_dropped(text: str) -> None:
    """Each number of a claim must stand in its quote, title, headings or date."""
    assert Check([FOUND]).pass_(Draft(text, LEADS)) == ()


@pytest.mark.parametrize(
    "text", ["On 13 April 2026, GLM-5.1 led with 58.4 points.", "On 2026-04-13 it led."]
)
def test_the_date_of_the_digest_may_be_told(text: str) -> None:
    """A claim may name the day of the digest that it cites."""
    assert Check([FOUND]).pass_(Draft(text, LEADS))


def test_the_number_in_a_name_may_stand_in_the_passage() -> None:
    """A name with a number that the passage uses may be told with another sentence of it."""
    assert Check([FOUND]).pass_(Draft("GLM-5.1 is open.", (Quote("p1", 1, 2),)))
    assert Check([FOUND]).pass_(Draft("GLM-5.3 is open.", (Quote("p1", 1, 2),))) == ()
    assert Check([FOUND]).pass_(Draft("It is open with 58.4.", (Quote("p1", 1, 2),))) == ()


@pytest.mark.parametrize(
    "text",
    ["", "\n\n- ", ", and ", "; however, ", "Two digests give different figures:\n- ", " while "],
)
def test_words_that_only_join_are_said_with_the_claim_behind_them(text: str) -> None:
    """List marks, conjunctions and lead-ins of little words go before the next claim."""
    check = Check([FOUND])
    assert check.pass_(Draft(text)) == ()
    said = check.pass_(Draft("it leads", LEADS))
    assert "".join(segment.text for segment in said) == f"{text}it leads"


def test_words_that_join_nothing_are_not_said() -> None:
    """A lead-in whose claim was dropped goes with it."""
    check = Check([FOUND])
    check.pass_(Draft("The digests say:\n- "))
    check.pass_(Draft("it costs $900", (Quote("made-up", 0, 1),)))
    assert check.pass_(Draft("It leads", LEADS)) == (Segment("It leads", (1,)),)


@pytest.mark.parametrize(
    "text",
    [
        "OpenAI was founded in 2015. ",
        "It is closed source. ",
        "The price rose by 58%:\n",
        "OpenAI is bankrupt, and Mythos was withdrawn for fraud:\n",
        "Elon Musk runs it\n",
        "OpenAI a fait faillite :\n",
        "早上好。",
        "✅ ",
        "OpenAI went bankrupt。Sam Altman resigned:\n",
    ],
)
def test_words_that_claim_are_not_said_without_a_citation(text: str) -> None:
    """Anything that states something needs a citation of its own."""
    check = Check([FOUND])
    check.pass_(Draft(text))
    said = check.pass_(Draft("It leads", LEADS))
    shown = "".join(segment.text for segment in said)
    assert shown.strip() in ("It leads", "")
    assert check.dropped


def test_the_beginning_of_a_claims_own_sentence_stays_where_it_is_cited() -> None:
    """A label before a claim is part of it, and must stand in what it cites."""
    check = Check([FOUND])
    check.pass_(Draft("- GLM-5.1: "))
    assert check.pass_(Draft("it leads", LEADS)) == (
        Segment("- "),
        Segment("GLM-5.1: it leads", (1,)),
    )
    check.pass_(Draft("\n- GPT-5.4: "))
    assert check.pass_(Draft("it is open", (Quote("p1", 1, 2),))) == ()


@given(st.text(max_size=80))
def test_uncited_words_say_nothing(text: str) -> None:
    """Whatever is uncited, only little words and marks of it are ever said."""
    check = Check([FOUND])
    check.pass_(Draft(text))
    for segment in check.pass_(Draft("It leads", LEADS)):
        if not segment.citations:
            assert all(joins(line) for line in segment.text.splitlines())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("", ""),
        ("GLM-5.1", ""),
        ("GLM-5.1 lea", "GLM-5.1"),
        ("GLM-5.1 leads with 58.4 ", "GLM-5.1 leads with 58.4"),
        ("GLM-5.1 leads with 59.4 of all the points there are ", "GLM-5.1 leads with"),
        ("On 13 April 2026 GLM-5.1 le", "On 13 April 2026 GLM-5.1"),
        ("早上好 GLM-5.1 领先", "早上好 GLM-5.1 领"),
    ],
)
def test_a_claim_is_shown_as_far_as_the_evidence_goes(text: str, shown: str) -> None:
    """Of a claim that grows whole words are shown, up to what no evidence has."""
    check = Check([FOUND])
    assert check.growing(text) == shown
    letters = Check([FOUND])
    assert [letters.growing(text[:n]) for n in range(len(text) + 1)][-1] == shown


def test_a_claim_that_grows_has_its_lead_in_before_it() -> None:
    """Words that wait for the claim are shown with it, and a new claim begins anew."""
    check = Check([FOUND])
    check.pass_(Draft("Two digests tell it:\n- "))
    assert check.growing("GLM-5.1 leads with") == "Two digests tell it:\n- GLM-5.1 leads"
    check.pass_(Draft("GLM-5.1 leads with 58.4 points", LEADS))
    check.pass_(Draft("\n- "))
    assert check.growing("It is") == "\n- It"


def test_evidence_may_come_while_an_answer_is_written() -> None:
    """What is added can be shown and cited from then on."""
    check = Check([FOUND])
    quote = (Quote("p2", 0, 1),)
    assert check.growing("It costs $900 now ") == "It costs"
    assert check.pass_(Draft("It costs $900 now", quote)) == ()
    check.add([evidence("p2", ["It costs $900."])])
    assert check.growing("It costs $900 now ") == "It costs $900 now"
    assert check.pass_(Draft("It costs $900 now", quote))


@given(st.text(max_size=60), st.lists(st.integers(1, 9), max_size=20))
def test_what_is_shown_of_a_claim_only_grows(text: str, steps: list[int]) -> None:
    """Each look at a growing claim begins with what the one before it showed."""
    check, at, before = Check([FOUND]), 0, ""
    for step in steps:
        at += step
        shown = check.growing(text[:at])
        assert shown.startswith(before)
        assert text.startswith(shown)
        before = shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("It leads [7], see [here](https://a.test/x).", "It leads, see here."),
        ('It leads, see [here](https://a.test "a title").', "It leads, see here."),
        ("It leads, see <https://a.test/x> there.", "It leads, see  there."),
        ("It leads: HTTPS://a.test/x now", "It leads:  now"),
        ("It leads, ftp://a.test and www.a.test/x", "It leads,  and "),
        ("It leads, discord.gg/abc", "It leads, "),
        ("It leads, see https:", "It leads, see "),
        ("It leads, see https:/", "It leads, see "),
    ],
)
def test_no_address_of_a_draft_is_said(text: str, said: str) -> None:
    """Marks and addresses come from the archive alone, whatever a writer writes."""
    assert Check([FOUND]).pass_(Draft(text, LEADS)) == (Segment(said, (1,)),)


@given(st.text(st.sampled_from("htps:/.[]()1wx<> ")))
def test_no_text_keeps_an_address(text: str) -> None:
    """Whatever is nested or cut, no scheme and no link of Markdown is left."""
    assert "://" not in plain(text)
    assert "](" not in plain(text)


def test_what_was_dropped_is_counted_by_its_kind() -> None:
    """Each claim that isn't said counts under the first thing that its citations don't tell."""
    check = Check([FOUND])
    for text in ("It has 59 points.", "It led in May.", "GLM-5.2 leads.", "OpenAI leads.", "  "):
        check.pass_(Draft(text, LEADS))
    check.pass_(Draft("It leads.", (Quote("p2", 0, 1),)))
    kinds = ("quantity", "date", "version", "name", "empty", "quote", "uncited")
    assert check.failures == dict.fromkeys(kinds, 1)


def test_names_of_the_archive_are_known_at_the_beginning_of_a_sentence() -> None:
    """A word that the archive knows as a name must stand in what is cited, wherever it opens."""
    drafted = Draft("Developers leads.", LEADS)
    assert Check([FOUND]).pass_(drafted)
    assert not Check([FOUND], frozenset({"Developers"})).pass_(drafted)


def test_words_of_footnotes_own_need_no_check() -> None:
    """What stands before a claim from its documents may be in any language; its quotes must be."""
    own = "- Daily nennt hier https://elsewhere.example andere Zahlen"
    said = Check([FOUND]).pass_(Draft("GLM-5.1 is open.", (Quote("p1", 1, 2),), own=f"{own}: "))
    assert [each.text for each in said] == ["- Daily nennt hier  andere Zahlen: GLM-5.1 is open."]
    alone = Check([FOUND]).pass_(Draft("", (Quote("p1", 1, 2),), own=own))
    assert len(alone) == 1
    assert Check([FOUND]).pass_(Draft("", (Quote("p9", 0, 1),), own=own)) == ()
    assert Check([FOUND]).pass_(Draft("GLM-5.3 is open.", (Quote("p1", 1, 2),), own=own)) == ()

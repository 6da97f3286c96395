"""Tests of bot/assistant/conversation.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.assistant.conversation import Turn, continues, cut_short, meant, remembered, wordings
from index.names import NameBook
from tests.bot.assistant.briefs import evidence, vocabulary

MYTHOS = (Turn("user", "What is Claude Mythos?"), Turn("assistant", "A model of Anthropic’s."))


def test_a_question_without_history_stays_as_it_is() -> None:
    """Without a conversation a question is only folded."""
    assert meant("  who has\naccess to it? ", ()).text == "who has access to it?"


def test_a_follow_up_takes_the_names_of_the_last_turn_along() -> None:
    """'it' is searched with the names of the last question and its answer."""
    assert meant("And who has access to it?", MYTHOS).text == (
        "Claude Mythos, Anthropic: And who has access to it?"
    )


def test_only_the_last_question_and_its_answer_are_carried() -> None:
    """Names of earlier questions don't follow for ever."""
    history = (*MYTHOS, Turn("user", "What did Oracle buy?"), Turn("assistant", "Fuel cells."))
    assert meant("How much of it?", history).text == "Oracle, Fuel: How much of it?"


def test_a_question_that_names_its_subject_is_left_alone() -> None:
    """A new question in an old conversation isn't mixed with it."""
    question = "Which licence did Google choose for Gemma 4?"
    assert meant(question, MYTHOS).text == question


def test_a_conversation_without_names_lends_its_words() -> None:
    """Where nothing was named, the words of the last question are carried."""
    history = (Turn("user", "how many fuel cells were bought?"),)
    assert meant("and at what price?", history).text == "fuel, cells, bought: and at what price?"


TALK = (Turn("user", "What is ParseBench?"), Turn("assistant", "A benchmark of parsers."))


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        (
            "who came out on top?",
            (
                "What is ParseBench? who came out on top?",
                "What is ParseBench? A benchmark of parsers. who came out on top?",
                "who came out on top?",
            ),
        ),
        (
            "And how big is it?",
            (
                "What is ParseBench? And how big is it?",
                "What is ParseBench? A benchmark of parsers. And how big is it?",
            ),
        ),
        ("What did Meta sign with CoreWeave?", ()),
    ],
)
def test_what_a_question_means_in_its_conversation(question: str, meant: tuple[str, ...]) -> None:
    """It is searched behind what was asked and answered before; alone where it may be."""
    assert wordings(question, TALK) == meant
    assert wordings(question, ()) == ()


SHIPPED = (
    Turn("user", "What did OpenAI ship in March?"),
    Turn("assistant", "- 4 March 2026: OpenAI shipped GPT-5.4. [1]"),
)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("and Anthropic?", "What did Anthropic ship in March?"),
        ("and in April?", "What did OpenAI ship in April?"),
        ("what about Google, in May?", "What did Google ship in May?"),
        ("What about Google DeepMind?", "What did Google DeepMind ship in March?"),
    ],
)
def test_what_a_question_leaves_out_is_that_of_the_one_before(question: str, text: str) -> None:
    """Another name or time takes the place of the first, and all else is kept, the time too."""
    said = meant(question, SHIPPED)
    assert (said.text, said.timed, said.wordings) == (text, text, (text,))


def test_a_follow_up_of_a_follow_up_keeps_what_both_said() -> None:
    """Each question of the conversation is read behind the one before it."""
    history = (*SHIPPED, Turn("user", "and Anthropic?"), Turn("assistant", "Opus 4.6."))
    assert meant("and in April?", history).text == "What did Anthropic ship in April?"
    again = (*history, Turn("user", "how much does it cost?"), Turn("assistant", "$5."))
    assert meant("who uses it?", again).carried == ("Anthropic", "Opus 4.6")


def test_another_name_takes_the_place_of_all_that_were_carried() -> None:
    """'and Meta?' behind a question that took names along is that question about Meta."""
    history = (*SHIPPED, Turn("user", "how much does it cost?"), Turn("assistant", "$5."))
    assert meant("and Meta?", history).text == "Meta: how much does it cost?"


def test_a_question_that_leans_on_another_knows_its_time() -> None:
    """The time of the question before is handed on as what came before, not as its own."""
    said = meant("how much does it cost?", SHIPPED)
    assert (said.timed, said.before) == ("how much does it cost?", SHIPPED[0].content)


def test_names_that_are_written_small_are_known_by_the_archive() -> None:
    """'and anthropic?' is about Anthropic where the archive knows that name."""
    book = NameBook.of([("Anthropic", 3)], 10)
    assert meant("and anthropic?", SHIPPED, book).text == "What did Anthropic ship in March?"
    assert meant("and the price?", SHIPPED, book).text == "OpenAI, GPT-5.4: and the price?"


def test_words_that_only_open_a_sentence_are_not_carried() -> None:
    """'Didn't' and 'Nearly' are no names where the archive doesn't know them."""
    history = (Turn("user", "Didn't Amazon team up?"), Turn("assistant", "Nearly: they talked."))
    book = NameBook.of([("Amazon", 3)], 10)
    assert meant("is that off?", history, book).carried == ("Amazon",)


@pytest.mark.parametrize(
    ("asked", "carried"),
    [
        ("Which model leads?", ("GLM-5.1", "SWE-Bench Pro", "GPT-5.4")),
        ("What's the new model from Z.ai?", ("Z.ai", "GLM-5.1", "SWE-Bench Pro", "GPT-5.4")),
        ("What is Z.ai?", ("Z.ai",)),
        ("What's up with Z.ai?", ("Z.ai",)),
        ("Did Z.ai ship it?", ("Z.ai",)),
        ("did z.ai ship it?", ("Z.ai",)),
        ("did anybody ship it?", ("GLM-5.1", "SWE-Bench Pro", "GPT-5.4")),
    ],
)
def test_an_answers_names_are_carried_where_one_was_asked_for(
    asked: str, carried: tuple[str, ...]
) -> None:
    """What a question names goes along, and what its answer does where it is the answer."""
    said = "- a_user says that GLM-5.1 leads SWE-Bench Pro, before GPT-5.4 and Opus 4.6."
    book = NameBook.of([("Z.ai", 3)], 10)
    history = (Turn("user", asked), Turn("assistant", said))
    assert meant("how much does it cost?", history, book).carried == carried
    prose = (Turn("user", "Is Z.ai ahead?"), Turn("assistant", "Yes, with GLM-5.1."))
    assert meant("how much does it cost?", prose, book).carried == ("Z.ai", "GLM-5.1")


def test_a_question_about_the_digest_leans_on_nothing() -> None:
    """'This digest' is the one of the thread, not what was talked about."""
    assert meant("Summarise this digest", SHIPPED).open


TRUST = evidence("p1", ["Few developers trust code of AI."])
BENCH = evidence("p2", ["On ParseBench LlamaParse is on top with a score of 84.9."])


@pytest.mark.parametrize(
    ("question", "goes_on"),
    [("who is on top, and with what score?", True), ("how many developers trust code?", False)],
)
def test_what_is_found_tells_whether_a_question_goes_on(question: str, goes_on: bool) -> None:  # noqa: FBT001
    """A nameless question is new where only passages about something else tell of it."""
    found = (TRUST, BENCH)
    assert continues(question, ("ParseBench",), found, vocabulary(found)) == goes_on


@given(st.lists(st.text(max_size=3_000), max_size=40))
def test_a_conversation_is_remembered_within_its_tokens(contents: list[str]) -> None:
    """However much was said, 6,000 characters of it are kept at most, the newest last."""
    turns = [Turn("user", content) for content in contents]
    kept = remembered(turns)
    assert sum(len(turn.content) for turn in kept) <= 6_000
    assert bool(kept) == bool(turns)
    assert all(k.content in t.content for k, t in zip(kept[::-1], turns[::-1], strict=False))


def test_turns_are_cut_between_sentences() -> None:
    """A long turn ends with a whole sentence; a sentence that is too long with a whole word."""
    assert cut_short("One is told. Two is told. Three.", 20) == "One is told."
    assert cut_short("One that goes on and on", 12) == "One that"
    assert cut_short("x" * 50, 12) == "x" * 12


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=4))
def test_any_conversation_is_read(question: str, contents: list[str]) -> None:
    """Whatever people write, a question means something or nothing, and no reading fails."""
    said = meant(question, [Turn("user", content) for content in contents])
    assert said.text or not question.split()

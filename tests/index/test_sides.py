"""The questions in a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sides import questions_in
from tests.index.readers.checks import require_quick


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        (
            "Which is cheaper, Luna or Terra?",
            ("Which is cheaper, Luna?", "Which is cheaper, Terra?"),
        ),
        (
            "what broke more, githubs march outage or the cloudflare one?",
            ("what broke more, githubs march outage?", "what broke more, the cloudflare one?"),
        ),
        (
            "Rank GPT-5.4, Gemini 3.1 Pro and Opus 4.6 on the bench.",
            (
                "Rank GPT-5.4 on the bench.",
                "Gemini 3.1 Pro on the bench.",
                "Opus 4.6 on the bench.",
            ),
        ),
        (
            "How did the context grow between Opus 4.6 and 4.7?",
            (
                "How did the context grow between Opus 4.6?",
                "How did the context grow between Opus 4.7?",
            ),
        ),
        (
            "What did Lumen cost at launch? And how deep was the later price cut?",
            ("What did Lumen cost at launch", "Lumen how deep was the later price cut"),
        ),
    ],
)
def test_questions_are_parted(question: str, sides: tuple[str, ...]) -> None:
    """Each side is asked for without the others; what follows takes the names along."""
    assert questions_in(question) == sides


@pytest.mark.parametrize(
    "question",
    [
        "Who leads Google DeepMind?",
        "Which labs did Meta and Anthropic sue?",
        "What did Luna cost, and why?",
        "",
        "or",
        "?,;:",
    ],
)
def test_a_single_question_stays(question: str) -> None:
    """What is asked once is no list of questions."""
    assert questions_in(question) == ()


@given(st.text(alphabet="Aa1 ,?;.:", max_size=300) | st.text(max_size=300))
def test_any_question_is_read(question: str) -> None:
    """Whatever is asked, there are no questions in it, or two to four, none of them empty."""
    found = questions_in(question)
    assert len(found) in (0, 2, 3, 4)
    assert all(each.strip() for each in found)


@pytest.mark.parametrize(
    "question",
    [
        " ".join(f"w{n}" for n in range(400)),
        " ".join("GPT-5.4" for _ in range(250)),
        ", ".join(f"M{n}" for n in range(500)) + " or",
        "from 12 " * 250,
        f"a,{' ' * 1_990}or",
        "which, a or " * 160,
    ],
)
def test_long_questions_are_taken_apart_at_once(question: str) -> None:
    """No question as long as one may be holds the search up."""
    require_quick(lambda: questions_in(question), 5)

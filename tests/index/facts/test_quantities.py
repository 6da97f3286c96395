"""Tests of index/facts/quantities.py and units.py."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.facts.quantities import Quantity
from index.facts.reading import facts_of

MILLION, BILLION = 10**6, 10**9
SCALES = {
    1_000: ("K", "k", " thousand"),
    MILLION: ("M", " million", "-million", " Mio.", "m"),
    BILLION: ("B", "bn", " billion", " Mrd.", " milliard"),
    10**12: ("T", "tn", " trillion"),
}
MONEY = ("${}", "US${}", "{} dollars", "{} US dollars", "USD {}", "{} USD")


def _told(text: str) -> set[tuple[float, str]]:
    facts = facts_of(text)
    return {(float(each.amount), each.unit) for each in (*facts.quantities, *facts.lesser)}


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [
        ("40 %", 40, "%"),
        ("40 per cent", 40, "%"),
        ("40％", 40, "%"),
        ("1,217", 1217, ""),
        ("1'217", 1217, ""),
        ("1\u202f217", 1217, ""),
        ("1.217.000", 1217000, ""),
        ("1.217,50 €", 1217.5, "EUR"),
        ("4,7 %", 4.7, "%"),
        ("Es sind 1.217 und das ist viel", 1217, ""),
        ("It is 1.217 in all", 1.217, ""),
        ("2.5×", 2.5, "x"),
        ("2.5-fold", 2.5, "x"),
        ("3倍", 3, "x"),
        ("744-billion-parameter", 744 * BILLION, "parameter"),
        ("744B active parameters", 744 * BILLION, "parameter"),
        ("7440亿参数", 744 * BILLION, "parameter"),
        ("256K tokens", 256_000, "token"),
        ("/1M tokens", MILLION, "token"),
        ("$5 per million tokens", MILLION, "token"),
        ("$5/MTok", MILLION, "token"),
        ("12GB", 12 * BILLION, "B"),
        ("12 gigabytes", 12 * BILLION, "B"),
        ("500 ms", 0.5, "s"),
        ("1.5 GW", 1.5 * BILLION, "W"),
        ("1,500 megawatts", 1.5 * BILLION, "W"),
        ("three labs", 3, "count"),
        ("a three-year deal", 3, "year"),
        ("twenty-five", 25, ""),
        ("half a million users", 500_000, "user"),
        ("a hundred", 100, ""),
        ("210亿美元", 21 * BILLION, "USD"),
        ("1億2000万円", 120 * MILLION, "JPY"),
        ("3.5万名用户", 35_000, "user"),
        ("20 basis points", 20, "bp"),
        ("the 3rd time", 3, "nth"),
        ("the 1990s", 1990, "decade"),
        ("doubled", 2, "x"),
        ("8xH100", 8, ""),
        ("Qwen3.5-397B", 397 * BILLION, ""),
        ("v2.1", 2.1, ""),
        ("2000 tokens", 2000, "token"),
    ],
)
def test_a_quantity_is_read_with_scale_and_unit(text: str, amount: float, unit: str) -> None:
    """However it is written, the amount is in whole units."""
    assert (amount, unit) in _told(text)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("$20-25 billion", {20 * BILLION, 25 * BILLION}),
        ("$20 to $25 billion", {20 * BILLION, 25 * BILLION}),
        ("$20 billion to $25 billion", {20 * BILLION, 25 * BILLION}),
        ("between $20 and $25 billion", {20 * BILLION, 25 * BILLION}),
        ("$5 and $25 billion", {5, 25 * BILLION}),
    ],
)
def test_the_ends_of_a_range_share_their_scale(text: str, amounts: set[int]) -> None:
    """The scale behind a range is that of both ends; two sums have each its own."""
    assert _told(text) == {(amount, "USD") for amount in amounts}


def test_a_list_shares_its_unit() -> None:
    """'30, 40 and 50 percent' are three shares."""
    assert _told("30, 40 and 50 percent") == {(30, "%"), (40, "%"), (50, "%")}


@pytest.mark.parametrize(
    "text", ["GPT-5.4", "Opus 4.7", "on 13 April 2026", "one of them", "the three", "a third of it"]
)
def test_what_is_no_quantity_needs_no_support(text: str) -> None:
    """Names, days and grammar are none."""
    assert facts_of(text).quantities == ()


@given(
    st.integers(1, 999),
    st.sampled_from(sorted(SCALES)),
    st.data(),
)
def test_a_sum_is_the_same_however_it_is_written(n: int, scale: int, data: st.DataObject) -> None:
    """Every form of an amount with its scale and currency is one quantity, and no other amount."""
    one, other = (
        data.draw(st.sampled_from(MONEY)).format(f"{n}{data.draw(st.sampled_from(SCALES[scale]))}")
        for _ in range(2)
    )
    full = f"${n * scale:,}"
    assert facts_of(one).quantities == facts_of(other).quantities == facts_of(full).quantities
    assert facts_of(one).quantities != facts_of(f"${n + 1:,}").quantities


@given(
    st.decimals(0, 10_000, places=2), st.sampled_from(("%", " %", " percent", " per cent", "％"))
)
def test_a_share_is_the_same_however_it_is_written(amount: Decimal, unit: str) -> None:
    """Closing noughts and the spelling of the unit don't matter."""
    (quantity,) = facts_of(f"{amount}{unit}").quantities
    assert quantity == Quantity(amount.normalize(), "%")


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    """Facts of any text are read without an error, and the same twice."""
    assert facts_of.__wrapped__(text) == facts_of.__wrapped__(text)


@given(st.text(st.sampled_from("0123456789.,'-–%$€ kMBx三万亿日月年/thAGPTaprilJune")))
def test_no_number_is_too_odd(text: str) -> None:
    """Whatever digits and marks stand together, they are read without an error."""
    for quantity in facts_of.__wrapped__(text).quantities:
        assert quantity.amount >= 0


@pytest.mark.parametrize(
    "piece",
    ["1,22,", "A-1", "13 ", "[1", "20-25 ", "1亿", "A 1 ", "1.1.", "two and ", "2026年", "9"],
)
def test_a_long_text_is_read_in_linear_time(piece: str) -> None:
    """Ten times the text takes some ten times as long, not a hundred."""
    short, long = (_seconds(piece * (n // len(piece))) for n in (10_000, 100_000))
    assert long < 40 * short + 0.2


def _seconds(text: str) -> float:
    started = time.process_time()
    facts_of.__wrapped__(text)
    return time.process_time() - started

"""Tests of bot/render/chart.py."""

import datetime as dt
import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from PIL import Image

from bot.render.chart import HEIGHT, LINES, WIDTH, Chart, Line, chart_png

WEEKS = tuple(dt.date(2026, 3, 2) + dt.timedelta(7 * n) for n in range(12))
NAMES = ("OpenAI", "深度求索", "A $name_ with^ marks $ and more letters than fit", "", "\0\ue000\n")


def colours(picture: bytes) -> set[tuple[int, ...]]:
    """The colours of a picture; it must be a PNG of the size that is promised."""
    with Image.open(io.BytesIO(picture)) as image:
        assert (image.format, image.size) == ("PNG", (WIDTH, HEIGHT))
        found = image.convert("RGB").getcolors(WIDTH * HEIGHT)
    assert found
    return {colour for _, colour in found if isinstance(colour, tuple)}


def test_five_lines_with_any_names() -> None:
    """Five lines are drawn in five colours, whatever their names; the same again is the same."""
    lines = tuple(
        Line(name, tuple(None if week == 5 else float(week * n % 7) for week in range(12)))
        for n, name in enumerate(NAMES, 1)
    )
    chart = Chart("Mentions 提及", WEEKS, lines, "not over")

    drawn = chart_png(chart)

    assert {(0x56, 0xB4, 0xE9), (0xE6, 0x9F, 0x00), (0x2C, 0xB4, 0x8A)} <= colours(drawn)
    assert {(0xE0, 0x70, 0x9A), (0xF0, 0xE4, 0x42)} <= colours(drawn)
    assert chart_png(chart) == drawn


@pytest.mark.parametrize("running", ["", "not over"])
def test_one_week(running: str) -> None:
    """One week alone is a point."""
    chart = Chart("One", WEEKS[:1], (Line("OpenAI", (4.0,)),), running)

    assert (0x56, 0xB4, 0xE9) in colours(chart_png(chart))


@pytest.mark.parametrize(
    "chart",
    [
        Chart("No weeks", (), (Line("OpenAI", ()),)),
        Chart("No lines", WEEKS, ()),
        Chart("No values", WEEKS, (Line("OpenAI", (None,) * 12),), "not over"),
        Chart("Nothing", WEEKS, (Line("OpenAI", (0.0,) * 12),)),
    ],
)
def test_no_data(chart: Chart) -> None:
    """A chart without anything in it is a picture all the same."""
    assert colours(chart_png(chart))


def test_what_no_font_has_is_left_out() -> None:
    """Letters that can't be drawn are no boxes: the picture is that of the name without them."""
    one, other = (Chart("", WEEKS[:2], (Line(n, (1.0, 2.0)),)) for n in ("A \U000f0000", "A"))

    assert chart_png(one) == chart_png(other)


def test_six_lines_are_too_many() -> None:
    """More lines than can be told apart are refused."""
    with pytest.raises(ValueError, match="at most 5"):
        chart_png(Chart("Six", WEEKS[:1], (Line("A", (1.0,)),) * (LINES + 1)))


def test_several_at_once() -> None:
    """Charts that are drawn in threads at the same time are those that are drawn alone."""
    charts = [Chart(f"{n}", WEEKS, (Line("AI", (float(n),) * 12),)) for n in range(1, 5)]

    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(chart_png, charts))

    assert drawn == [chart_png(chart) for chart in charts]

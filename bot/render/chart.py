"""Lines over weeks become a picture: values in, the bytes of a PNG out."""

import datetime as dt
import io
import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.ticker import MaxNLocator

WIDTH, HEIGHT, _DPI = 1_200, 600, 120  # pixels, as an image viewer counts them
LINES = 5  # more can't be told apart
_NAME = 18  # characters of a name beside its line
# Okabe and Ito's colours, which colour-blind people can tell apart, the two darkest lightened.
_COLOURS = ("#56B4E9", "#E69F00", "#2CB48A", "#E0709A", "#F0E442")
_STYLES = ("-", (0, (6, 2)), (0, (6, 2, 1, 2)), (0, (1.2, 1.4)), (0, (3, 1.2)))
_MARKERS = "os^Dv"
# A dark card of its own: no text or line is legible on both white and Discord's near black.
_CARD, _TEXT, _FAINT = "#2B2D31", "#DBDEE1", "#4A4D55"
_FONTS = """
DejaVu Sans, Noto Sans CJK SC, Noto Sans CJK JP, Noto Sans CJK KR, Source Han Sans SC,
WenQuanYi Zen Hei, WenQuanYi Micro Hei, Droid Sans Fallback, Arial Unicode MS, PingFang SC,
Hiragino Sans, Microsoft YaHei, Yu Gothic, Malgun Gothic
""".split(",")
_APART = 0.065  # of the height: from one name at a line's end to the next
_TICKS = 6


@dataclass(frozen=True, slots=True)
class Line:
    """What is drawn of one name: a value for each week, None where there is none."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Lines over weeks (by their first days), and what is written around them.

    `running` marks the last week, which isn't over, with these words; '' where it is.
    """

    title: str
    weeks: tuple[dt.date, ...]
    lines: tuple[Line, ...]
    running: str = ""


def chart_png(chart: Chart) -> bytes:
    """The picture, of WIDTH by HEIGHT pixels; the same chart gives the same bytes.

    It takes 0.4 seconds at first and 0.07 later, so it belongs in a thread. Raises
    ValueError for more than LINES lines.
    """
    if len(chart.lines) > LINES:
        raise ValueError(f"at most {LINES} lines")
    # Objects alone: pyplot keeps every figure, and isn't made for threads.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure((WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor=_CARD)
    FigureCanvasAgg(figure)  # what the figure is drawn by
    axes = figure.add_axes((0.06, 0.11, 0.67, 0.75), facecolor=_CARD)
    families = _families()
    figure.text(
        0.03,
        0.925,
        _drawable(chart.title, families),
        color=_TEXT,
        fontsize=15,
        family=families,
        parse_math=False,
    )
    _frame(axes, chart)
    for n, line in enumerate(chart.lines):
        _draw(axes, chart, n, line)
    _name(axes, chart, families)
    if chart.running and chart.weeks:
        _mark_running(axes, chart, families)
    picture = io.BytesIO()
    figure.savefig(picture, format="png", metadata={"Software": None})
    return picture.getvalue()


def _frame(axes: "Axes", chart: Chart) -> None:
    """The axes: few lines, few days, from nothing to the highest value."""
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(_FAINT)
    axes.grid(axis="y", color=_FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.tick_params(colors=_TEXT, length=0, labelsize=12, pad=8)
    highest = max((v for line in chart.lines for v in line.values if v), default=0.0)
    axes.set_ylim(0, (highest or 1.0) * 1.08)
    axes.set_xlim(-0.5, max(len(chart.weeks), 1) - 0.5)
    shown = range(0, len(chart.weeks), max(1, math.ceil(len(chart.weeks) / _TICKS)))
    axes.set_xticks(list(shown), [chart.weeks[n].isoformat() for n in shown])
    axes.yaxis.set_major_locator(_locator())


def _locator() -> "MaxNLocator":
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(5, steps=[1, 2, 2.5, 5, 10])


def _draw(axes: "Axes", chart: Chart, n: int, line: Line) -> None:
    """One line; a week without a value parts it, a week between two of those is a point."""
    values = [math.nan if value is None else value for value in line.values]
    colour, last = _COLOURS[n], len(values) - 1
    solid = values if not chart.running else [*values[:last], math.nan]
    few = len(values) <= 40
    axes.plot(
        range(len(solid)),
        solid,
        color=colour,
        linestyle=_STYLES[n],
        linewidth=2.4,
        marker=_MARKERS[n] if few else None,
        markersize=6,
        solid_capstyle="round",
        clip_on=False,
        zorder=3,
    )
    alone = [
        at
        for at, value in enumerate(solid)
        if not math.isnan(value) and all(math.isnan(x) for x in _beside(solid, at))
    ]
    axes.plot(
        alone, [solid[at] for at in alone], _MARKERS[n], color=colour, clip_on=False, zorder=3
    )
    if chart.running and values and not math.isnan(values[last]):
        axes.plot(
            range(max(last - 1, 0), last + 1),
            values[max(last - 1, 0) :],
            color=colour,
            linestyle=(0, (1, 2)),
            linewidth=1.8,
            marker=_MARKERS[n],
            markevery=[-1],
            markersize=8,
            markerfacecolor=_CARD,
            clip_on=False,
            zorder=3,
        )


def _beside(values: Sequence[float], at: int) -> list[float]:
    return [values[n] for n in (at - 1, at + 1) if 0 <= n < len(values)]


def _name(axes: "Axes", chart: Chart, families: Sequence[str]) -> None:
    """Each line's number and name at its end, pushed apart where lines end together."""
    top = axes.get_ylim()[1]
    ends = []
    for n, line in enumerate(chart.lines):
        known = [(at, value) for at, value in enumerate(line.values) if value is not None]
        at, value = known[-1] if known else (0, 0.0)
        ends.append((value / top, n, at))
    below = -math.inf
    right = max(len(chart.weeks), 1) - 0.5
    places: list[tuple[float, float, int, int]] = []
    for height, n, at in sorted(ends):
        below = max(height, below + _APART)
        places.append((below, height, n, at))
    over = max(0.0, places[-1][0] - 1) if places else 0.0
    for place, height, n, at in places:
        name = _drawable(_cut(chart.lines[n].name), families)
        axes.annotate(
            f"{n + 1}  {name}".strip(),
            (at, height * top),
            (right + 0.015 * (right + 0.5), (place - over) * top),
            color=_COLOURS[n],
            fontsize=13,
            family=families,
            va="center",
            annotation_clip=False,
            parse_math=False,
            arrowprops={
                "arrowstyle": "-",
                "color": _COLOURS[n],
                "alpha": 0.5,
                "linewidth": 0.8,
                "shrinkB": 5,
            },
        )


def _mark_running(axes: "Axes", chart: Chart, families: Sequence[str]) -> None:
    last = len(chart.weeks) - 1
    axes.axvspan(last - 0.5, last + 0.5, color=_FAINT, alpha=0.35, linewidth=0, zorder=0)
    axes.text(
        last + 0.5,
        axes.get_ylim()[1] * 1.01,
        _drawable(chart.running, families),
        color=_TEXT,
        fontsize=11,
        family=families,
        ha="right",
        va="bottom",
        parse_math=False,
    )


def _cut(name: str) -> str:
    """A name that fits beside the chart; a wide letter takes two places."""
    room = _NAME
    kept = ""
    for letter in name:
        room -= 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if room < 0:
            return f"{kept.rstrip()}…"
        kept += letter
    return kept


def _families() -> list[str]:
    """The fonts to draw with: the one that comes with matplotlib, then what has CJK here."""
    from matplotlib.font_manager import fontManager

    there = {font.name for font in fontManager.ttflist}
    return [name for name in map(str.strip, _FONTS) if name in there]


def _drawable(text: str, families: Sequence[str]) -> str:
    """A text without the letters that no font here has: they would be drawn as boxes."""
    if text.isascii() and text.isprintable():
        return text
    known = _letters(tuple(families))
    return " ".join("".join(c if ord(c) in known else " " for c in text).split())


@cache
def _letters(families: tuple[str, ...]) -> frozenset[int]:
    from matplotlib.font_manager import fontManager, get_font

    fonts = (get_font(fontManager.findfont(name)) for name in families)
    return frozenset(code for font in fonts for code in font.get_charmap())

"""The dashboard and the document about watching speak of metrics that there are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.watch.prometheus import Prometheus
from bot.watch.standing import Standing

DOCS = Path(__file__).parents[3] / "docs"
_NAME = re.compile(r"\b(?:footnote|process)_\w+")
_ENDINGS = {
    "counter": ("_total",),
    "histogram": ("", "_bucket", "_sum", "_count"),
    "info": ("_info",),
    "gauge": ("",),
}


def known(metrics: Prometheus) -> set[str]:
    """The names of all samples that a scrape may hold."""
    Standing(metrics.registry)
    return {
        f"{family.name}{ending}"
        for family in metrics.registry.collect()
        for ending in _ENDINGS[family.type]
    }


def _strings(value: Any, key: str) -> Iterator[str]:
    """The strings under a key, however deep."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key and isinstance(inner, str):
                yield inner
            yield from _strings(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, key)


def test_the_dashboard_shows_metrics_that_there_are(metrics: Prometheus) -> None:
    """Every panel asks for metrics by names in the registry, for the chosen processes alone."""
    board = json.loads((DOCS / "grafana.json").read_text(encoding="utf-8"))
    asked = list(_strings(board["panels"], "expr"))
    panels = [panel for panel in board["panels"] if panel["type"] != "row"]
    assert len(asked) >= len(panels) > 20
    assert all(panel["targets"] for panel in panels)
    assert all(
        len(_NAME.findall(expr)) == expr.count('{instance=~"$instance"') > 0 for expr in asked
    )
    names = {name for expr in asked for name in _NAME.findall(expr)}
    assert names - known(metrics) == set()


def test_panels_lie_beside_one_another() -> None:
    """No panel covers another, and each has an id of its own."""
    board = json.loads((DOCS / "grafana.json").read_text(encoding="utf-8"))
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & taken
        assert max(x for x, _ in cells) < 24
        taken |= cells


def test_the_document_names_metrics_that_there_are(metrics: Prometheus) -> None:
    """Every metric that operators are told to watch exists."""
    told = set(_NAME.findall((DOCS / "watch.md").read_text(encoding="utf-8")))
    assert len(told) > 10
    assert told - known(metrics) == set()

"""Whether something was covered becomes messages."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from bot.assistant.answer import coverage_line
from bot.coverage import Covered
from bot.render.escape import prose
from bot.render.evidence import entry
from bot.render.split import split
from bot.words import say


def coverage_messages(
    covered: Covered, posts: Mapping[str, str], today: dt.date
) -> tuple[str, ...]:
    """Yes with each place, dated, or no with what comes nearest; then what was searched."""
    shown = covered.told or covered.nearest
    said = "covered" if covered.told else "uncovered-near" if covered.nearest else "uncovered"
    lines = [say(f"browse-{said}")]
    lines += [entry(replace(each, rank=n), posts) for n, each in enumerate(shown, 1)]
    lines.append(f"-# {prose(coverage_line(covered.searched, today))}")
    return split("\n".join(lines))

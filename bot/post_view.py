"""A digest's post as Discord shows it, and the mark by which it is found again."""

from collections.abc import Sequence
from hashlib import blake2b

import discord
from discord import ui

_GOLD = 0xC9A227


def mark(document: str) -> int:
    """A component's id that tells whose post a message is; nobody sees it, it outlives edits."""
    digest = blake2b(document.encode(), digest_size=4).digest()
    # Ids are positive 32-bit integers; small ones are what Discord gives on its own.
    return (int.from_bytes(digest) & 0x3FFFFFFF) | 0x40000000


def bears(message: discord.Message, number: int) -> bool:
    """Whether a message has the mark."""
    return any(getattr(part, "id", None) == number for part in message.components)


def post_view(
    parts: Sequence[str],
    number: int | None = None,
    *,
    above: str = "",
    below: ui.ActionRow[ui.LayoutView] | None = None,
) -> ui.LayoutView:
    """A post's text as a container, its parts divided by lines, with a line above, buttons below.

    `number` is the container's id.
    """
    container: ui.Container[ui.LayoutView] = ui.Container(accent_color=_GOLD, id=number)
    for n, part in enumerate(parts):
        if n:
            container.add_item(ui.Separator())
        container.add_item(ui.TextDisplay(part))
    view = ui.LayoutView(timeout=None)
    if above:
        view.add_item(ui.TextDisplay(above))
    view.add_item(container)
    if below is not None:
        view.add_item(below)
    return view

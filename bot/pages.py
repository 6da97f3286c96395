"""Pages on Discord, and the buttons that turn them, also after a restart.

A button carries all that its page is made of, so nothing has to be remembered.
"""

import datetime as dt
import re
from typing import Any

import discord
from discord import ui

from bot.away import apologising
from bot.browsing import Request, pages_of
from bot.language import speak_to
from bot.links import links_at
from bot.render.pages import numbered
from bot.services import Services
from bot.words import say

_CUSTOM_ID = 100  # characters; Discord's limit


async def show(interaction: discord.Interaction[Any], services: Services, request: Request) -> None:
    """Answer a deferred command with the first page of what it wants."""
    content, view = await _page(interaction, services, request, 0)
    await interaction.followup.send(content, view=view or discord.utils.MISSING)


class PageButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=r"page:(?P<book>[a-z]+):(?P<n>\d{1,4}):(?P<day>[0-9a-f]{1,6}):(?P<words>(?s:.*))",
):
    """Turns to a page.

    What all can see is turned by whoever called it; others get the page for themselves.
    """

    def __init__(self, request: Request, n: int, label: str, *, disabled: bool = False) -> None:
        self._request, self._n = request, n
        button: ui.Button[ui.View] = ui.Button(
            label=label, custom_id=_custom_id(request, n), disabled=disabled
        )
        super().__init__(button)

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> "PageButton":
        """The button that was pressed."""
        day = dt.date.fromordinal(int(match["day"], 16))
        label = getattr(item, "label", None) or ""
        return cls(Request(match["book"], match["words"], day), int(match["n"]), label)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Show the page, in place of the one before or beside it."""
        async with apologising(interaction, "page_failed", book=self._request.book):
            mine = _is_mine(interaction)
            client, message = interaction.client, interaction.message
            hidden = not mine or (message is not None and message.flags.ephemeral)
            speak_to(interaction, private=hidden)
            if not await client.admission.interaction(interaction, "browse", private=hidden):
                return
            await interaction.response.defer(ephemeral=not mine, thinking=not mine)
            services: Services = client.services
            content, view = await _page(interaction, services, self._request, self._n)
            await interaction.edit_original_response(content=content, view=view)


def _is_mine(interaction: discord.Interaction[Any]) -> bool:
    """Whether the message that the button stands under was called by who presses it."""
    called = interaction.message.interaction_metadata if interaction.message else None
    return called is None or called.user.id == interaction.user.id


async def _page(
    interaction: discord.Interaction[Any], services: Services, request: Request, n: int
) -> tuple[str, ui.View | None]:
    """A page and its buttons; the last one where there are fewer by now."""
    place = interaction.guild_id, interaction.channel_id
    posts = await links_at(interaction.client, services.state, *place)
    pages = await pages_of(services, request, posts)
    last = len(pages) - 1
    if not last:
        return pages[0], None
    if len(_custom_id(request, last)) > _CUSTOM_ID:
        return f"{pages[0]}\n-# {say('browse-too-long')}", None
    n = min(n, last)
    view = ui.View(timeout=None)
    back, on = max(n - 1, 0), min(n + 1, last)
    view.add_item(PageButton(request, back, say("browse-previous"), disabled=n == 0))
    view.add_item(PageButton(request, on, say("browse-next"), disabled=n == last))
    return numbered(pages, n), view


def _custom_id(request: Request, n: int) -> str:
    return f"page:{request.book}:{n}:{request.day.toordinal():x}:{request.words}"

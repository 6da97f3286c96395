"""The buttons under a digest's post: they carry its document's id, so they outlive restarts."""

import re
from typing import Any, Literal, Self, cast

import discord
from discord import ui
from discord.ext import commands

from bot.render.escape import literal, plain
from bot.render.source import shorten
from bot.words import say

Deed = Literal["read", "sources", "ask", "subscribe"]

ALL: tuple[Deed, ...] = ("read", "sources", "ask", "subscribe")
# In a forum the post stands above the digest in full.
IN_FORUM: tuple[Deed, ...] = ("sources", "ask", "subscribe")

_ASKED = 0x41534B  # the id of a question's text, which nobody sees
_QUESTION = 1_500  # characters of a question that are shown; escaped they may be twice as many


class PostButton(
    ui.DynamicItem[ui.Button[ui.LayoutView]],
    template=r"post:(?P<deed>read|sources|ask|subscribe):(?P<document>\S{1,64})",
):
    """A button as Discord has it. A press is an event of the bot's.

    That is `subscribe_button` with the document's id, else `post_button` with the deed as well.
    """

    def __init__(self, deed: Deed, document: str) -> None:
        style = discord.ButtonStyle.primary if deed == "ask" else discord.ButtonStyle.secondary
        super().__init__(
            ui.Button(
                label=say(f"post-button-{deed}"), style=style, custom_id=f"post:{deed}:{document}"
            )
        )
        self._deed, self._document = deed, document

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        _item: ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """The button that was pressed."""
        return cls(cast("Deed", match["deed"]), match["document"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Tell the bot."""
        client: commands.AutoShardedBot = interaction.client
        if self._deed == "subscribe":
            client.dispatch("subscribe_button", interaction, self._document)
        else:
            client.dispatch("post_button", interaction, self._deed, self._document)


def buttons_row(document: str, deeds: tuple[Deed, ...] = ALL) -> ui.ActionRow[ui.LayoutView]:
    """The buttons of a digest's post side by side."""
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    for deed in deeds:
        row.add_item(PostButton(deed, document))
    return row


def question_view(who: str, question: str) -> ui.LayoutView:
    """A question that somebody asks by a button, as the bot puts it into the digest's thread."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.TextDisplay(f"-# {say('post-asked', who=who)}"))
    view.add_item(ui.TextDisplay(literal(shorten(question, _QUESTION)), id=_ASKED))
    return view


def question_of(message: discord.Message) -> str | None:
    """The question of such a message; None for any other one."""
    told = (part for part in message.components if isinstance(part, discord.TextDisplay))
    return next((plain(part.content) for part in told if part.id == _ASKED), None)

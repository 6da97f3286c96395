"""The buttons under an answer: they carry its id, so they work after a restart, too."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self, cast

import discord
from discord import ui
from discord.ext import commands

from bot.assistant.answer import Answer
from bot.words import say

Deed = Literal["quotes", "up", "down", "wrong", "stop", "again", "thread"]

_ID = r"answer:(?P<deed>quotes|up|down|wrong|stop|again|thread):(?P<id>[0-9a-f]{32})"


@dataclass(frozen=True, slots=True)
class Button:
    """What a button does, and the id of the answer that it does it to."""

    deed: Deed
    answer: str


class AnswerButton(
    ui.DynamicItem[ui.Button[ui.View]],
    template=_ID,
):
    """A button as Discord has it. A press is an event of the bot's: `answer_button`."""

    def __init__(self, button: Button) -> None:
        super().__init__(
            ui.Button(
                label=say(f"buttons-{button.deed}"),
                style=discord.ButtonStyle.secondary,
                custom_id=f"answer:{button.deed}:{button.answer}",
            )
        )
        self._button = button

    @classmethod
    async def from_custom_id(
        cls,
        _interaction: discord.Interaction[Any],
        _item: ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """The button that was pressed."""
        return cls(Button(cast("Deed", match["deed"]), match["id"]))

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Tell the bot."""
        client: commands.AutoShardedBot = interaction.client
        client.dispatch("answer_button", interaction, self._button)


def buttons_under(answer: Answer) -> tuple[Button, ...]:
    """What can be done about a whole answer: nothing where it isn't recorded."""
    if not answer.final or answer.record is None:
        return ()
    cites: tuple[Deed, ...] = ("quotes", "up", "down", "wrong")
    deeds = cites if answer.citations else ("up", "down")
    return tuple(Button(deed, answer.record) for deed in deeds)


def buttons_on(message: discord.Message) -> tuple[Button, ...]:
    """The buttons of an answer that a message has."""
    rows = [row for row in message.components if isinstance(row, discord.ActionRow)]
    ids = [item.custom_id for row in rows for item in row.children if item.custom_id]
    found = [re.fullmatch(_ID, id_) for id_ in ids]
    return tuple(Button(cast("Deed", each["deed"]), each["id"]) for each in found if each)


def view_of(buttons: Sequence[Button]) -> ui.View | None:
    """The buttons as Discord takes them; None where there are none."""
    if not buttons:
        return None
    view = ui.View(timeout=None)
    for button in buttons:
        view.add_item(AnswerButton(button))
    return view

"""The panel of `/setup`: a server's settings as controls, which work after a restart as well.

All that a control needs is its id: what is set stands in the state, what was chosen in the press.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import discord
from discord import ui

from bot.choices import CHOICES
from bot.offers import Offers
from bot.render.setup import clock
from bot.state import GuildSetup
from bot.wishes import ARRIVAL
from bot.words import say

Page = Literal["when", "who"]

ZONE_ASKED = "setup:zone:asked"  # the modal's id
_ON_THE_SECOND = ("publications", "tags", "role", "roles", "channels")
_GOLD, _RED = 0xC9A227, 0xC0392B
_WRITTEN = [discord.ChannelType.text, discord.ChannelType.news, discord.ChannelType.forum]
_ZONE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Panel:
    """What the panel shows.

    `told` says what comes, `amiss` what people must mend or choose otherwise. `zones` are those to
    choose from where what was typed fits several. `turn` is another number each time.
    """

    page: Page
    guild: discord.Guild
    setup: GuildSetup | None
    told: str
    amiss: tuple[str, ...]
    zone: str
    publications: Offers
    tags: Offers
    zones: tuple[str, ...]
    turn: int


def page_of(field: str) -> Page:
    """The page on which a field stands."""
    return "who" if field in _ON_THE_SECOND else "when"


class Control(ui.DynamicItem[ui.Item[Any]], template=r"setup:(?P<field>[a-z]+):(?P<value>\w*)"):
    """A button or a select of the panel. A press is an event of the bot's: `setup_control`.

    The event has the interaction, the field, and the values that were chosen of it; a button
    carries its own.
    """

    def __init__(self, item: ui.Item[Any], field: str, value: str) -> None:
        super().__init__(item)
        self._field, self._value = field, value

    @classmethod
    async def from_custom_id(
        cls, _interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> "Control":
        """The control that was pressed."""
        return cls(item, match["field"], match["value"])

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Tell the bot."""
        data: dict[str, Any] = dict(interaction.data or {})
        values = tuple(map(str, data.get("values", (self._value,))))
        interaction.client.dispatch("setup_control", interaction, self._field, values)


class ZoneAsked(ui.Modal):
    """Asks for a time zone. Its answer is an event by its id, so that a restart loses none."""

    def __init__(self) -> None:
        super().__init__(title=say("setup-zone-title"), custom_id=ZONE_ASKED)
        typed: ui.TextInput[Any] = ui.TextInput(custom_id="zone", max_length=_ZONE_LENGTH)
        self.add_item(
            ui.Label(
                text=say("setup-zone-city"),
                description=say("setup-zone-city.description"),
                component=typed,
            )
        )


def panel_view(panel: Panel) -> ui.LayoutView:
    """The panel as Discord takes it; without a setup there is but the channel to choose."""
    colour = _RED if panel.amiss else _GOLD
    container: ui.Container[ui.LayoutView] = ui.Container(accent_color=colour)
    container.add_item(ui.TextDisplay(f"{say('setup-title')}\n{panel.told}"))
    for line in panel.amiss:
        container.add_item(ui.TextDisplay(f"> {line}"))
    container.add_item(ui.Separator())
    for item in _items(panel):
        container.add_item(item)
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    return view


def _items(panel: Panel) -> Iterator[ui.Item[Any]]:
    setup = panel.setup
    if setup is None:
        yield from _channel(panel, None)
        return
    yield from _when(panel, setup) if panel.page == "when" else _who(panel, setup)
    yield ui.Separator()
    yield ui.ActionRow(
        _button("page", "when", say("setup-page-when"), pressed=panel.page == "when"),
        _button("page", "who", say("setup-page-who"), pressed=panel.page == "who"),
    )


def _when(panel: Panel, setup: GuildSetup) -> Iterator[ui.Item[Any]]:
    yield from _channel(panel, setup)
    hours = [(ARRIVAL, say("setup-hour.arrival")), *((str(h), clock(h)) for h in range(24))]
    hour = ARRIVAL if setup.arrival else str(setup.hour)
    yield from _select("hour", say("setup-hour"), hours, (hour,))
    yield ui.Section(panel.zone, accessory=_button("zones", "", say("setup-zone-change")))
    if panel.zones:
        zones = [(zone, zone) for zone in panel.zones]
        hint = say("setup-zone-which.placeholder")
        yield from _select("zone", say("setup-zone-which"), zones, (), hint)
    missed = [
        ("newest", say("setup-missed.newest")),
        ("all", say("setup-missed.all")),
        ("none", say("setup-missed.none")),
    ]
    yield from _select("missed", say("setup-missed"), missed, (setup.catch_up,))
    # In a forum each line would be a post of its own, so there are none.
    if not isinstance(panel.guild.get_channel(setup.channel_id), discord.ForumChannel):
        yield _quiet(setup)


def _quiet(setup: GuildSetup) -> ui.Item[Any]:
    if setup.quiet:
        button = _button("quiet", "off", say("setup-quiet-on.change"))
        return ui.Section(say("setup-quiet-on"), accessory=button)
    button = _button("quiet", "on", say("setup-quiet-off.change"))
    return ui.Section(say("setup-quiet-off"), accessory=button)


def _who(panel: Panel, setup: GuildSetup) -> Iterator[ui.Item[Any]]:
    if panel.publications:
        text, hint = say("setup-publications"), say("setup-publications.placeholder")
        chosen = setup.publications
        yield from _select("publications", text, panel.publications, chosen, hint, many=True)
    if panel.tags:
        text, hint = say("setup-tags"), say("setup-tags.placeholder")
        yield from _select("tags", text, panel.tags, setup.tags, hint, many=True)
    role = () if setup.role_id is None else (setup.role_id,)
    hint = say("setup-role.placeholder")
    yield from _roles(panel, f"role:{panel.turn:x}", say("setup-role"), role, hint, most=1)
    hint = say("setup-roles.placeholder")
    yield from _roles(panel, "roles:", say("setup-roles"), setup.ask_roles, hint, most=CHOICES)
    select: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id="setup:channels:",
        channel_types=_WRITTEN,
        placeholder=say("setup-channels.placeholder"),
        min_values=0,
        max_values=CHOICES,
        default_values=_there(panel.guild, setup.ask_channels[:CHOICES]),
    )
    yield ui.TextDisplay(say("setup-channels"))
    yield ui.ActionRow(Control(select, "channels", ""))


def _channel(panel: Panel, setup: GuildSetup | None) -> Iterator[ui.Item[Any]]:
    # Discord goes on showing what was chosen, unless the select is another one.
    select: ui.ChannelSelect[Any] = ui.ChannelSelect(
        custom_id=f"setup:channel:{panel.turn:x}",
        channel_types=_WRITTEN,
        placeholder=say("setup-channel.placeholder"),
        default_values=_there(panel.guild, (setup.channel_id,) if setup else ()),
    )
    yield ui.TextDisplay(say("setup-channel"))
    yield ui.ActionRow(Control(select, "channel", ""))


def _select(
    field: str,
    text: str,
    options: Sequence[tuple[str, str]],
    chosen: Sequence[str],
    hint: str | None = None,
    *,
    many: bool = False,
) -> Iterator[ui.Item[Any]]:
    """A line with a select under it, whose options are (value, label)."""
    select: ui.Select[Any] = ui.Select(
        custom_id=f"setup:{field}:",
        placeholder=hint,
        min_values=0 if many else 1,
        max_values=len(options) if many else 1,
        options=[
            discord.SelectOption(label=shown, value=value, default=value in chosen)
            for value, shown in options
        ],
    )
    yield ui.TextDisplay(text)
    yield ui.ActionRow(Control(select, field, ""))


def _roles(
    panel: Panel, id_: str, text: str, chosen: Iterable[int], hint: str, *, most: int
) -> Iterator[ui.Item[Any]]:
    there = [role for id_ in chosen if (role := panel.guild.get_role(id_))]
    select: ui.RoleSelect[Any] = ui.RoleSelect(
        custom_id=f"setup:{id_}",
        placeholder=hint,
        min_values=0,
        max_values=most,
        default_values=there[:most],
    )
    yield ui.TextDisplay(text)
    yield ui.ActionRow(Control(select, id_.partition(":")[0], ""))


def _button(field: str, value: str, text: str, *, pressed: bool = False) -> Control:
    style = discord.ButtonStyle.primary if pressed else discord.ButtonStyle.secondary
    button: ui.Button[Any] = ui.Button(
        label=text, custom_id=f"setup:{field}:{value}", style=style, disabled=pressed
    )
    return Control(button, field, value)


def _there(guild: discord.Guild, channels: Iterable[int]) -> list[discord.abc.GuildChannel]:
    return [channel for id_ in channels if (channel := guild.get_channel(id_))]

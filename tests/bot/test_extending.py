"""The command of docs/extending.md is one."""

import simcord

from bot.client import FootnoteBot
from bot.services import Services
from tests.test_extending import example


async def test_the_command_answers(
    simcord_bot: FootnoteBot,
    services: Services,
    channel: simcord.ChannelHandle,
    admin: simcord.MemberActor,
) -> None:
    """The cog's command tells the day of the newest digest."""
    await simcord_bot.add_cog(example("command").Newest(services))
    await simcord_bot.tree.sync()
    result = await admin.slash(channel, "newest")
    assert result.response is not None
    assert result.response.content.endswith("2026")

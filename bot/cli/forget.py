"""`footnote forget`: erases what is kept of a person."""

from bot.opening import open_state
from bot.render.forgotten import forgotten_line
from bot.settings import Settings


async def forget(settings: Settings, user_id: int) -> None:
    """Erase what is kept of the person with this id on Discord; tell what went."""
    async with open_state(settings, must_exist=True) as state:
        erased = await state.forget(user_id)
    print(f"{user_id}: {forgotten_line(erased)}")  # noqa: T201

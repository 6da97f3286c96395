"""`footnote forget`: erases what is kept of a person."""

from bot.opening import open_state
from bot.settings import Settings


async def forget(settings: Settings, user_id: int) -> None:
    """Erase what is kept of the person with this id on Discord; tell how many records went."""
    async with open_state(settings, must_exist=True) as state:
        erased = await state.forget(user_id)
    records = "record of an answer" if erased == 1 else "records of answers"
    print(f"{erased} {records} to {user_id} erased.")  # noqa: T201

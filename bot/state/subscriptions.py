"""Who gets letters, and the last one of each: claimed, sent, given up."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import RowMapping, Update, delete, select, update

from bot.state.database import Database
from bot.state.tables import subscriptions
from bot.state.values import Letter, Refusal, Subscription

_LETTER = ("day", "told", "documents", "claimed_at", "held_at", "message_id")


class Subscriptions:
    """The subscriptions in the state database; `clock` stamps the letters."""

    def __init__(self, database: Database, clock: Callable[[], dt.datetime]) -> None:
        self._database = database
        self._clock = clock

    async def set(self, subscription: Subscription) -> None:
        """Keep what a person wants in place of what they wanted before; the last letter stays."""
        row = {k: v for k, v in asdict(subscription).items() if k != "letter"}
        await self._database.put(subscriptions, row, ("user_id",))

    async def get(self, user_id: int) -> Subscription | None:
        """A person's subscription, or None."""
        rows = await self._all(select(subscriptions).where(subscriptions.c.user_id == user_id))
        return rows[0] if rows else None

    async def going(self) -> list[Subscription]:
        """Every subscription that isn't paused."""
        going = select(subscriptions).where(subscriptions.c.paused.is_(None))
        return await self._all(going.order_by(subscriptions.c.user_id))

    async def pause(self, user_id: int, reason: Refusal) -> None:
        """Send a person no more letters until they subscribe again."""
        mine = update(subscriptions).where(subscriptions.c.user_id == user_id)
        await self._database.change(mine.values(paused=reason))

    async def end(self, user_id: int) -> int:
        """Erase a person's subscription and the last letter's row; returns how many there were."""
        mine = delete(subscriptions).where(subscriptions.c.user_id == user_id)
        return await self._database.erase(mine)

    async def claim(
        self, to: Subscription, day: dt.date, told: dt.date, documents: Sequence[str]
    ) -> Letter | None:
        """Claim the sending of a day's letter; None where someone else has, or it isn't wanted.

        Days go forward only, so that a day has one letter whatever becomes of the clock.
        """
        before = to.letter.day if to.letter else None
        if before is not None and before >= day:
            return None
        now = self._clock()
        letter = Letter(day, told, tuple(documents), now, now)
        unchanged = (
            update(subscriptions)
            .where(subscriptions.c.user_id == to.user_id, subscriptions.c.paused.is_(None))
            .where(subscriptions.c.day.is_not_distinct_from(before))
        )
        return letter if await self._database.take(unchanged.values(asdict(letter))) else None

    async def reclaim(
        self,
        to: Subscription,
        letter: Letter,
        told: dt.date | None = None,
        documents: Sequence[str] = (),
    ) -> Letter | None:
        """Take a letter over for another attempt; None where someone else was faster.

        With `told` it tells something else by now.
        """
        taken = replace(letter, held_at=self._clock())
        if told is not None:
            taken = replace(taken, told=told, documents=tuple(documents))
        known = select(subscriptions.c.user_id).where(
            subscriptions.c.user_id == to.user_id,
            subscriptions.c.day == letter.day,
            subscriptions.c.held_at == letter.held_at,
        )
        # Whoever changes it at this moment was faster: nobody waits for the end of that.
        held = subscriptions.c.user_id.in_(known.with_for_update(skip_locked=True))
        taking = update(subscriptions).where(held).values(asdict(taken))
        return taken if await self._database.take(taking) else None

    async def done(self, to: Subscription, letter: Letter, message_id: int | None) -> None:
        """Note that a letter is this message, or that it was given up."""
        await self._database.change(_where(to, letter).values(held_at=None, message_id=message_id))

    async def _all(self, query: Any) -> list[Subscription]:
        return [_subscription(row) for row in await self._database.all(query)]


def _where(to: Subscription, letter: Letter) -> Update:
    return update(subscriptions).where(
        subscriptions.c.user_id == to.user_id, subscriptions.c.day == letter.day
    )


def _subscription(row: RowMapping) -> Subscription:
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    last = {name: values.pop(name) for name in _LETTER}
    return Subscription(**values, letter=Letter(**last) if last["day"] else None)

"""A value that is made again when what it was made of has changed."""

import asyncio

from index.renewed import Renewed


class _Source:
    """Something that changes; making its value takes `pause` seconds."""

    def __init__(self, pause: float = 0.0) -> None:
        self.version = self.made = 0
        self.pause = pause

    async def make(self) -> int:
        self.made += 1
        version = self.version
        await asyncio.sleep(self.pause)
        return version

    def renewed(self) -> Renewed[int]:
        """Its value."""
        return Renewed(self.make, lambda: self.version)


async def test_a_cheap_value_is_always_the_latest() -> None:
    """What is made in no time is made again at the first look behind a change, and only then."""
    source = _Source()
    value = source.renewed()
    assert [await value.get(), await value.get()] == [0, 0]
    source.version = 1
    assert [await value.get(), await value.get()] == [1, 1]
    assert source.made == 2
    await value.close()


async def test_the_first_value_is_made_once() -> None:
    """Who comes while the first value is made waits for it."""
    source = _Source(0.02)
    value = source.renewed()
    assert await asyncio.gather(*(value.get() for _ in range(5))) == [0] * 5
    assert source.made == 1


async def test_a_dear_value_serves_while_the_next_is_made() -> None:
    """Of what takes long the former serves on; the next is made in the background, after a rest."""
    source = _Source(0.06)
    value = source.renewed()
    await value.get()
    source.version = 1
    assert [await value.get(), await value.get()] == [0, 0]
    assert source.made == 1
    value._at -= 2
    assert await value.get() == 0
    await asyncio.sleep(0.1)
    assert await value.get() == 1
    assert source.made == 2


async def test_closing_stops_the_making() -> None:
    """What is being made when it is closed is let go."""
    source = _Source(0.06)
    value = source.renewed()
    await value.get()
    source.version, source.pause = 1, 60
    value._at -= 2
    await value.get()
    async with asyncio.timeout(5):
        await value.close()
    await value.close()

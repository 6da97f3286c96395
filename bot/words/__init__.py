"""Every string that the bot says on Discord, in each language that it speaks."""

from bot.words.dates import day_words
from bot.words.words import LANGUAGES, each_way, language_of, say, speak, speaking, spoken

__all__ = [
    "LANGUAGES",
    "day_words",
    "each_way",
    "language_of",
    "say",
    "speak",
    "speaking",
    "spoken",
]

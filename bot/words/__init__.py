"""Every string that the bot says on Discord, in each language that it speaks."""

from bot.words.words import LANGUAGES, language_of, say, speaking, spoken

__all__ = ["LANGUAGES", "language_of", "say", "speaking", "spoken"]

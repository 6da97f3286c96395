# What the bot doesn't hear.

hearing-unheard = Message Content isn't allowed for this bot, so it answers commands, mentions and replies, but not unaddressed questions in threads. Allow it at https://discord.com/developers under Bot › Message Content Intent.

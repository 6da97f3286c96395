# What the bot can do, and what stands in the way of a command.

help-intro = I answer from an archive of digests, and show where each claim stands.
help-archive = { $count ->
    [one] It has { $count } digest, { $days }.
   *[other] It has { $count } digests, { $days }.
}
help-menu = In a message's menu, under Apps: { $names }
help-ask = Ask in a digest's thread, or mention me or reply to me anywhere. Then go on: “and in April?”
help-ask-mention = Mention me or reply to me anywhere. Then go on: “and in April?”
help-unseen-channel = I can't see that channel. Give me access to it, then try again.

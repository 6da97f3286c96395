# The daily post: its text, its thread, its buttons, and what keeps it waiting.

post-why = Why it matters: { $text }
post-why-bold = **Why it matters:** { $text }
post-bottom-line = The bottom line
post-previously = Previously: { $links }
post-sources-line = Sources: { $links }
post-items = { $n ->
    [one] 1 item
   *[other] { $n } items
}
post-and-more = { $names } and { $n } more
post-more-names = { $names } · { $n } more
post-untitled = Digest, { $day }
# { $more } is one of 'post-more' or 'in the thread of its post'.
post-full = In full { $more }.
post-rest = { $n ->
    [one] 1 more section { $more }.
   *[other] { $n } more sections { $more }.
}
post-more = in the thread; ask there about anything in it
# Where Discord withholds the text of messages an unaddressed question would stay unanswered.
post-more-mention = in the thread; mention me there to ask about it
post-more-forum = below; ask here about anything in it
post-more-forum-mention = below; mention me here to ask about it
post-link = link
post-part = This is about the first { $share }% of the digest. Ask about the rest.
post-part-whole = This is about the first { $share }% of the digest. Ask about the rest, or { $link }.
post-whole = read it whole

# A revised digest.
post-revised = Revised { $day }.
post-revised-new = New: { $names }.
post-revised-changed = Changed: { $names }.
post-revised-removed = Removed: { $names }.
post-name-title = the title
post-name-opening = the opening
post-name-closing = the bottom line
post-name-section = a section

# A day without a digest.
post-quiet = No digest today. The last one is from { $day }.

# Buttons.
post-button-read = Read in full
post-button-sources = Sources
post-button-ask = Ask
post-button-subscribe = Subscribe
post-read-thread = It stands in full in { $thread }.
post-cited = What **{ $title }** cites
post-cited-nothing = This digest links to no sources.
post-cited-opening = Opening
post-cited-section = Without a heading
post-gone = This digest is no longer in the archive.
post-ask-title = Ask about this digest
post-ask-question = Your question
post-ask-hint = What does it say about …?
post-asked = { $who } asks:
post-ask-thread = The answer comes in { $thread }.

# What keeps it waiting.
post-waits =
    The daily digest has to wait. { $reason }
    It goes on by itself as soon as it can, or after /setup.
post-channel-gone = The channel is gone, or I can't see it. Run /setup again.
post-lacking = I lack { $permissions } in #{ $channel }.
post-tagless = Each post in #{ $channel } needs a tag, and there is none that I may use. Make one, or let posts go without.
post-thread-closed = The thread { $thread } is closed, so that I can't write in it. Open it again, or delete it where it isn't wanted.

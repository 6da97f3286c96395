# /status: how it stands. For everybody first, then for who manages the server.

status-newest = **Newest digest**: { $digest }, { $days ->
    [0] of today
    [one] { $days } day old
   *[other] { $days } days old
}
status-empty = **Newest digest**: none yet
status-index = **Index**: { $documents ->
    [one] { $documents } document
   *[other] { $documents } documents
}, { $passages ->
    [one] { $passages } passage
   *[other] { $passages } passages
}, { $pending ->
    [0] all searchable by words and by meaning
   *[other] all searchable by words, { $pending } not yet by meaning
}
status-claude = **Answers** are written by Claude ({ $model }) from what the archive says
status-quotes = **Answers** are quoted from the archive
status-next = **Next post**: { $digest } in { $channel } { $when }
status-no-next = **Next post**: in { $channel }, when the archive has a new digest
status-not-set-up = **Next post**: none; who may manage the server can call /setup
status-paused = **The daily post waits**: { $reason }
status-letters = **Your next letter**: { $when }, if there is something new
status-letters-paused = **Your letters** are paused: I can't write you. Allow direct messages, then call /subscribe
status-content = **Without Message Content** I hear what mentions me, but not other questions in threads. Who runs me can allow it at <https://discord.com/developers>, under Bot › Message Content Intent
status-lacking-here = **Here I lack** { $permissions }
status-lacking-there = **In { $channel } I lack** { $permissions }
status-may-all = **Permissions**: all that I need
status-gone = **The channel of the daily post** is gone, or I can't see it
status-gateway = **Discord**: { $latency } ms away; { $known ->
    [yes] it knows my commands
   *[no] my commands changed and weren't told yet
}
status-times = **Answers of the last day**: the middle one took { $seconds } s

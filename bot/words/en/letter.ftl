# Letters: what is new, by direct message. The first two end the line that tells where the rest is.

letter-in-post = in the thread of [its post](<{ $url }>)
letter-in-archive = in the archive; ask me here about it
letter-others = Also new: { $digests }
letter-stop = You subscribed to these letters; /unsubscribe stops them
letter-top = **What matters most**, { $day }

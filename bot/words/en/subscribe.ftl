# /subscribe and /unsubscribe.

subscribe-what = { $what ->
    [top] The five insights that matter most
   *[digest] The day's digest
}{ $publication ->
    [no] { "" }
   *[other] { " " }of { $publication }
} by direct message, every day at { $hour } ({ $timezone }){ $topics ->
    [no] .
   *[other] , as far as it speaks of { $topics }; a day without is silent.
}
subscribe-topic = “{ $topic }”
subscribe-next = The next letter comes { $when }, if there is something new.
subscribe-change = /subscribe with other options changes that, /unsubscribe stops it.
subscribe-done = Subscribed.
subscribe-already = You are subscribed already.
subscribe-delivered = I've just written you, to see that it arrives.
subscribe-hello = Here your letters will come.
subscribe-refused =
    But I can't write you: allow direct messages from members of this server in its privacy settings, then call /subscribe again.
subscribe-zone = I don't know the time zone “{ $zone }”. { $near ->
    [no] Try a city, like Europe/Berlin.
   *[other] Did you mean { $near }?
}
subscribe-ended = Done: no more letters. What I kept of the subscription is erased.
subscribe-none = You have no subscription.

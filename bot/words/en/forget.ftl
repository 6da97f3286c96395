# /forget-me, and `footnote forget`: what is erased.

forget-ask =
    I'd erase what I keep about you: the records of your questions, what you thought of answers, your letters, and that it was you who set a server up. It can't be brought back. Shall I?
forget-yes = Erase it
forget-no = Keep it
forget-kept = Nothing was erased.
forget-done = Erased: { $what }.
forget-none = There was nothing to erase.
forget-messages = What stands in messages on Discord, mine and yours, stays until you delete it there.
forget-answers = { $count ->
    [one] { $count } record of an answer
   *[other] { $count } records of answers
}
forget-ratings = { $count ->
    [one] { $count } rating
   *[other] { $count } ratings
}
forget-subscriptions = { $count ->
    [one] a subscription
   *[other] { $count } subscriptions
}
forget-setups = { $count ->
    [one] who set up { $count } server
   *[other] who set up { $count } servers
}

# What stands in an answer round the words of the archive, and below it.

answer-empty-question = Ask me something about the digests.
answer-long-question = That question has { $characters } characters; I read up to { $most }. Please ask in fewer words.
answer-restarting = I'm restarting. Please ask again in a minute.
answer-stopped = Stopped.
answer-no-question = Ask a question about what the digests say.

# Where the archive doesn't answer.
answer-none = The archive doesn't answer this.
answer-none-of = The archive doesn't answer this: it says nothing of { $name }.
answer-nearest = The nearest that it holds:
answer-gap = The archive has no digest { $days }.
answer-gap-one-side = The archive has no digest { $days }; the nearest day with one is { $near }.
answer-gap-both-sides = The archive has no digest { $days }; the nearest days with one are { $before } and { $after }.
answer-other-days = { $gap } Other days tell:
answer-no-text = The archive keeps no text of it.
answer-lists-too-few = My last answer lists { $many }; there is { $none }.
answer-digest-too-few = This digest has { $many }; there is { $none }.
answer-items = { $count ->
    [one] { $count } item
   *[other] { $count } items
}
answer-sections = { $count ->
    [one] { $count } section
   *[other] { $count } sections
}
answer-no-item = no item { $n }
answer-no-section = no section { $n }
answer-no-item-back = no item that far from its end
answer-no-section-back = no section that far from its end

# When and by whom something is said.
answer-story-of = a story of { $year }
answer-by-source = { $day }, the source { $publication }

# Two figures for one thing.
answer-differ-source = The digest and the source that it cites differ here
answer-differ-within = { $publication } gives different figures here
answer-differ-between = { $one } and { $two } differ here
answer-differ-undated = { $differ }; one of them is undated.
answer-differ-same-day = { $differ }, on the same day.
answer-differ-later = { $differ }; the later is of { $day }.
answer-differ-corrected = { $differ }; the later, a correction, is of { $day }.

# What was searched, in one line; what is said of days and age goes on behind it.
answer-empty = The archive is empty.
answer-searched = Searched { $what }
answer-searched-of = Searched { $what } of { $publications }
answer-only = only { $days }
answer-widened = Nothing on this { $days }, so all days were searched
answer-undated = { $count } undated
answer-undated-out = { $count } undated left out
answer-documents = { $count ->
    [one] { $count } document
   *[other] { $count } documents
}
answer-digests = { $count ->
    [one] { $count } digest
   *[other] { $count } digests
}
answer-sources = { $count ->
    [one] { $count } source
   *[other] { $count } sources
}
answer-both = { $one } and { $two }
answer-newest = the newest digest is { $days ->
    [0] of today
    [1] of yesterday
   *[other] { $days } days old
}
answer-newest-ahead = the newest digest is dated { $days ->
    [one] { $days } day
   *[other] { $days } days
} ahead

# Pages that are turned: passages, timelines, topics, lists of digests.

browse-previous = Previous
browse-next = Next
browse-page = Page { $n } of { $count }
browse-too-long = A shorter search has more pages.
browse-no-digest = The archive holds no dated digest yet.
browse-unread-period = I can't read days in “{ $period }”. Try “last week”, “April” or “1 to 10 April”.
browse-no-publication = There is no publication “{ $publication }” here: choose one of those that are offered.

# Lists of digests. `which` says with what tag and of which days, if there is something to say.
browse-digests = { $count ->
    [one] **{ $count } digest** { $which }
   *[other] **{ $count } digests** { $which }
}
browse-no-digests = There is no digest { $which }. The archive goes from { $first } to { $last }.
browse-tagged = with the tag { $tag }

# Passages that a search found.
browse-nothing-fits = Nothing in the archive fits “{ $query }”.
browse-nothing-then = Nothing { $days }, so all days were searched.
browse-only = Only { $days }.
browse-only-undated = Only { $days }; { $undated } undated left out.

# A story through the archive.
browse-story = **{ $story }** through the archive
browse-places = { $count ->
    [one] { $count } place tells of it.
   *[other] { $count } places tell of it.
}
browse-places-most = { $count ->
    [one] { $count } place tells of it; { $shown } of them here.
   *[other] { $count } places tell of it; { $shown } of them here.
}
browse-untold = The archive doesn't tell of “{ $story }”.
browse-untold-near = The archive doesn't tell of “{ $story }”. Did you mean { $names }?
browse-also = also { $places }

# What the archive speaks of.
browse-topics = **What the archive speaks of** { $days }
browse-topics-more = /timeline tells how one of them went on.
browse-silent = The archive speaks of nothing more than once { $days }. It goes from { $first } to { $last }.
browse-risen = **Risen** against { $days }
browse-none-risen = Nothing rose against { $days }.
browse-most = **Most of all**
browse-spoken = { $passages ->
    [one] { $name }: { $passages } passage
   *[other] { $name }: { $passages } passages
}
browse-before = { $spoken }, { $before ->
    [0] none
   *[other] { $before }
} before

# Whether something was covered.
browse-covered = Yes, the archive tells of this:
browse-uncovered = No, I find nothing in the archive that tells of this.
browse-uncovered-near = No, I find nothing in the archive that tells of this. What comes nearest:
browse-no-words = There are no words in this message that I could look for.

# Periods that are offered.
browse-this-week = This week
browse-last-week = Last week
browse-last-30-days = Last 30 days
browse-this-month = This month
browse-last-month = Last month

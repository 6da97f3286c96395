# /trend: mentions a week, as a chart.

trend-title = Of 100 passages of each week so many name it
trend-running = week not over
trend-head = **Mentions a week**: how many of 100 passages of the digests name it, { $days }
trend-others = also { $names }
trend-line = { $passages ->
    [one] { $passages } passage
   *[other] { $passages } passages
  } in all, most in the week from { $week }: { $count } of { $all }
trend-untold = no passage names it
trend-near = Did you mean { $names }?
trend-alt = Line chart of mentions in 100 passages a week, { $days }.
trend-alt-line = { $name }: at first { $first }, at most { $most } in the week from { $week }, at last { $last }.
trend-none = Tell me one to { $most } names, with commas between them: “OpenAI, Anthropic”.
trend-many = One chart holds { $most } names at most; these are { $count }.
trend-no-days = The archive has no dated digest on these days. It goes from { $first } to { $last }.
trend-empty = The archive holds no dated digest yet.

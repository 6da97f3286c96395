# Days, and what is said of them. The patterns are CLDR's: d is the day, MMMM the month.

date-whole = d MMMM y
date-month = d MMMM
date-day = d
date-month-year = MMMM y
date-undated = undated
date-undated-first = Undated
date-days = { $first } to { $last }

# Behind 'digests', 'no digest', 'searched': on which days.
date-on = on { $days }
date-within = from { $days }
date-since = since { $days }
date-until = up to { $days }

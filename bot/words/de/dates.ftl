# Tage, und was von ihnen gesagt wird. Die Muster sind die von CLDR: d ist der Tag, MMMM der Monat.

date-whole = d. MMMM y
date-month = d. MMMM
date-day = d.
date-month-year = MMMM y
date-undated = undatiert
date-undated-first = Undatiert
date-days = { $first } bis { $last }

# Hinter 'Digests', 'kein Digest', 'gesucht': an welchen Tagen.
date-on = am { $days }
date-within = vom { $days }
date-since = seit dem { $days }
date-until = bis zum { $days }

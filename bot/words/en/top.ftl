# /top: what matters most of some days.

top-head = **What matters most** { $count ->
    [one] on the day of the newest digest
   *[other] in the { $count } days up to the newest digest
  }, { $days }
top-also = also { $places }
top-told = { $count ->
    [one] one digest tells of { $name }
   *[other] { $count } digests tell of { $name }
  }
top-nothing = The digests of these days tell nothing that stands by itself: { $days }.
top-empty = The archive holds no dated digest yet.

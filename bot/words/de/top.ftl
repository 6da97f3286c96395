# /top: was an einigen Tagen am wichtigsten ist.

top-head = **Am wichtigsten** { $count ->
    [one] am Tag der neuesten Ausgabe
   *[other] in den { $count } Tagen bis zur neuesten Ausgabe
  }, { $days }
top-also = auch { $places }
top-told = { $count ->
    [one] eine Ausgabe erzählt von { $name }
   *[other] { $count } Ausgaben erzählen von { $name }
  }
top-nothing = Die Ausgaben dieser Tage erzählen nichts, was für sich stehen kann: { $days }.
top-empty = Das Archiv hat noch keine datierte Ausgabe.

# /trend: Erwähnungen je Woche als Kurven.

trend-title = Von je 100 Abschnitten einer Woche nennen es so viele
trend-running = Woche läuft noch
trend-head = **Erwähnungen je Woche**: wie viele von 100 Abschnitten der Ausgaben es nennen, { $days }
trend-others = auch { $names }
trend-line = insgesamt { $passages ->
    [one] { $passages } Abschnitt
   *[other] { $passages } Abschnitte
  }, am meisten in der Woche ab { $week }: { $count } von { $all }
trend-untold = kein Abschnitt nennt es
trend-near = Meinst du { $names }?
trend-alt = Kurven der Erwähnungen in je 100 Abschnitten einer Woche, { $days }.
trend-alt-line = { $name }: anfangs { $first }, höchstens { $most } in der Woche ab { $week }, zuletzt { $last }.
trend-none = Nenn mir einen bis { $most } Namen mit Kommas dazwischen: „OpenAI, Anthropic“.
trend-many = In ein Bild passen höchstens { $most } Namen, das sind { $count }.
trend-no-days = An diesen Tagen hat das Archiv keine datierte Ausgabe. Es reicht von { $first } bis { $last }.
trend-empty = Das Archiv hat noch keine datierte Ausgabe.

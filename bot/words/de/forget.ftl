# /forget-me, und `footnote forget`: was gelöscht wird.

forget-ask =
    Ich würde löschen, was ich über dich aufbewahre: die Aufzeichnungen zu deinen Fragen, was du von Antworten hieltest, deine Briefe, und dass du einen Server eingerichtet hast. Das lässt sich nicht zurückholen. Soll ich?
forget-yes = Löschen
forget-no = Behalten
forget-kept = Es wurde nichts gelöscht.
forget-done = Gelöscht: { $what }.
forget-none = Es gab nichts zu löschen.
forget-messages = Was in Nachrichten auf Discord steht, in meinen und deinen, bleibt, bis du es dort löschst.
forget-answers = { $count ->
    [one] { $count } Aufzeichnung einer Antwort
   *[other] { $count } Aufzeichnungen von Antworten
}
forget-ratings = { $count ->
    [one] { $count } Bewertung
   *[other] { $count } Bewertungen
}
forget-subscriptions = { $count ->
    [one] ein Abo
   *[other] { $count } Abos
}
forget-setups = { $count ->
    [one] wer { $count } Server eingerichtet hat
   *[other] wer { $count } Server eingerichtet hat
}

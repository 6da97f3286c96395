# Was in einer Antwort um die Worte des Archivs herum steht, und was unter ihr.

answer-empty-question = Frag mich etwas zu den Digests.
answer-long-question = Deine Frage hat { $characters } Zeichen, ich lese bis zu { $most }. Bitte frag kürzer.
answer-restarting = Ich starte gerade neu. Bitte frag in einer Minute noch einmal.
answer-stopped = Abgebrochen.
answer-no-question = Stell mir eine Frage zu dem, was in den Digests steht.

# Wo das Archiv keine Antwort hat.
answer-none = Darauf hat das Archiv keine Antwort.
answer-none-of = Darauf hat das Archiv keine Antwort: Von { $name } steht nichts darin.
answer-nearest = Am nächsten kommt dem:
answer-gap = Im Archiv gibt es { $days } keinen Digest.
answer-gap-one-side = Im Archiv gibt es { $days } keinen Digest; der nächste Tag mit einem ist der { $near }.
answer-gap-both-sides = Im Archiv gibt es { $days } keinen Digest; die nächsten Tage mit einem sind der { $before } und der { $after }.
answer-other-days = { $gap } An anderen Tagen steht:
answer-no-text = Dazu hat das Archiv keinen Text.
answer-lists-too-few = Meine letzte Antwort nennt { $many }, { $none }.
answer-digest-too-few = Dieser Digest hat { $many }, { $none }.
answer-items = { $count ->
    [one] { $count } Punkt
   *[other] { $count } Punkte
}
answer-sections = { $count ->
    [one] { $count } Abschnitt
   *[other] { $count } Abschnitte
}
answer-no-item = Punkt { $n } gibt es nicht
answer-no-section = Abschnitt { $n } gibt es nicht
answer-no-item-back = so weit vom Ende gibt es keinen Punkt
answer-no-section-back = so weit vom Ende gibt es keinen Abschnitt

# Wann und von wem etwas gesagt wird.
answer-story-of = eine Geschichte von { $year }
answer-by-source = { $day }, die Quelle { $publication }

# Zwei Zahlen für eine Sache.
answer-differ-source = Der Digest und die Quelle, die er zitiert, widersprechen sich hier
answer-differ-within = { $publication } nennt hier verschiedene Zahlen
answer-differ-between = { $one } und { $two } widersprechen sich hier
answer-differ-undated = { $differ }; eine der Angaben ist undatiert.
answer-differ-same-day = { $differ }, und zwar am selben Tag.
answer-differ-later = { $differ }; die spätere Angabe ist vom { $day }.
answer-differ-corrected = { $differ }; die spätere Angabe, eine Korrektur, ist vom { $day }.

# Was durchsucht wurde, in einer Zeile; Tage und Alter folgen dahinter.
answer-empty = Das Archiv ist leer.
answer-searched = Durchsucht: { $what }
answer-searched-of = Durchsucht: { $what } von { $publications }
answer-only = nur { $days }
answer-widened = Dazu steht { $days } nichts, darum wurden alle Tage durchsucht
answer-undated = { $count } undatiert
answer-undated-out = { $count } ohne Datum ausgelassen
answer-documents = { $count ->
    [one] { $count } Dokument
   *[other] { $count } Dokumente
}
answer-digests = { $count ->
    [one] { $count } Digest
   *[other] { $count } Digests
}
answer-sources = { $count ->
    [one] { $count } Quelle
   *[other] { $count } Quellen
}
answer-both = { $one } und { $two }
answer-newest = der neueste Digest ist { $days ->
    [0] von heute
    [1] von gestern
   *[other] { $days } Tage alt
}
answer-newest-ahead = der neueste Digest ist um { $days ->
    [one] einen Tag
   *[other] { $days } Tage
} vordatiert

# Seiten zum Blättern: Fundstellen, Zeitleisten, Themen, Listen von Digests.

browse-previous = Zurück
browse-next = Weiter
browse-page = Seite { $n } von { $count }
browse-too-long = Eine kürzere Suche hat mehr Seiten.
browse-no-digest = Das Archiv hat noch keinen Digest mit Datum.
browse-unread-period = In „{ $period }“ erkenne ich keine Tage. Ich lese sie auf Englisch: „last week“, „April“ oder „1 to 10 April“.
browse-no-publication = Eine Publikation „{ $publication }“ gibt es hier nicht: Wähle eine aus der Liste.

# Listen von Digests. `which` sagt, mit welchem Tag und von wann, wenn es etwas zu sagen gibt.
browse-digests = { $count ->
    [one] **{ $count } Digest** { $which }
   *[other] **{ $count } Digests** { $which }
}
browse-no-digests = Es gibt { $which } keinen Digest. Das Archiv reicht vom { $first } bis zum { $last }.
browse-tagged = mit dem Tag { $tag }

# Fundstellen einer Suche.
browse-nothing-fits = Zu „{ $query }“ passt nichts im Archiv.
browse-nothing-then = Nichts { $days }, darum wurden alle Tage durchsucht.
browse-only = Nur { $days }.
browse-only-undated = Nur { $days }; { $undated } ohne Datum ausgelassen.

# Eine Geschichte im Archiv.
browse-story = **{ $story }** im Archiv
browse-places = { $count ->
    [one] { $count } Stelle erzählt davon.
   *[other] { $count } Stellen erzählen davon.
}
browse-places-most = { $count ->
    [one] { $count } Stelle erzählt davon; { $shown } davon hier.
   *[other] { $count } Stellen erzählen davon; { $shown } davon hier.
}
browse-untold = Von „{ $story }“ steht nichts im Archiv.
browse-untold-near = Von „{ $story }“ steht nichts im Archiv. Meinst du { $names }?
browse-also = auch { $places }

# Wovon das Archiv spricht.
browse-topics = **Wovon das Archiv spricht**, { $days }
browse-topics-more = /timeline zeigt, wie eins davon weiterging.
browse-silent = Im Archiv kommt { $days } nichts mehr als einmal vor. Es reicht vom { $first } bis zum { $last }.
browse-risen = **Gestiegen** gegenüber { $days }
browse-none-risen = Nichts ist gestiegen gegenüber { $days }.
browse-most = **Am häufigsten**
browse-spoken = { $passages ->
    [one] { $name }: { $passages } Stelle
   *[other] { $name }: { $passages } Stellen
}
browse-before = { $spoken }, davor { $before ->
    [0] keine
   *[other] { $before }
}

# Ob etwas schon vorkam.
browse-covered = Ja, das steht im Archiv:
browse-uncovered = Nein, im Archiv finde ich nichts davon.
browse-uncovered-near = Nein, im Archiv finde ich nichts davon. Am nächsten kommt dem:
browse-no-words = In dieser Nachricht stehen keine Worte, nach denen ich suchen könnte.

# Angebotene Zeiträume.
browse-this-week = Diese Woche
browse-last-week = Letzte Woche
browse-last-30-days = Letzte 30 Tage
browse-this-month = Dieser Monat
browse-last-month = Letzter Monat

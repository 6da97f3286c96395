# Der tägliche Beitrag: sein Text, sein Thread, seine Knöpfe, und was ihn warten lässt.

post-why = Warum es wichtig ist: { $text }
post-why-bold = **Warum es wichtig ist:** { $text }
post-bottom-line = Unterm Strich
post-previously = Früher: { $links }
post-sources-line = Quellen: { $links }
post-items = { $n ->
    [one] 1 Meldung
   *[other] { $n } Meldungen
}
post-and-more = { $names } und { $n } weitere
post-more-names = { $names } · { $n } weitere
post-untitled = Digest, { $day }
# { $more } ist eines von 'post-more' oder 'im Thread seines Beitrags'.
post-full = Vollständig { $more }.
post-rest = { $n ->
    [one] Noch 1 Abschnitt { $more }.
   *[other] Noch { $n } Abschnitte { $more }.
}
post-more = im Thread; frag dort, was du dazu wissen willst
# Wo Discord den Text von Nachrichten zurückhält, bliebe eine Frage ohne Anrede unbeantwortet.
post-more-mention = im Thread; erwähne mich dort, um etwas dazu zu fragen
post-more-forum = hier drunter; frag, was du dazu wissen willst
post-more-forum-mention = hier drunter; erwähne mich, um etwas dazu zu fragen
post-link = Link
post-part = Das sind etwa die ersten { $share } % des Digests. Nach dem Rest kannst du fragen.
post-part-whole = Das sind etwa die ersten { $share } % des Digests. Nach dem Rest kannst du fragen, oder { $link }.
post-whole = lies ihn ganz

# Ein überarbeiteter Digest.
post-revised = Überarbeitet am { $day }.
post-revised-new = Neu: { $names }.
post-revised-changed = Geändert: { $names }.
post-revised-removed = Entfernt: { $names }.
post-name-title = der Titel
post-name-opening = der Anfang
post-name-closing = der Schluss
post-name-section = ein Abschnitt

# Ein Tag ohne Digest.
post-quiet = Heute kein Digest. Der letzte ist vom { $day }.

# Knöpfe.
post-button-read = Ganz lesen
post-button-sources = Quellen
post-button-ask = Fragen
post-button-subscribe = Abonnieren
post-read-thread = Vollständig steht er in { $thread }.
post-cited = Worauf sich **{ $title }** stützt
post-cited-nothing = Dieser Digest verlinkt keine Quellen.
post-cited-opening = Anfang
post-cited-section = Ohne Überschrift
post-gone = Dieser Digest ist nicht mehr im Archiv.
post-ask-title = Zu diesem Digest fragen
post-ask-question = Deine Frage
post-ask-hint = Was steht darin über …?
post-asked = { $who } fragt:
post-ask-thread = Die Antwort kommt in { $thread }.

# Was ihn warten lässt.
post-waits =
    Der tägliche Digest muss warten. { $reason }
    Er kommt von selbst, sobald es geht, oder nach /setup.
post-channel-gone = Den Kanal gibt es nicht mehr, oder ich sehe ihn nicht. Ruf /setup noch einmal auf.
post-lacking = Mir fehlt in #{ $channel }: { $permissions }.
post-tagless = In #{ $channel } braucht jeder Beitrag einen Tag, und es gibt keinen, den ich benutzen darf. Leg einen an, oder lass Beiträge ohne Tag zu.
post-thread-closed = Der Thread { $thread } ist geschlossen, darum kann ich dort nicht schreiben. Öffne ihn wieder, oder lösch ihn, wenn ihn niemand braucht.

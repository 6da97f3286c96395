# Das Feld von /setup: was ein Server vom täglichen Digest will.

setup-title = ## Täglicher Digest
setup-begin =
    Auf diesem Server wird noch nichts gepostet. Wähl einen Kanal oder ein Forum, dann kommt der Digest dort jeden Tag um { $hour } ({ $zone }).
    Zeitzone, Uhrzeit, Publikationen und wer fragen darf: Das alles folgt, sobald der Kanal gewählt ist.
setup-comes-hour = Der Digest kommt um { $hour } ({ $zone }) in { $channel }.
setup-comes-arrival = Der Digest kommt in { $channel }, sobald er da ist.
setup-ask-heard = Fragen dazu beantworte ich in seinem Thread.
setup-ask-mention = Fragen, die mich erwähnen, beantworte ich in seinem Thread.
setup-next = Als Nächstes: **{ $title }** ({ $origin }) { $when }.
setup-next-now = Als Nächstes: **{ $title }** ({ $origin }), in der nächsten Minute.
setup-next-none = Der nächste kommt, wenn im Archiv ein neuer Digest liegt.
setup-next-unwanted = Kein Digest im Archiv hat diese Publikationen und Tags, also wird keiner gepostet.
setup-gone = Den Kanal des Digests gibt es nicht mehr, oder ich sehe ihn nicht. Wähl einen anderen.
setup-lacking = In { $channel } kann ich noch nicht posten. Dort fehlt mir noch: { $permissions }.
setup-refused = In { $channel } kann ich noch nicht posten, darum bleibt alles, wie es war. Dort fehlt mir noch: { $permissions }. Gib mir das, dann wähl den Kanal noch einmal.
setup-waits = Die Posts warten: { $reason } Ich sehe jede Minute wieder nach.
setup-channel-first = Wähl zuerst einen Kanal: Ohne ihn wird nichts gespeichert.

# Seite 1

setup-page-when = Wann und wo
setup-page-who = Was und wer
setup-channel = **Kanal oder Forum**
    .placeholder = Wähl, wohin der Digest kommt
setup-hour = **Uhrzeit**
    .arrival = Sobald er da ist
setup-zone = **Zeitzone**: { $zone }, dort ist es jetzt { $time }
setup-zone-unchosen = **Zeitzone**: UTC, bis du eine andere wählst; dort ist es { $time }
setup-zone-change = Ändern
setup-zone-title = Zeitzone
setup-zone-city = Eine Stadt oder Region
    .description = Auf Englisch: Berlin, Vienna, New York
setup-zone-which = Welche Zeitzone meinst du?
    .placeholder = Wähl eine Zeitzone
setup-zone-near = Die Zeitzone „{ $typed }“ kenne ich nicht. Meinst du { $zones }?
setup-zone-unknown = Die Zeitzone „{ $typed }“ kenne ich nicht. Versuch es mit einer Stadt, etwa Europe/Berlin.
setup-missed = **Verpasste Digests**, wenn ich aus war oder nicht posten konnte
    .newest = Den neuesten jeder Publikation posten
    .all = Alle posten
    .none = Keinen posten, der einen Tag zu spät ist
setup-quiet-on = **Tage ohne Digest**: Ich sage es in einer Zeile
    .change = Nichts sagen
setup-quiet-off = **Tage ohne Digest**: Ich sage nichts
    .change = Bescheid sagen

# Seite 2

setup-publications = **Publikationen**
    .placeholder = Alle
setup-tags = **Tags**: Gepostet wird, was eines davon hat
    .placeholder = Egal, welche Tags
setup-role = **Rolle, die ich anpinge**, bei jedem Digest
    .placeholder = Niemand
setup-role-everyone = Alle pinge ich nie an. Wähl eine Rolle, die man haben oder ablegen kann.
setup-role-silent = Ich kann { $role } noch nicht anpingen: Erlaub in den Einstellungen der Rolle allen, sie zu erwähnen.
setup-roles = **Wer fragen darf**
    .placeholder = Alle
setup-channels = **Wo ich Fragen beantworte**
    .placeholder = Überall, wo ich schreiben kann

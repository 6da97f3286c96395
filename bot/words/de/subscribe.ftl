# /subscribe und /unsubscribe.

subscribe-what = { $what ->
    [top] Die fünf wichtigsten Erkenntnisse
   *[digest] Der Digest des Tages
}{ $publication ->
    [no] { "" }
   *[other] { " " }aus { $publication }
} als Direktnachricht, jeden Tag um { $hour } ({ $timezone }){ $topics ->
    [no] .
   *[other] , soweit es um { $topics } geht; sonst schweige ich an dem Tag.
}
subscribe-topic = „{ $topic }“
subscribe-next = Der nächste Brief kommt { $when }, wenn es etwas Neues gibt.
subscribe-change = Mit /subscribe und anderen Angaben änderst du das, mit /unsubscribe bestellst du es ab.
subscribe-done = Abonniert.
subscribe-already = Du hast das schon abonniert.
subscribe-delivered = Ich habe dir gerade geschrieben, um zu sehen, ob es ankommt.
subscribe-hello = Hierher kommen deine Briefe.
subscribe-refused =
    Aber ich kann dir nicht schreiben: Erlaube in den Privatsphäre-Einstellungen dieses Servers Direktnachrichten von Mitgliedern, dann ruf /subscribe noch einmal auf.
subscribe-zone = Die Zeitzone „{ $zone }“ kenne ich nicht. { $near ->
    [no] Versuch es mit einer Stadt, etwa Europe/Berlin.
   *[other] Meintest du { $near }?
}
subscribe-ended = Erledigt: keine Briefe mehr. Was ich zum Abo aufbewahrt habe, ist gelöscht.
subscribe-none = Du hast nichts abonniert.

# /status: wie es steht. Erst für alle, dann für die, die den Server verwalten.

status-newest = **Neuester Digest**: { $digest }, { $days ->
    [0] von heute
    [one] { $days } Tag alt
   *[other] { $days } Tage alt
}
status-empty = **Neuester Digest**: noch keiner
status-index = **Index**: { $documents ->
    [one] { $documents } Dokument
   *[other] { $documents } Dokumente
}, { $passages ->
    [one] { $passages } Abschnitt
   *[other] { $passages } Abschnitte
}, { $pending ->
    [0] alles nach Wörtern und nach Sinn durchsuchbar
   *[other] alles nach Wörtern durchsuchbar, { $pending } noch nicht nach Sinn
}
status-claude = **Antworten** schreibt Claude ({ $model }) aus dem, was im Archiv steht
status-quotes = **Antworten** zitieren das Archiv
status-next = **Nächster Beitrag**: { $digest } in { $channel } { $when }
status-no-next = **Nächster Beitrag**: in { $channel }, sobald das Archiv einen neuen Digest hat
status-not-set-up = **Nächster Beitrag**: keiner; wer den Server verwaltet, kann /setup aufrufen
status-paused = **Der tägliche Beitrag wartet**: { $reason }
status-letters = **Dein nächster Brief**: { $when }, wenn es etwas Neues gibt
status-letters-paused = **Deine Briefe** pausieren: Ich kann dir nicht schreiben. Erlaube Direktnachrichten, dann ruf /subscribe auf
status-content = **Ohne Message Content** höre ich, was mich erwähnt, aber keine anderen Fragen in Threads. Wer mich betreibt, kann es auf <https://discord.com/developers> erlauben, unter Bot › Message Content Intent
status-lacking-here = **Hier fehlt mir** { $permissions }
status-lacking-there = **In { $channel } fehlt mir** { $permissions }
status-may-all = **Rechte**: alle, die ich brauche
status-gone = **Den Kanal des täglichen Beitrags** gibt es nicht mehr, oder ich sehe ihn nicht
status-gateway = **Discord**: { $latency } ms entfernt; { $known ->
    [yes] es kennt meine Befehle
   *[no] meine Befehle haben sich geändert und sind noch nicht gemeldet
}
status-times = **Antworten des letzten Tages**: die mittlere brauchte { $seconds } s

# Was der Bot kann, und was einem Befehl im Weg steht.

help-intro = Ich antworte aus einem Archiv von Digests und zeige, wo jede Aussage steht.
help-archive = { $count ->
    [one] Es hat { $count } Digest, { $days }.
   *[other] Es hat { $count } Digests, { $days }.
}
help-menu = Im Menü einer Nachricht, unter Apps: { $names }.
help-ask = Frag im Thread eines Digests, oder erwähn mich oder antworte mir, egal wo. Frag dann weiter: „and in April?“
help-ask-mention = Erwähn mich oder antworte mir, egal wo. Frag dann weiter: „and in April?“
help-manage-server = Dafür brauchst du die Berechtigung „Server verwalten“.
help-unseen-channel = Ich sehe diesen Kanal nicht. Gib mir Zugang und versuch es noch einmal.

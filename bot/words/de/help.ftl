# Was der Bot kann, und was einem Befehl im Weg steht.

help-intro = Ich antworte aus einem Archiv von Digests und zeige, wo jede Aussage steht.
help-archive = { $count ->
    [one] Darin: { $count } Digest, { $days }.
   *[other] Darin: { $count } Digests, { $days }.
}
help-menu = Im Menü einer Nachricht, unter Apps: { $names }
help-ask = Frag im Thread eines Digests, oder erwähne mich oder antworte mir, egal wo. Frag dann weiter: „and in April?“
help-ask-mention = Erwähne mich oder antworte mir, egal wo. Frag dann weiter: „and in April?“
help-unseen-channel = Ich sehe diesen Kanal nicht. Gib mir Zugang und versuch es noch einmal.

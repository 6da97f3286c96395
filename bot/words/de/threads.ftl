# Fragen in Nachrichten und die Threads, die für sie geöffnet werden.

threads-words = Darin kann ich keine Frage lesen. Erwähne mich mit deiner Frage, oder nimm /ask.
threads-nameless = Eine Frage
threads-open = Frag hier weiter: Ich kenne die Frage und die Antwort darüber.
threads-refused = Hier lässt sich kein Thread öffnen: Dafür brauchen wir beide die Berechtigung.
threads-there = Diese Antwort hat schon einen Thread: { $thread }
threads-unknown = Ich weiß nicht mehr, welche Frage das war. Stell sie noch einmal, dann geht es von dort weiter.
threads-lost = Den Rest der Antwort kann ich dir nicht zeigen: Ihre Nachricht ist weg, oder ich darf dort nicht schreiben.

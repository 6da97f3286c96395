# Fragen in Nachrichten und die Threads, die für sie geöffnet werden.

threads-words = Darin kann ich keine Frage lesen. Erwähne mich mit deiner Frage, oder nimm /ask.
threads-nameless = Eine Frage
threads-continue = Weiter im Thread
threads-open = Frag hier weiter: Ich kenne die Frage und die Antwort darüber.
threads-refused = Hier geht kein Thread auf: Dafür brauchen du und ich die Berechtigung.
threads-there = Diese Antwort hat schon einen Thread: { $thread }
threads-unknown = Ich weiß nicht mehr, welche Frage das war. Stell sie noch einmal, dann geht es von dort weiter.
threads-lost = Den Rest der Antwort kann ich dir nicht zeigen: Ihre Nachricht ist weg, oder ich darf dort nicht schreiben.

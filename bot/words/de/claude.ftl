# Warum Claude nicht geantwortet hat, und dass stattdessen das Archiv zitiert wird.

claude-key-refused = Claude hat den Schlüssel abgelehnt: Prüfe ANTHROPIC_API_KEY.
claude-timeout = Claude hat zu lange gebraucht.
claude-unreachable = Claude ist nicht zu erreichen.
claude-unreadable = Die Antwort von Claude ist nicht lesbar.
claude-rate-limit = Claude bekommt gerade zu viele Anfragen von hier.
claude-overloaded = Claude ist überlastet.
claude-refusal = Claude wollte das nicht beantworten.
claude-max-tokens = Die Antwort von Claude wurde zu lang und ist abgeschnitten.
claude-rounds = Claude kam mit dem Suchen nicht zu Ende.
claude-cut = Die Antwort von Claude ist abgebrochen.
claude-context = Die Frage mit ihren Belegen ist für Claude zu lang.
claude-model = Claude kennt das eingestellte Modell nicht: Prüfe FOOTNOTE_MODEL.
claude-forbidden = Das Konto bei Claude erlaubt das nicht.
claude-effort = Das Modell von Claude kennt diesen Aufwand nicht: Prüfe FOOTNOTE_EFFORT.
claude-unsupported = Die Adresse von Claude nimmt nicht an, was Footnote schickt.
claude-api = Claude hat mit einem Fehler geantwortet.
claude-resting = Claude lässt sich gerade nicht fragen.
claude-quoting = { $fault } Stattdessen zitiere ich das Archiv.

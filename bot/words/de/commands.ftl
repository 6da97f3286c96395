# Was die Befehle und ihre Optionen tun, wie es die Liste der Befehle zeigt: höchstens 100 Zeichen.
# Auf Englisch steht es im Code. Namen bleiben englisch, außer denen im Menü einer Nachricht
# (höchstens 32 Zeichen).

command-ask = Frag die Digests etwas; jede Aussage der Antwort ist belegt.
    .question = Was möchtest du wissen?
    .period = Nur Digests aus diesen Tagen
    .publication = Nur Digests dieser Publikation
    .private = Die Antwort nur dir zeigen
command-compare = Lies, was die Digests über zwei Dinge sagen, nebeneinander.
    .first = Eine Firma, ein Modell, ein Geschäft
    .second = Noch eins
    .period = Nur Digests aus diesen Tagen
command-search = Finde die Stellen der Digests, die am besten passen.
    .query = Worte oder ein Satzteil, nach denen gesucht wird
command-digest = Zeig einen Digest auf einen Blick.
    .date = Welcher Tag? Ohne Angabe: der neueste Digest
    .publication = Nur Digests dieser Publikation
command-timeline = Verfolge eine Geschichte durch das Archiv, Eintrag für Eintrag mit ihrer Quelle.
    .story = Ein Name, oder Worte, die zusammengehören
command-topics = Sieh, wovon die Digests am meisten sprechen, und wovon mehr als zuvor.
    .period = Welche Tage? Ohne Angabe: die neueste Woche
command-archive = Blättere durch die Digests, mit Links dorthin, wo du sie lesen kannst.
    .tag = Nur Digests mit diesem Tag
    .month = Nur Digests dieses Monats. Ohne beides: der neueste Monat
command-help = Sieh, was ich kann.
command-setup = Sieh und ändere, wo, wann und was ich hier poste, und wer mich fragen darf.
    .channel = Wo der tägliche Digest erscheint; ein Forum wählst du in der Übersicht
    .hour = Die Stunde des Tages, 0 bis 23
    .timezone = Nach welcher Uhr: eine Stadt oder Region
    .missed = Was ich von verpassten Digests nachreiche: den neuesten, alle oder keinen
command-subscribe = Der Digest des Tages oder das Wichtigste als Direktnachricht, jeden Tag zu deiner Stunde.
    .topics = Nur was von diesen Namen oder Worten spricht, durch Kommas getrennt
    .hour = Die Stunde des Tages, 0 bis 23; ohne Angabe 9
    .timezone = Nach welcher Uhr: eine Stadt oder Region
    .publication = Nur Digests dieser Publikation
    .what = Der Digest des Tages oder die fünf wichtigsten Erkenntnisse
command-unsubscribe = Keine Briefe mehr als Direktnachricht.
command-status = Sieh, wie es steht: der nächste Beitrag, der neueste Digest, was ich hier nicht darf.
command-feedback = Sieh, was die Leute von Antworten hielten und welche Fragen nichts fanden.
command-forget-me = Lösch, was ich über dich aufbewahre; ich frage vorher noch einmal.
command-trend = Sieh als Diagramm, wie oft Namen genannt werden, Woche für Woche.
    .terms = Ein bis fünf Namen, durch Kommas getrennt
    .period = Welche Tage? Ohne Angabe: das ganze Archiv
command-top = Lies die fünf wichtigsten Erkenntnisse der letzten Tage, jede mit Quelle.
    .days = Wie viele Tage bis zum neuesten Digest? Ohne Angabe: sieben

command-ask-the-archive-about-this = Das Archiv dazu fragen
command-has-this-been-covered = Stand das schon im Archiv?

# Was man bei Optionen auswählen kann.
command-choice-all = alle
command-choice-newest = den neuesten
command-choice-none = keinen
command-choice-the-day-s-digest = den Digest des Tages
command-choice-the-five-insights-that-matter-most = die fünf wichtigsten Erkenntnisse

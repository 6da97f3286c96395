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
command-timeline = Verfolge eine Geschichte durch das Archiv, Eintrag für Eintrag mit ihrer Quelle.
    .story = Ein Name, oder Worte, die zusammengehören
command-topics = Sieh, wovon die Digests am meisten sprechen, und wovon mehr als zuvor.
    .period = Welche Tage? Ohne Angabe: die neueste Woche
command-archive = Blättere durch die Digests, mit Links dorthin, wo du sie lesen kannst.
    .tag = Nur Digests mit diesem Tag
    .month = Nur Digests dieses Monats. Ohne beides: der neueste Monat
command-help = Sieh, was ich kann.
command-setup = Wähle den Kanal und die Stunde für den täglichen Digest.
    .channel = Wo der tägliche Digest erscheint
    .hour = Die Stunde des Tages, 0 bis 23
    .timezone = Nach welcher Uhr: eine Stadt oder Region
    .missed = Was ich von verpassten Digests nachreiche: den neuesten, alle oder keinen

command-ask-the-archive-about-this = Das Archiv dazu fragen
command-has-this-been-covered = Stand das schon im Archiv?

# Was man bei Optionen auswählen kann.
command-choice-all = alle
command-choice-newest = den neuesten
command-choice-none = keinen

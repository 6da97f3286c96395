# Die Knöpfe unter Antworten, und was sie sagen, wenn man sie drückt.

buttons-quotes = Zitate
buttons-up = Hilfreich
buttons-down = Nicht hilfreich
buttons-wrong = Falsche Quelle
buttons-stop = Stopp
buttons-again = Noch einmal
buttons-thread = Im Thread weiterfragen

buttons-thanks-up = Danke! Ich habe notiert, dass das hilfreich war.
buttons-thanks-down = Danke! Ich habe notiert, dass das nicht hilfreich war.
buttons-thanks-wrong = Danke! Ich habe notiert, dass eine Quelle falsch ist.
buttons-unknown = Diese Antwort ist nicht mehr gespeichert.
buttons-over = Diese Antwort wird gerade nicht mehr geschrieben.
buttons-forgotten = Diese Frage kenne ich nicht mehr. Bitte stell sie noch einmal.
buttons-no-quotes = Die Zitate dieser Antwort sind nicht mehr gespeichert. Frag noch einmal, dann bekommst du sie.
buttons-gone = Diese Stelle steht nicht mehr im Archiv.

# Das Fenster, das fragt, was an einer Quelle falsch ist.
buttons-wrong-what = Was stimmt daran nicht?
buttons-wrong-how = Wenn du magst: die Nummer der Quelle, und warum.

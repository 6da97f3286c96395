# Was eine Frage anstelle einer Antwort bekommt.

asking-full = Hier warten schon so viele Fragen, dass ich gerade keine mehr annehmen kann. Bitte frag in ein paar Minuten noch einmal.

# /feedback: was die Leute von Antworten halten, und was sie nicht gefunden haben.

feedback-none = In den letzten { $days } Tagen gab es keine Fragen.
feedback-days = **Die letzten { $days } Tage**
feedback-asked = { $answered } beantwortet, { $nothing } ohne Fund, { $other } andere
feedback-given = { $up } hilfreich, { $down } nicht hilfreich, { $wrong } mit falscher Quelle
feedback-wrong = **Falsche Quelle**
feedback-wrong-word = { $question } ({ $when }): { $word }
feedback-question = { $question } ({ $when })
feedback-nothing = **Nichts gefunden**
feedback-not-yours = Das ist für die, die einen Server verwalten, dort, oder mich betreiben.

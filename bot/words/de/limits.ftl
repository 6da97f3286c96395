# Dass eine Grenze für Fragen erreicht ist.

limits-person = Das waren viele Fragen in einer Stunde. Deine nächste beantworte ich gern { $when }.
limits-channel = In diesem Kanal wird mehr gefragt, als ich in einer Stunde schaffe. Weiter geht es { $when }.
limits-day = Hier sind alle Fragen für heute gestellt. Weiter geht es { $when }.

# Was überall gesagt wird.

sorry = Bei mir ist etwas schiefgegangen, darum kann ich das jetzt nicht beantworten. Bitte versuch es später noch einmal.

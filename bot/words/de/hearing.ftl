# Was der Bot nicht hört.

hearing-unheard = Dieser Bot darf Nachrichten nicht lesen (Message Content). Er beantwortet darum Befehle, Erwähnungen und Antworten, aber keine Fragen in Threads, die ihn nicht nennen. Erlauben lässt sich das auf https://discord.com/developers unter Bot › Message Content Intent.

# Briefe: was es Neues gibt, als Direktnachricht. Die ersten beiden beenden die Zeile, die sagt, wo der Rest steht.

letter-in-post = im Thread unter [dem Beitrag](<{ $url }>)
letter-in-archive = im Archiv; frag mich hier danach
letter-others = Auch neu: { $digests }
letter-stop = Du hast diese Briefe abonniert; /unsubscribe bestellt sie ab
letter-top = **Was am meisten zählt**, { $day }

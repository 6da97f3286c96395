# /digest: eine Ausgabe auf einen Blick.

digest-its-post = ihrem Beitrag
digest-in-thread = im Thread unter { $post }
digest-by-asking = gibt es mehr; frag mit /ask
digest-empty = Das Archiv hat noch keine datierte Ausgabe.
digest-nothing = Für „{ $wanted }“ gibt es keine Ausgabe. Das Archiv reicht von { $first } bis { $last }.

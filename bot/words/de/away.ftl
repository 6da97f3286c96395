# Was nicht geht, solange etwas fehlt.

away-database = Die Datenbank des Archivs ist gerade nicht da, darum kann ich nichts nachschlagen. Bitte frag in einer Minute noch einmal.
away-disk = Mein Speicherplatz ist voll, darum kann ich das nicht behalten. Bitte sag es denen, die mich betreiben, und versuch es später noch einmal.

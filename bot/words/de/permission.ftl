# Wie Discords Einstellungen Berechtigungen nennen.

permission-view-channel = Kanal anzeigen
permission-send-messages = Nachrichten senden
permission-read-message-history = Nachrichtenverlauf lesen
permission-create-public-threads = Öffentliche Threads erstellen
permission-send-messages-in-threads = Nachrichten in Threads senden
permission-create-posts = Beiträge erstellen
permission-send-messages-in-posts = Nachrichten in Beiträgen senden

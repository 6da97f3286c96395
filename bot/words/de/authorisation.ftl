# Warum jemand etwas nicht darf.

authorisation-manage = Dafür brauchst du die Berechtigung „Server verwalten“.
authorisation-not-yours = Das kann nur, wer gefragt hat.
authorisation-role = Auf diesem Server dürfen mich fragen: { $roles }.
authorisation-channel = In diesem Kanal antworte ich nicht. Frag mich in { $channels }, oder überall mit /ask und „private“.

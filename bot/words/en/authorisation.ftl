# Why somebody may not do something.

authorisation-manage = You need the permission Manage Server for that.
authorisation-not-yours = Only who asked can do that.
authorisation-role = On this server these may ask me: { $roles }.
authorisation-channel = I don't answer in this channel. Ask me in { $channels }, or anywhere by /ask with “private”.

# What Discord's settings call permissions.

permission-view-channel = View Channel
permission-send-messages = Send Messages
permission-read-message-history = Read Message History
permission-create-public-threads = Create Public Threads
permission-send-messages-in-threads = Send Messages in Threads
permission-create-posts = Create Posts
permission-send-messages-in-posts = Send Messages in Posts

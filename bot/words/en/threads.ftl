# Questions in messages, and the threads that are opened for them.

threads-words = I can't read a question there. Mention me with your question, or use /ask.
# The name of a thread for a question in which nothing is seen.
threads-nameless = A question
# Under the question that a thread goes on from.
threads-open = Ask on here: I know the question and the answer above.
threads-refused = A thread can't be opened here: you and I both need the permission for it.
threads-there = This answer has a thread already: { $thread }
threads-unknown = I don't know any more what that answered. Ask it again, and go on from there.
# To whoever asked, where the answer can't be shown any more.
threads-lost = I can't show you the rest of that answer: its message is gone, or I may not write there.

# The buttons under answers, and what they say when they are pressed.

buttons-quotes = Quotes
buttons-up = Useful
buttons-down = Not useful
buttons-wrong = Wrong source
buttons-stop = Stop
buttons-again = Try again
buttons-thread = Continue in a thread

buttons-thanks-up = Thank you. I've noted that this was useful.
buttons-thanks-down = Thank you. I've noted that this wasn't useful.
buttons-thanks-wrong = Thank you. I've noted that a source is wrong.
buttons-unknown = This answer isn't recorded any more.
buttons-over = This answer isn't being written any more.
buttons-forgotten = I don't know that question any more. Please ask it again.
buttons-no-quotes = The quotes of this answer aren't kept any more. Ask again to have them.
buttons-gone = This passage is gone from the archive.

# The window that asks what is wrong with a source.
buttons-wrong-what = What is wrong with it?
buttons-wrong-how = If you like: the number of the source, and why.

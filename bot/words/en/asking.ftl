# What a question gets in place of an answer.

asking-full = So many questions wait here that I can't take another one yet. Please ask again in a few minutes.

# What is said wherever something is.

sorry = Something went wrong on my side, so I can't answer this now. Please try again later.

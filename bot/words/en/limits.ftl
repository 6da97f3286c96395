# That a limit of questions is reached.

limits-person = You've asked a lot within an hour. I'll gladly take your next question { $when }.
limits-channel = This channel asks more than I can take within an hour. I'll go on { $when }.
limits-day = Today's questions are all asked here. I'll go on { $when }.

# /feedback: what people think of answers, and what they didn't find.

feedback-none = No questions in the last { $days } days.
feedback-days = **The last { $days } days**
feedback-asked = { $answered } answered, { $nothing } that found nothing, { $other } others
feedback-given = { $up } useful, { $down } not useful, { $wrong } with a wrong source
feedback-wrong = **Wrong source**
feedback-wrong-word = { $question } ({ $when }): { $word }
feedback-question = { $question } ({ $when })
feedback-nothing = **Found nothing**
feedback-not-yours = That is for who manages a server, there, or for who runs me.

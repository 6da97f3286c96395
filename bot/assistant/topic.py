"""What a question is about, apart from the words that only ask and those that tell the time."""

from index.names import tells_time
from index.terms import content_words

# Words that ask about the archive or for a form of the answer; no sentence has to hold them.
ASKING = frozenset(
    """according accurate answer answers archive article articles brief cite cited citing compare
    compared comparison content contents contain contains coverage cover covered covers day days
    describe described detail details detailed differ difference different differently digest
    digests discussed edition editions exactly explain figure figures find give happen happened
    happening happens headline headlines issue issues latest list listed main mention mentioned
    mentions month months name named names new news newest newsletter newsletters number numbers
    overview piece please post posts publication question rank ranked recap recently refer report
    reported reporting reports section sections sort source sources state stated stories story
    summarise summarize summary talk talked today topic topics update updates versus week weeks
    wrote write written year years yesterday
    welche welcher welches wer wie wann wo warum ist sind wurde wurden der das den dem ein eine
    einen und oder über zu zum zur von mit für auf nach bei kann sagt sagen gibt schreiben berichtet
    qu'est-ce qu'est que qui quoi quel quelle quels quelles est sont le la les un une du de et dans
    avec par aux qué quién quiénes cómo cuándo dónde cuál cuáles el los las una del sobre para con
    新闻 今天 昨天 今日 昨日 消息 报告 日报 简报""".split()
)


def topic_words(question: str, *, dated: bool) -> list[str]:
    """The words of a question that an answer has to be about; `dated` where it names days."""
    words = (word for word in content_words(question) if word not in ASKING)
    return [word for word in words if not (dated and tells_time(word))]

"""The errors of the index that a person gets to see, one line each."""


class IndexFault(Exception):
    """Something outside the program stands in the way; the message is one line for a person.

    Raised by the archive, the store and the model. The command line prints it and exits with 1.
    """


class Unreadable(Exception):
    """One file can't become a document; the message is the reason.

    Raised by the readers, caught by the indexer, which lists the file as skipped and goes on.
    `passing` tells that it is the disk's fault, not the file's: what it said before stays.
    """

    def __init__(self, reason: str, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.passing = passing

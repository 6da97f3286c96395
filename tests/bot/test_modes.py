"""What is degraded is told as it begins and as it ends."""

from structlog.testing import capture_logs

from bot.modes import Mode, Modes


def test_each_begins_and_ends_once() -> None:
    """A mode is logged when it begins and when it ends, however often it is told."""
    modes = Modes()
    with capture_logs() as logs:
        for degraded in (False, True, True, False, False):
            modes.tell(Mode.CLAUDE, degraded=degraded)

    assert [(line["event"], line["mode"]) for line in logs] == [
        ("degraded", "Claude away: quoting instead"),
        ("recovered", "Claude away: quoting instead"),
    ]


def test_what_matters_most_comes_first() -> None:
    """What is degraded now is told in one order, whatever began first."""
    modes = Modes()
    modes.tell(Mode.VECTORS, degraded=True)
    modes.tell(Mode.DISCORD, degraded=True)
    modes.tell(Mode.CLAUDE, degraded=True)
    modes.tell(Mode.CLAUDE, degraded=False)

    assert modes.now == (Mode.DISCORD, Mode.VECTORS)

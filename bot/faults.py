"""Errors at the edge: each becomes one line for a person and an exit code."""

import contextlib
import signal
import sys
import threading
from collections.abc import Callable, Iterator

FAULT, INTERRUPTED = 1, 130


class BotFault(Exception):
    """The bot can't start or go on; the message is one line for a person.

    Raised by the Discord side, printed by the command line.
    """


def exit_code(work: Callable[[], None]) -> int:
    """Run `work` and tell what its end stands for: 0, or the code of its error.

    A fault that a person can mend is printed as its sentence. Anything else is a mistake in the
    program: it is printed in one line, with its trace where the log is set to debug. SIGTERM ends
    it as Ctrl+C does.
    """
    from bot.settings import SettingsFault
    from index.errors import IndexFault

    try:
        with _terminated_as_interrupted():
            work()
    except (SettingsFault, IndexFault, BotFault) as fault:
        _say(str(fault))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has gone: there is nobody to tell.
        sys.stderr.close()
    except Exception as error:  # noqa: BLE001
        import structlog

        structlog.get_logger().debug("failed", exc_info=True)
        _say(
            f"Something went wrong ({type(error).__name__}: {_first_line(error)}). "
            "FOOTNOTE_LOG=debug tells more."
        )
    else:
        return 0
    return FAULT


@contextlib.contextmanager
def _terminated_as_interrupted() -> Iterator[None]:
    """What is open is closed on SIGTERM, too, also where Footnote is a container's only process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    interrupted = signal.getsignal(signal.SIGINT)
    if interrupted is signal.SIG_IGN:
        # So a script's shell starts what runs behind it: SIGTERM would go unheard as well.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, interrupted)
        signal.signal(signal.SIGTERM, before)


def _say(line: str) -> None:
    from bot.render.printable import written_out

    print(f"footnote: {written_out(line)}", file=sys.stderr)  # noqa: T201


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0][:200] if lines else "no words"

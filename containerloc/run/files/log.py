"""What the package says while it works: plain lines of the logger `containerloc` on stderr."""

import logging
import sys

from containerloc.quoting import visible_lines


class _Stderr(logging.Handler):
    """Writes to the stderr of the moment, which notebooks and tests replace."""

    def emit(self, record: logging.LogRecord) -> None:
        line = visible_lines(self.format(record))
        if "tqdm" in sys.modules:  # a bar may stand in the last line
            sys.modules["tqdm"].tqdm.write(line, file=sys.stderr)
            sys.stderr.flush()
        else:
            print(line, file=sys.stderr, flush=True)


def show_log() -> None:
    """Print what the package logs from now on, unless a handler takes care of it already."""
    logger = logging.getLogger("containerloc")
    if not logger.handlers:
        logger.addHandler(_Stderr())
    logger.setLevel(logging.INFO)

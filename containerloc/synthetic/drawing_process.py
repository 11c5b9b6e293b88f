"""A process that draws beside the one that started it, and ends with it."""

import os
import signal
import threading
from multiprocessing import parent_process


def begin_drawing() -> None:
    """Draw on one core, leave Ctrl-C to the parent, and end as soon as it has ended, however."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import cv2

    cv2.setNumThreads(1)


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)

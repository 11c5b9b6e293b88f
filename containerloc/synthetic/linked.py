"""A photo under a second name: Ultralytics looks for labels beside the images.

So each set of labels of the same photos needs images of its own.
"""

import os
import shutil
from pathlib import Path


def link(source: Path, target: Path) -> None:
    """Give the file a second name, or copy it where the disk has no hard links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)

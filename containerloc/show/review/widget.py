"""The review in a notebook with a front end: JupyterLab, VS Code, Colab."""

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from containerloc.errors import DataError
from containerloc.show.review.case import Review
from containerloc.show.review.page import source
from containerloc.show.review.pictures import photo_bytes

if TYPE_CHECKING:
    from matplotlib.figure import Figure

NO_FRONT_END: Final = "CONTAINERLOC_NO_FRONT_END"  # set by whoever runs notebooks unattended
# Each tells that a front end started this kernel, and not papermill or nbconvert.
_FRONT_ENDS: Final = ("JPY_SESSION_NAME", "VSCODE_PID", "COLAB_RELEASE_TAG")

Save = Callable[[Mapping[str, Any]], None]
Verdicts = Callable[[], Sequence[Mapping[str, Any]]]


def has_front_end() -> bool:
    """Whether somebody can look at a widget here, and anywidget is installed to make one."""
    if os.environ.get(NO_FRONT_END) or find_spec("anywidget") is None:
        return False
    return any(name in os.environ for name in _FRONT_ENDS) or "google.colab" in sys.modules


def review_widget(review: Review, pictures: "Figure", *, save: Save, verdicts: Verdicts) -> Any:
    """What a cell displays where there is a front end: the review.

    Parameters
    ----------
    pictures
        A figure of cases, which stands for the widget wherever its kernel is gone: in a notebook
        that is opened again, on GitHub, in exported HTML.
    save
        Keeps a verdict, as the front end sends it. What it raises is shown to the person.
    verdicts
        All verdicts that are kept, oldest first, as from `Verdict.as_dict`.
    """
    import anywidget
    import traitlets

    from containerloc.show.style import png_of

    answers = _Answers(review, save, verdicts)
    png = png_of(pictures)

    class ReviewWidget(anywidget.AnyWidget):
        _esm = source("review.js")
        _css = source("review.css")
        review = traitlets.Dict().tag(sync=True)

        def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
            bundle, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
            return {**bundle, "image/png": png, "text/plain": review.title}, metadata

    widget = ReviewWidget(review=review.as_dict())
    widget.on_msg(lambda own, asked, _: own.send(*answers.answer(asked)))
    return widget


class _Answers:
    """What the kernel answers to the front end."""

    def __init__(self, review: Review, save: Save, verdicts: Verdicts) -> None:
        self.review, self.save, self.verdicts = review, save, verdicts

    def answer(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """The answer to one message, and the photo that goes with it, if any."""
        try:
            content, buffers = self._content(asked)
        except Exception as error:  # whatever it is, the person who waits has to know
            content, buffers = {"error": str(error)}, []
        return {"id": asked.get("id"), **content}, buffers

    def _content(self, asked: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        if asked.get("ask") == "verdicts":
            return {"verdicts": list(self.verdicts())}, []
        if asked.get("ask") == "save":
            self.save(asked["verdict"])
            return {}, []
        photo = self.review.photos.get(str(asked.get("photo")))
        if photo is None:
            raise DataError(f"{asked.get('photo')}: is no photo of this review")
        content, kind = photo_bytes(Path(photo.path))
        return {"type": kind, "box_px": [0, 0, photo.width_px, photo.height_px]}, [content]

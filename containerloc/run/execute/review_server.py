"""The page of `containerloc review`: served on this machine alone, every verdict saved at once.

Whoever does not know the token in the address gets nothing. Pages of other sites cannot ask in the
person's name either: the `Host` and the `Origin` of a request have to be this server's own.
"""

import hmac
import secrets
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

from containerloc.errors import ContainerlocError, UsageError
from containerloc.parsing import parse_json
from containerloc.run.files.saved_verdicts import shown_verdicts
from containerloc.run.prepare.review.run_review import RunReview
from containerloc.show.review.page import page_html
from containerloc.show.review.pictures import photo_bytes

_LOOPBACK: Final = "127.0.0.1"
_LONGEST_BODY: Final = 100_000  # bytes of a verdict
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_Answer = tuple[HTTPStatus, str, bytes]  # with the MIME type


class ReviewServer(ThreadingHTTPServer):
    """Shows a run's cases and keeps the verdicts on them.

    Parameters
    ----------
    port
        0 for any that is free.
    who
        Who judges, where the page is not told another name.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, review: RunReview, *, port: int = 0, who: str = "") -> None:
        self.review, self.shown = review, review.shown(who=who)
        self.photos, self.token = list(self.shown.photos), secrets.token_urlsafe(32)
        try:
            super().__init__((_LOOPBACK, port), _Handler)
        except OSError as error:
            raise UsageError(f"port {port} cannot be used: {error}; give another one") from error

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{_LOOPBACK}:{self.server_port}/{self.token}/"

    @property
    def hosts(self) -> set[str]:
        """What a browser on this machine may call this server."""
        return {f"{name}:{self.server_port}" for name in (_LOOPBACK, "localhost")}

    def page(self) -> bytes:
        """The page with every verdict up to now."""
        verdicts = shown_verdicts(self.review.verdicts.read())
        content = replace(self.shown, verdicts=verdicts).as_dict(save_url="verdicts")
        for number, key in enumerate(self.photos):
            photo, file = content["photos"][key], Path(self.shown.photos[key].path)
            box = [0, 0, photo["width_px"], photo["height_px"]]
            photo["pictures"] = [{"url": f"photos/{number}", "box_px": box}]
            if not file.is_file():
                photo |= {"pictures": [], "reason": f"{file}: there is no such file any more"}
        return page_html(content).encode()

    def photo(self, number: str) -> tuple[bytes, str]:
        """A photo by its number, and its MIME type; LookupError where there is none."""
        if not number.isascii() or not number.isdecimal():
            raise LookupError(number)
        return photo_bytes(Path(self.shown.photos[self.photos[int(number)]].path))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that went away; of anything else, as usual."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


@contextmanager
def serving(server: ReviewServer) -> Iterator[ReviewServer]:
    """Serve until the block ends."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    timeout = 60  # seconds that a silent connection is kept
    protocol_version = "HTTP/1.1"
    server_version = "containerloc"
    sys_version = ""

    def do_GET(self) -> None:
        """Answer with the page, or with a photo of it."""
        self._answer(self._got)

    def do_POST(self) -> None:
        """Keep a verdict."""
        self._answer(self._posted)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: requests hold the token."""

    def _answer(self, make: Callable[[str], _Answer]) -> None:
        try:
            status, kind, content = make(self._asked())
        except LookupError:
            status, kind, content = _text(HTTPStatus.NOT_FOUND, "There is no such page.")
        except (ContainerlocError, ValueError) as error:
            status, kind, content = _text(HTTPStatus.BAD_REQUEST, str(error))
        except OSError as error:  # such as a full disk
            status, kind, content = _text(HTTPStatus.INTERNAL_SERVER_ERROR, str(error))
        self.send_response(status)
        for name, value in {**_HEADERS, "Content-Type": kind}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        if status != HTTPStatus.OK:  # what else was sent may not have been read
            self.send_header("Connection", "close")
            self.close_connection = True
        self.end_headers()
        self.wfile.write(content)

    def _asked(self) -> str:
        """The path behind the token; LookupError for whoever may not ask."""
        _, token, path = (self.path.split("?")[0].split("/", 2) + ["", ""])[:3]
        is_known = hmac.compare_digest(token.encode(), self.server.token.encode())
        hosts, origin = self.server.hosts, self.headers.get("Origin")
        is_own = self.headers.get("Host") in hosts and (
            origin is None or origin in {f"http://{host}" for host in hosts}
        )
        if not is_known or not is_own or self.path == f"/{token}":
            raise LookupError(path)
        return path

    def _got(self, path: str) -> _Answer:
        if not path:
            return HTTPStatus.OK, "text/html; charset=utf-8", self.server.page()
        folder, number = path.split("/", 1) if "/" in path else ("", "")
        if folder != "photos":
            raise LookupError(path)
        content, kind = self.server.photo(number)
        return HTTPStatus.OK, kind, content

    def _posted(self, path: str) -> _Answer:
        length = self.headers.get("Content-Length", "")
        if path != "verdicts":
            raise LookupError(path)
        if self.headers.get_content_type() != "application/json":
            raise ValueError("a verdict is sent as application/json")
        if not length.isdecimal() or int(length) > _LONGEST_BODY:
            raise ValueError(f"a verdict has at most {_LONGEST_BODY:,} bytes")
        self.server.review.verdicts.save(parse_json(self.rfile.read(int(length))))
        return HTTPStatus.OK, "application/json", b"{}"


def _text(status: HTTPStatus, text: str) -> _Answer:
    return status, "text/plain; charset=utf-8", text.encode()

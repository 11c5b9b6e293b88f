"""The server of a review: loopback, a token, its own photos alone, every verdict on disk."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np
import psutil
import pytest
from PIL import Image

from containerloc.errors import UsageError
from containerloc.experiment.experiment import load_experiment
from containerloc.run.execute.review_server import ReviewServer, serving
from containerloc.run.files.verdict_file import read_verdicts
from containerloc.run.prepare.inputs import Selection
from containerloc.run.prepare.review.run_review import RunReview, open_review

SENT = {"split": "val", "image": "val_0.png", "object": "line 1", "verdict": "ambiguous"}
JSON = {"Content-Type": "application/json"}


class Answer(NamedTuple):
    status: int
    body: bytes
    headers: Message


Ask = Callable[..., Answer]


@pytest.fixture
def review(project: Path) -> RunReview:
    for number, path in enumerate(sorted((project / "data" / "images" / "val").iterdir())):
        pixels = np.random.default_rng(number).integers(0, 255, (48, 64, 3), np.uint8)
        Image.fromarray(pixels).save(path)
    selection = Selection(predictions=str(project / "predictions.json"))
    return open_review(load_experiment("experiments/one.yaml"), selection)


@pytest.fixture
def server(review: RunReview) -> Iterator[ReviewServer]:
    with serving(ReviewServer(review, who="ann")) as server:
        yield server


@pytest.fixture
def ask(server: ReviewServer) -> Ask:
    """Asks for a path behind the token, or for another one that begins with a slash."""

    def get(path: str = "", body: object = None, *, method: str = "", **headers: str) -> Answer:
        connection = HTTPConnection("127.0.0.1", server.server_port, timeout=10)
        whole = path if path.startswith("/") else f"/{server.token}/{path}"
        content = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        method = method or ("GET" if body is None else "POST")
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, whole, content, sent)
        with closing(connection), connection.getresponse() as answer:
            return Answer(answer.status, answer.read(), answer.headers)

    return get


def test_the_page_shows_its_cases(ask: Ask, server: ReviewServer) -> None:
    answer = ask()
    page = answer.body.decode()
    assert answer.status == 200
    assert '"id":"val/val_0.png/line 1"' in page
    assert '"save_url":"verdicts"' in page
    assert '"who":"ann"' in page
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert urlsplit(server.address).hostname == "127.0.0.1"
    assert server.server_address[0] == "127.0.0.1"
    assert len(server.token) >= 40


def test_a_photo_is_served_as_it_is(ask: Ask, review: RunReview) -> None:
    answer = ask("photos/2")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.body == Path(review.inputs.labels.images["path"].iloc[2]).read_bytes()


def test_a_verdict_is_on_disk_before_it_is_answered_and_on_the_page(ask: Ask, review) -> None:
    assert ask("verdicts", SENT, **JSON).status == 200
    assert read_verdicts(review.verdicts.path).table["verdict"].tolist() == ["ambiguous"]
    assert '"verdict":"ambiguous"' in ask().body.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/wrong/",
        "/wrong/photos/0",
        "photos/3",
        "photos/-1",
        "photos/%C2%B2",
        "photos/../../../etc/passwd",
        "photos/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%2f..%2fexperiments%2fone.yaml",
        "../../../../../etc/passwd",
        "experiments/one.yaml",
        "verdicts",
        "photos",
        "/favicon.ico",
    ],
)
def test_nothing_but_the_cases_photos_is_served(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert answer.status == 404
    assert answer.body == b"There is no such page."


def test_an_address_without_its_last_slash_is_no_page(ask: Ask, server: ReviewServer) -> None:
    assert ask(f"/{server.token}").status == 404
    assert ask(f"/{server.token[:-1]}/").status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
def test_another_site_gets_and_leaves_nothing(ask: Ask, review, headers) -> None:
    assert ask(**headers).status == 404
    assert ask("verdicts", SENT, **headers, **JSON).status == 404
    assert not review.verdicts.path.exists()


def test_the_page_itself_may_send(ask: Ask, server: ReviewServer) -> None:
    own = {"Origin": f"http://127.0.0.1:{server.server_port}"}
    assert ask("verdicts", SENT, **own, **JSON).status == 200
    other_name = f"localhost:{server.server_port}"
    sent = {"Host": other_name, "Origin": f"http://{other_name}"}
    assert ask("verdicts", SENT, **sent, **JSON).status == 200


@pytest.mark.parametrize(
    ("body", "headers", "said"),
    [
        (SENT, {"Content-Type": "text/plain"}, b"application/json"),
        (b"{", JSON, b""),
        (b"[" * 20_000, JSON, b""),
        (b" " * 100_001, JSON, b"at most 100,000 bytes"),
        (SENT | {"image": "no.png"}, JSON, b"is no case here"),
        (SENT | {"verdict": "bad"}, JSON, b"are right"),
        ([], JSON, b"a verdict is a mapping"),
    ],
)
def test_what_is_no_verdict_is_refused_with_a_reason(ask: Ask, review, body, headers, said) -> None:
    answer = ask("verdicts", body, **headers)
    assert answer.status == 400
    assert said in answer.body
    assert not review.verdicts.path.exists()


def test_other_methods_are_none(ask: Ask) -> None:
    assert ask(method="DELETE").status == 501
    assert ask("verdicts", SENT, method="PUT").status == 501


def test_two_people_at_once_lose_nothing(ask: Ask, review: RunReview) -> None:
    def judge(who: str) -> None:
        for _ in range(10):
            assert ask("verdicts", SENT | {"who": who}, **JSON).status == 200

    people = [Thread(target=judge, args=[who]) for who in ("ann", "bob")]
    for each in people:
        each.start()
    for each in people:
        each.join()
    table = read_verdicts(review.verdicts.path).table
    assert table["who"].value_counts().to_dict() == {"ann": 10, "bob": 10}


def test_a_photo_that_is_gone_is_told(ask: Ask, review: RunReview) -> None:
    Path(review.inputs.labels.images["path"].iloc[0]).unlink()
    assert "there is no such file any more" in ask().body.decode()
    assert ask("photos/0").status == 400


def test_a_disk_that_cannot_be_written_is_told(ask: Ask, review, monkeypatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("containerloc.run.prepare.review.verdicts.append_verdicts", full)
    answer = ask("verdicts", SENT, **JSON)
    assert (answer.status, b"No space left" in answer.body) == (500, True)


def test_a_port_that_is_taken_is_an_error(server: ReviewServer, review: RunReview) -> None:
    with pytest.raises(UsageError, match=f"port {server.server_port} cannot be used"):
        ReviewServer(review, port=server.server_port)


@pytest.mark.slow
def test_a_thousand_cases_come_at_once_and_paging_takes_no_memory(project: Path) -> None:
    images, labels = (project / "data" / kind / "val" for kind in ("images", "labels"))
    photo, label = (images / "val_0.png").read_bytes(), (labels / "val_0.txt").read_text()
    for number in range(3, 1000):
        (images / f"val_{number}.png").write_bytes(photo)
        (labels / f"val_{number}.txt").write_text(label)
    selection = Selection(predictions=str(project / "predictions.json"))
    review = open_review(load_experiment("experiments/one.yaml"), selection)
    with serving(ReviewServer(review)) as server:
        process = psutil.Process()

        def got(path: str) -> bytes:
            connection = HTTPConnection("127.0.0.1", server.server_port, timeout=30)
            connection.request("GET", f"/{server.token}/{path}")
            with closing(connection), connection.getresponse() as answer:
                return answer.read()

        start = time.perf_counter()
        assert got("").count(b'"object":"line 1"') == 1000
        assert got("photos/0") == photo
        assert time.perf_counter() - start < 5  # about one second where nothing else runs
        before = process.memory_info().rss
        for number in range(1000):
            got(f"photos/{number}")
        assert process.memory_info().rss - before < 30_000_000

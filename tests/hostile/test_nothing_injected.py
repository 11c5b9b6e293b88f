"""What strangers named is shown in terminal, page, report, figure and CSV, and makes nothing."""

import csv
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import mistune
import numpy as np
import pytest
import yaml
from PIL import Image

from containerloc.experiment.experiment import load_experiment
from containerloc.run.commands.propose import proposed_text
from containerloc.run.files.artifacts import artifacts_of
from containerloc.run.files.json_files import write_json
from containerloc.show.style import new_figure, styled
from containerloc.show.tables import findings_markdown, steps_markdown

from .conftest import QUAD, Cli, write_label

Write = Callable[..., Path]
PHOTOS = [
    "=1+2.jpg",
    "+cmd.jpg",
    "-1+1.jpg",
    "@SUM(A1).jpg",
    "\t=1.jpg",
    "a\nb.jpg",
    "a\rb.jpg",
    "[c](javascript:alert(1)).jpg",
    "<img src=x onerror=alert(1)>.jpg",
    "\x1b[2J\x1b[31mred.jpg",
    "\x1b]0;title\x07.jpg",
    "\x9b31m.jpg",
    "\u202egpj.exe.jpg",
    "$\\frac{$.jpg",
    "[red]x[bold].jpg",
    "[link=javascript:x]y.jpg",
    ":smile:.jpg",
    "`code`<b>.jpg",
    "a`<i>.jpg",
    "&lt;b>.jpg",
    "{{7*7}}.jpg",
    "{x}.jpg",
    "%s%n.jpg",
    "a|b.jpg",
    "'quoted'.jpg",
    '"doubly".jpg',
    "a;b,c.jpg",
    "# h.jpg",
    "1. l.jpg",
    "--help.jpg",
    " a .jpg",
    "größe 集装箱 👩‍🔧.jpg",
]
TEXTS = [*PHOTOS, "</script><script>alert(1)</script>", "]]><b>", "--><b>", "[/nothing]", "x\x00y"]
LEADING = {"href", "xlink:href", "src", "srcset", "action", "formaction", "data", "poster"}
COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


class Page(HTMLParser):
    """The tags of a page, those that something could hide in by their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def refuse_injected(self) -> None:
        led_to = [value for name, value in self.attributes if name in LEADING]
        assert not [value for value in led_to if "javascript:" in value.lower()]
        assert not [name for name, _ in self.attributes if name.startswith("onerror")]
        assert not {"b", "i"} & {tag for tag in self.tags if tag in ("b", "i")}


def rename_photos(data_yaml: Path) -> list[str]:
    root = data_yaml.parent / "images" / "val"
    for photo in root.glob("*.jpg"):
        photo.unlink()
    for number, name in enumerate(PHOTOS):
        coarse = np.random.default_rng(number).integers(0, 255, (6, 8, 3), np.uint8)
        Image.fromarray(coarse).resize((96, 72), Image.Resampling.BICUBIC).save(root / name)
        write_label(root / name, QUAD + 0.002 * number)
    content = yaml.safe_load(data_yaml.read_text())
    names = {0: "=cmd()\x1b[2J<b>x[/red]"}
    data_yaml.write_text(yaml.safe_dump(content | {"names": names}))
    return PHOTOS


def predictions_of(names: list[str]) -> list[dict[str, Any]]:
    entries = []
    for number, name in enumerate(names):
        quad = (QUAD + 0.002 * number + (0.05 if number % 3 == 0 else 0.003)) * [96, 72]
        low, high = quad.min(0), quad.max(0)
        points = [value for x, y in quad for value in (float(x), float(y), 0.9)]
        box = [*low.tolist(), *(high - low).tolist()]
        entry = {"image_id": number, "file_name": name, "category_id": 1, "score": 0.9}
        entries.append({**entry, "bbox": box, "keypoints": points})
    return entries


def test_a_terminal_is_not_commanded(cli: Cli, write_experiment: Write, dataset: Path) -> None:
    names = rename_photos(dataset)
    broken = dataset.parent / "labels" / "val" / Path(names[9]).with_suffix(".txt").name
    broken.write_text("0 0.5 \x1b[2J\n")
    one = write_experiment(description="\x1b[2J\x07 [bold]x[/nothing] " + names[9])
    (one.parent.parent / "p.json").write_text(json.dumps(predictions_of(names)))
    for verb in (
        ["show", one],
        ["list"],
        ["labels", "check", dataset],
        ["labels", "fix", dataset, "--out", "fixed"],
        ["sweep", "--predictions", "p.json", "--data", dataset],
        ["diagnose", one, "--predictions", "p.json"],
        ["show", "\x1b[2J"],
        ["train", one, "--dry-run"],
    ):
        ended = cli(*verb)
        assert not COMMANDS.search(ended.printed), (verb, COMMANDS.search(ended.printed))
        assert ended.code in (0, 1, 2, 3), ended.printed


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_a_finding_in_a_notebook_shows_what_it_names(make_finding: Any, text: str) -> None:
    finding = make_finding(text)
    for shown in (findings_markdown([finding]), steps_markdown([finding])):
        page = Page(
            mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])(shown.data)
        )
        page.refuse_injected()
        assert set(page.tags) <= {"ul", "ol", "li", "p", "strong", "em", "code", "br", "span"}
        assert not COMMANDS.search(shown.data)


@pytest.fixture
def make_finding() -> Any:
    from containerloc.finding import Finding

    def make(text: str) -> Finding:
        sentence, advice = f"Of {text}, `{text}` is off.", f"Do {text}"
        return Finding("miss-rate", "error", sentence, images=(text,), advice=advice)

    return make


def test_a_report_shows_what_it_names(cli: Cli, write_experiment: Write, tmp_path: Path) -> None:
    one = write_experiment(description=TEXTS[7])
    where = artifacts_of(load_experiment(one))
    finding = {"severity": "error", "code": "x", "notebook": "06", "evidence": {}}
    findings = [
        {**finding, "sentence": f"Of {t}, `{t}`.", "advice": t, "images": [t]}
        for t in TEXTS
        if "\0" not in t
    ]
    number = {"value": 5.0, "ci_low": 4.0, "ci_high": 6.0, "n": 3, "notebook": "06"}
    write_json(where.metrics, {"mde_px": number})
    write_json(where.findings, findings)
    write_json(
        where.run_record, {"device": TEXTS[8], "versions": {TEXTS[7]: TEXTS[9]}, "notebooks": {}}
    )
    ended = cli("report", one)
    assert ended.code == 0, ended.printed
    for name in ("report.md", "report.html"):
        text = (where.results / name).read_text(encoding="utf-8")
        assert not COMMANDS.search(text)
        if name == "report.md":
            text = mistune.create_markdown(
                escape=False, plugins=["table", "strikethrough", "task_lists"]
            )(text)
        page = Page(text)
        page.refuse_injected()
        assert page.tags.count("script") == (1 if name == "report.html" else 0)
        assert "alert(1)" in text  # shown


@pytest.mark.parametrize("text", [text for text in TEXTS if "\0" not in text], ids=ascii)
def test_a_figure_shows_a_name_and_computes_no_formula(text: str) -> None:
    @styled
    def draw() -> Any:
        figure = new_figure(2, title=text)
        figure.text(0.1, 0.1, text)
        return figure

    drawn = draw()
    assert not any(each.get_parse_math() for each in drawn.texts)


def test_a_proposal_stays_yaml_whatever_the_files_are_called(
    write_experiment: Write, tmp_path: Path
) -> None:
    from containerloc.analysis.diagnosis.proposal import Change

    for stem in (
        "a: b",
        "x # y",
        "[a]",
        "&a",
        "*a",
        "'a",
        '"a',
        "a\nname: evil",
        "%a",
        "{a}",
        "- a",
        "!x",
    ):
        one = write_experiment(stem, name="one")
        change = Change("train.pose", 20.0, "Because of a\nname: evil\x1b[2J")
        written = proposed_text(load_experiment(one), [change], one)
        content = yaml.safe_load(written)
        assert (content["name"], content["base"]) == ("one_next", one.name)
        assert content["train"] == {"pose": 20.0}


@pytest.mark.notebook
def test_a_run_on_photos_with_such_names(cli: Cli, write_experiment: Write, dataset: Path) -> None:
    names = rename_photos(dataset)
    one = write_experiment(description=TEXTS[7])
    (one.parent.parent / "p.json").write_text(json.dumps(predictions_of(names)))
    ended = cli("run", one, "--only", "05,06", "--predictions", "p.json")
    assert ended.code == 0, ended.printed
    where = artifacts_of(load_experiment(one))
    for path in (*where.notebooks.glob("*.html"), where.results / "report.html"):
        page = path.read_text(encoding="utf-8")
        Page(page).refuse_injected()
        assert "<img src=x" not in page
        title = re.search("<title>(.*?)</title>", page)
        assert title
        assert "." not in title[1], "no temporary name"
    assert not COMMANDS.search(ended.printed)
    tables = [*where.results.glob("*.csv")]
    assert tables
    for path in tables:
        with path.open(newline="", encoding="utf-8") as file:
            cells = [cell for row in csv.reader(file) for cell in row]
        numbers = [cell for cell in cells if re.fullmatch(r"-?[\d.e+-]+", cell)]
        begun = [cell for cell in cells if re.match("[=+@\t\r-]", cell) and cell not in numbers]
        assert not begun

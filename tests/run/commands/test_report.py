"""Reports as files: links resolve, nothing is asked of the network, hostile text stays text."""

import re
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image
from typer.testing import CliRunner

from containerloc.cli.app import app
from containerloc.experiment.experiment import Experiment, load_experiment
from containerloc.run.commands.report import write_report
from containerloc.run.files.artifacts import Artifacts, artifacts_of
from containerloc.run.files.json_files import write_json
from containerloc.show.report.parts import Picture, Report, Section, Table
from containerloc.show.report.render import as_html, as_markdown


@pytest.fixture
def experiment(project: Path) -> Experiment:
    return load_experiment(project / "experiments" / "one.yaml")


@pytest.fixture
def where(experiment: Experiment) -> Artifacts:
    """What a run of experiment `one` left."""
    left = artifacts_of(experiment)
    write_json(
        left.metrics,
        {"detection_rate": {"value": 1.0, "ci_low": 0.9, "ci_high": 1.0, "n": 3, "notebook": "06"}},
    )
    write_json(
        left.findings,
        [
            {
                "code": "stopped-early",
                "severity": "warning",
                "sentence": "It | stopped <early>.",
                "evidence": {},
                "images": ["a b.png"],
                "advice": "Raise `patience`.",
                "notebook": "06",
            }
        ],
    )
    left.figures.mkdir(parents=True)
    Image.new("RGB", (40, 30), "red").save(left.figures / "07_sweep.png")
    pd.DataFrame(
        {
            "image": ["a b.png"],
            "line": [1],
            "detected": [True],
            "error_px": [3.0],
            "iou": [0.9],
            "confidence": [0.8],
            "order": ["as read"],
        }
    ).to_csv(left.per_image)
    return left


def test_links_resolve_and_the_page_is_whole(experiment: Experiment, where: Artifacts) -> None:
    markdown, page = write_report(experiment, where)
    text, html = markdown.read_text(), page.read_text()
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert "figures/07_sweep.png" in targets
    for target in targets:
        assert (where.results / target).is_file(), target
    for target in re.findall(r'<a href="([^"#]+)', html):
        assert (where.results / target).is_file(), target
    assert not re.search(r"(src|href)=\"https?:|@import|url\(", html)
    assert 'src="data:image/webp;base64,' in html


def test_text_that_looks_like_markup_stays_text(experiment: Experiment, where: Artifacts) -> None:
    markdown, page = write_report(experiment, where)
    assert "It | stopped &lt;early>." in markdown.read_text()
    assert "It | stopped &lt;early&gt;." in page.read_text()
    assert "Raise <code>patience</code>." in page.read_text()


def test_every_row_of_a_markdown_table_has_its_columns(
    experiment: Experiment, where: Artifacts
) -> None:
    markdown, _ = write_report(experiment, where)
    tables = re.findall(r"(?:^\|.*\n)+", markdown.read_text(), re.MULTILINE)
    assert len(tables) >= 3
    for table in tables:
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
        assert len(widths) == 1, table


def test_parts_that_are_empty_are_left_out(tmp_path: Path) -> None:
    report = Report("t", "", "One.", folded=(Section("Nothing"), Section("Some", ("Said.",))))
    for text in (as_markdown(report), as_html(report, tmp_path)):
        assert ">Nothing" not in text
        assert "Some" in text
    Image.new("RGB", (4, 3)).save(tmp_path / "p.png")
    both = Section(
        "Both",
        tables=(Table(("a", "b"), (("1", "2"),), numbers=(1,)),),
        pictures=(Picture("p.png", "A picture."),),
    )
    text = as_markdown(Report("t", "", "", folded=(both,)))
    assert "| --- | ---: |\n| 1 | 2 |" in text


def test_nothing_run_is_an_error(project: Path) -> None:
    done = CliRunner().invoke(app, ["report", "one"])
    assert done.exit_code == 2
    assert "run it first" in done.output


def test_one_report_that_fails_loses_no_other(
    experiment: Experiment, where: Artifacts, write_experiment
) -> None:
    other = write_experiment("two")
    artifacts_of(load_experiment(other)).metrics.parent.mkdir(parents=True)
    artifacts_of(load_experiment(other)).metrics.write_text('{"mde_px": null}')
    done = CliRunner().invoke(app, ["report", str(other), str(experiment.path)])
    assert done.exit_code == 2
    assert str(where.results / "report.html") in done.output

"""The report on one experiment: what it says, from the numbers and findings that a run left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import pandas as pd

from containerloc.analysis.diagnosis.stories.story import Story, stories
from containerloc.finding import Finding
from containerloc.metric import METRICS
from containerloc.quads import CORNERS
from containerloc.show.report import next_experiment, sentences, tables
from containerloc.show.report.cards import CARDS_NOTE, MOST_CARDS, cards
from containerloc.show.report.cases import PAGE, Shown, cases_of
from containerloc.show.report.classes import classes_section, numbers_by_class
from containerloc.show.report.crops import PhotoOf
from containerloc.show.report.naming import name_on_record
from containerloc.show.report.next_experiment import NextExperiment
from containerloc.show.report.order import in_order, to_mend
from containerloc.show.report.parts import Report, Section, Table
from containerloc.show.report.strip import error_strip
from containerloc.show.report.tiles import experiment_tiles
from containerloc.show.tables import target_table
from containerloc.wording import Noun, noun_of

_PICTURES: Final = {
    "06_confusion.png": "Which class is predicted on the labels of which.",
    "06_causes.png": "What kind of error each label has, and what fixing it would gain.",
    "06_corner_offsets.png": "Where each corner lies from its label, along and across the text.",
    "06_slices.png": "Error by kind of photo and of text.",
    "06_worst_cases.png": "The largest errors: photo, label and prediction, and both crops.",
    "06_missed_cases.png": "What is missed at this threshold.",
    "07_sweep.png": "What each threshold keeps and loses.",
    "06_training_curves.png": "The training, epoch by epoch.",
    "05_suspects.png": "Labels to look at again, with what the models say.",
    "09_lost.png": "What a reader does not read, and by whose fault.",
    "09_margin.png": "What a margin round the outline lets a reader read.",
    "09_corner_cost.png": "What a corner's error costs in reading.",
}
_READING_INTRO: Final = (
    "What a reader of text makes of the crops; a missed label counts as not read. Lengths in "
    "heights of a line of text."
)
_NUMBERS_INTRO: Final = (
    "Numbers of detected objects leave misses out, unless they say that a miss counts as 0."
)
_REVIEWED: Final = "reviewed_"  # how keys of numbers begin that people's verdicts have changed


def _no_photo(image: str) -> None:
    """No photo can be read."""


@dataclass(frozen=True)
class RunResults:
    """What a run left: `metrics.json`, `findings.json`, `run.json`, tables, and files' names.

    `verdicts` are the targets as judged; `files` are paths relative to the artifacts, with what
    each is; `figures` the names of those that exist. `per_class` and `confusion` are empty where
    there is only one class. `unmatched` are predictions without a label, as `cases_of` takes them;
    `proposed` is the next experiment.
    """

    metrics: Mapping[str, Mapping[str, Any]]
    findings: Sequence[dict[str, Any]]
    record: Mapping[str, Any]
    verdicts: pd.DataFrame
    per_label: pd.DataFrame
    figures: Sequence[str]
    files: Sequence[tuple[str, str]]
    per_class: pd.DataFrame = field(default_factory=pd.DataFrame)
    confusion: pd.DataFrame = field(default_factory=pd.DataFrame)
    unmatched: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"image": []}))
    photo_of: PhotoOf = _no_photo
    proposed: NextExperiment = field(default_factory=NextExperiment)

    @cached_property
    def stories(self) -> list[Story]:
        """What was found, by cause, that which is worth most first."""
        return in_order(stories(Finding.of(row) for row in self.findings))

    @property
    def noun(self) -> Noun:
        """What its objects are called."""
        return noun_of(self.per_label["class_name"])

    @property
    def shown(self) -> Shown:
        """What it takes to show its cases."""
        has_review = any(path == PAGE for path, _ in self.files)
        return Shown(self.photo_of, str(self.record.get("split", "val")), has_review)


def experiment_report(run: RunResults) -> Report:
    """The whole report; a section without content is empty."""
    experiment = run.record.get("experiment", {})
    serious = [story for story in run.stories if story.severity != "info"]
    rest = [*serious[MOST_CARDS:], *(each for each in run.stories if each.severity == "info")]
    cases, told = cases_of(run.per_label, run.unmatched), serious[:MOST_CARDS]
    in_cards = {image for story in told for image in story.images}
    marks = {"median": "error_median_px", "mean": "mde_px"}
    values = {words: run.metrics.get(key, {}).get("value") for words, key in marks.items()}
    figures = [name for name in _PICTURES if name in _without_empty(run, run.figures)]
    drawn = cards(told, cases, run.shown, figures)
    in_drawn = {Path(picture.path).name for card in drawn for picture in card.pictures}
    return Report(
        title=name_on_record(str(experiment.get("name", "An experiment")), run.record),
        subtitle=str(experiment.get("description", "")),
        verdict=sentences.verdict_sentence(to_mend(map(Finding.of, run.findings))),
        tiles=experiment_tiles(
            run.metrics, run.verdicts, run.per_label["error_px"].dropna().tolist(), run.noun
        ),
        cards=drawn,
        cards_note=CARDS_NOTE if any(each in cases for each in in_cards) else "",
        notes=_notes(run.record.get("notebooks", {})),
        strip=error_strip(cases, run.shown, marked=in_cards, marks=values, noun=run.noun),
        sections=[next_experiment.section(run.proposed, run.metrics, run.verdicts)],
        folded=_folded(run, rest, [each for each in figures if each not in in_drawn]),
    )


def _notes(notebooks: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Which notebooks are not whole."""
    status = {name: str(each.get("status")) for name, each in notebooks.items()}
    return [
        f"{name} {word}: run it again."
        for name, word in status.items()
        if word not in ("ok", "kept")
    ]


def _without_empty(run: RunResults, figures: Sequence[str]) -> list[str]:
    """The figures, without those that would show nothing."""
    nothing_missed = run.metrics.get("missed", {}).get("value") == 0
    empty = ["06_missed_cases.png"] if nothing_missed else []
    empty += ["06_confusion.png"] if run.confusion.empty else []
    return [name for name in figures if name not in empty]


def _folded(run: RunResults, rest: Sequence[Story], figures: Sequence[str]) -> list[Section]:
    """What stands behind a click: the other findings, all tables, the figures, the files."""
    classes = numbers_by_class(run.per_class)
    corners = [corner_table(numbers, name) for name, numbers in classes.items()]
    return [
        tables.findings_section([story.cause for story in rest], run.shown),
        _numbers(run.metrics, str(run.record.get("gate", ""))),
        tables.reading_section(run.metrics, intro=_READING_INTRO),
        classes_section(classes, run.confusion),
        Section("Corners", tables=corners or [corner_table(run.metrics)]),
        Section("Targets", tables=[Table.of(target_table(run.verdicts))]),
        tables.worst_section(run.per_label, run.shown),
        tables.pictures_section(_PICTURES, figures),
        Section("Files", links=run.files),
        tables.provenance(run.record),
    ]


def _numbers(metrics: Mapping[str, Mapping[str, Any]], gate: str) -> Section:
    """The numbers, and beside them those on the labels as people corrected them, if any did."""
    columns = {"value (95 % interval, n)": metrics}
    reviewed = {
        key[len(_REVIEWED) :]: row for key, row in metrics.items() if key.startswith(_REVIEWED)
    }
    if reviewed:
        columns["as reviewed: on corrected labels, without disputed ones"] = reviewed
    return tables.numbers_section(columns, intro=_NUMBERS_INTRO, gate=gate)


def corner_table(metrics: Mapping[str, Mapping[str, Any]], class_name: str = "") -> Table:
    """The errors of each corner, in all or of one class."""
    columns = {"mean": "mean error", "median": "median", "std": "standard deviation"}
    columns |= {"p90": "90th percentile", "max": "maximum"}
    rows = []
    for corner in CORNERS:
        keys = [f"{corner.lower()}_error_{statistic}_px" for statistic in columns]
        mean, *others = ((METRICS[key], metrics.get(key, {})) for key in keys)
        if mean[1].get("value") is not None:
            values = [metric.with_unit(row.get("value")) for metric, row in others]
            rows.append((corner, mean[0].with_interval(mean[1]), *values))
    parts = (class_name[:1].upper() + class_name[1:], sentences.worst_corner_sentence(metrics))
    intro = ": ".join(part for part in parts if part)
    return Table(("corner", *columns.values()), rows, numbers=(2, 3, 4, 5), intro=intro)

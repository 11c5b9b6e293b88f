"""The report on a comparison, from what notebook 08 left."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from containerloc.analysis.comparison.changed_labels import CHANGED_LABELS, most_changed
from containerloc.analysis.diagnosis.stories.story import Story, stories
from containerloc.finding import Finding
from containerloc.show import tables
from containerloc.show.report import sentences
from containerloc.show.report.cards import MOST_CARDS, cards
from containerloc.show.report.cases import Shown
from containerloc.show.report.changed import NO_PHOTOS, Photographed, changed_section
from containerloc.show.report.naming import name_on_record
from containerloc.show.report.parts import Card, Report, Section, Table
from containerloc.show.report.tables import (
    findings_section,
    numbers_section,
    pictures_section,
    provenance,
)
from containerloc.show.report.tiles import comparison_tiles
from containerloc.wording import DASH, label_name, listed, number

_SAID_BY_THE_VERDICT: Final = (
    *("better-than-reference", "worse-than-reference", "both-better-and-worse"),
    *("no-difference-shown", "equivalent"),
)
_FIRST_PICTURES: Final = {
    "08_differences.png": "Differences to the reference with their intervals."
}
_PICTURES: Final = {
    "08_slices.png": "Differences by kind of object and photo.",
    "08_changed.png": "What got worse and better most, as both predict it.",
    "08_training_curves.png": "The trainings over each other.",
}
_NUMBERS_INTRO: Final = (
    "Each experiment by itself, at its own threshold. Do not compare means over different detected "
    "objects; the differences below are over those that both detect."
)
_OF_CHANGES: Final = ("experiment", "key", "from", "to", "source")
_OF_COST: Final = ("experiment", "parameters", "input_px", "ms_per_image", "device", "epochs")
_OF_LABELS: Final = ("label", "change", "reference_px", "error_px", "difference_px")
_MOST_LABELS: Final = 5  # of each experiment, that got worse, and as many that got better
_OF_AGREEMENT: Final = ("first", "second", "apart_px", "rank_correlation", "both", "neither")


def comparison_report(
    content: Mapping[str, Any],
    findings: Sequence[dict[str, Any]],
    record: Mapping[str, Any],
    *,
    figures: Sequence[str],
    files: Sequence[tuple[str, str]],
    photographed: Photographed = NO_PHOTOS,
) -> Report:
    """The whole report; `content` is `comparison.json`, `photographed` what its photos show."""
    reference, experiments = str(content["reference"]), content["experiments"]
    by_name = {
        name: [row for row in content["differences"] if row["experiment"] == name]
        for name in experiments
        if name != reference
    }
    recorded = record.get("experiments", {})
    called = {name: name_on_record(name, recorded.get(name, {})) for name in experiments}
    short = {name: called[name].split(" · ")[0] for name in experiments}
    if len(set(short.values())) < len(short):
        short = called
    told = [_spoken(story, short) for story in stories(Finding.of(row) for row in findings)]
    first = [story for story in told if _has_card(story)]
    rest = [story for story in told if not _has_card(story)]
    others = [called[name] for name in by_name]
    names = " and ".join(others) if len(others) < 3 else f"{len(others)} experiments"
    judged = {short[name]: rows for name, rows in by_name.items()}
    same = [short[name] for name, each in experiments.items() if each.get("is_same")]
    return Report(
        f"{names} against {called[reference]}",
        f"{content['labels']} labels on {content['images']} images of split {content['split']}",
        sentences.comparison_verdict(judged, short[reference], same=same),
        comparison_tiles(judged),
        [
            _named(card, [short[name] for name in by_name])
            for card in cards(first[:MOST_CARDS], {}, Shown(_no_photo), [])
        ],
        cards_title="What follows",
        sections=[
            changed_section(content, short, photographed),
            pictures_section(_FIRST_PICTURES, figures, title="Differences"),
        ],
        folded=[
            findings_section(
                [each.cause for each in [*first[MOST_CARDS:], *rest]], Shown(_no_photo)
            ),
            numbers_section(
                {called[name]: each["numbers"] for name, each in experiments.items()},
                intro=_NUMBERS_INTRO,
                gate=str(content.get("gate", "")),
            ),
            *(
                Section(
                    f"{called[name]} against {called[reference]}",
                    tables=[_differences(rows, of_one=True)],
                )
                for name, rows in by_name.items()
            ),
            *_tables(content, short),
            pictures_section(_PICTURES, figures),
            Section("Files", links=tuple(files)),
            provenance(record),
        ],
    )


def _tables(content: Mapping[str, Any], called: Mapping[str, str]) -> list[Section]:
    """What was changed, promised, and costs; corners, labels, and how far the models agree."""
    experiments = content["experiments"]
    return [
        _changes(experiments),
        _targets(experiments),
        Section("Corners", tables=[_differences(content.get("corners", ()))]),
        _cost(experiments),
        _labels(content, called),
        _agreement(content),
    ]


def _spoken(story: Story, short: Mapping[str, str]) -> Story:
    """The story with experiments as people call them."""

    def spoken(finding: Finding) -> Finding:
        sentence = finding.sentence
        for name in sorted(short, key=len, reverse=True):
            sentence = sentence.replace(name, short[name])
        return replace(finding, sentence=sentence)

    return Story(spoken(story.cause), tuple(map(spoken, story.consequences)))


def _has_card(story: Story) -> bool:
    """Whether it is to be acted on, and not said by the verdict already."""
    return story.severity != "info" and story.cause.code not in _SAID_BY_THE_VERDICT


def _named(card: Card, names: Sequence[str]) -> Card:
    """The card with the experiment that its sentence is about in its title, if it is about one."""
    told = [name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", card.sentence)]
    return replace(card, title=f"{told[0]}: {card.title}") if len(told) == 1 else card


def _no_photo(image: str) -> None:
    """A comparison has no photos of its own."""


def _differences(rows: Sequence[Mapping[str, Any]], *, of_one: bool = False) -> Table:
    frame = tables.difference_table(pd.DataFrame(rows))
    return Table.of(frame.drop(columns="experiment", errors="ignore") if of_one else frame)


def _changes(experiments: Mapping[str, Any]) -> Section:
    rows = [
        {"experiment": name, **{key: _setting(value) for key, value in change.items()}}
        for name, each in experiments.items()
        for change in each.get("changed", ())
    ]
    return Section(
        "What was changed", sentences.credit_of(experiments), [_table(rows, _OF_CHANGES)]
    )


def _setting(value: Any) -> Any:
    """A setting with all its digits: 0.0005 is not 0.001."""
    return f"{value:g}" if isinstance(value, float) else value


def _targets(experiments: Mapping[str, Any]) -> Section:
    none = [f"{name} has no target." for name, each in experiments.items() if not each["targets"]]
    rows = [
        {"experiment": name, **row} for name, each in experiments.items() for row in each["targets"]
    ]
    return Section("Targets", none, [Table.of(tables.target_table(pd.DataFrame(rows)))])


def _cost(experiments: Mapping[str, Any]) -> Section:
    rows = [{"experiment": name, **each["cost"]} for name, each in experiments.items()]
    known = [key for key in _OF_COST if any(row.get(key) not in (None, "") for row in rows)]
    return Section("Cost", tables=[_table(rows, known)])


def _labels(content: Mapping[str, Any], called: Mapping[str, str]) -> Section:
    """Of each experiment by itself, named where there are several."""
    saved = pd.DataFrame(content.get("changed_labels", ()), columns=["experiment", *CHANGED_LABELS])
    shown = [
        (called[str(name)], most_changed(rows, n=_MOST_LABELS))
        for name, rows in saved.groupby("experiment", sort=False)
    ]
    rows = [
        {**row, "experiment": name, "label": label_name(str(row["image"]), int(row["line"]))}
        for name, table in shown
        for row in table.to_dict("records")
    ]
    columns = _OF_LABELS if len(shown) < 2 else ("experiment", *_OF_LABELS)
    return Section("What got worse and better most", tables=[_table(rows, columns)])


def _agreement(content: Mapping[str, Any]) -> Section:
    left_out = [f"{image}: {reason}" for image, reason in content.get("left_out", {}).items()]
    sentence = f"Left out, because not all experiments have them: {listed(left_out)}."
    table = _table(content.get("agreement", ()), _OF_AGREEMENT)
    return Section("Agreement", [sentence] if left_out else (), [table])


def _table(rows: Sequence[Mapping[Any, Any]], keys: Sequence[str]) -> Table:
    """Some keys of the rows as columns; numbers with three digits."""
    values = [[row.get(key) for key in keys] for row in rows]
    numeric = [
        place
        for place, column in enumerate(zip(*values, strict=True))
        if any(isinstance(value, int | float) for value in column)
    ]
    texts = [list(map(_text, row)) for row in values]
    return Table(list(map(tables.heading, keys)), texts, numeric)


def _text(value: Any) -> str:
    if value is None or value == "":
        return DASH
    return number(value) if isinstance(value, float) else str(value)

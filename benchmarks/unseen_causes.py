"""Is a cause named that the rules were not made for? `python benchmarks/unseen_causes.py`.

Plants each cause of `unseen` in a world of each seed, hands it to the rules, and prints how often
they name the cause, how often first, and how often something else is told beside it as a warning
or an error; of clean worlds, how often they are silent. `--held-out` runs the causes that no rule
was tuned on.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Final

import pandas as pd

from containerloc.analysis.diagnosis.diagnose import diagnose
from containerloc.analysis.diagnosis.evidence import Evidence, PhotoContext, Settings
from containerloc.analysis.labels.structure import structural_faults
from containerloc.finding import Finding
from unseen import CLEAN, HELD_OUT, OPEN, Cause, World, plant

ALL: Final = {**CLEAN, **OPEN, **HELD_OUT}
SHOWN: Final = 4  # codes of other findings


def diagnosed(world: World) -> tuple[Finding, ...]:
    """All findings of a world, worst first."""
    photos = world.statistics.loc[world.labels["image"]].reset_index(drop=True)
    context = PhotoContext(
        photos=pd.concat([world.labels[["image", "line"]], photos], axis=1),
        attributes=world.attributes.rename_axis("image"),
        faults=structural_faults(world.labels, world.images),
    )
    settings = Settings(
        in_use=world.in_use,
        intended=world.intended,
        setting_mismatches=world.settings,
        image_list_known=False,
    )
    return diagnose(
        Evidence(
            world.predictions,
            world.labels,
            world.images,
            settings,
            context=context,
            class_names=world.class_names,
        )
    )


def judged(name: str, seed: int, findings: Sequence[Finding]) -> dict[str, object]:
    """One row per world: whether the cause is named, named first, and what is said beside it."""
    cause: Cause = ALL[name]
    heads = [each for each in findings if not getattr(each, "cause", "")]
    codes = [each.code for each in findings if each.code != "nothing-wrong"]
    loud = [each.code for each in heads if each.severity != "info"]
    others = [code for code in loud if code not in cause.named | cause.beside]
    first = (loud or [each.code for each in heads if each.code != "nothing-wrong"] or [""])[0]
    return {
        "planted": name,
        "seed": seed,
        "named": bool(cause.named & set(codes)) if cause.named else not others,
        "first": first in cause.named if cause.named else not others,
        "alone": not others,
        "others": " ".join(others),
        "codes": " ".join(f"{each.code}:{each.severity}" for each in findings),
    }


def table(rows: pd.DataFrame) -> str:
    """A line for each cause: shares named, first and alone, and what was said instead."""
    lines = [f"{'planted':26} {'named':>6} {'first':>6} {'alone':>6}  told beside it, in worlds"]
    for name, group in rows.groupby("planted", sort=False):
        shares = " ".join(f"{group[key].mean():6.0%}" for key in ("named", "first", "alone"))
        told = Counter(code for text in group["others"] for code in set(text.split()))
        listed = ", ".join(f"{code} {count}" for code, count in told.most_common(SHOWN))
        lines.append(f"{name:26} {shares}  {listed}")
    clean = rows["planted"].isin(list(CLEAN))
    for title, part in (("causes", rows[~clean]), ("clean worlds", rows[clean])):
        if len(part):
            shares = " ".join(f"{part[key].mean():6.1%}" for key in ("named", "first", "alone"))
            lines.append(f"{f'{len(part)} worlds, {title}':26} {shares}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5, help="how many (5)")
    parser.add_argument("--first-seed", type=int, default=0, help="the first of them (0)")
    parser.add_argument("--photos", type=int, nargs="+", default=[74], help="of a world (74)")
    parser.add_argument("--held-out", action="store_true", help="causes that tuned nothing")
    parser.add_argument("--clean", action="store_true", help="clean worlds only")
    parser.add_argument("--causes", nargs="+", choices=list(ALL), metavar="CAUSE")
    parser.add_argument("--csv", type=Path, help="write one row per world, with all its findings")
    chosen = parser.parse_args(arguments)
    wanted = [*CLEAN, *(HELD_OUT if chosen.held_out else () if chosen.clean else OPEN)]
    seeds = range(chosen.first_seed, chosen.first_seed + chosen.seeds)
    for n in chosen.photos:
        start = perf_counter()
        rows = pd.DataFrame(
            [
                judged(name, seed, diagnosed(plant(name, seed, n=n)))
                for name in chosen.causes or wanted
                for seed in seeds
            ]
        )
        if chosen.csv:
            rows.to_csv(chosen.csv.with_stem(f"{chosen.csv.stem}-{n}"), index=False)
        print(f"{n} photos, seeds {seeds[0]} to {seeds[-1]}", table(rows), sep="\n")
        print(f"{perf_counter() - start:.0f} s\n", flush=True)


if __name__ == "__main__":
    main()

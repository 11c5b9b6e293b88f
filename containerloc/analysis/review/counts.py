"""How many cases were looked at, by whom, and who was to blame."""

from collections.abc import Mapping

import pandas as pd

from containerloc.analysis.review.verdicts import LABEL_WRONG, VERDICTS, is_corrected
from containerloc.wording import counted, listed


def verdict_counts(latest: pd.DataFrame, *, n_cases: int) -> dict[str, int]:
    """How many cases there are, how many were `judged`, each verdict, and what is out of date.

    `latest` as from `verdicts.with_staleness`. A note alone is no judgement. `corrected` have
    proposed corners, `stale` are kept although what they are about has changed, and count nowhere
    else.
    """
    current = latest[latest["stale"] == ""]
    by_verdict = current["verdict"].value_counts()
    return {
        "cases": n_cases,
        "judged": int(current["verdict"].ne("").sum()),
        **{verdict: int(by_verdict.get(verdict, 0)) for verdict in VERDICTS},
        "corrected": int(is_corrected(current).sum()),
        "stale": int(latest["stale"].ne("").sum()),
    }


def judged_by(latest: pd.DataFrame) -> tuple[str, ...]:
    """Who judged, the one with most verdicts first; an unknown name is left out."""
    who = latest.loc[latest["verdict"].ne(""), "who"]
    return tuple(who[who.ne("")].value_counts().index)


def verdicts_sentence(counts: Mapping[str, int], by: tuple[str, ...]) -> str:
    """Who was to blame, in words; empty where nobody looked.

    Examples
    --------
    >>> counts = dict.fromkeys(VERDICTS, 0) | {"cases": 74, "judged": 17, "corrected": 2}
    >>> verdicts_sentence({**counts, "label_wrong": 3, "model_wrong": 14, "stale": 0}, ("ann",))
    '17 of 74 cases were judged by ann: 3 label wrong (2 corrected), 14 model wrong.'
    """
    if not counts["judged"] and not counts["stale"]:
        return ""
    words = {verdict: f"{counts[verdict]} {word}" for verdict, word in VERDICTS.items()}
    if counts["corrected"]:
        words[LABEL_WRONG] += f" ({counts['corrected']} corrected)"
    parts = [text for verdict, text in words.items() if counts[verdict]]
    who = f" by {listed(by, most=4)}" if by else ""
    said = f"{counts['judged']} of {counted(counts['cases'], 'case')} were judged{who}"
    said += f": {', '.join(parts)}." if parts else "."
    if counts["stale"]:
        stale = counted(counts["stale"], "verdict")
        said += f" {stale} on what has changed since is kept and not counted."
    return said

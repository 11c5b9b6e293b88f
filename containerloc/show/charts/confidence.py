"""Whether rejecting the least confident IDs leaves the better ones."""

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from containerloc.show.style import (
    INK,
    MUTED,
    SECOND,
    SERIES,
    drawing_limit,
    new_figure,
    sentence_figure,
    styled,
)
from containerloc.wording import counted

_VERDICTS = {
    "informative": "The confidence knows the error",
    "misleading": "The confidence misleads: the more confident, the farther off",
    "undecided": "Whether the confidence knows the error is undecided",
    "uninformative": "The confidence says nothing of the error: one of them is the same in all IDs",
}


@styled
def reject_curve(curve: pd.DataFrame, gain: "pd.Series[float]") -> Figure:
    """MDE and 90th percentile of the IDs that are kept, px, over the share rejected.

    `curve` and `gain` as `measures.calibration.reject_curve` and `reject_gain` give them. Lower is
    better; between the curve of the oracle, which rejects by the true error, and the level line
    of chance lies what a confidence can gain.
    """
    if curve.empty:
        return sentence_figure("No ID is found: there is none to reject.")
    figure = new_figure(5.6, title=_title(gain))
    axes = figure.subplots()
    rejected = curve["rejected_share"]
    mde = axes.plot(
        rejected, curve["mde_px"], color=SERIES, lw=2.6, gid="mde", label="MDE of the kept"
    )[0]
    axes.plot(
        rejected, curve["p90_px"], color=SECOND, ls="--", gid="p90", label="90 % of the kept within"
    )
    axes.plot(rejected, curve["oracle_mde_px"], color=MUTED, lw=1.4, label="MDE, by an oracle")
    axes.plot(
        rejected,
        curve["oracle_p90_px"],
        color=MUTED,
        lw=1.4,
        ls="--",
        label="90 % within, by an oracle",
    )
    axes.fill_between(
        rejected, curve["oracle_mde_px"], curve["mde_px"], color=SERIES, alpha=0.1, lw=0
    )
    axes.axhline(gain["chance_px"], color=INK, lw=1, ls=":", label="MDE, by chance", zorder=1)
    if len(curve) == 1:
        mde.set_marker("o")
    # The last few IDs kept say nothing of a rate, but may be far off.
    usual = curve.loc[curve["kept"] >= 0.05 * curve["kept"].max(), ["mde_px", "p90_px"]]
    axes.set(
        xlim=(0, 1),
        ylim=(0, drawing_limit(usual.to_numpy().ravel(), gain["chance_px"])),
        xlabel="share of the found IDs rejected, the least confident first",
        ylabel="distance error of the kept, px",
    )
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.14), ncols=5)
    return figure


def _title(gain: "pd.Series[float]") -> str:
    verdict = str(gain["verdict"])
    said = _VERDICTS[verdict]
    if verdict == "uninformative" or gain[["gain", "ci_low"]].isna().any():
        return f"{said} ({counted(int(gain['n']), 'found ID')})"
    share, low, high = (
        f"{gain[name]:.0%}".replace("-", "−") for name in ("gain", "ci_low", "ci_high")
    )
    return (
        f"{said}: rejecting by it gains {share} of what an oracle gains ({low} to {high}, "
        f"{counted(int(gain['n']), 'found ID')})"
    )

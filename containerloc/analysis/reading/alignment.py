"""Which characters of a text were read wrong: the fewest edits from one text to another."""

from collections.abc import Iterable

import numpy as np

GAP = ""  # stands for a character that one of the two texts lacks


def aligned(read: str, known: str) -> tuple[tuple[str, str], ...]:
    """Pairs of characters, read and known, with the fewest edits (Levenshtein 1966).

    An empty one is a character that was not read, or one that is not there.

    Examples
    --------
    >>> aligned("CSU3", "CSQU8")
    (('C', 'C'), ('S', 'S'), ('', 'Q'), ('U', 'U'), ('3', '8'))
    """
    cost = _costs(read, known)
    pairs = []
    i, j = len(read), len(known)
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + (read[i - 1] != known[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((read[i], known[j]))
        elif i and cost[i, j] == cost[i - 1, j] + 1:
            i -= 1
            pairs.append((read[i], GAP))
        else:
            j -= 1
            pairs.append((GAP, known[j]))
    return tuple(reversed(pairs))


def edits(read: str, known: str) -> int:
    """The fewest characters to change, add or leave out from one text to the other.

    Examples
    --------
    >>> edits("CSU3", "CSQU8"), edits("", "AB"), edits("AB", "AB")
    (2, 2, 0)
    """
    return int(_costs(read, known)[-1, -1])


def character_error_rate(pairs: Iterable[tuple[str, str]]) -> float:
    """Edits over the characters of the known texts, of pairs (read, known); lower is better.

    NaN where no text is known; above 1 where more is read than is there.

    Examples
    --------
    >>> character_error_rate([("CSU3", "CSQU8"), ("AB", "AB"), ("A", "")])
    0.2857142857142857
    """
    judged = [(read, known) for read, known in pairs if known]
    length = sum(len(known) for _, known in judged)
    return sum(edits(*pair) for pair in judged) / length if length else float("nan")


def _costs(read: str, known: str) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    cost = np.zeros((len(read) + 1, len(known) + 1), np.int64)
    cost[:, 0], cost[0] = range(len(read) + 1), range(len(known) + 1)
    for i, one in enumerate(read, 1):
        for j, other in enumerate(known, 1):
            changed = cost[i - 1, j - 1] + (one != other)
            cost[i, j] = min(changed, cost[i - 1, j] + 1, cost[i, j - 1] + 1)
    return cost

"""How many slips of the finger lie between two words."""

from __future__ import annotations


def distance(typed: str, meant: str) -> int:
    """Letters left out, added, changed, or swapped with a neighbour (optimal string alignment).

    Quadratic in the lengths; meant for single words.
    """
    before: list[int] = []
    row = list(range(len(meant) + 1))
    for i, letter in enumerate(typed, 1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(meant, 1):
            cost = min(row[j - 1] + 1, before[j] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and typed[i - 2 : i] == wanted + meant[j - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


def is_swap(typed: str, meant: str) -> bool:
    """Whether *typed* is *meant* with two neighbouring letters in each other's place."""
    if len(typed) != len(meant):
        return False
    wrong = [place for place in range(len(meant)) if typed[place] != meant[place]]
    if len(wrong) != 2 or wrong[1] != wrong[0] + 1:
        return False
    first, second = wrong
    return typed[first] == meant[second] and typed[second] == meant[first]

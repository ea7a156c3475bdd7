"""How well what was typed fits a name: whole words first, then letters in order."""

from __future__ import annotations


def score(wanted: str, text: str) -> int | None:
    """How far `wanted` is from `text`, both in small letters; 0 is best, None no match.

    The words of `wanted` may stand anywhere in the text, its letters at least in order: `svas` finds `save as`.
    """
    at = text.find(wanted)
    if at == 0:
        return 0
    if at > 0:
        return (10 if not text[at - 1].isalnum() else 40) + min(at, 9)
    words = wanted.split()
    if len(words) > 1 and all(word in text for word in words):
        return 60
    return _spread(wanted.replace(" ", ""), text)


def _spread(letters: str, text: str) -> int | None:
    """100 and more: letters in order, the nearer together the better; the first one must begin a word, and no more
    letters may lie between them than there are: else nearly anything is found in a long text.
    """
    best: int | None = None
    for start, letter in enumerate(text):
        if letter != letters[0] or (start and text[start - 1].isalnum()):
            continue
        at = start
        for wanted in letters[1:]:
            at = text.find(wanted, at + 1)
            if at < 0:
                break
        else:
            between = at - start - len(letters) + 1
            if between <= len(letters):
                best = 100 + between if best is None else min(best, 100 + between)
    return best

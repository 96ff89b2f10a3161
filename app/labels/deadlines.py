"""How a printed time was read, as it stands beside the printed words."""

ARROW = " → "


def reading_words(note: str, printed: str) -> str:
    """The explanation without the words it explains, where those stand beside it anyway.

    "Quý III/2026 → hạn 30/9/2026" beside “Quý III/2026” is "hạn 30/9/2026"; of a longer text the
    part that is explained stays.
    """
    explained, arrow, words = note.partition(ARROW)
    return words if arrow and explained == printed else note

"""@mention: whose name stands after an @ in a text."""

import re
from collections.abc import Iterator, Mapping, Sequence

from workflows.text import fold


def mentioned(words: str, people: Mapping[int, str]) -> set[int]:
    """The ids of the `people` (id → full name) whose whole name stands after an @ in `words`,
    whatever its case and marks. Of two who share a name both are meant: nobody is left out."""
    said = [_name(words[found.end() :]) for found in re.finditer("@", words)]
    names = {id_: fold(name) for id_, name in people.items()}
    return {id_ for id_, name in names.items() if name and any(_begins(s, name) for s in said)}


def parts(words: str, names: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """The text cut into (piece, whether it is an @ with one of these `names`), in its order."""
    longest_first = sorted((re.escape(name) for name in set(names) if name), key=len, reverse=True)
    if not longest_first:
        yield words, False
        return
    place = 0
    for found in re.finditer(rf"@(?:{'|'.join(longest_first)})(?!\w)", words, re.IGNORECASE):
        if found.start() > place:
            yield words[place : found.start()], False
        yield found.group(), True
        place = found.end()
    if place < len(words):
        yield words[place:], False


LONGEST_NAME = 200


def _name(rest: str) -> str:
    return fold(rest[:LONGEST_NAME])


def _begins(said: str, name: str) -> bool:
    return said == name or (said.startswith(name) and not said[len(name)].isalnum())


__all__ = ["mentioned", "parts"]

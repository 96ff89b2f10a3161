"""Long lists taken in parts: databases limit how many values one statement may name."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

BATCH = 1000
"""Values named in one statement."""

Value = TypeVar("Value")


def batches(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    """Yield ``values`` in their order, at most BATCH at a time; nothing where there are none."""
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))

"""What the importer answers to a file it does not read."""

import pytest

from app.labels.problems import problem_text
from app.plan_import import PlanRefused, read_plan


def refusal_of(content: bytes, name: str) -> str:
    """Return the code with which a file is refused; its sentence must be complete."""
    with pytest.raises(PlanRefused) as refused:
        read_plan(content, name)
    sentence = problem_text(refused.value.code.value, refused.value.values)
    assert sentence.endswith(".")
    assert "%" not in sentence
    return refused.value.code.value

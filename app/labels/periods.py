"""The name of an update period where its days stand elsewhere."""


def period_name(label: str) -> str:
    """The name alone: "Quý III/2026" of "Quý III/2026 (15/6/2026–14/9/2026)"."""
    return label.partition(" (")[0]

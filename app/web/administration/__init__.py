"""Administration: people, units and settings of a commune; no decisions on work."""

"""What the nights and the Mondays of a year cost: items made, items flagged, digests composed."""

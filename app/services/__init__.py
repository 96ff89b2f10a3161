"""The only writers. Services flush; the edge commits once."""

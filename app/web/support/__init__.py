"""Đề nghị phối hợp: asked by the lead, answered by the unit that was asked."""

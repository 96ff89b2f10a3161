"""Phiếu kỳ cập nhật: a unit's ongoing work of one period on one page, and the verifier's mirror."""

"""Phiếu, biên bản: papers that were printed, and their way back with number and signature."""

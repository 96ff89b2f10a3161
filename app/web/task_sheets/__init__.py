"""Phiếu theo dõi nhiệm vụ: the paper about one work item that an inspector asks for."""

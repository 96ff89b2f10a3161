"""Reports: regimes, periods, the register and the figures, gathered under one blueprint."""

from app.web.reporting import figures, regimes, register, windows
from app.web.reporting.blueprint import blueprint

__all__ = ["blueprint", "figures", "regimes", "register", "windows"]

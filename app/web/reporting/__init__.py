"""Reports: the regime of the year, the periods and their ladder, the register, frozen figures."""

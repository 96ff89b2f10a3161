"""A plan's workbook for units to fill in, and the workbooks that come back."""

"""An answer as a workbook."""

"""Workbooks, CSV and Parquet files as rows of cells, within bounds, whoever wrote them."""

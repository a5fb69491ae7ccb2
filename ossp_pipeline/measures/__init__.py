"""The measures: their statistics, and what becomes of the returned workbook. Values themselves are computed in dbt."""

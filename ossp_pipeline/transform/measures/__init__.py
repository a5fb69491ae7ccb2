"""What dbt's Python models compute, a module per table or step, over frames. Measures' values are made in SQL."""

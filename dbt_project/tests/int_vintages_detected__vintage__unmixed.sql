{{ config(meta={
    'table': 'int_vintages_detected', 'severity': 'warn', 'owner': 'partnership analyst',
    'rationale': '2011 and 2021 small areas in one month cannot be compared area by area',
    'remedy': 'ask the supplier which vintage the month is coded in',
}) }}
select feed, period
from {{ ref('int_vintages_detected') }}
where is_mixed

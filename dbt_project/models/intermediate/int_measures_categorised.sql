-- The categories of each measure, one per row: those of its numerator and, for percentages, of its denominator.
select measure_id, source, 'numerator' as side, unnest(string_split(numerator, ';')) as category
from {{ ref('int_measures_defined') }}
union all
select measure_id, source, 'denominator' as side, unnest(string_split(denominator, ';')) as category
from {{ ref('int_measures_defined') }}
where unit = 'percent'

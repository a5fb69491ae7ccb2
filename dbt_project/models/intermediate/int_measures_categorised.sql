-- The categories of each measure, one per row: those of its numerator and, for percentages, of its denominator.
-- A returned measure has none: what to count is said to a person.
select measure_id, source, 'numerator' as side, unnest(string_split(numerator, ';')) as category
from {{ ref('int_measures_defined') }}
where source <> 'returned'
union all
select measure_id, source, 'denominator' as side, unnest(string_split(denominator, ';')) as category
from {{ ref('int_measures_defined') }}
where source <> 'returned' and unit = 'percent'

with source as (
    select * from {{ source('partnership', 'disclosure_classes') }}
)

select
    name,
    part,
    counted,
    class as signed_class,
    reason,
    signed_by,
    signed_on as signed_date
from source

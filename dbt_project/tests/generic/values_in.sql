{# Values of a column that are not in the list. A missing value is in no list. #}
{% test values_in(model, column_name, values) %}
    select
        {{ column_name }} as value,
        count(*) as row_count
    from {{ model }}
    where ({{ column_name }} in ('{{ values | join("', '") }}')) is not true
    group by all
{% endtest %}

{# A build's warehouse is read by nobody until the build is judged, so no table or view has to stay while another is
   made (the public edition's is a copy, whose tables are dropped first). dbt's own materializations make each under
   another name and rename it, which takes a fifth of a build's time. #}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set relation = this.incorporate(type='table') -%}
    {% do drop_relation_if_exists(load_cached_relation(this)) %}
    {% call statement('main', language=model['language']) -%}
        {{ create_table_as(false, relation, compiled_code, model['language']) }}
    {%- endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{% materialization view, adapter='duckdb' %}
    {%- set relation = this.incorporate(type='view') -%}
    {% do drop_relation_if_exists(load_cached_relation(this)) %}
    {% call statement('main') -%}
        {{ get_create_view_as_sql(relation, sql) }}
    {%- endcall %}
    {% do adapter.commit() %}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}

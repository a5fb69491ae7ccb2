{# One limit, in percent, of Wilson's interval at 95% for a proportion: `sign` is - for the lower one and + for the upper.
   Wilson EB. Probable inference, the law of succession, and statistical inference. JASA 1927;22:209-12. #}
{% macro wilson_percent(part, whole, sign) -%}
    greatest(0, 100 * (2 * {{ part }} + 3.8414588 {{ sign }} 1.959964 * sqrt(3.8414588 + 4 * {{ part }} * (1 - {{ part }} / nullif({{ whole }}, 0))))
        / (2 * (nullif({{ whole }}, 0) + 3.8414588)))
{%- endmacro %}

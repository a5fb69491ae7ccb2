"""Every rule of the suites over deliveries, with samples that break it: rule → what is done to the feed's rows."""

from tests.integration.gate.samples import NO_ROWS, Sample, add, first, keep, put

FIRST_PERIOD = "period = (select min(period) from base)"
STRANGE_WORD = "'nonesuch'"
ONE_QUARTER = "financial_year = '2025/26' and financial_quarter = 3"
A_COMBINED_CODE = f"(csp_name = 'Ashford' and offence_code like '%/%' and {ONE_QUARTER})"

# A month that came by three tenths, and one that came four times over.
THIN = keep(f"not ({FIRST_PERIOD}) or hash(n) % 10 < 3")
THICK = Sample(f"select base.* from base, range(4) as copies (copy) where copy = 0 or {FIRST_PERIOD}")
# People are counted once, so a quarter is thin or thick by its people and not by its rows.
FEW_PEOPLE = keep(f"not ({FIRST_PERIOD}) or hash(person_token, 1) % 10 < 4")
MORE_PEOPLE = add(FIRST_PERIOD, person_token="person_token || 'x'")
SIGNED = first("return_state = 'accepted'")
EACH_ROW_A_PERSON = put("true", person_token="n::varchar")

# A table without rows has no variety, no sexes and no people who come twice: rules that ask for these fail with it.
BROKEN_FEEDS: dict[str, list[Sample]] = {
    # area_lookup
    "area_lookup.rows.present": [NO_ROWS],
    "area_lookup.lsoa21_code.one_ward": [
        add("n = 0", ward_code="'E05999999'"),
        add("n = 0", district_code="'E08999999'"),
        add("n = 0", csp_code="'E22999999'"),
    ],
    "area_lookup.ward_code.one_name": [put("n = 0", ward_name=STRANGE_WORD)],
    "area_lookup.change_code.mostly_unchanged": [put("n % 5 = 0", change_code="'M'")],
    # asb_incidents
    "asb_incidents.rows.present": [NO_ROWS.with_rules("asb_incidents.category.variety")],
    "asb_incidents.month.plausible_volume": [THIN, THICK],
    "asb_incidents.source.every_month": [keep(f"not ({FIRST_PERIOD} and source = 'Council')")],
    "asb_incidents.closed_date.after_opened": [put("n % 30 = 0", closed_date="opened_date - 3")],
    "asb_incidents.lsoa_code.mostly_known": [put("n % 5 = 0", lsoa_code="null")],
    "asb_incidents.category.variety": [put("true", category="'Noise'")],
    "asb_incidents.asb_type.plausible_mix": [
        put(FIRST_PERIOD, asb_type="'Nuisance'"),
        put(FIRST_PERIOD, asb_type="'Personal'"),
    ],
    # action_returns
    "action_returns.rows.present": [NO_ROWS],
    "action_returns.return_state.accepted_is_signed": [put(SIGNED, signed_by="null"), put(SIGNED, signed_date="null")],
    "action_returns.signed_date.after_returned": [put(SIGNED, signed_date="returned_date - 1")],
    "action_returns.progress.stated": [put(SIGNED, progress="null")],
    # comment_returns
    "comment_returns.rows.present": [NO_ROWS],
    "comment_returns.return_state.accepted_is_signed": [put(SIGNED, signed_by="null"), put(SIGNED, signed_date="null")],
    "comment_returns.signed_date.after_returned": [put(SIGNED, signed_date="returned_date - 1")],
    "comment_returns.narrative.stated": [
        put(SIGNED, narrative="null"),
        put("return_state = 'returned'", narrative="null"),
    ],
    # grant_returns
    "grant_returns.rows.present": [NO_ROWS],
    "grant_returns.return_state.accepted_is_signed": [put(SIGNED, signed_by="null"), put(SIGNED, signed_date="null")],
    "grant_returns.signed_date.after_returned": [put(SIGNED, signed_date="returned_date - 1")],
    "grant_returns.spent_pounds.stated": [put(SIGNED, spent_pounds="null"), put(SIGNED, forecast_pounds="null")],
    "grant_returns.forecast_pounds.at_least_spent": [put(SIGNED, forecast_pounds="spent_pounds - 1")],
    "grant_returns.spent_pounds.grows": [put("period = '2025-26Q3' and grant_id = 'hate_crime'", spent_pounds="1")],
    # measure_returns
    "measure_returns.rows.present": [NO_ROWS],
    "measure_returns.return_state.accepted_is_signed": [put(SIGNED, signed_by="null"), put(SIGNED, signed_date="null")],
    "measure_returns.signed_date.after_returned": [put(SIGNED, signed_date="returned_date - 1")],
    "measure_returns.numerator.whole": [
        put(first("narrative is null and numerator > 0"), numerator="numerator / 1000"),
        put(first("denominator > 1"), denominator="denominator - 0.5"),
    ],
    "measure_returns.no_figure_reason.stated": [
        put(first("narrative is null and return_state = 'accepted'"), numerator="null", no_figure_reason="null")
    ],
    "measure_returns.quarter.mostly_returned": [keep(f"not ({FIRST_PERIOD}) or n % 5 = 0")],
    "measure_returns.narrative.current": [
        put(first("narrative is not null"), narrative_numerator="narrative_numerator + 1"),
        put(first("narrative is not null"), narrative_numerator="null"),
    ],
    # police_crime
    "police_crime.rows.present": [NO_ROWS.with_rules("police_crime.offence_code.variety")],
    "police_crime.month.plausible_volume": [THIN, THICK],
    "police_crime.lsoa_code.mostly_known": [put("n % 5 = 0", lsoa_code="null")],
    "police_crime.committed_from.mostly_known": [put("n % 5 = 0", committed_from="null")],
    "police_crime.committed_to.after_from": [put("n % 30 = 0", committed_to="committed_from - interval 1 hour")],
    "police_crime.outcome_date.after_recorded": [
        put("outcome_date is not null and n % 30 = 0", outcome_date="recorded_date - 3")
    ],
    "police_crime.outcome_type.with_date": [
        put(f"{FIRST_PERIOD} and n % 5 = 0", outcome_date="null"),
        put(f"{FIRST_PERIOD} and n % 5 = 0", outcome_type="null"),
    ],
    "police_crime.offence_code.variety": [put("true", offence_code="'8N'")],
    "police_crime.is_domestic_abuse.plausible_share": [
        put(FIRST_PERIOD, is_domestic_abuse="false"),
        put(FIRST_PERIOD, is_domestic_abuse="true"),
    ],
    "police_crime.is_knife_enabled.in_use": [
        put("true", is_knife_enabled="false"),
        put("true", is_knife_enabled="n % 5 = 0"),
    ],
    # police_uk_street
    "police_uk_street.rows.present": [NO_ROWS.with_rules("police_uk_street.crime_type.variety")],
    "police_uk_street.month.plausible_volume": [THIN, THICK],
    "police_uk_street.crime_id.not_on_asb": [
        put(first("crime_type = 'Anti-social behaviour'"), crime_id="repeat('a', 64)")
    ],
    "police_uk_street.crime_id.on_crime": [put(f"{FIRST_PERIOD} and n % 5 = 0", crime_id="null")],
    "police_uk_street.crime_type.variety": [
        put("crime_type <> 'Anti-social behaviour'", crime_type="'Burglary'"),
        put("crime_type <> 'Anti-social behaviour' and n < 40", crime_type="'Type ' || n"),
    ],
    "police_uk_street.last_outcome.known": [put(first("last_outcome is not null"), last_outcome=STRANGE_WORD)],
    # population
    "population.rows.present": [
        NO_ROWS.with_rules("population.sex.both", "population.age_band.all", "population.resident_count.some")
    ],
    "population.sex.both": [put("true", sex="'Female'"), put("n = 0", sex="'Other'")],
    "population.age_band.all": [
        put("age_band = 'Aged 18 to 24'", age_band="'Aged 25 to 49'"),
        put("n = 0", age_band="'Aged 90 and over'"),
    ],
    "population.area_code.complete": [keep("n <> 0"), add("n = 0")],
    "population.year.plausible_change": [
        put("mid_year = '2024'", resident_count="resident_count * 12 // 10"),
        put("mid_year = '2023'", resident_count="resident_count * 8 // 10"),
    ],
    "population.resident_count.some": [
        put("true", resident_count="1"),
        put("true", resident_count="resident_count * 1000"),
    ],
    # probation_supervision
    "probation_supervision.rows.present": [NO_ROWS.with_rules("probation_supervision.person_token.not_a_row")],
    "probation_supervision.quarter.plausible_volume": [FEW_PEOPLE, MORE_PEOPLE],
    "probation_supervision.age_band.adults": [put("n = 0", age_band="'0-9'")],
    "probation_supervision.age_band.mostly_over_17": [put("n % 30 = 0", age_band="'10-17'")],
    "probation_supervision.risk_of_serious_harm.mostly_known": [put("n % 4 = 0", risk_of_serious_harm="null")],
    "probation_supervision.address_type.mostly_known": [put("n % 4 = 0", address_type="null")],
    "probation_supervision.requirement_end_month.after_start": [
        put(
            "requirement_end_month is not null and n % 30 = 0",
            requirement_end_month="cast(requirement_start_month - interval 1 month as date)",
        )
    ],
    "probation_supervision.is_iom.plausible_share": [
        put(FIRST_PERIOD, is_iom="false"),
        put(FIRST_PERIOD, is_iom="true"),
    ],
    "probation_supervision.person_token.not_a_row": [EACH_ROW_A_PERSON],
    # substance_treatment
    "substance_treatment.rows.present": [NO_ROWS.with_rules("substance_treatment.person_token.not_a_row")],
    "substance_treatment.quarter.plausible_volume": [FEW_PEOPLE, MORE_PEOPLE],
    "substance_treatment.age_band.adults": [put("n % 30 = 0", age_band="'10-17'"), put("n % 30 = 0", age_band="'0-9'")],
    "substance_treatment.triage_month.after_referral": [
        put("n % 30 = 0", triage_month="cast(referral_month - interval 1 month as date)")
    ],
    "substance_treatment.discharge_month.after_triage": [
        put(
            "discharge_month is not null and n % 5 = 0", triage_month="cast(discharge_month + interval 1 month as date)"
        )
    ],
    "substance_treatment.discharge_reason.with_month": [
        put(FIRST_PERIOD, discharge_reason="null"),
        put(FIRST_PERIOD, discharge_month="null"),
        put(f"{FIRST_PERIOD} and discharge_reason is null", discharge_reason="'80'"),
    ],
    "substance_treatment.discharge_month.open_in_quarter": [
        put(f"{FIRST_PERIOD} and discharge_month is not null", discharge_month="triage_month"),
    ],
    "substance_treatment.person_token.not_a_row": [EACH_ROW_A_PERSON],
    # recorded_crime_csp
    "recorded_crime_csp.rows.present": [NO_ROWS.with_rules("recorded_crime_csp.offence_code.variety")],
    "recorded_crime_csp.financial_year.no_gap": [keep("financial_year <> '2024/25'")],
    "recorded_crime_csp.financial_quarter.whole": [
        keep("not (financial_year = '2023/24' and force_name = 'Kent' and financial_quarter = 3)")
    ],
    "recorded_crime_csp.offence_count.mostly_positive": [
        put("n % 30 = 0", offence_count="-1").with_rules("recorded_crime_csp.offence_count.tables_agree")
    ],
    "recorded_crime_csp.offence_code.one_count": [
        add("n = (select min(n) from base where offence_code = '8N')", offence_count="offence_count + 1")
    ],
    "recorded_crime_csp.row.once": [add("n = (select min(n) from base where offence_code = '8N')")],
    "recorded_crime_csp.offence_code.parts_once": [
        # All of a partnership's quarter sent twice: the combined code has two rows, which are fewer than its parts.
        add(f"csp_name = 'Medway' and {ONE_QUARTER}").with_rules(
            "recorded_crime_csp.row.once", "recorded_crime_csp.offence_count.tables_agree"
        ),
        # Five rows of four parts, and nothing else repeated.
        Sample(f"select base.* from base, range(5) as copies (copy) where copy = 0 or {A_COMBINED_CODE}"),
    ],
    "recorded_crime_csp.offence_count.tables_agree": [
        put(f"csp_name = 'Unassigned Kent' and offence_code = '8N' and {ONE_QUARTER}", offence_count="0"),
        keep(f"csp_name is distinct from 'Ashford' or not ({ONE_QUARTER})"),
    ],
    "recorded_crime_csp.offence_code.variety": [
        put("offence_code <> '8N'", offence_code="'1/4.1/4.10/4.2'").with_rules(
            "recorded_crime_csp.offence_code.parts_once"
        ),
    ],
    # crime_severity_weights
    "crime_severity_weights.rows.present": [NO_ROWS],
    "crime_severity_weights.weight.homicide_largest": [put("offence_code = '46'", weight="9000")],
    "crime_severity_weights.offence_code.mostly_there": [
        keep("period = '2016' or offence_code = '1/4.1/4.10/4.2' or n % 3 = 0")
    ],
    # deprivation
    "deprivation.rows.present": [NO_ROWS],
    "deprivation.imd_rank.unique": [add("n = 0")],
    "deprivation.imd_decile.agrees_with_rank": [put("period = '2025'", imd_decile="11 - imd_decile")],
    # area_boundaries
    "area_boundaries.rows.present": [NO_ROWS],
    "area_boundaries.outline.unique": [put("true", outline="'the same'")],
    # fire_incidents
    "fire_incidents.rows.present": [NO_ROWS],
    "fire_incidents.quarter.plausible_volume": [
        keep(f"not ({FIRST_PERIOD}) or hash(n) % 10 < 2"),
        Sample(f"select base.* from base, range(4) as copies (copy) where copy = 0 or {FIRST_PERIOD}"),
    ],
    "fire_incidents.lsoa_code.mostly_known": [put("n % 5 = 0", lsoa_code="null")],
    # hospital_admissions
    "hospital_admissions.rows.present": [NO_ROWS],
    "hospital_admissions.quarter.plausible_volume": [THIN, THICK],
    "hospital_admissions.month.every_month": [
        put(FIRST_PERIOD, admission_month="null"),
        put(FIRST_PERIOD, admission_month="date '2023-04-01'"),
    ],
    "hospital_admissions.outward_code.mostly_known": [put("n % 5 = 0", outward_code="null")],
    # ambulance_calls
    "ambulance_calls.rows.present": [NO_ROWS],
    "ambulance_calls.quarter.plausible_volume": [THIN, THICK],
    "ambulance_calls.call_hour.spread": [put("true", call_hour="0"), put("true", call_hour="null")],
    # resident_survey
    "resident_survey.rows.present": [NO_ROWS],
    "resident_survey.wording.one_per_indicator": [put("n = 0", wording=STRANGE_WORD)],
    "resident_survey.percent.not_a_share": [put("true", percent="percent / 100")],
    "resident_survey.base_count.plausible": [put(FIRST_PERIOD, base_count="30")],
    # proven_reoffending
    "proven_reoffending.rows.present": [NO_ROWS],
    "proven_reoffending.reoffender_count.within_offenders": [
        put(first("reoffender_count is not null"), offender_count="reoffender_count - 1")
    ],
    "proven_reoffending.reoffence_count.at_least_reoffenders": [
        put(first("reoffender_count is not null"), reoffence_count="reoffender_count - 1")
    ],
    # stop_and_search
    "stop_and_search.rows.present": [NO_ROWS],
    "stop_and_search.searched_at.in_month": [
        put("n = 5", searched_at="'2025-05-30T23:10:00+00:00'"),
        put("n = 5", searched_at="'2025-09-01T00:00:00+00:00'"),
    ],
    "stop_and_search.latitude.before_longitude": [put("true", latitude="longitude")],
    "stop_and_search.gender.mostly_known": [put("true", gender="null")],
}

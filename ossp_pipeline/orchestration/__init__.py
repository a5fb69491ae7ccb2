"""The thin outer ring: the steps of `ossp_pipeline.refresh` as Dagster assets. No business rule lives here.

run_context    what a run works with, and what its steps reported
resources      that as a Dagster resource, with the lock
instance       the Dagster instance under the data folder
event_storage  where Dagster keeps its events, over connections that stay open
checks         quality rules as asset checks
raw_assets     `raw/<feed>`, partitioned by each feed's period
build_assets   deliveries, inputs, dbt's tables, candidate, certificate, release, Postgres
automation     the jobs, the schedules, the sensor
run            run the job, or a part of it, from the command line
doctor         repair what a crash or a power cut left in Dagster
"""

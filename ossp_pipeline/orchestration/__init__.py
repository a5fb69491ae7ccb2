"""The thin outer ring: the steps of `ossp_pipeline.refresh` as Dagster assets. No business rule lives here.

session        what a run works with: the steps, the lock, what they reported
instance       the Dagster instance under the data folder
event_storage  where Dagster keeps its events, with one open connection
checks         quality rules as asset checks
raw_assets     `raw/<feed>`, partitioned by each feed's period
build_assets   deliveries, inputs, dbt's tables, candidate, certificate, release
automation     the job, the schedules, the sensor
run            run the job, or a part of it, from the command line
doctor         find and put right what a crash or a power cut left
"""

-- The schema that readers of an edition use in a database this project publishes to. Running it again changes nothing.
-- {schema} is `ossp`, or `ossp_public` for the public edition; {reader} is the role that may read it.

create schema if not exists {schema};
comment on schema {schema} is 'The published tables under names that stay: each view shows the current release';
grant usage on schema {schema} to {reader};

create table if not exists {schema}.releases (
    release_id   text primary key,
    schema_name  text not null unique,
    release_hash text not null,
    published_at timestamptz not null,
    title        text not null,
    loaded_at    timestamptz not null default now()
);
comment on table {schema}.releases is 'The releases that this database holds, each in a schema of its own';
comment on column {schema}.releases.release_id is 'Number and first letters of the hash of the release, as its folder is called';
comment on column {schema}.releases.schema_name is 'Schema that holds its tables';
comment on column {schema}.releases.release_hash is 'One hash for all its files, as ossp verify computes it';
comment on column {schema}.releases.published_at is 'When it went out as files';
comment on column {schema}.releases.title is 'What it is, and whether its data are invented';
comment on column {schema}.releases.loaded_at is 'When it was loaded here';

create table if not exists {schema}.pointer (
    only_row   boolean primary key default true check (only_row),
    release_id text not null references {schema}.releases
);
comment on table {schema}.pointer is 'One row: the release the views show. Its update is the moment of publishing';
comment on column {schema}.pointer.only_row is 'Always true, so that there is one row';
comment on column {schema}.pointer.release_id is 'The release the views show';

create table if not exists {schema}.release_history (
    moved_at   timestamptz not null default now(),
    release_id text not null,
    why        text not null
);
comment on table {schema}.release_history is 'Every move of the pointer, by publish or rollback';
comment on column {schema}.release_history.moved_at is 'When the pointer moved';
comment on column {schema}.release_history.release_id is 'The release it moved to';
comment on column {schema}.release_history.why is 'What moved it: publish or rollback';

-- The release this transaction reads: the one the pointer named at its first read, or the one a session chose by
-- "set {schema}.release = '<schema name>'". It must be STABLE: then it sees the rows its query sees, also the pointer's.
create or replace function {schema}.release_in_use() returns text
language plpgsql stable as $$
declare
    chosen text := nullif(current_setting('{schema}.release', true), '');
begin
    if chosen is null then
        select release.schema_name into strict chosen
        from {schema}.pointer join {schema}.releases as release using (release_id);
        perform set_config('{schema}.release', chosen, true);
    end if;
    -- The list is as old as the transaction; the catalogue says whether the schema exists now.
    if not exists (select from {schema}.releases as release where release.schema_name = chosen)
        or to_regnamespace(quote_ident(chosen)) is null
    then
        raise exception 'release % is no longer kept here', chosen
            using errcode = 'object_not_in_prerequisite_state', hint = 'Begin a new transaction, or reset {schema}.release.';
    end if;
    return chosen;
end $$;

-- Rows of a table in that release. A table or column it does not have is an error, never an empty answer.
create or replace function {schema}.rows_of(wanted_table text, wanted_columns text[]) returns setof record
language plpgsql stable rows 5000 as $$
begin
    return query execute format(
        'select %s from %I.%I',
        (
            select string_agg(quote_ident(given.name), ', ' order by given.position)
            from unnest(wanted_columns) with ordinality as given (name, position)
        ),
        {schema}.release_in_use(),
        wanted_table
    );
end $$;

revoke all on function {schema}.release_in_use(), {schema}.rows_of(text, text[]) from public;
grant execute on function {schema}.release_in_use(), {schema}.rows_of(text, text[]) to {reader};
grant select on {schema}.releases, {schema}.pointer, {schema}.release_history to {reader};

do $$
begin
    if to_regclass('{schema}.current_release') is null then
        create view {schema}.current_release as
        select release.*
        from {schema}.releases as release
        where release.schema_name = (select {schema}.release_in_use());
    end if;
end $$;
comment on view {schema}.current_release is 'The release this transaction reads: one row';
comment on column {schema}.current_release.release_id is 'Number and first letters of the hash of the release';
comment on column {schema}.current_release.schema_name is 'Schema that holds its tables';
comment on column {schema}.current_release.release_hash is 'One hash for all its files, as ossp verify computes it';
comment on column {schema}.current_release.published_at is 'When it went out as files';
comment on column {schema}.current_release.title is 'What it is, and whether its data are invented';
comment on column {schema}.current_release.loaded_at is 'When it was loaded here';
comment on function {schema}.release_in_use() is 'Schema of the release this transaction reads';
comment on function {schema}.rows_of(text, text[]) is 'Rows of a table in the release this transaction reads; the views call it';
grant select on {schema}.current_release to {reader};

-- When each address of a source was looked at: what the schedule asks, without walking through every attempt there was.
create table visit (
    source integer not null references source (id),
    url text not null,
    -- As of `fetch`.
    asked_as text not null check (asked_as in ('source', 'list', 'entry')),
    first_at text not null,
    last_at text not null,
    -- When its words were last seen to be others than before. Null: no article was read there.
    changed_at text,
    -- Of the last attempt.
    outcome text not null,
    -- As of `fetch`: what it was last read as.
    reading text check (reading in ('article', 'feed', 'nothing', 'off_topic')),
    -- What a feed said of it.
    title text,
    published_at text,
    primary key (source, url)
) strict, without rowid;

-- The articles that are still young enough to be visited.
create index visit_by_age on visit (source, coalesce(changed_at, first_at));

insert into visit (source, url, asked_as, first_at, last_at, changed_at, outcome, reading, title, published_at)
select
    fetch.source, fetch.url, fetch.asked_as, every.first_at, fetch.at, every.changed_at, fetch.outcome, every.reading,
    fetch.entry_title, fetch.entry_published
from fetch
join (
    select
        max(id) as id,
        min(at) as first_at,
        min(case when reading = 'article' then at end) as changed_at,
        max(case when reading = 'article' then reading end) as reading
    from fetch group by source, url
) as every on every.id = fetch.id;

-- A source of several pages has no address of its own among its attempts.
insert into visit (source, url, asked_as, first_at, last_at, outcome)
select source.id, source.address, 'source', min(fetch.at), max(fetch.at), 'ok'
from source join fetch on fetch.source = source.id
where source.kind in ('file', 'folder')
group by source.id
on conflict do nothing;

-- What the program has to know from one day to the next, a row a thing.
create table state (
    key text primary key not null,
    value text not null
) strict, without rowid;

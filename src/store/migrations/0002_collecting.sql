-- More ways to look for reports. What a source gives may be of several outlets, so a source may have none of its own: the
-- table is built anew, because a check and a `not null` cannot be changed in place.
create table source_new (
    id integer primary key,
    name text generated always as (coalesce(outlet || ' ', '') || kind || ' ' || address) virtual,
    event text not null references event (id),
    -- Null where each page says for itself whose report it is.
    outlet text references outlet (id),
    kind text not null check (kind in ('page', 'feed', 'sitemap', 'section', 'file', 'folder')),
    address text not null,
    -- 0 once it stands in the config no more: its history stays.
    declared integer not null default 1 check (declared in (0, 1))
) strict;

insert into source_new (id, event, outlet, kind, address, declared)
select id, event, outlet, kind, address, declared from source;

drop table source;

alter table source_new rename to source;

create unique index source_by_address on source (event, coalesce(outlet, ''), kind, address);

-- What the address was asked as: a source's own, a list that a list named, or a report that a list led to.
alter table fetch add column asked_as text not null default 'source'
    check (asked_as in ('source', 'list', 'entry'));

update fetch set asked_as = 'entry'
where (select kind = 'feed' and address <> fetch.url from source where source.id = fetch.source);

-- Whose report it is, where the collection that held the page says so.
alter table fetch add column outlet text;

-- The answer's headers, a line each: an archive that is written of the store has them.
alter table fetch add column headers text;

-- The last answer with the same bytes is looked for at each fetch.
create index fetch_by_url_and_snapshot on fetch (url, snapshot, id);

-- Why a report that a source named was taken for an event, or was not: the last word of each stage. 'listed' judges by what
-- the list says of the report, 'read' by its own text.
create table judgement (
    event text not null references event (id),
    url text not null,
    stage text not null check (stage in ('listed', 'read')),
    source integer not null references source (id),
    belongs integer not null check (belongs in (0, 1)),
    reason text not null,
    -- The word, the time or the share that decided.
    detail text,
    title text,
    -- The run that said so first.
    run integer not null references run (id),
    primary key (url, event, source, stage)
) strict, without rowid;

-- What an editor ruled on a report. The last row counts; none is ever changed.
create table ruling (
    id integer primary key,
    event text not null references event (id),
    url text not null,
    ruling text not null check (ruling in ('include', 'exclude', 'undo')),
    by text,
    note text,
    at text not null
) strict;

create index ruling_by_url on ruling (url, event, id);
create index ruling_by_event on ruling (event, id);

-- When a source was in trouble: each time opens once and closes once, whatever happens in between.
create table trouble (
    id integer primary key,
    source integer not null references source (id),
    -- dark: it answers no more; degraded: its pages stopped yielding text or figures.
    kind text not null check (kind in ('dark', 'degraded')),
    -- For people, as it was when it opened.
    why text not null check (why <> ''),
    opened_at text not null,
    -- Null: before runs noted it.
    opened_run integer references run (id),
    closed_at text,
    closed_run integer references run (id)
) strict;

create unique index trouble_open on trouble (source, kind) where closed_at is null;

insert into trouble (source, kind, why, opened_at)
select id, 'degraded', 'its pages stopped yielding what they did', degraded_at
from source where degraded_at is not null;

alter table source drop column degraded_at;

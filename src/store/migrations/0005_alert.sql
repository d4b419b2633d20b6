-- What an editor was to be told. Its id is made of what it tells, so nothing is told twice; `detail` is the whole alert as JSON.
create table alert (
    id text primary key not null,
    name text generated always as (kind || ': ' || headline) virtual,
    run integer not null references run (id),
    event text not null references event (id),
    kind text not null,
    headline text not null check (headline <> ''),
    -- Whose state moved, and from what to what.
    key text not null,
    was text not null,
    became text not null,
    at text not null,
    -- held: it takes back what was told just before, and is told only if that lasts; dropped: it did not last.
    state text not null check (state in ('open', 'held', 'dropped')),
    held_until text,
    detail text not null
) strict;

create index alert_by_key on alert (event, key, at);

-- One row for each channel that an alert goes to.
create table delivery (
    alert text not null references alert (id),
    channel text not null,
    tries integer not null default 0,
    next_at text not null,
    sent_at text,
    -- Why the last try failed.
    error text,
    primary key (alert, channel)
) strict, without rowid;

create index delivery_waiting on delivery (next_at) where sent_at is null;

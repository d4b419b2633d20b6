-- A released migration is never edited: the next one is a new file.
-- Strict tables, so that a wrong type is an error here and not a surprise in a reader. The columns `name` and `title`
-- are the labels that Datasette shows where another table refers to a row.

-- What the desk declares, as its last run read it. config.toml stays the place where it is changed.
create table outlet (
    id text primary key not null,
    name text not null,
    domains text not null default '[]',
    country text,
    language text,
    time_zone text,
    owner text,
    kind text not null check (kind in ('outlet', 'agency', 'official'))
) strict;

create table event (
    id text primary key not null,
    title text not null,
    terms text not null default '[]',
    exclude text not null default '[]',
    place text,
    from_at text,
    until_at text
) strict;

create table source (
    id integer primary key,
    name text generated always as (outlet || ' ' || kind || ' ' || address) virtual,
    event text not null references event (id),
    outlet text not null references outlet (id),
    kind text not null check (kind in ('page', 'feed', 'file')),
    address text not null,
    -- 0 once it stands in the config no more: its history stays.
    declared integer not null default 1 check (declared in (0, 1)),
    unique (event, outlet, kind, address)
) strict;

-- One collecting run. A run that was killed keeps its row, without an end.
create table run (
    -- autoincrement: the number of a run is printed, so it never comes back for another.
    id integer primary key autoincrement,
    name text generated always as ('run ' || id || ' · ' || started_at) virtual,
    started_at text not null,
    finished_at text,
    outcome text check (outcome in ('done', 'interrupted')),
    -- The program and the words that read the pages.
    extractor text not null
) strict;

-- The bytes, once, whatever address they came from and however often.
create table snapshot (
    sha256 text primary key not null check (length(sha256) = 64),
    size integer not null,
    codec text not null check (codec in ('zstd', 'none')),
    -- Null once retention has let the bytes go; the digest stays.
    body blob
) strict;

-- Every attempt, also those that gave nothing.
create table fetch (
    id integer primary key,
    name text generated always as (outcome || ' ' || url) virtual,
    run integer not null references run (id),
    source integer not null references source (id),
    url text not null,
    final_url text,
    at text not null,
    -- The moment the bytes stand for: `at`, or a saved file's own time.
    seen_at text not null,
    outcome text not null,
    message text,
    status integer,
    content_type text,
    etag text,
    last_modified text,
    size integer,
    -- What the feed said of the page, where a feed led to it.
    entry_title text,
    entry_published text,
    snapshot text references snapshot (sha256),
    -- What the snapshot was read as. Null: stored and not read yet, so the next run reads it.
    reading text check (reading in ('article', 'feed', 'nothing', 'off_topic')),
    revision integer references revision (id)
) strict;

create index fetch_by_url on fetch (url, id);
create index fetch_by_run on fetch (run);
create index fetch_by_source on fetch (source, id);
create index fetch_by_snapshot on fetch (snapshot);
create index fetch_by_revision on fetch (revision, seen_at, run);
create index fetch_unread on fetch (id) where snapshot is not null and reading is null;

-- One address of one outlet: a report, through all its versions.
create table article (
    id integer primary key,
    -- Of the newest revision.
    title text,
    url text not null unique,
    outlet text not null references outlet (id)
) strict;

create index article_by_outlet on article (outlet);

create table article_event (
    article integer not null references article (id),
    event text not null references event (id),
    primary key (article, event)
) strict, without rowid;

create index article_event_by_event on article_event (event);

-- A version of an article: what its words say. A page whose bytes changed around the same words is no new version.
create table revision (
    id integer primary key,
    name text generated always as ('version ' || number || coalesce(' · ' || title, '')) virtual,
    article integer not null references article (id),
    number integer not null,
    -- The first snapshot that said so.
    snapshot text not null references snapshot (sha256),
    -- Of title, text, publication time, agency and correction notice.
    digest text not null,
    extractor text not null,
    title text,
    text text not null,
    authors text not null default '[]',
    agency text,
    published_at text,
    published_from text,
    modified_at text,
    modified_from text,
    language text,
    site_name text,
    correction text,
    -- Little-endian u32s: the shingles by which near copies are found.
    sketch blob not null,
    unique (article, digest),
    unique (article, number)
) strict;

create index revision_by_snapshot on revision (snapshot);

-- A claim's id is made of its document, measure, quantity, quote and turn: reading a page twice inserts once.
-- Numbers are numbers (`any`: integer, else real where 15 digits hold it, else exact text).
create table claim (
    id text primary key not null,
    name text not null,
    article integer not null references article (id),
    kind text not null,
    measure text,
    value_text text not null,
    value any,
    value_low any,
    value_high any,
    qualifier text not null,
    grain any not null,
    unit text not null,
    noun text,
    quote text not null
) strict;

create index claim_by_article on claim (article);
create index claim_by_measure on claim (measure);

-- Which version of the article holds the claim, where in its text, and how it reads there: who is counted, on whose
-- word and how firmly may change while the quote stays.
create table claim_seen (
    revision integer not null references revision (id),
    claim text not null references claim (id),
    "group" text not null,
    relation text,
    -- No foreign key: a parent may be a claim of a kind that a later version of the program drops.
    parent text,
    basis text not null,
    status text not null,
    hedge text,
    attributed_to text,
    attribution_kind text,
    in_headline integer not null check (in_headline in (0, 1)),
    as_of text,
    as_of_precision text,
    trend text,
    concept text not null default '[]',
    place text,
    "window" text,
    cause text,
    corrects integer not null check (corrects in (0, 1)),
    -- Code points of the revision's text; the end is exclusive.
    quote_start integer not null,
    quote_end integer not null,
    sentence_start integer not null,
    sentence_end integer not null,
    clause text not null,
    -- Hundredths.
    confidence integer not null,
    rule text not null,
    -- The claim's place in the text's order.
    position integer not null,
    primary key (revision, claim)
) strict, without rowid;

create index claim_seen_by_claim on claim_seen (claim);

-- What a run said of an event. An unchanged picture is not written again: `picture` is the run whose rows say it.
create table run_event (
    run integer not null references run (id),
    event text not null references event (id),
    picture integer not null references run (id),
    policy text not null,
    primary key (run, event)
) strict, without rowid;

create index run_event_by_event on run_event (event, run);

create table finding (
    run integer not null references run (id),
    id text not null,
    name text not null,
    event text not null references event (id),
    measure text not null,
    "group" text not null,
    -- What the figures cover where that is less than the event: "valley", "sunday, stampede".
    scope text,
    basis text not null,
    unit text not null,
    verdict text not null,
    relation text,
    reason text,
    low any,
    best any,
    high any,
    n_outlets integer not null,
    n_origins integer not null,
    ask text,
    note text,
    policy_note text not null,
    -- JSON: outlets, origins, positions and claims, enough to print the finding again.
    detail text not null,
    position integer not null,
    primary key (run, id)
) strict;

create index finding_by_event on finding (event, run);
create index finding_by_id on finding (id, event);

create table finding_claim (
    run integer not null,
    finding text not null,
    claim text not null references claim (id),
    primary key (run, finding, claim),
    foreign key (run, finding) references finding (run, id)
) strict, without rowid;

create index finding_claim_by_claim on finding_claim (claim);

-- Claims that were compared with nothing, and why.
create table set_aside (
    run integer not null references run (id),
    event text not null references event (id),
    claim text not null references claim (id),
    reason text,
    note text not null,
    primary key (run, event, claim)
) strict, without rowid;

-- One step of one outlet's figure. Its id is made of its content, so it is told once.
create table change (
    id text primary key not null,
    run integer not null references run (id),
    event text not null references event (id),
    measure text not null,
    "group" text not null,
    outlet text not null references outlet (id),
    kind text not null,
    from_claim text references claim (id),
    to_claim text references claim (id),
    detected_at text not null
) strict;

create index change_by_event on change (event, detected_at);

-- The version of each article that stands: the one its latest bytes say.
create view v_current as
select article, revision
from (
    select
        revision.article,
        revision.id as revision,
        row_number() over (
            partition by revision.article order by fetch.seen_at desc, revision.id desc
        ) as turn
    from fetch
    join revision on revision.id = fetch.revision
)
where turn = 1;

-- Every claim as it was last read, with the names of things.
create view v_claims as
select
    claim.id as claim_id,
    article_event.event as event_id,
    event.title as event,
    claim.measure,
    seen."group",
    seen.basis,
    seen.relation,
    seen.parent as parent_claim_id,
    claim.value_text,
    claim.value,
    claim.value_low,
    claim.value_high,
    claim.qualifier,
    claim.unit,
    seen.status,
    seen.hedge,
    outlet.id as outlet_id,
    outlet.name as outlet,
    seen.attributed_to,
    article.url as article_url,
    revision.title as article_title,
    revision.published_at,
    revision.modified_at,
    claim.kind,
    claim.quote,
    seen.quote_start,
    seen.quote_end,
    seen.clause,
    seen.rule,
    revision.snapshot as snapshot_sha256,
    revision.id = v_current.revision as live
from claim
join article on article.id = claim.article
join outlet on outlet.id = article.outlet
join article_event on article_event.article = article.id
join event on event.id = article_event.event
join claim_seen as seen
    on seen.claim = claim.id
    and seen.revision = (
        select max(later.revision) from claim_seen as later where later.claim = claim.id
    )
join revision on revision.id = seen.revision
left join v_current on v_current.article = article.id;

-- The findings that stand: those of each event's latest picture.
create view v_findings as
select finding.*, event.title as event_title, run.started_at as run_at
from finding
join (
    select event, picture, max(run) from run_event group by event
) as latest on latest.event = finding.event and latest.picture = finding.run
join event on event.id = finding.event
join run on run.id = finding.run;

-- A row per figure that an outlet prints now, beside how the outlets stand to each other on it. A figure of several
-- findings stands with the one that compares it, before the one that tells how it changed.
create view v_matrix as
select
    event, measure, "group", scope, basis, unit, outlet, value_text, value, value_low, value_high, qualifier,
    verdict, reason, range_low, range_high, house_value, n_outlets, n_origins, quote, article_url,
    published_at, claim_id
from (
    select
        row_number() over (
            partition by v_findings.event, v_claims.claim_id
            order by v_findings.verdict = 'changed', v_findings.position
        ) as turn,
        v_findings.event as event_id,
        v_findings.position,
        v_claims.outlet_id,
        v_findings.event_title as event,
        v_findings.measure,
        v_findings."group",
        v_findings.scope,
        v_findings.basis,
        v_findings.unit,
        v_claims.outlet,
        v_claims.value_text,
        v_claims.value,
        v_claims.value_low,
        v_claims.value_high,
        v_claims.qualifier,
        v_findings.verdict,
        v_findings.reason,
        v_findings.low as range_low,
        v_findings.high as range_high,
        v_findings.best as house_value,
        v_findings.n_outlets,
        v_findings.n_origins,
        v_claims.quote,
        v_claims.article_url,
        v_claims.published_at,
        v_claims.claim_id
    from v_findings
    join finding_claim
        on finding_claim.run = v_findings.run and finding_claim.finding = v_findings.id
    join v_claims
        on v_claims.claim_id = finding_claim.claim and v_claims.event_id = v_findings.event
    where v_claims.live
)
where turn = 1
order by event_id, position, outlet_id, claim_id;

create view v_conflicts as
select
    event_title as event,
    measure,
    "group",
    scope,
    basis,
    unit,
    low,
    best as house_value,
    high,
    reason,
    relation,
    n_outlets,
    n_origins,
    ask,
    policy_note,
    run,
    run_at,
    id as finding_id
from v_findings
where verdict = 'conflict'
order by event, position;

create view v_changes as
select
    change.detected_at,
    event.title as event,
    change.measure,
    change."group",
    outlet.name as outlet,
    change.kind,
    old.value_text as from_text,
    coalesce(old.value, old.value_low, old.value_high) as from_value,
    new.value_text as to_text,
    coalesce(new.value, new.value_low, new.value_high) as to_value,
    old.quote as from_quote,
    new.quote as to_quote,
    article.url as article_url,
    change.run,
    change.id as change_id
from change
join event on event.id = change.event
join outlet on outlet.id = change.outlet
left join claim as old on old.id = change.from_claim
left join claim as new on new.id = change.to_claim
left join article on article.id = coalesce(new.article, old.article)
order by change.detected_at, change.id;

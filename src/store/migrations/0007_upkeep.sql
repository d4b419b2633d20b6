-- Retention lets bytes and words go, never what was read out of them: when that was, and how long the text had been, so that a
-- short text is still told from one that is no longer here.
alter table snapshot add column pruned_at text;
alter table revision add column pruned_at text;
alter table revision add column pruned_length integer;

-- A version that was read anew by other rules. `read_in`: the run that first read the claim in it; null: it came with the version.
-- `dropped_in`: the run that read it no more; null: it stands. So an earlier picture keeps its quotes.
alter table claim_seen add column read_in integer references run (id);
alter table claim_seen add column dropped_in integer references run (id);

drop view if exists v_claims;

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
    and seen.dropped_in is null
    and seen.revision = (
        select max(later.revision) from claim_seen as later
        where later.claim = claim.id and later.dropped_in is null
    )
join revision on revision.id = seen.revision
left join v_current on v_current.article = article.id;

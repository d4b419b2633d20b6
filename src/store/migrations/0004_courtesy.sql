-- What a source's server said of it. Each stands for later runs, until the server says otherwise.
-- Where it has moved for good (301, 308): asked in place of its address.
alter table source add column moved_to text;

-- Since when it is gone for good (410): asked seldom from then on.
alter table source add column gone_at text;

-- Before this its publisher wants it not asked again (a feed's ttl and skipHours, Cache-Control).
alter table source add column ask_after text;

-- Since when its pages have stopped yielding text or figures.
alter table source add column degraded_at text;

-- Until when a host asked to be left alone (Retry-After), whichever source led there.
create table silence (
    host text primary key not null,
    until_at text not null
) strict;

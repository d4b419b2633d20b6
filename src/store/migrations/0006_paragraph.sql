-- The paragraphs of each outlet's reports, by a digest of their letters. What stands in several reports is the outlet's own
-- furniture: a call to subscribe, a box of other stories.
create table paragraph (
    outlet text not null references outlet (id),
    line integer not null,
    article integer not null references article (id),
    -- Whether the line was known to stand in several reports when this article was last read.
    known integer not null check (known in (0, 1)),
    primary key (outlet, line, article)
) strict, without rowid;

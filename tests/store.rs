//! The store as a library: what is put in comes out, twice is once, and files that are not ours stay untouched.

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use claims::model::{
    Article, Attribution, AttributionKind, Basis, Claim, ClaimId, Event, Kind, Outlet, OutletKind,
    Provenance, Quantity, Relation, Span, Status, Timestamp,
};
use claims::store::{
    AskedAs, Attempted, Found, Lock, Reading, RunEnd, SourceKind, SourceRow, Store, StoreError,
};
use rust_decimal::Decimal;

const URL: &str = "https://harbour-post.example/blast";
const TEXT: &str = "The blast left 170 dead, including thirteen US troops, officials said.";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn open(path: &Path) -> Store {
    let now = at("2026-01-01T00:00:00Z");
    Store::write(path, Lock::take(path, false, now).unwrap()).unwrap()
}

fn claim(value: &str, quote: &str, parent: Option<&ClaimId>) -> Claim {
    let start = u32::try_from(TEXT.find(quote).unwrap_or(0)).unwrap();
    let span = Span::new(start, start + u32::try_from(quote.len()).unwrap());
    Claim {
        id: ClaimId::of(&[URL, "killed", value, quote]),
        kind: Kind::Count,
        measure: Some("killed".to_owned()),
        group: if parent.is_some() { "us troops" } else { "all" }.to_owned(),
        quantity: Quantity::exact(Decimal::from_str(value).unwrap(), Decimal::ONE),
        text: value.to_owned(),
        unit: "person".to_owned(),
        noun: None,
        relation: parent.map(|_| Relation::PartOf),
        parent: parent.cloned(),
        basis: Basis::Incident,
        status: Status::Asserted,
        hedge: Some("reportedly".to_owned()),
        attribution: Some(Attribution {
            to: "officials".to_owned(),
            kind: AttributionKind::Unnamed,
        }),
        in_headline: false,
        as_of: None,
        trend: None,
        concept: vec!["US".to_owned(), "troops".to_owned()],
        place: None,
        window: Some("on Thursday".to_owned()),
        cause: None,
        corrects: false,
        span,
        quote: quote.to_owned(),
        sentence: Span::new(0, 70),
        clause: quote.to_owned(),
        confidence: 97,
        rule: "left-dead".to_owned(),
        provenance: Arc::new(Provenance {
            doc: URL.to_owned(),
            event: Some("blast".to_owned()),
            outlet: Some("harbour-post".to_owned()),
            url: Some(URL.to_owned()),
            title: Some("Blast at the port".to_owned()),
            published: Some(at("2026-01-01T08:00:00Z")),
            modified: None,
            language: Some("en".to_owned()),
            agency: None,
            sketch: vec![7, 4_000_000_000],
        }),
    }
}

fn article(text: &str) -> Article {
    Article {
        title: Some("Blast at the port".to_owned()),
        text: text.to_owned(),
        published: Some(claims::model::Dated {
            at: at("2026-01-01T08:00:00Z"),
            from: claims::model::DatedFrom::Meta,
            offset: Some(0),
        }),
        language: Some("en".to_owned()),
        ..Article::default()
    }
}

/// One run over one page that says `text`.
fn run(store: &mut Store, now: &str, text: &str, claims: &[Claim]) -> (i64, u32) {
    run_by("claims 0", store, now, text, claims)
}

/// The same, by a certain version of the program.
fn run_by(
    extractor: &str,
    store: &mut Store,
    now: &str,
    text: &str,
    claims: &[Claim],
) -> (i64, u32) {
    let outlets = [Outlet { id: "harbour-post".to_owned(), ..Outlet::default() }];
    let events = [Event { id: "blast".to_owned(), ..Event::default() }];
    let sources = [SourceRow {
        event: "blast".to_owned(),
        outlet: Some("harbour-post".to_owned()),
        kind: SourceKind::Page,
        address: URL.to_owned(),
    }];
    let source = store.declare(&outlets, &events, &sources).unwrap()[0].id;
    let run = store.begin_run(at(now), extractor).unwrap();
    let fetch = store
        .record(&Attempted {
            run,
            source,
            url: URL,
            final_url: None,
            at: at(now),
            seen_at: at(now),
            outcome: "ok",
            message: None,
            status: Some(200),
            content_type: Some("text/html"),
            validators: None,
            headers: None,
            asked_as: AskedAs::Source,
            outlet: None,
            entry_title: None,
            entry_published: None,
            body: Some(text.as_bytes()),
            whole: true,
            extractor,
        })
        .unwrap();
    let mut added = 0;
    if let Some(unread) = store.unread(fetch).unwrap() {
        assert_eq!(unread.body, text.as_bytes());
        let reading = Reading {
            run,
            lines: &[],
            repeated: &std::collections::BTreeSet::new(),
            fetch,
            event: &unread.event,
            outlet: unread.outlet.as_deref().unwrap(),
            url: URL,
            article: &article(if extractor == "claims 0" { text } else { "read better" }),
            claims,
            sketch: &[7, 4_000_000_000],
            extractor,
        };
        added = store.keep(&reading).unwrap().claims;
    }
    store.end_run(run, at(now), RunEnd::Done).unwrap();
    (run, added)
}

fn both() -> Vec<Claim> {
    let whole = claim("170", "170 dead", None);
    let part = claim("13", "thirteen US troops", Some(&whole.id));
    vec![whole, part]
}

#[test]
fn a_claim_comes_back_as_it_was_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder.path().join("a/b/claims.sqlite"));
    let (_, added) = run(&mut store, "2026-01-01T09:00:00Z", TEXT, &both());
    assert_eq!(added, 2);
    let seen = store.appearances("blast", None).unwrap();
    let back: Vec<Claim> = seen.iter().map(|seen| seen.claim.clone()).collect();
    assert_eq!(back, both());
    assert!(seen.iter().all(|seen| seen.live));
    assert_eq!(seen[0].extractor.as_deref(), Some("claims 0"));
    assert_eq!(seen[0].claim.span.slice(TEXT), Some("170 dead"));
}

#[test]
fn unchanged_bytes_add_a_fetch_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder.path().join("claims.sqlite"));
    run(&mut store, "2026-01-01T09:00:00Z", TEXT, &both());
    let (_, added) = run(&mut store, "2026-01-01T10:00:00Z", TEXT, &both());
    assert_eq!(added, 0);
    let seen = store.appearances("blast", None).unwrap();
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].first_seen, Some(at("2026-01-01T09:00:00Z")));
    assert_eq!(seen[0].last_seen, Some(at("2026-01-01T10:00:00Z")));
    let chain = store.chain(&seen[0].claim.id).unwrap().unwrap();
    assert_eq!(chain.versions.len(), 1);
}

#[test]
fn a_figure_that_a_page_dropped_is_kept_and_lives_no_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder.path().join("claims.sqlite"));
    let (first, _) = run(&mut store, "2026-01-01T09:00:00Z", TEXT, &both());
    let later = "The blast left 182 dead.";
    run(&mut store, "2026-01-01T10:00:00Z", later, &[claim("182", "182 dead", None)]);
    let values = |until| {
        let seen = store.appearances("blast", until).unwrap();
        seen.iter().map(|seen| (seen.claim.text.clone(), seen.live)).collect::<Vec<_>>()
    };
    let old = |live| vec![("170".to_owned(), live), ("13".to_owned(), live)];
    assert_eq!(values(Some(first)), old(true));
    let mut expected = old(false);
    expected.push(("182".to_owned(), true));
    assert_eq!(values(None), expected);

    // The page goes back to what it said before: no new version, and the old claims live again.
    run(&mut store, "2026-01-01T11:00:00Z", TEXT, &both());
    let seen = store.appearances("blast", None).unwrap();
    assert_eq!(seen.iter().filter(|seen| seen.live).count(), 2);
    let id = both()[0].id.clone();
    assert_eq!(store.chain(&id).unwrap().unwrap().versions.len(), 2);
}

#[test]
fn a_better_reader_makes_no_new_version_of_an_unchanged_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder.path().join("claims.sqlite"));
    run(&mut store, "2026-01-01T09:00:00Z", TEXT, &both());
    let (_, added) = run_by("claims 1", &mut store, "2026-01-01T10:00:00Z", TEXT, &both()[..1]);
    assert_eq!(added, 0);
    let seen = store.appearances("blast", None).unwrap();
    assert_eq!(seen.len(), 1, "what the better reader does not see is gone, and not withdrawn");
    assert_eq!(seen[0].extractor.as_deref(), Some("claims 1"));
    assert_eq!(seen[0].first_seen, Some(at("2026-01-01T09:00:00Z")));
    let chain = store.chain(&seen[0].claim.id).unwrap().unwrap();
    assert_eq!((chain.versions.len(), chain.text.as_str()), (1, "read better"));
}

#[test]
fn a_claim_is_found_by_the_first_digits_of_its_id() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder.path().join("claims.sqlite"));
    run(&mut store, "2026-01-01T09:00:00Z", TEXT, &both());
    let id = both()[0].id.clone();
    for name in [id.as_str().to_owned(), id.short(), id.short().to_lowercase()] {
        assert_eq!(store.find_claim(&name).unwrap(), Found::One(id.clone()), "{name}");
    }
    assert_eq!(store.find_claim("C-").unwrap(), Found::None);
    assert_eq!(store.find_claim("nonsense").unwrap(), Found::None);
    let chain = store.chain(&id).unwrap().unwrap();
    assert_eq!(chain.text, TEXT);
    assert_eq!(chain.outlet.kind, OutletKind::Outlet);
    assert_eq!(chain.siblings.len(), 2);
}

#[test]
fn what_was_stored_and_not_read_is_there_for_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claims.sqlite");
    let mut store = open(&path);
    run(&mut store, "2026-01-01T09:00:00Z", TEXT, &both());
    let run = store.begin_run(at("2026-01-01T10:00:00Z"), "claims 0").unwrap();
    let attempt = Attempted {
        run,
        source: 1,
        url: URL,
        final_url: None,
        at: at("2026-01-01T10:00:00Z"),
        seen_at: at("2026-01-01T10:00:00Z"),
        outcome: "ok",
        message: None,
        status: None,
        content_type: None,
        validators: None,
        headers: None,
        asked_as: AskedAs::Source,
        outlet: None,
        entry_title: None,
        entry_published: None,
        body: Some(b"another page"),
        whole: true,
        extractor: "claims 0",
    };
    let fetch = store.record(&attempt).unwrap();
    let cut = Attempted { outcome: "truncated", body: Some(b"anoth"), whole: false, ..attempt };
    store.record(&cut).unwrap();
    drop(store);
    let store = open(&path);
    assert_eq!(store.left_unread().unwrap(), [fetch], "a body that was cut off is never read");
    assert_eq!(store.unread(fetch).unwrap().unwrap().body, b"another page");
}

#[test]
fn only_one_process_writes_and_others_read_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claims.sqlite");
    let now = at("2026-01-01T09:00:00Z");
    let store = open(&path);
    let Err(StoreError::Locked { by: Some(by), .. }) = Lock::take(&path, false, now) else {
        panic!("a second writer came in");
    };
    assert!(by.contains(&std::process::id().to_string()), "{by}");
    assert!(Store::read(&path).unwrap().events().unwrap().is_empty());
    drop(store);
    Lock::take(&path, false, now).unwrap();
}

#[test]
fn a_page_is_known_by_when_it_was_first_tried() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(&folder.path().join("claims.sqlite"));
    for day in ["2026-01-01T09:00:00Z", "2026-01-03T09:00:00Z", "2026-01-10T09:00:00Z"] {
        run(&mut store, day, TEXT, &both());
    }
    let known = |since: &str| {
        let entries = store.known_entries(1, at(since)).unwrap();
        entries.into_iter().map(|known| known.url).collect::<Vec<_>>()
    };
    assert_eq!(known("2025-12-25T09:00:00Z"), [URL]);
    assert_eq!(known("2026-01-01T09:00:00Z"), [URL]);
    assert!(known("2026-01-02T09:00:00Z").is_empty(), "tried again is not tried first");
    assert!(known("2026-01-10T09:00:00Z").is_empty());
}

#[test]
fn a_reader_sees_one_moment_whatever_is_written_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claims.sqlite");
    let mut store = open(&path);
    let reader = Store::read(&path).unwrap();
    assert!(reader.appearances("blast", None).unwrap().is_empty());
    run(&mut store, "2026-01-01T09:00:00Z", TEXT, &both());
    assert!(reader.appearances("blast", None).unwrap().is_empty(), "half a run is never seen");
    assert_eq!(Store::read(&path).unwrap().appearances("blast", None).unwrap().len(), 2);
}

#[test]
fn files_that_are_not_ours_are_refused_and_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.sqlite");
    let now = at("2026-01-01T09:00:00Z");
    let refused = |path: &Path| {
        let before = std::fs::read(path).unwrap();
        let error = Store::write(path, Lock::take(path, false, now).unwrap()).unwrap_err();
        assert_eq!(std::fs::read(path).unwrap(), before);
        error
    };

    assert!(matches!(Store::read(&path), Err(StoreError::Missing(_))));
    std::fs::write(&path, "no database at all, and long enough to be looked at".repeat(40))
        .unwrap();
    assert!(matches!(refused(&path), StoreError::NotAStore(_)));

    std::fs::remove_file(&path).unwrap();
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("create table recipe (name text)").unwrap();
    drop(other);
    assert!(matches!(refused(&path), StoreError::NotAStore(_)));

    let ours = folder.path().join("ours.sqlite");
    drop(open(&ours));
    let newer = rusqlite::Connection::open(&ours).unwrap();
    newer.execute_batch("pragma user_version = 99").unwrap();
    drop(newer);
    assert!(matches!(refused(&ours), StoreError::Newer { found: 99, .. }));
    assert!(matches!(Store::read(&ours), Err(StoreError::Newer { found: 99, .. })));
}

#[test]
fn a_full_store_keeps_what_it_has() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claims.sqlite");
    let mut store = open(&path);
    run(&mut store, "2026-01-01T09:00:00Z", TEXT, &both());
    store.limit_size(1).unwrap();
    let run = store.begin_run(at("2026-01-01T10:00:00Z"), "claims 0").unwrap();
    // Bytes that do not compress.
    let body: Vec<u8> = (0..400_000_u32)
        .scan(7_u32, |state, _| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some(u8::try_from(*state >> 24).unwrap())
        })
        .collect();
    let error = store
        .record(&Attempted {
            run,
            source: 1,
            url: URL,
            final_url: None,
            at: at("2026-01-01T10:00:00Z"),
            seen_at: at("2026-01-01T10:00:00Z"),
            outcome: "ok",
            message: None,
            status: None,
            content_type: None,
            validators: None,
            headers: None,
            asked_as: AskedAs::Source,
            outlet: None,
            entry_title: None,
            entry_published: None,
            body: Some(&body),
            whole: true,
            extractor: "claims 0",
        })
        .unwrap_err();
    assert!(matches!(error, StoreError::Full(_)), "{error}");
    assert!(error.remedy().contains("safe"), "{}", error.remedy());
    drop(store);
    let store = Store::read(&path).unwrap();
    assert_eq!(store.appearances("blast", None).unwrap().len(), 2);
    assert!(store.left_unread().unwrap().is_empty());
}

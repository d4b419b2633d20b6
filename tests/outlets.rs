//! What the desk knows of an outlet, and what the store learns of it: its clock, how its pages are built, what it prints around
//! every report.

use std::fs;

use super::collecting::Desk;

/// A desk that reads a folder of saved pages of one outlet, of which `more` is known.
fn desk(more: &str, pages: &[(&str, String)]) -> Desk {
    let desk = Desk::bare();
    let config = format!(
        "[[outlet]]\nid = \"harbour-post\"\ndomains = [\"harbour-post.example\"]\n{more}\n\
         [[event]]\nid = \"fire\"\n[[event.source]]\nfolder = \"saved\"\n"
    );
    desk.write("config.toml", &config);
    fs::create_dir(desk.path("saved")).unwrap();
    for (name, page) in pages {
        desk.write(&format!("saved/{name}.html"), page);
    }
    desk
}

fn page(name: &str, published: &str, body: &str) -> String {
    format!(
        "<html lang='en'><head><title>{name}</title><link rel='canonical' href='https://harbour-post.example/{name}'>\
         <meta property='article:published_time' content='{published}'></head><body><main>{body}</main></body></html>"
    )
}

fn all(desk: &Desk, sql: &str) -> Vec<String> {
    let reader = rusqlite::Connection::open(desk.path("claims.sqlite")).unwrap();
    let mut found = reader.prepare(sql).unwrap();
    let found = found.query_map([], |row| row.get(0)).unwrap();
    found.map(Result::unwrap).collect()
}

const FIRE: &str = "<h1>Fire</h1><p>A fire at the port of Alder left 12 people dead on Sunday, the fire service said.</p>\
    <p>The mayor closed the northern quay, and ships were led to the southern one by the coast guard.</p>";

#[test]
fn a_time_without_a_zone_is_read_by_the_outlets_clock() {
    let pages = [
        ("a", page("a", "2026-01-10T08:30:00", FIRE)),
        ("b", page("b", "2026-01-10T08:30:00+01:00", FIRE)),
    ];
    let desk = desk("time_zone = \"Asia/Kabul\"", &pages);
    desk.run(&["fetch"]).ends(0);
    let times = all(&desk, "select published_at from revision order by id");
    assert!(times[0].starts_with("2026-01-10T04:00:00"), "{times:?}");
    assert!(times[1].starts_with("2026-01-10T07:30:00"), "{times:?}");
    let wrong = desk.path("wrong.toml");
    fs::write(&wrong, "[[outlet]]\nid = \"x\"\ntime_zone = \"Europe/Lundon\"\n").unwrap();
    let said = desk.run(&["fetch", "--config", wrong.to_str().unwrap()]);
    assert!(said.err.contains("`Europe/Lundon` is no time zone"), "{}", said.err);
}

#[test]
fn a_clock_that_is_told_later_dates_the_stored_pages_anew() {
    let desk = desk("", &[("a", page("a", "2026-01-10T08:30:00", FIRE))]);
    desk.run(&["fetch"]).ends(0);
    let config = fs::read_to_string(desk.path("config.toml")).unwrap();
    desk.write(
        "config.toml",
        &config.replace("\n[[event]]", "\ntime_zone = \"Asia/Kabul\"\n[[event]]"),
    );
    desk.run(&["fetch"]).ends(0);
    let times = all(&desk, "select published_at from revision");
    assert_eq!(times.len(), 1, "the page did not change");
    assert!(times[0].starts_with("2026-01-10T04:00:00"), "{times:?}");
}

/// A page whose report stands in a box that reads like a promotion, beside a ticker that reads like a report.
fn odd(name: &str) -> String {
    let body = "<div class='promo-teaser'><b class='kop'>Port fire kills 12</b><i class='stamp'>10 January 2026, 08:30</i>\
        <p>A fire at the port of Alder left 12 people dead on Sunday.</p></div>\
        <article class='body'><p>In our archive: the ferry that sank with 320 people on board in the winter of 1998, of whom \
        41 were saved by fishermen, as our reporter wrote at the time.</p></article>";
    page(name, "", body)
}

const LAYOUT: &str = "[[outlet.layout]]\nvalid_until = 2099-12-31\nbody = \".promo-teaser\"\ndrop = [\"i.stamp\"]\n\
    title = \"b.kop\"\npublished = \"i.stamp, b.kop\"\n";

#[test]
fn a_layout_says_where_the_report_stands_until_it_ends() {
    let told = desk(&LAYOUT.replace("drop = [\"i.stamp\"]\n", ""), &[("a", odd("a"))]);
    told.run(&["fetch"]).ends(0);
    let text = &all(&told, "select text from revision")[0];
    assert!(text.contains("12 people dead") && !text.contains("320"), "{text}");
    assert_eq!(all(&told, "select title from revision")[0], "Port fire kills 12");
    assert!(all(&told, "select published_at from revision")[0].starts_with("2026-01-10T08:30"));

    let ended = desk(&LAYOUT.replace("2099-12-31", "2020-12-31"), &[("a", odd("a"))]);
    let said = ended.run(&["fetch"]).ends(0);
    assert!(
        said.err.contains("no layout of `harbour-post` holds today (the last until 2020-12-31)"),
        "{}",
        said.err
    );
    assert!(all(&ended, "select text from revision")[0].contains("320"));
}

#[test]
fn a_layout_that_fits_no_more_is_told_and_the_page_is_read_all_the_same() {
    let desk = desk(&LAYOUT.replace(".promo-teaser", ".story"), &[("a", odd("a"))]);
    let said = desk.run(&["fetch"]).ends(0);
    assert!(
        said.err.contains("the layout of `harbour-post` finds no body, published"),
        "{}",
        said.err
    );
    assert!(!all(&desk, "select text from revision")[0].is_empty());
}

#[test]
fn a_new_layout_reads_the_stored_pages_anew_and_makes_no_version() {
    let desk = desk("", &[("a", odd("a"))]);
    desk.run(&["fetch"]).ends(0);
    assert!(all(&desk, "select text from revision")[0].contains("320"));
    let config = fs::read_to_string(desk.path("config.toml")).unwrap();
    desk.write("config.toml", &config.replace("\n[[event]]", &format!("\n{LAYOUT}\n[[event]]")));
    desk.run(&["fetch"]).ends(0);
    let texts = all(&desk, "select text from revision");
    assert_eq!(texts.len(), 1, "the page did not change");
    assert!(!texts[0].contains("320"), "{}", texts[0]);
}

#[test]
fn a_layout_that_cannot_be_one_is_refused_with_its_place() {
    for (wrong, message) in [
        ("valid_until = 2099-12-31", "`p[[` is no CSS selector"),
        ("", "does not say until when it holds"),
        ("valid_until = \"soon\"", "`valid_until` is no day"),
    ] {
        let layout = format!("[[outlet.layout]]\n{wrong}\nbody = \"p[[\"\n");
        let said = desk(&layout, &[("a", odd("a"))]).run(&["fetch"]).ends(2);
        assert!(said.err.contains(message), "{}", said.err);
    }
}

#[test]
fn what_stands_on_three_pages_of_an_outlet_is_left_out_of_all() {
    let body = |number: u32| {
        format!(
            "<article><h1>Fire {number}</h1><p>A fire at pier {number} of the port left {number} people dead on Sunday, the fire service said.</p>\
             <p>The mayor closed quay {number}, and ships were led to another by the coast guard.</p>\
             <p>Forty men of pier {number} were led out through the smoke by a tug whose crew had seen the first flames.</p>\
             <p>The blast of last August killed 170 people at the same port, the ministry said.</p>\
             <p>Our reporters are paid by their readers alone, and every gift is welcome to them.</p></article>"
        )
    };
    let pages: Vec<(String, String)> = (1..=3)
        .map(|at| {
            (format!("p{at}"), page(&format!("p{at}"), "2026-01-10T08:30:00Z", &body(at + 10)))
        })
        .collect();
    let named: Vec<(&str, String)> =
        pages.iter().map(|(name, page)| (name.as_str(), page.clone())).collect();
    let desk = desk("", &named[..2]);
    desk.run(&["fetch"]).ends(0);
    let gifts = || {
        all(&desk, "select text from revision")
            .iter()
            .filter(|it| it.contains("every gift"))
            .count()
    };
    assert_eq!(gifts(), 2, "two pages prove nothing");
    desk.write("saved/p3.html", &named[2].1);
    desk.run(&["fetch"]).ends(0);
    assert_eq!(gifts(), 0, "with the third it is known, and the others are read again");
    let texts = all(&desk, "select text from revision");
    assert_eq!(texts.len(), 3, "no page got a second version by that");
    assert!(
        texts.iter().all(|it| it.contains("killed 170 people")),
        "a report repeats its own past"
    );
    let before = desk.count("claim_seen");
    desk.run(&["fetch"]).ends(0);
    assert_eq!((desk.count("revision"), desk.count("claim_seen")), (3, before));
}

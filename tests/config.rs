//! config.toml: what it means, where a value comes from, and how it says what is wrong with it.

use std::fs;
use std::path::{Path, PathBuf};

use claims::config::{
    Address, Config, ConfigError, Edit, Given, KEYS, NewSource, Origin, SourceEdit,
};
#[cfg(feature = "web")]
use claims::web::Bundle;

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml")
}

/// The problem that a text has, as a user sees it.
fn problem(text: &str) -> String {
    Config::parse(text, Path::new("config.toml")).unwrap_err().to_string()
}

#[test]
fn thousands_of_problems_are_told_as_twenty_and_a_count() {
    let outlet = |at| format!("[[outlet]]\nid = \"o{at}\"\ncolour = {at}\n\n");
    let told = problem(&(0..5_000).map(outlet).collect::<Vec<_>>().concat());
    assert_eq!(told.matches("unknown key `colour`").count(), 20);
    assert!(told.contains("config.toml:3:1") && told.ends_with("and 4980 more"), "{told}");
    assert!(problem("[[outlet]]\nid = \"a\"\ncountry = 5\n").contains("found a number"));
}

#[test]
fn the_shipped_file_lists_every_key_at_its_default() {
    let config = Config::read(&shipped()).unwrap();
    assert_eq!(config.settings, Config::default().settings);
    let unlisted: Vec<&str> = KEYS
        .iter()
        .map(|key| key.name)
        .filter(|name| *config.origin(name) == Origin::Default)
        .collect();
    assert_eq!(unlisted, [""; 0], "keys that config.toml does not list");
}

#[test]
fn the_template_holds_and_so_does_its_example() {
    let template = claims::config::template();
    let config = Config::parse(&template, Path::new("config.toml")).unwrap();
    assert_eq!(config.settings, Config::default().settings);
    assert!(config.events.is_empty());
    let is_code = |line: &&str| line.starts_with("# [[") || line.split(' ').nth(2) == Some("=");
    let example: Vec<&str> = template
        .lines()
        .skip_while(|line| !line.starts_with("# ----"))
        .filter(is_code)
        .map(|line| &line[2..])
        .collect();
    let config = Config::parse(&example.join("\n"), Path::new("config.toml")).unwrap();
    assert_eq!(config.outlets.len(), 1);
    assert_eq!(config.events[0].sources.len(), 7);
    assert_eq!(config.events[0].event.until, "2026-02-01T00:00:00Z".parse().ok());
}

#[test]
fn a_misspelt_key_is_shown_with_its_place_and_the_word_that_was_meant() {
    insta::assert_snapshot!(problem("[fetch]\nrobots = true\nreddirects_max = 3\n"), @r"
    unknown key `reddirects_max` in `[fetch]`
     --> config.toml:3:1
      |
    3 | reddirects_max = 3
      | ^^^^^^^^^^^^^^ did you mean `redirects_max`?
    ");
}

#[test]
fn each_kind_of_fault_names_its_line_its_column_and_the_remedy() {
    let outlet = "[[outlet]]\nid = \"harbour-post\"\n";
    let cases = [
        ("[stroe]\n", "config.toml:1:2", "did you mean `store`?"),
        (
            "[fetch]\ngap_ms = \"1s\"\n",
            "config.toml:2:10",
            "expected a whole number, found text in quotes",
        ),
        ("[fetch]\ngap_ms = -1\n", "config.toml:2:10", "found a negative number"),
        ("[fetch]\nrobots = maybe\n", "config.toml:2:10", ""),
        (
            "[reconcile]\npolicy = \"consevative\"\n",
            "config.toml:2:10",
            "did you mean `conservative`?",
        ),
        ("[report]\nformats = [\"xlsx\"]\n", "config.toml:2:11", "unknown format `xlsx`"),
        ("[fetch\n", "config.toml:1:7", ""),
        ("store = \"claims.sqlite\"\n", "config.toml:1:9", "write `[store]` on a line of its own"),
        ("[outlet]\nid = \"x\"\n", "config.toml:1:1", "write `[[outlet]]`, with two brackets"),
        ("[[outlet]]\nname = \"X\"\n", "config.toml:1:1", "add `id = \"...\"`"),
        ("[[outlet]]\nid = \"x y\"\n", "config.toml:2:6", "use letters, digits"),
        (
            "[[outlet]]\nid = \"x\"\n[[outlet]]\nid = \"x\"\n",
            "config.toml:4:6",
            "the first is on line 2",
        ),
        ("[[outlet]]\nid = \"x\"\nkind = \"agncy\"\n", "config.toml:3:8", "did you mean `agency`?"),
        (
            "[[event]]\nid = \"e\"\nfrom = \"Thursday\"\n",
            "config.toml:3:8",
            "write it as 2021-08-26T17:40:00Z",
        ),
        (
            "[[event]]\nid = \"e\"\nfrom = 2026-02-01\nuntil = 2026-01-01\n",
            "config.toml:4:9",
            "the event ends before it begins",
        ),
        (
            "[[event]]\nid = \"e\"\n[[event.source]]\npage = \"https://a.example\"\n",
            "config.toml:3:1",
            "whose report it is",
        ),
    ];
    for (text, place, words) in cases {
        let shown = problem(text);
        assert!(shown.contains(&format!("--> {place}\n")), "{text}\n{shown}");
        assert!(shown.contains(words), "{text}\n{shown}");
        assert!(shown.contains('^'), "{text}\n{shown}");
    }
    let sources = [
        (
            "outlet = \"harbour-pots\"\npage = \"https://a.example/\"",
            "5:10",
            "did you mean `harbour-post`?",
        ),
        (
            "outlet = \"harbour-post\"",
            "4:1",
            "exactly one of `page`, `feed`, `sitemap`, `section`, `file` and `folder`",
        ),
        (
            "outlet = \"harbour-post\"\npage = \"https://a.example\"\nfeed = \"https://a.example\"",
            "7:8",
            "has 2 addresses",
        ),
        ("outlet = \"harbour-post\"\npage = \"a.example/x\"", "6:8", "with https://"),
        (
            "outlet = \"harbour-post\"\nfeed = \"https://desk:secret@a.example/feed\"",
            "6:8",
            "carries a name or a password",
        ),
        (
            "outlet = \"harbour-post\"\npage = \"https://a.example\"\nsaved = 2026-01-01",
            "7:9",
            "`saved` belongs to a `file`",
        ),
        ("outlet = \"harbour-post\"\npgae = \"https://a.example\"", "6:1", "did you mean `page`?"),
    ];
    for (source, place, words) in sources {
        let text = format!("{outlet}event = []\n");
        let text = text.replace("event = []\n", "[[event]]\n[[event.source]]\n");
        let text = text.replacen("[[event]]\n", "[[event]]\nid = \"e\"\n", 1) + source + "\n";
        // The two lines of the outlet and those of the event stand above.
        let line = |place: &str| {
            let (line, column) = place.split_once(':').unwrap();
            format!("{}:{column}", line.parse::<usize>().unwrap() + 1)
        };
        let shown = problem(&text);
        assert!(shown.contains(&format!("--> config.toml:{}\n", line(place))), "{text}\n{shown}");
        assert!(shown.contains(words), "{text}\n{shown}");
    }
}

#[test]
fn several_faults_are_told_at_once_in_the_order_of_the_file() {
    let shown = problem("[fetch]\ngapms = 1\n[report]\nout = 3\n");
    let (first, second) = (shown.find(":2:1").unwrap(), shown.find(":4:7").unwrap());
    assert!(first < second, "{shown}");
}

#[test]
fn a_flag_outranks_the_environment_that_outranks_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, "[store]\npath = \"a.sqlite\"\n[fetch]\ngap_ms = 7\n").unwrap();
    let given = Given { config: Some(path.clone()), store: None };
    let nothing = |_: &str| None;

    let config = Config::load(&given, &nothing).unwrap();
    assert_eq!(config.settings.store.path, folder.path().join("a.sqlite"));
    assert_eq!(config.origin("fetch.gap_ms").to_string(), format!("{}:4", path.display()));
    assert_eq!(*config.origin("fetch.robots"), Origin::Default);

    let variable = |name: &str| match name {
        "CLAIMS_STORE" => Some("b.sqlite".to_owned()),
        "CLAIMS_FETCH_GAP_MS" => Some("9".to_owned()),
        "CLAIMS_REPORT_FORMATS" => Some("csv, json".to_owned()),
        _ => None,
    };
    let config = Config::load(&given, &variable).unwrap();
    assert_eq!(config.settings.store.path, Path::new("b.sqlite"));
    assert_eq!(config.settings.fetch.gap_ms, 9);
    assert_eq!(config.settings.report.formats, ["csv", "json"]);
    assert_eq!(config.origin("fetch.gap_ms").to_string(), "CLAIMS_FETCH_GAP_MS");

    let flagged = Given { store: Some("c.sqlite".into()), ..given };
    let config = Config::load(&flagged, &variable).unwrap();
    assert_eq!(config.settings.store.path, Path::new("c.sqlite"));
    assert_eq!(config.origin("store.path").to_string(), "--store");

    let wrong = |name: &str| (name == "CLAIMS_FETCH_ROBOTS").then(|| "perhaps".to_owned());
    let error = Config::load(&flagged, &wrong).unwrap_err();
    assert!(error.to_string().contains("CLAIMS_FETCH_ROBOTS"), "{error}");
}

#[test]
fn the_config_in_the_home_folder_keeps_its_data_in_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("conf/claims");
    fs::create_dir_all(&home).unwrap();
    fs::write(home.join("config.toml"), "[store]\npath = \"claims.sqlite\"\n").unwrap();
    let root = folder.path().to_owned();
    let variable = move |name: &str| match name {
        "XDG_CONFIG_HOME" => Some(root.join("conf").display().to_string()),
        "XDG_DATA_HOME" => Some(root.join("data").display().to_string()),
        _ => None,
    };
    // The tests run in the project, whose own config.toml comes first; so the file is named where it counts.
    let here = Config::load(&Given::default(), &variable).unwrap();
    assert_eq!(here.path.as_deref(), Some(Path::new("config.toml")));
    assert_eq!(here.settings.store.path, Path::new("claims.sqlite"));

    let missing = Given { config: Some("nowhere.toml".into()), store: None };
    let error = Config::load(&missing, &variable).unwrap_err();
    assert!(matches!(error, ConfigError::Missing(_)));
    assert_eq!(error.remedy().as_deref(), Some("`claims init` writes one"));
}

#[test]
fn a_saved_page_is_found_from_the_config_and_known_by_what_was_written() {
    let text = "[[outlet]]\nid = \"a\"\n[[event]]\nid = \"e\"\n[[event.source]]\noutlet = \"a\"\n\
                file = \"saved/1.html\"\nurl = \"https://a.example/1\"\nsaved = 2026-01-01T09:30:00Z\n";
    let config = Config::parse(text, Path::new("desk/config.toml")).unwrap();
    let expected = Address::File {
        path: PathBuf::from("desk/saved/1.html"),
        written: "saved/1.html".to_owned(),
        url: Some("https://a.example/1".to_owned()),
        saved: "2026-01-01T09:30:00Z".parse().ok(),
    };
    assert_eq!(config.events[0].sources[0].address, expected);
}

#[test]
fn adding_keeps_every_comment_and_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    let before = "# ours\n[fetch]\ngap_ms = 5 # gentle\n\n[[outlet]]\nid = \"a\"\n\n# the blast\n\
                  [[event]]\nid = \"blast\"\n\n[[event.source]]\noutlet = \"a\"\n\
                  page = \"https://a.example/1\"\n\n[[event]]\nid = \"other\" # last\n";
    fs::write(&path, before).unwrap();
    let source = |address: &str| NewSource {
        outlet: Some("a".to_owned()),
        kind: "feed".to_owned(),
        address: address.to_owned(),
        ..NewSource::default()
    };
    let mut edit = Edit::open(&path).unwrap();
    let mut add = |event: &str| edit.add_source(event, &source("https://a.example/rss")).unwrap();
    assert_eq!(add("blast"), SourceEdit::Added);
    assert_eq!(add("blast"), SourceEdit::There, "once is enough");
    assert_eq!(add("other"), SourceEdit::Added);
    edit.add_event("third", "A third", &[]).unwrap();
    edit.save().unwrap();
    let after = fs::read_to_string(&path).unwrap();
    insta::assert_snapshot!(after, @r#"
    # ours
    [fetch]
    gap_ms = 5 # gentle

    [[outlet]]
    id = "a"

    # the blast
    [[event]]
    id = "blast"

    [[event.source]]
    outlet = "a"
    page = "https://a.example/1"

    [[event.source]]
    outlet = "a"
    feed = "https://a.example/rss"

    [[event]]
    id = "other" # last

    [[event.source]]
    outlet = "a"
    feed = "https://a.example/rss"

    [[event]]
    id = "third"
    title = "A third"
    "#);
    let config = Config::read(&path).unwrap();
    let sources: Vec<usize> = config.events.iter().map(|event| event.sources.len()).collect();
    assert_eq!(sources, [2, 1, 0]);
}

#[test]
fn a_file_that_does_not_hold_is_not_written_to() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.toml");
    fs::write(&path, "[fetch]\nnonsense = 1\n").unwrap();
    assert!(Edit::open(&path).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "[fetch]\nnonsense = 1\n");
}

#[test]
fn the_shipped_event_is_the_one_that_the_demo_follows() {
    let shipped = Config::read(&shipped()).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/event/kabul-airport-2021");
    let desk = Config::read(&folder.join("desk.toml")).unwrap();
    assert_eq!(shipped.outlets, desk.outlets);
    let events =
        |config: &Config| config.events.iter().map(|it| it.event.clone()).collect::<Vec<_>>();
    assert_eq!(events(&shipped), events(&desk));
}

/// The saved copies are the bundle's pages: the same file under the same address, saved when the demo visits.
#[cfg(feature = "web")]
#[test]
fn the_shipped_files_are_the_pages_of_the_demo() {
    let shipped = Config::read(&shipped()).unwrap();
    let mut saved = Vec::new();
    for source in &shipped.events[0].sources {
        let Address::File { written, url, saved: at, .. } = &source.address else {
            panic!("{:?} is no file", source.address)
        };
        saved.push((at.unwrap(), url.clone().unwrap(), written.clone()));
    }
    let mut served = Vec::new();
    for round in Bundle::bundled().rounds() {
        for (url, file) in round.pages.iter().filter(|(_, file)| !file.contains("-feed.")) {
            let file = format!("data/event/kabul-airport-2021/{file}");
            served.push((round.at, url.clone(), file));
        }
    }
    saved.sort();
    served.sort();
    assert_eq!(saved, served);
}

//! Where a figure is told to be: the phrase that its clause ties it to.

use claims::extract::extract;
use claims::lexicon::Lexicon;
use claims::model::{Document, Provenance};

/// The place of the figure that is printed so; empty for none.
fn place(language: Option<&str>, text: &str, figure: &str) -> String {
    let provenance = Provenance {
        doc: "d".to_owned(),
        language: language.map(ToOwned::to_owned),
        ..Provenance::default()
    };
    let document = Document { provenance, text: text.to_owned(), ..Document::default() };
    let claims = extract(&Lexicon::embedded(), &document).claims;
    let claim = claims.iter().find(|claim| claim.text == figure);
    let claim = claim.unwrap_or_else(|| panic!("`{figure}` of {text:?} is no figure"));
    claim.place.clone().unwrap_or_default()
}

#[test]
fn a_figure_is_where_its_clause_says() {
    for (text, figure, expected) in [
        // Behind the figure, with what the place lies in.
        ("Nine people were killed in eastern Teal.", "Nine", "in eastern Teal"),
        (
            "Nine were killed in the village of Orrin in Teal county.",
            "Nine",
            "in the village of Orrin in Teal county",
        ),
        (
            "Nine were killed in the Dorn quarter of Norvik.",
            "Nine",
            "in the Dorn quarter of Norvik",
        ),
        ("Nine were killed in Norvik's Dorn district.", "Nine", "in Norvik's Dorn district"),
        ("Rebels fired 12 rockets into southern Teal.", "12", "into southern Teal"),
        // Before it.
        ("In Norvik, nine people were killed.", "nine", "In Norvik"),
        ("The quake hit the southern town of Orrin, killing nine people.", "nine", "town of Orrin"),
        (
            "Shelling of houses in the Dorn camp left five dead and 16 injured.",
            "16",
            "in the Dorn camp",
        ),
        (
            "Others crossed into neighbouring Teal, where 30,000 people have found refuge.",
            "30,000",
            "into neighbouring Teal",
        ),
        (
            "He spoke of the bombing of Orrin in Upper Teal, which he said killed nine people.",
            "nine",
            "Orrin in Upper Teal",
        ),
        ("The raid was on Orrin. It killed nine people.", "nine", ""),
        ("The raid in Orrin was the first. It killed nine people.", "nine", "in Orrin"),
        // From where a distance is taken.
        ("The quake struck 14 miles north-northeast of Norvik.", "14", "north-northeast of Norvik"),
        (
            "The quake struck 35 km (22 miles) south-west of Port Orrin.",
            "35",
            "south-west of Port Orrin",
        ),
        ("The tanker lies 12 miles off the coast.", "12", ""),
        // Where a place is somebody else's.
        ("Officials in Norvik said nine people were killed.", "nine", ""),
        ("At least 15,000 people who fled violence in Teal live in the open.", "15,000", ""),
        ("The quake hit 12 villages and was felt in Norvik.", "12", ""),
        ("Two bombers struck, one at the Dorn Gate and one near a hotel.", "Two", ""),
        ("Three bridges fell in May.", "Three", ""),
    ] {
        assert_eq!(place(None, text, figure), expected, "{text}");
    }
}

#[test]
fn that_attack_is_where_the_attack_was_that_was_told_of() {
    let story = "The bombings in Upper Teal drew protest. The president said that nine people were killed in those bombings.";
    assert_eq!(place(None, story, "nine"), "in Upper Teal");
    let another = "The bombings in Upper Teal drew protest. The president said that nine people were killed in bombings.";
    assert_eq!(place(None, another, "nine"), "");
    let far = "The bombings in Upper Teal drew protest. He said so. They agreed. It rained. Nobody came. Nine people were killed in those bombings.";
    assert_eq!(place(None, far, "Nine"), "");
}

#[test]
fn places_are_read_in_another_language() {
    assert_eq!(
        place(Some("es"), "Nueve personas murieron en el pueblo de Orrin.", "Nueve"),
        "en el pueblo de Orrin"
    );
    assert_eq!(
        place(
            Some("es"),
            "Al menos 300 personas que huyeron de la violencia en Orrin duermen en la calle.",
            "300"
        ),
        ""
    );
}

#[test]
fn a_figure_is_of_the_day_that_its_clause_names() {
    let window = |text: &str| {
        let provenance = Provenance { doc: "d".to_owned(), ..Provenance::default() };
        let document = Document { provenance, text: text.to_owned(), ..Document::default() };
        let claims = extract(&Lexicon::embedded(), &document).claims;
        claims[0].window.clone().unwrap_or_default()
    };
    assert_eq!(window("A bomb killed nine people Wednesday night."), "Wednesday night");
    assert_eq!(
        window("The trouble Wednesday night began when 200 people set off."),
        "Wednesday night"
    );
    assert_eq!(window("Police said Wednesday nine people had died."), "");
    assert_eq!(window("A bomb killed nine people, police said Wednesday."), "");
}

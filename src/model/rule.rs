use super::Reason;

/// The rule of a figure that a later one overtook while its own page still prints it.
pub const OVERTAKEN: &str = "changed.overtaken";

/// The rules by which two figures, or the words of one key, are judged, in the order in which they are tried: the first that applies
/// decides. Each with what it says, for people. `tests/rules.rs` holds an example of each.
///
/// A contradiction's rule is followed by that of its reason, `contradiction.disjoint+inclusion`, which is the reason's code.
pub const RULES: &[(&str, &str)] = &[
    // Different things: nothing about their size can be a conflict.
    ("scope.group", "they count different people"),
    ("scope.basis", "one counts what is new in a period, the other all so far"),
    ("scope.increment", "one comes on top of a figure that the other includes"),
    ("scope.elsewhere", "one is told of another place than the event's own"),
    ("scope.far-end", "they are distances from two places"),
    (
        "scope.trading-day",
        "each is the price at the close of one day's trading, and nothing says that it was one day",
    ),
    ("scope.another-day", "the one tells of a day after the report of the other"),
    ("scope.harm", "one counts what was damaged, the other what was destroyed"),
    ("scope.disjoint", "their reports set them apart by place or period"),
    // Amounts in two units.
    ("unit.converted", "they are one amount in two units"),
    ("contradiction.units", "converted into one unit they exclude each other"),
    ("unit.no-conversion", "nothing converts the one unit into the other"),
    // Figures that say the same.
    ("sum.parts", "the parts of the one report add up to the figure of the other"),
    ("echo.one-origin", "they say the same and go back to one origin, which counts once"),
    ("equal.exact", "both give the same number"),
    ("rounding.printed-digits", "the one is the other in round numbers"),
    ("bound.tight-meet", "what their words leave open has room for both"),
    // Figures that need not be the same.
    ("updated.forecast", "one was expected, the other came"),
    ("scope.background", "one is of another time or event"),
    (
        "scope.part-of-another",
        "the part is larger than the whole, so it is a part of something else",
    ),
    ("subset.part", "the one is a part of what the other counts"),
    ("subset.running-count", "the one is the incident at hand, the other all since it began"),
    ("subset.one-of-several", "the one tells of one place of a kind, the other of several"),
    (
        "subset.fits",
        "the people or the place of the one lie within those of the other, and it is no larger",
    ),
    ("subset.exceeds", "the part is larger than the whole that holds it"),
    // Figures that time puts in order.
    ("updated.correction", "a report corrects the other's figure"),
    ("updated.says-earlier", "the words of the one say that it was not the last"),
    ("updated.revised-elsewhere", "another report gives the one as what the other replaced"),
    ("updated.running-toll", "a growing count was at least so high, and is higher"),
    ("updated.with-the-toll", "the report of the smaller one knew a smaller toll"),
    ("updated.later", "the later one takes the place of the earlier"),
    // What is left.
    ("self.one-report", "one report gives both, on one voice"),
    ("contradiction.disjoint", "they speak of one thing and exclude each other"),
    ("subject.unlike", "nothing shows that they speak of one thing"),
    // Lists, and words of one key over time.
    ("sum.list", "the figures of a list add up to the other"),
    ("sum.exceeds", "the figures of a list add up to more than the whole that holds them"),
    ("changed.own-figure", "an outlet gives another figure than before"),
    (OVERTAKEN, "a later figure took the place of one whose outlet has not spoken since"),
    ("stale.repeated", "an outlet repeats a figure long after its update was public"),
    ("single.one-outlet", "one outlet alone gives a figure"),
];

/// What a rule says, by its id: one of [`RULES`], or a reason's code in small letters.
pub fn rule_says(id: &str) -> Option<&'static str> {
    let rule = RULES.iter().find(|(known, _)| *known == id).map(|(_, says)| *says);
    let reason = || Reason::ALL.into_iter().find(|reason| reason.code().eq_ignore_ascii_case(id));
    rule.or_else(|| reason().map(Reason::says))
}

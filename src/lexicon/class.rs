//! What a word or a phrase is to the grammar: the keys of `[markers]` and `[classes]` in `data/lang/<code>.toml`.

use serde::Deserialize;

/// What a phrase does to the figure it stands with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marker {
    /// "including": what follows is in what stood before.
    PartOf,
    /// "all but": what follows is left out of what is told.
    Except,
    /// "as well as": what follows comes on top.
    Plus,
    /// "in all", "a total of".
    Total,
    /// "up from": the value before.
    Previous,
    /// "denied", "not", "false".
    Negated,
    /// "were wrong", "was false", behind the figure: what stood before it is taken back.
    Refuted,
    /// "if", "could have": what follows is only thought of.
    Hypothetical,
    /// "will", "expected": what follows has not happened yet.
    Forecast,
    /// "last year": another event or another year.
    Background,
    /// "corrected", "revised".
    Corrects,
    /// "an earlier version of this story": what the report itself said before, and takes back.
    Withdraws,
    /// "the deadliest day since 2011": what follows is what the event is held against.
    Compares,
    /// "rose", "an increase": the number went up.
    Up,
    /// "fell", "a drop": the number went down.
    Down,
    /// "since", "so far this year": a running total.
    Cumulative,
    /// "in the past 24 hours": what is new.
    Period,
    /// "none of the", "nobody".
    Zero,
    /// "no": nothing of the noun behind it.
    No,
    /// Before the first number of a range: "between", "from".
    RangeFrom,
    /// Between the two numbers of a range: "to", "and".
    RangeTo,
    /// "beat", "won": a number beside it is a score.
    Score,
    /// "aged", "age of".
    Age,
    /// Between a person and their years: "de" in "un hombre de 27 años".
    AgeOf,
    /// "years old", "-year-old".
    Old,
    /// Behind years that were read as a unit already: "old", "of age".
    OldBehindUnit,
    /// Behind a temperature: "below zero".
    BelowZero,
    /// "of whom" behind a number: it is part of what was counted before.
    OfThem,
    /// "of the", "of them" behind a number: a part of a whole.
    OfWhole,
    /// "so far", "expected to rise": a plain number is what was counted up to then.
    Running,
    /// "since", "in five operations": a running count covers more than the incident at hand.
    Spanning,
    /// "decades", "so far this": the clause tells of years and not of an event.
    SpansYears,
    /// "in", "out of" between the numbers of a ratio.
    RatioOf,
    /// "in", "near", "off": before a place.
    PlaceOpener,
    /// Before a place's name: which part of it, or where it lies ("eastern", "neighbouring").
    PlaceTurn,
    /// Nouns that say what kind of place it is: "town", "valley".
    Locality,
    /// "of" between a kind of place and its name.
    PlaceLink,
    /// "on", "since", "during": before a day or a period.
    WindowOpener,
    /// "past", "last", between such a word and its period.
    WindowTurn,
    /// Periods in themselves: "this year", "overnight".
    Window,
    /// "close at", "to finish": the price is that at the end of a day's trading.
    Closes,
    /// "in", "by", "of": before what did it.
    CauseOpener,
    /// What kills and hurts: "blast", "flood", "cholera".
    Happening,
    /// "in the film": what follows is made up.
    Fiction,
    /// "was founded", "took office": behind "since", the start of a span of years.
    Founded,
    /// "war", "insurgency": what has gone on for years.
    LongConflict,
}

/// Closed classes of words, which carry the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordClass {
    /// "a", "the".
    Article,
    /// "this", "their", "some": opens a noun phrase as an article does.
    Determiner,
    /// "he", "them": stands for a noun, so that no noun phrase goes on over it.
    Pronoun,
    /// "who", "which": opens a clause about the noun before it.
    Relative,
    /// "was", "have", "will": stands before a verb of its own clause.
    Auxiliary,
    /// "in", "after": ends a noun phrase and opens another.
    Preposition,
    /// "and", "or", "but".
    Conjunction,
    /// May stand between a figure and its verb without harm.
    Adverb,
    /// Verbs that end a noun phrase; a verb with a cue needs no entry here.
    Verb,
    /// Ends in s and is no plural.
    NotPlural,
    /// Written with a full stop.
    Abbreviation,
    /// A number behind it is a name ("Route 9", "page 5").
    Label,
    /// What a telephone number stands behind: "call", "fax".
    Telephone,
    /// What a house number stands before: "Street".
    Address,
    /// Pronouns that stand for persons counted before ("others", "them").
    Person,
    /// Subordinators that open a clause of their own.
    Subordinator,
    /// Adjectives that may stand between a number and its noun and are no part of its name.
    Adjective,
    /// "'s" behind an owner.
    PossessiveEnding,
    /// Adverbs that stand before an adjective: "20 most expensive restaurants".
    Degree,
    /// What a length is of ("long", "screen"): a mark before it stands for inches.
    Dimension,
    /// Between a person and an age: "was", "turned".
    AgeVerb,
    /// Before an age between commas: "now 75".
    AgeThen,
    /// Persons whom a bound on an age divides: "women over 20".
    AgeGroup,
    /// Before "at" and an age: "died at 43".
    DiesAt,
    /// "he", "she": who is of an age.
    PersonPronoun,
    /// A currency's word before its number ("dollar 22 million").
    MoneyOpener,
    /// "a", "an": one of a scale or a share.
    Indefinite,
    /// "point" between a number and its decimals in words.
    DecimalPoint,
    /// "of": the whole of a part, the thing of a quantity.
    Of,
    /// "in" as a preposition, which a unit's sign may spell like.
    In,
    /// "at".
    At,
    /// "to": up to which number.
    To,
    /// "from": since which number.
    From,
    /// "by": by how much.
    By,
    /// "between" before the ends of a range.
    Between,
    /// Joins the ends of a range or a change: "to".
    RangeJoin,
    /// "and".
    And,
    /// "or".
    Or,
    /// "but".
    But,
    /// Stands beside the date in the line that says when a report was put out: "published", "updated".
    Stamp,
    /// "per": a rate, or a source.
    Per,
    /// "each", "every": a rate.
    Each,
    /// "than", which makes "more" a comparison.
    Than,
    /// "then", which makes "since" a time and not a sum.
    Then,
    /// "since" before a year.
    Since,
    /// "up", "down" before where a number came from.
    UpDown,
    /// "revised" before where a number came from.
    Revised,
    /// "minus" before a number.
    Minus,
    /// "plus": behind a number a bound only where a sign joins it.
    Plus,
    /// The word for 1 that stands for things, too ("one another").
    One,
    /// Behind "no": what counts nothing ("no longer").
    NoIdiom,
    /// A vague word that needs its noun ("several").
    Few,
    /// Before a number: on top ("another 12").
    Another,
    /// Behind a number: on top ("12 more").
    More,
    /// "other" between a number and its noun.
    Other,
    /// "others": persons beside those counted before.
    Others,
    /// May stand between a bound and its number ("at least a further 12").
    BoundFiller,
    /// "only".
    Only,
    /// Denies only what stands near ("not 12").
    Not,
    /// Behind "not": no denial ("not only").
    NotSoftener,
    /// Forms of "have" before a participle.
    Have,
    /// Forms of "be" before a participle: a passive.
    Be,
    /// "got killed".
    Get,
    /// "would", "could" before "have": it did not happen.
    Conditional,
    /// Opens a clause on the noun before it: "who", "which".
    Defining,
    /// Stands for who spoke before: "he".
    SpeakerPronoun,
    /// Between a quantity's name and a number that it is more than: "the toll passes 2,000".
    Passes,
    /// Whoever does it is a speaker, whatever it is called: "the audit office put the cost at".
    Reckons,
    /// Opens a hedge that is part of its figure's own verb: "may have died".
    Modal,
    /// Opens a clause that somebody else may speak: "while", "but".
    Turn,
    /// Names who is quoted by who speaks: "citing".
    Citing,
    /// Opens a clause without a verb of its own: "with the army saying".
    AbsoluteOpener,
    /// Joins the words of a speaker's name ("ministry of health").
    NameLink,
    /// Stands for what was counted before: "them", "whom".
    Anaphor,
    /// A number of things in one word, which counts only what a measure names: "pair", "trio", "both".
    Collective,
    /// A scale that is another word, too ("score"): a number only before persons, a time or "of".
    ScaleHomonym,
    /// A vague number that is another word, too ("scores"): it counts only beside a cue.
    VagueHomonym,
    /// Says how many times as much and counts nothing by itself: "twice", "tripled".
    Multiple,
    /// Behind a number's hyphen: so many belong to what follows ("a 500-strong crowd").
    Strong,
    /// Letters that are minutes beside hours or seconds: "m" in "2h 30m".
    MinuteLetter,
    /// Near "3:1": the two numbers are a ratio.
    RatioName,
    /// Between the parts of a clock time in words: "past" in "half past seven".
    ClockLink,
    /// Before a number that counts the versions of a report: "UPDATE 3".
    Slug,
    /// "these", "those" before the whole of a part.
    Demonstrative,
    /// Spells like a nation in lower case: "us".
    NationHomonym,
    /// "both": an adverb behind a verb, no object.
    Both,
    /// Behind a verb: its object begins.
    ObjectOpener,
    /// Prepositions that a list of objects may hold.
    ObjectPreposition,
    /// May stand between a figure and its predicate.
    PredicateFiller,
    /// A number behind it is no subject of its own ("in 12 towns").
    AsideOpener,
    /// A verb of saying between a subject and a verb parts them.
    ReportClause,
    /// Opens a clause between a quantity's name and its number.
    ClauseOpener,
    /// Joins the members of a list.
    ListJoin,
    /// Joins two groups that add up.
    Adds,
    /// May stand between two members that share a verb.
    JoinFiller,
    /// Between a number and the name of its quantity behind it ("12 of the dead").
    AttributeLink,
    /// Between a count's name and its number ("deaths rose to 12").
    TollLink,
    /// Beside those, between a quantity's name and its number further off.
    LooseLink,
    /// Between what went on and how long it did ("deliberated his fate for 40 hours").
    SpanLink,
    /// Between a verb of change and its number ("rose by 12").
    TrendLink,
    /// "total", "overall" behind a number name its noun and no sum.
    TotalAdjective,
    /// A hedge that doubts the number only right before it ("suspected militants").
    HedgeBeside,
    /// "her" before "20s": an age.
    Possessive,
    /// Before "age": an epoch ("the stone age").
    AgeName,
    /// "century" behind an ordinal.
    Century,
    /// Letters behind digits that rank: "th".
    OrdinalEnding,
    /// Letters behind digits that make a decade: "1990s".
    DecadeEnding,
    /// Before a dash and a number: no part of a name ("0-to-60").
    DashJoin,
    /// Spells like a month or a weekday in lower case: "may".
    CalendarHomonym,
    /// Before a date: "on", "until".
    DateOpener,
    /// Before a month whose day is none ("in August 31 people").
    MonthOpener,
    /// Before a year: "in", "during".
    YearOpener,
    /// Before a month: "during".
    PeriodOpener,
    /// Behind a year: "BC".
    Era,
    /// Before a number that looks like a year and is none.
    CountOpener,
    /// "before", "after".
    Order,
    /// Behind a time: "ago", "later".
    TimeShift,
    /// Behind a clock time.
    TimeZone,
    /// "hours" behind a clock time.
    HourMark,
    /// "o'clock".
    OClock,
    /// May stand between the parts of a time.
    TimeFiller,
    /// "years", which a span is counted in.
    Years,
    /// Behind "years": an age or a number of them, no span.
    YearsOfAge,
    /// Before a span of years.
    SpanOpener,
    /// "war", where a clause tells of all of it.
    War,
    /// Before "war": which.
    WarKind,
    /// Before a war: during it.
    WarSpan,
    /// Letters that multiply even apart from their digits ("5 bn").
    SpacedScale,
    /// A currency's word that is another word behind a small number: "won".
    CurrencyHomonym,
    /// What is weighed, so that a pound is a weight.
    Weighed,
    /// What an amount may be per, without "per" ("$5 a head").
    RateNoun,
    /// Before `one` where it is a pronoun: "the one".
    IdleOneBefore,
    /// Behind `one` where it is a pronoun: "one another".
    IdleOneAfter,
    /// What is no person and is counted beside verbs that befall persons: "rockets", "cattle", "albums".
    Thing,
    /// "mother": a number of whom, behind it, counts children.
    Parent,
    /// Before a noun that the sentence takes for granted: "the", "these", "his".
    Definite,
    /// "would" before "have": it did not happen.
    Would,
    /// Before an infinitive that came true: "managed to kill".
    Achieves,
    /// "that": opens what is said, or stands for the noun before it.
    Complementiser,
    /// Opens a clause that the sentence takes for granted: "when", "why".
    Closing,
    /// "months", where a span of them tells of several events.
    Months,
    /// "past", "last" before a span.
    Past,
    /// "has", "have" before a participle: until now.
    HasDone,
    /// What a percentage may be per, without "per" ("5% a year").
    PercentPer,
    /// Ties the words of a place, a period or a cause together and names nothing ("near", "during").
    ScopeLink,
    /// Beside months, weekdays and parts of the day: a word for a time within a week ("early").
    DayName,
    /// Behind a thing of a size: any such thing may do so ("a magnitude 6 quake can").
    Can,
    /// Stands for what was told to have happened: "it killed nine".
    Happened,
    /// Before what happened: it was told of just before ("in that attack").
    Pointing,
    /// Before a place: where somebody was before ("fled").
    Leaves,
    /// Says nothing about what a clause is about.
    Common,
    /// Says that a figure is not the last one ("initially").
    Provisional,
    /// Tells when a figure was so: "later", "evening", "now".
    Moment,
    /// Before "half": a period and no share ("the latter half").
    HalfOf,
    /// A number word that takes "of" before what it counts: "millón" in "un millón de personas".
    TakesOf,
    /// Marks an object that is a person: "a" in "mató a 12 personas".
    ObjectMarker,
    /// Whose a thing is, before it: "its", "our".
    Owner,
    /// What an ordinal before it counts in years: "birthday".
    Anniversary,
    /// Between an ordinal and its noun: without a break ("straight").
    Streak,
    /// What an ordinal puts in order and does not count: "quarter", "amendment".
    Ordered,
    /// Behind a noun with an ordinal: it is one of a series so far ("the fifth man to win").
    SeriesLink,
    /// Before "the" and an ordinal: it comes to be one of a series ("becomes the 19th state").
    SeriesMaker,
    /// Before "one": it is counted out of all ("every state except one").
    Except,
    /// Behind "one" after a preposition: some moment, and no count ("at one point").
    IdleMoment,
    /// Before a number of a scale of strength: "category".
    Strength,
    /// Any one of those that something befell: "person", "victim".
    OneOfThem,
    /// Stands for the number told before: "figure", "toll".
    FigureNoun,
    /// Before a whole: "among".
    Among,
    /// What they open is no subject: "from", "in".
    Oblique,
    /// What was said, before "that": "claim", "reports".
    SaidNoun,
    /// One person, whose age may follow: "son", "girl".
    OnePerson,
}

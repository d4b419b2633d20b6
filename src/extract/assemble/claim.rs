//! One number with all that is known about it as one claim: its quantity, unit, quote and id.

use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::Maker;
use crate::extract::mention::{CountedIn, Found, Mention};
use crate::extract::numeral::Form;
use crate::extract::reading::Reading;

use crate::extract::{concept, context, correct, group, noun, status};
use crate::lexicon::Measure;
use crate::model::{Basis, Claim, ClaimId, Kind, Qualifier, Quantity, Relation, Status};

impl Maker<'_> {
    /// The claim of a mention; `None` where it makes none, which is then set aside.
    pub(super) fn claim(
        &mut self,
        mention: &Mention,
        taken: &concept::Taken,
        sentence: &Range<usize>,
    ) -> Option<Claim> {
        let reading = self.reading;
        let (first, limit) = (sentence.start, sentence.end);
        if self.makes_none(mention) {
            return None;
        }
        let language = reading.language;
        let cued = |found: &Found| &reading.lexicon.measures()[language.cue_measure[found.cue]];
        let measure = mention.cue.as_ref().map(cued).or_else(|| by_unit(reading, mention));
        let person = measure.is_some_and(|measure| measure.dimension == "person");
        let quote = quote(mention);
        let span = self.span(&quote);
        let text = reading.slice(&mention.number);
        let quantity = quantity(mention).or_else(|| {
            self.set_aside(&mention.number, "its bounds cannot be read");
            None
        })?;
        let measure_id = match (mention.kind.reconciles(), measure) {
            (true, Some(measure)) => Some(measure.id.clone()),
            (true, None) => Some(default_measure(mention.kind).to_owned()),
            (false, _) => None,
        };
        let noun = (!mention.noun().is_empty()).then(|| reading.slice(mention.noun()).to_owned());
        let group =
            if person || mention.kind == Kind::Count && group::names_people(reading, mention) {
                group::group(reading, mention, limit)
            } else {
                "all".to_owned()
            };
        let quoted = reading.slice(&quote).to_owned();
        let name = name(measure_id.as_deref(), &group, &quantity, &quoted);
        let turn = self.turn(&name);
        let id = ClaimId::of(&[&self.provenance.doc, &name, &turn.to_string()]);
        let hedge = if mention.kind.reconciles() {
            context::hedge(reading, mention, first, limit)
        } else {
            None
        };
        let status = if mention.kind.reconciles() {
            status::status(reading, mention, sentence, self.today)
        } else {
            Status::Asserted
        };
        let clause = context::clause(reading, mention, first, limit);
        let mut rule = mention.rules.join("+");
        if let Some(found) = &mention.cue {
            if !rule.is_empty() {
                rule.push('+');
            }
            rule.push_str(&language.cues[found.cue].id);
            rule.push('.');
            rule.push_str(found.frame);
        }
        Some(Claim {
            id,
            kind: mention.kind,
            measure: measure_id,
            group,
            quantity,
            text: text.to_owned(),
            unit: self.unit(mention, person),
            noun,
            // What a report says not to be so, it says of nothing: not what it was before either.
            relation: mention
                .relation
                .filter(|relation| *relation != Relation::Previous || status != Status::Negated),
            parent: None,
            basis: if mention.kind.reconciles() {
                context::basis(reading, mention, first, limit)
            } else {
                Basis::Incident
            },
            status,
            hedge: hedge.map(|hedge| language.hedges[hedge].clone()),
            attribution: None,
            in_headline: false,
            as_of: None,
            trend: context::trend(reading, mention, first, limit),
            concept: concept::concept(reading, mention, taken, first, limit),
            place: None,
            window: None,
            cause: None,
            corrects: correct::corrects(reading, mention, first, limit),
            span,
            quote: quoted,
            sentence: self.span(sentence),
            clause: reading.slice(&clause).to_owned(),
            confidence: 0,
            rule: if rule.is_empty() { "number".to_owned() } else { rule },
            provenance: Arc::clone(&self.provenance),
        })
    }

    fn unit(&self, mention: &Mention, person: bool) -> String {
        let reading = self.reading;
        let base = match &mention.unit {
            CountedIn::Money(code) => code.clone(),
            CountedIn::Measure(unit) => {
                let unit = &reading.lexicon.units()[*unit];
                if unit.dimension == "percent" { "percent".to_owned() } else { unit.id.clone() }
            }
            CountedIn::Bare if mention.kind == Kind::Age => "year".to_owned(),
            CountedIn::Bare if person || group::names_people(reading, mention) => {
                "person".to_owned()
            }
            CountedIn::Bare => {
                let mut words = noun::content(reading, mention.noun());
                let first = reading.language.grammar.noun_first;
                let head = if first { words.next() } else { words.last() };
                head.map(|word| reading.language.singular(&word.to_lowercase())).unwrap_or_default()
            }
        };
        match &mention.per {
            Some(per) if !matches!(mention.unit, CountedIn::Measure(_)) => format!("{base}/{per}"),
            Some(per) => format!("{base} per {per}"),
            None => base,
        }
    }
}

/// The measure that the unit alone says of digits; "one calibre" names a thing.
fn by_unit<'a>(reading: &Reading<'a>, mention: &Mention) -> Option<&'a Measure> {
    let CountedIn::Measure(unit) = mention.unit else { return None };
    if !matches!(mention.form, Form::Digits(_)) {
        return None;
    }
    let dimension = &reading.lexicon.units()[unit].dimension;
    let mut measures = reading.lexicon.measures().iter();
    measures.find(|measure| measure.by_unit && measure.dimension == *dimension)
}

fn name(measure: Option<&str>, group: &str, quantity: &Quantity, quote: &str) -> String {
    let part = |number: Option<Decimal>| {
        number.map(|number| number.normalize().to_string()).unwrap_or_default()
    };
    [
        measure.unwrap_or_default(),
        group,
        &part(quantity.value()),
        &part(quantity.low()),
        &part(quantity.high()),
        quote,
    ]
    .join("\u{1f}")
}

fn default_measure(kind: Kind) -> &'static str {
    match kind {
        Kind::Money => "money",
        Kind::Percent => "percent",
        Kind::Measurement => "measurement",
        Kind::Ratio => "ratio",
        _ => "count",
    }
}

fn quantity(mention: &Mention) -> Option<Quantity> {
    Some(match mention.qualifier {
        Qualifier::Range => Quantity::range(mention.low?, mention.high?, mention.grain),
        Qualifier::Vague => Quantity::vague(mention.low, mention.high, mention.grain),
        Qualifier::None => Quantity::none(),
        qualifier => Quantity::stated(mention.value?, qualifier, mention.grain),
    })
}

/// The shortest run of tokens that holds the number and what it counts: its noun or unit, or the cue right behind it.
fn quote(mention: &Mention) -> Range<usize> {
    let mut end = mention.number.end.max(mention.noun.end);
    if mention.noun.is_empty() {
        end = end.max(mention.end);
        if let Some(found) = &mention.cue
            && found.at.start == end
        {
            end = found.at.end;
        }
    }
    mention.number.start..end
}

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::model::Claim;

/// What became of one figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Difference {
    Appears {
        figure: ToldFigure,
    },
    Vanishes {
        figure: ToldFigure,
    },
    /// The same words are read otherwise: each thing that changed, from what to what.
    Changes {
        figure: ToldFigure,
        fields: BTreeMap<&'static str, (String, String)>,
    },
}

/// A figure as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ToldFigure {
    pub claim: String,
    /// What is counted, of whom: "killed · all".
    pub subject: String,
    /// As it is printed.
    pub text: String,
    pub quote: String,
}

impl ToldFigure {
    fn of(claim: &Claim) -> Self {
        let measure = claim.measure.as_deref().unwrap_or("(no measure)");
        Self {
            claim: claim.id.short(),
            subject: format!("{measure} · {}", claim.group),
            text: claim.text.clone(),
            quote: claim.quote.clone(),
        }
    }
}

/// How two readings of one page differ, in the order of the text. A figure is the same where its id is, or else where
/// the two quotes share words and nothing else is read there.
pub(super) fn differences(before: &[Claim], now: &[Claim]) -> Vec<Difference> {
    let mut open: Vec<&Claim> =
        before.iter().filter(|old| now.iter().all(|new| new.id != old.id)).collect();
    let mut found: Vec<(u32, Difference)> = Vec::new();
    for claim in now {
        let same = before.iter().find(|old| old.id == claim.id);
        let at = open.iter().position(|old| is_place(old, claim));
        let old = same.or_else(|| at.map(|at| open.remove(at)));
        let figure = ToldFigure::of(claim);
        let difference = match old {
            None => Difference::Appears { figure },
            Some(old) => {
                let fields = fields(old, claim);
                if fields.is_empty() {
                    continue;
                }
                Difference::Changes { figure, fields }
            }
        };
        found.push((claim.span.start, difference));
    }
    found.extend(
        open.iter()
            .map(|old| (old.span.start, Difference::Vanishes { figure: ToldFigure::of(old) })),
    );
    found.sort_by_key(|(at, _)| *at);
    found.into_iter().map(|(_, difference)| difference).collect()
}

/// Whether both speak of the same printed number.
fn is_place(old: &Claim, new: &Claim) -> bool {
    old.text == new.text && (old.quote.contains(&new.quote) || new.quote.contains(&old.quote))
}

/// What an editor would notice.
fn fields(old: &Claim, new: &Claim) -> BTreeMap<&'static str, (String, String)> {
    fn shown(value: &impl Serialize) -> String {
        match serde_json::to_value(value).unwrap_or_default() {
            Value::Null => "none".to_owned(),
            Value::String(text) => text,
            other => other.to_string(),
        }
    }
    let amount = |claim: &Claim| {
        let quantity = &claim.quantity;
        let bound =
            |it: Option<rust_decimal::Decimal>| it.map_or("?".to_owned(), |it| it.to_string());
        match quantity.value() {
            Some(value) => format!("{value} {}", shown(&quantity.qualifier())),
            None => format!(
                "{}..{} {}",
                bound(quantity.low()),
                bound(quantity.high()),
                shown(&quantity.qualifier())
            ),
        }
    };
    let speaker = |claim: &Claim| claim.attribution.as_ref().map(|by| by.to.clone());
    let all = [
        ("measure", shown(&old.measure), shown(&new.measure)),
        ("group", old.group.clone(), new.group.clone()),
        ("value", amount(old), amount(new)),
        ("unit", old.unit.clone(), new.unit.clone()),
        ("noun", shown(&old.noun), shown(&new.noun)),
        ("kind", shown(&old.kind), shown(&new.kind)),
        ("relation", shown(&old.relation), shown(&new.relation)),
        ("basis", shown(&old.basis), shown(&new.basis)),
        ("status", shown(&old.status), shown(&new.status)),
        ("hedge", shown(&old.hedge), shown(&new.hedge)),
        ("speaker", shown(&speaker(old)), shown(&speaker(new))),
        ("place", shown(&old.place), shown(&new.place)),
        ("window", shown(&old.window), shown(&new.window)),
        ("cause", shown(&old.cause), shown(&new.cause)),
        ("quote", old.quote.clone(), new.quote.clone()),
    ];
    all.into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(name, old, new)| (name, (old, new)))
        .collect()
}

//! The blast and the port, as findings built by hand.

use std::sync::Arc;

use claims::model::{
    Appearance, Attribution, AttributionKind, Basis, Change, ChangeKind, Claim, ClaimId, Digest,
    Event, Finding, FindingId, Kind, OriginGroup, Outlet, PairRelation, Position, Provenance,
    Quantity, Reason, Relation, Span, Status, Timestamp, Verdict,
};
use claims::reconcile::Policy;
use claims::report::{Novelty, Report, Reported, Trouble};

pub(super) const EVENT: &str = "kabul-airport-2021";

pub(super) fn at(text: &str) -> Timestamp {
    format!("2021-08-{text}:00Z").parse().unwrap()
}

pub(super) fn exact(value: i64) -> Quantity {
    Quantity::exact(value.into(), 1.into())
}

/// A claim on the killed; the rest is laid over it.
pub(super) fn claim(
    outlet: &str,
    time: &str,
    value: i64,
    text: &str,
    quote: &str,
    clause: &str,
) -> Claim {
    let doc = format!("https://{outlet}.example/kabul");
    Claim {
        id: ClaimId::of(&[&doc, quote]),
        kind: Kind::Count,
        measure: Some("killed".into()),
        group: "all".into(),
        quantity: exact(value),
        text: text.into(),
        unit: "person".into(),
        noun: None,
        relation: None,
        parent: None,
        basis: Basis::Incident,
        status: Status::Asserted,
        hedge: None,
        attribution: None,
        in_headline: false,
        as_of: None,
        trend: None,
        concept: Vec::new(),
        place: None,
        window: None,
        cause: None,
        corrects: false,
        span: Span::new(40, 40 + u32::try_from(quote.chars().count()).unwrap()),
        quote: quote.into(),
        sentence: Span::new(0, 120),
        clause: clause.into(),
        confidence: 97,
        rule: "number.digits+killed.dead".into(),
        provenance: Arc::new(Provenance {
            doc: doc.clone(),
            event: Some(EVENT.into()),
            outlet: Some(outlet.into()),
            url: Some(doc),
            title: Some("Blasts outside the airport".into()),
            published: Some(at(time)),
            language: Some("en".into()),
            ..Provenance::default()
        }),
    }
}

pub(super) fn said_by(mut claim: Claim, to: &str, kind: AttributionKind) -> Claim {
    claim.attribution = Some(Attribution { to: to.into(), kind });
    claim
}

pub(super) fn of(mut claim: Claim, group: &str, noun: &str, relation: Relation) -> Claim {
    (claim.group, claim.noun, claim.relation) = (group.into(), Some(noun.into()), Some(relation));
    claim
}

pub(super) fn origin(id: &str, label: &str, outlets: &[&str], claims: &[&Claim]) -> OriginGroup {
    OriginGroup {
        id: id.into(),
        label: label.into(),
        outlets: outlets.iter().map(ToString::to_string).collect(),
        because: "attributed".into(),
        claims: claims.iter().map(|claim| claim.id.clone()).collect(),
    }
}

pub(super) fn position(
    value: i64,
    time: &str,
    claims: &[&Claim],
    origins: Vec<OriginGroup>,
) -> Position {
    let mut outlets: Vec<String> =
        claims.iter().filter_map(|claim| claim.provenance.outlet.clone()).collect();
    outlets.sort();
    outlets.dedup();
    Position {
        quantity: exact(value),
        claims: claims.iter().map(|claim| claim.id.clone()).collect(),
        is_sum: false,
        outlets,
        origins,
        at: Some(at(time)),
    }
}

pub(super) fn finding(group: &str, verdict: Verdict, positions: Vec<Position>) -> Finding {
    let mut outlets: Vec<String> =
        positions.iter().flat_map(|position| position.outlets.clone()).collect();
    outlets.sort();
    outlets.dedup();
    let mut origins: Vec<OriginGroup> =
        positions.iter().flat_map(|position| position.origins.clone()).collect();
    origins.sort();
    origins.dedup();
    let figures = || positions.iter().filter_map(|position| position.quantity.headline());
    Finding {
        id: FindingId::of(&[EVENT, group, &format!("{verdict:?}")]),
        event: EVENT.into(),
        measure: "killed".into(),
        group: group.into(),
        scope: None,
        basis: Basis::Incident,
        unit: "person".into(),
        verdict,
        relation: None,
        reason: None,
        rule: String::new(),
        low: figures().min(),
        best: positions.first().and_then(|position| position.quantity.value()),
        high: figures().max(),
        policy_note: "170 has the support of two origins, 182 of one".into(),
        outlets,
        origins,
        claims: positions.iter().flat_map(|position| position.claims.clone()).collect(),
        positions,
        ask: None,
        note: None,
    }
}

/// The bundled event's shape, as PRODUCT draws it.
pub(crate) fn kabul() -> Report {
    use AttributionKind::{Official, Unnamed};
    let harbour = said_by(
        claim(
            "harbour-post",
            "27T17:05",
            170,
            "170",
            "170 dead",
            "left 170 dead, including thirteen US troops",
        ),
        "health officials",
        Official,
    );
    let before =
        claim("harbour-post", "27T09:00", 90, "90", "90 people", "killed at least 90 people");
    let afghans = said_by(
        of(
            claim(
                "meridian-wire",
                "27T16:48",
                169,
                "169",
                "169 Afghans",
                "169 Afghans and 13 US service members died",
            ),
            "afghans",
            "Afghans",
            Relation::Plus,
        ),
        "two officials",
        Unnamed,
    );
    let members = said_by(
        of(
            claim(
                "meridian-wire",
                "27T16:48",
                13,
                "13",
                "13 US service members",
                "169 Afghans and 13 US service members died",
            ),
            "us troops",
            "US troops",
            Relation::Plus,
        ),
        "two officials",
        Unnamed,
    );
    let stale =
        claim("coast-daily", "27T15:00", 60, "60", "60 people", "at least 60 people were killed");
    let troops: Vec<Claim> = ["coast-daily", "delta-news", "harbour-post", "meridian-wire"]
        .iter()
        .map(|outlet| {
            said_by(
                of(
                    claim(outlet, "27T14:00", 13, "13", "13 US troops", "13 US troops were killed"),
                    "us troops",
                    "US troops",
                    Relation::PartOf,
                ),
                "US Central Command",
                Official,
            )
        })
        .collect();
    let command = || {
        let outlets = ["coast-daily", "delta-news", "harbour-post", "meridian-wire"];
        origin(
            "us-central-command",
            "US Central Command",
            &outlets,
            &troops.iter().collect::<Vec<_>>(),
        )
    };

    let whole = position(
        170,
        "27T17:05",
        &[&harbour],
        vec![origin("health-officials", "health officials", &["harbour-post"], &[&harbour])],
    );
    let sum = Position {
        is_sum: true,
        ..position(
            182,
            "27T16:48",
            &[&afghans, &members],
            vec![origin("officials", "two officials", &["meridian-wire"], &[&afghans, &members])],
        )
    };
    let conflict = Finding {
        relation: Some(PairRelation::Contradiction),
        reason: Some(Reason::Inclusion),
        ask: Some("are US troops inside the 170?".into()),
        note: Some("reconciles if 170 leaves out the US troops".into()),
        ..finding("all", Verdict::Conflict, vec![whole, sum])
    };
    let agreement = finding(
        "us troops",
        Verdict::Agree,
        vec![position(13, "27T14:00", &troops.iter().collect::<Vec<_>>(), vec![command()])],
    );
    let lagging = Finding {
        note: Some("9 h behind".into()),
        ..finding(
            "all",
            Verdict::Stale,
            vec![position(
                60,
                "27T15:00",
                &[&stale],
                vec![origin("outlet:coast-daily", "coast-daily", &["coast-daily"], &[&stale])],
            )],
        )
    };
    let step = |id: &str, kind, from: Option<&Claim>, to: Option<&Claim>, time: &str| Change {
        id: id.into(),
        detected_at: at(time),
        event: EVENT.into(),
        measure: "killed".into(),
        group: "all".into(),
        outlet: "harbour-post".into(),
        kind,
        from: from.map(|claim| claim.id.clone()),
        to: to.map(|claim| claim.id.clone()),
    };
    let changes = vec![
        step("a1", ChangeKind::First, None, Some(&before), "27T09:40"),
        step("a2", ChangeKind::Up, Some(&before), Some(&harbour), "27T17:40"),
    ];
    let seen = |claim: Claim, live: bool| Appearance {
        snapshot: Some(Digest::of(claim.quote.as_bytes())),
        first_seen: Some(at("27T09:40")),
        last_seen: Some(at(if live { "27T17:40" } else { "27T12:00" })),
        gone_at: None,
        live,
        extractor: Some("0.1.0+words".into()),
        claim,
    };
    let mut appearances = vec![
        seen(harbour, true),
        seen(before, false),
        seen(afghans, true),
        seen(members, true),
        seen(stale, true),
    ];
    appearances.extend(troops.into_iter().map(|claim| seen(claim, true)));
    Report {
        event: Event {
            id: EVENT.into(),
            title: "Attack at Kabul airport".into(),
            ..Event::default()
        },
        outlets: ["coast-daily", "delta-news", "harbour-post", "meridian-wire", "valley-times"]
            .iter()
            .map(|id| Outlet { id: (*id).into(), name: id.replace('-', " "), ..Outlet::default() })
            .collect(),
        as_of: at("27T17:40"),
        run: Some(42),
        since: Some(41),
        since_at: Some(at("27T12:00")),
        policy: Policy::IndependentSupport,
        findings: vec![
            Reported { finding: lagging, novelty: Novelty::Standing },
            Reported { finding: agreement, novelty: Novelty::Standing },
            Reported { finding: conflict, novelty: Novelty::New },
        ],
        resolved: Vec::new(),
        appearances,
        changes,
        set_aside: Vec::new(),
        trouble: vec![Trouble {
            outlet: "valley-times".into(),
            source: "https://valley-times.example/feed".into(),
            outcome: "gone".into(),
            message: "the server answered 410 Gone".into(),
        }],
    }
}

//! From numbers with all that is known about them to claims: ids, spans in code points, what a document shares.

mod aside;
mod claim;

use std::collections::BTreeMap;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use chrono::NaiveTime;

use super::again::Named;
use super::attribution::{credit, speech};
use super::mention::{Found, Mention};
use super::reading::Reading;
use super::{
    Extraction, calendar, concept, confidence, context, frame, lend, range, relation, scan, scope,
    stamp,
};
use crate::lexicon::{Lexicon, WordClass};
use crate::model::{
    AsOf, Attribution, Basis, Claim, ClaimId, Document, Precision, Provenance, Relation, Span,
};
use crate::text::{Class, CodePoints, sketch};

/// A headline is no longer than this many tokens.
const HEADLINE: usize = 24;

/// Nor of more sentences.
const LINES: usize = 3;

/// "That attack" is one told of no more sentences before.
const SCENE: usize = 3;

pub(super) fn assemble(
    lexicon: &Lexicon,
    document: &Document,
    take: &mut dyn FnMut(&mut Extraction) -> ControlFlow<()>,
) {
    let language = lexicon.language(document.provenance.language.as_deref());
    let reading = Reading::new(lexicon, language, &document.text);
    let mut provenance = document.provenance.clone();
    if provenance.sketch.is_empty() {
        let words = reading.tokens.iter().filter(|token| {
            token.class != Class::Sign('-') && !matches!(token.class, Class::Sign(_))
        });
        provenance.sketch = sketch(words.map(|token| token.text(reading.text)));
    }
    // What is known of the page outranks what its text says.
    let stamped = match document.provenance.published {
        None => stamp::stamp(&reading),
        Some(_) => None,
    };
    let mut maker = Maker {
        points: CodePoints::of(&document.text),
        document,
        dateline: match document.provenance.published {
            None => stamped.or_else(|| calendar::dateline(&reading)),
            Some(_) => None,
        },
        today: None,
        reading: &reading,
        provenance: Arc::new(provenance),
        extraction: Extraction::default(),
        stamped: stamped.map(|day| AsOf {
            at: day.and_time(NaiveTime::MIN).and_utc(),
            precision: Precision::Day,
        }),
        speaker: None,
        named: Named::default(),
        last: None,
        scene: None,
        counted: None,
        names: BTreeMap::new(),
    };
    maker.tell_language();
    let mut quoted = false;
    for at in 0..reading.sentences.len() {
        let sentence = reading.sentences[at].tokens.clone();
        if reading.sentences[at].opens_paragraph {
            quoted = false;
        }
        maker.sentence(at, &sentence, quoted);
        if take(&mut maker.extraction).is_break() {
            return;
        }
        maker.extraction.claims.clear();
        maker.extraction.evidence.clear();
        maker.extraction.set_aside.clear();
        let marks = sentence.clone().filter(|at| reading.is_sign(*at, '"')).count();
        quoted ^= marks % 2 == 1;
    }
}

struct Maker<'a> {
    document: &'a Document,
    reading: &'a Reading<'a>,
    points: CodePoints,
    provenance: Arc<Provenance>,
    /// What the sentence at hand holds.
    extraction: Extraction,
    /// The day that the text's own dateline names.
    dateline: Option<chrono::NaiveDate>,
    /// The day on which the sentence at hand was published, where it is known.
    today: Option<chrono::NaiveDate>,
    /// The day that the report's own first lines give, where nothing else tells when it was published: its figures held then.
    stamped: Option<AsOf>,
    /// Who spoke last, for "he said" and for what a quotation goes on to say.
    speaker: Option<Attribution>,
    /// Who was named in full, for "the ministry said".
    named: Named,
    /// The last claim that counts persons, which "of them" means.
    last: Option<(Found, ClaimId)>,
    /// The sentence that last told where something happened, and the place, which "that attack" means.
    scene: Option<(usize, Range<usize>)>,
    /// What the sentence before counted last.
    counted: Option<lend::Counted>,
    /// How often each name was given so far, to tell equal claims apart.
    names: BTreeMap<String, usize>,
}

impl Maker<'_> {
    fn sentence(&mut self, at: usize, sentence: &Range<usize>, in_quotation: bool) {
        let reading = self.reading;
        let (first, limit) = (sentence.start, sentence.end);
        let mut speech = speech(reading, sentence);
        self.named.tell(reading, &mut speech);
        let before = self.speaker.clone();
        // What nobody speaks in a quotation goes on from before it; elsewhere a medium may be credited.
        let unspoken = if !speech.is_silent() {
            None
        } else if in_quotation {
            before.clone()
        } else {
            credit(reading, sentence)
        };
        if let Some(last) = speech.last() {
            self.speaker = Some(last.clone());
        } else if reading.sentences[at].opens_paragraph && speech.is_silent() && unspoken.is_none()
        {
            self.speaker = None;
        }
        let scene = self.scene.take().filter(|(told, _)| at <= told + SCENE);
        self.scene = scope::scene(reading, sentence).map(|place| (at, place)).or(scene.clone());
        let mut mentions = scan::mentions(reading, first, limit);
        if mentions.is_empty() {
            self.counted = None;
            self.rest(sentence, &mentions);
            return;
        }
        range::join(reading, &mut mentions, first, limit);
        range::share_units(reading, &mut mentions);
        lend::lend(reading, &mut mentions);
        lend::headed(reading, &mut mentions, limit);
        lend::convert(reading, &mut mentions);
        let hits = frame::measures(reading, &mut mentions, first, limit);
        lend::carry(reading, &mut mentions);
        lend::predicated(reading, &mut mentions, limit);
        lend::reckoned(reading, &mut mentions, first);
        lend::follow(reading, &mut mentions, first, self.counted.as_ref());
        self.counted = lend::Counted::last(reading, &mentions);
        relation::relations(reading, &mut mentions, first, limit);
        frame::lean(reading, &mut mentions);
        let elsewhere = self.of_them(&mut mentions);
        let start = self.points.before(reading.text, reading.tokens[first].start);
        let published = self.document.published_at(start);
        self.today = published.map(|published| published.date_naive()).or(self.dateline);
        let published = published.or(self.stamped.map(|day| day.at));
        // An entry of a live blog speaks of its own moment, unless it says otherwise.
        let own = self.document.own_time(start);
        let own = own.map(|at| AsOf { at, precision: Precision::Minute });
        let as_of = calendar::as_of(reading, first, limit, published).or(own).or(self.stamped);
        let headline = self.is_headline(at, sentence);
        let mut ids: Vec<Option<ClaimId>> = vec![None; mentions.len()];
        let mut made = Vec::with_capacity(mentions.len());
        let taken = concept::Taken::by(&mentions, first, limit);
        for (index, id) in ids.iter_mut().enumerate() {
            let Some(claim) = self.claim(&mentions[index], &taken, sentence) else { continue };
            *id = Some(claim.id.clone());
            if let Some(found) = &mentions[index].cue
                && mentions[index].counts()
                && mentions[index].relation != Some(Relation::PartOf)
                && claim.unit == "person"
            {
                self.last = Some((found.clone(), claim.id.clone()));
            }
            made.push(index);
            let mut scope = scope::scope(reading, &mentions, index, sentence);
            if scope.place.is_none() && scope::points_back(reading, &mentions[index], sentence) {
                scope.place = scene.as_ref().map(|(_, place)| place.clone());
            }
            let told =
                |phrase: Option<Range<usize>>| phrase.map(|at| reading.slice(&at).to_owned());
            let basis = match &scope.window {
                Some(window) if claim.basis == Basis::Incident => context::covers(reading, window),
                _ => claim.basis,
            };
            let mut claim = Claim {
                basis,
                place: told(scope.place),
                window: told(scope.window),
                cause: told(scope.cause),
                attribution: speech
                    .at(reading, mentions[index].number.start, before.as_ref())
                    .or_else(|| unspoken.clone()),
                in_headline: headline,
                as_of: if claim.kind.reconciles() { as_of } else { None },
                ..claim
            };
            let evidence = confidence::evidence(reading, &mentions, index, &claim, sentence, hits);
            claim.confidence =
                reading.lexicon.confidence().chance(evidence, claim.measure.as_deref());
            self.extraction.claims.push(claim);
            self.extraction.evidence.push(evidence);
        }
        for (offset, index) in made.into_iter().enumerate() {
            let parent = mentions[index].parent.and_then(|parent| ids[parent].clone());
            let parent = parent.or_else(|| {
                elsewhere.clone().filter(|_| mentions[index].relation == Some(Relation::PartOf))
            });
            let claim = &mut self.extraction.claims[offset];
            claim.parent = parent.filter(|parent| *parent != claim.id);
        }
        self.rest(sentence, &mentions);
    }

    /// "Five of them were children" leans on the last persons counted, in a sentence before.
    fn of_them(&mut self, mentions: &mut [Mention]) -> Option<ClaimId> {
        let persons = |mention: &Mention| mention.cue.is_some() && mention.counts();
        // "one of its fighters" has its whole beside it.
        let owned = |mention: &Mention| {
            let them = [WordClass::Anaphor, WordClass::Demonstrative];
            mention.partitive && !self.reading.is_one(mention.noun.start, &them)
        };
        let lonely = |mention: &Mention| {
            mention.relation == Some(Relation::PartOf)
                && !owned(mention)
                && mention.cue.is_none()
                && mention.parent.is_none()
                && mention.counts()
        };
        // "police put the figure at 87"; "an earlier version of this story said 87"
        let reckoned = |mention: &Mention| {
            mention.cue.is_none()
                && mention.counts()
                && mention.noun().is_empty()
                && (mention.relation == Some(Relation::Previous)
                    || frame::reckons_it(
                        self.reading,
                        mention.start.saturating_sub(6),
                        mention.start,
                    ))
        };
        let last = self.last.clone();
        let mut used = None;
        if !mentions.iter().any(persons)
            && let Some((found, id)) = last
        {
            for mention in mentions.iter_mut().filter(|mention| lonely(mention)) {
                mention.cue = Some(Found { frame: "of_them", trust: 80, ..found.clone() });
                used = Some(id.clone());
            }
            for mention in mentions.iter_mut().filter(|mention| reckoned(mention)) {
                mention.cue = Some(Found { frame: "told_again", trust: 70, ..found.clone() });
            }
        }
        used
    }

    fn is_headline(&self, at: usize, sentence: &Range<usize>) -> bool {
        let reading = self.reading;
        if at >= LINES {
            return false;
        }
        let words = reading.slice(sentence);
        if let Some(title) = &self.provenance.title {
            let title = title.trim();
            if at == 0
                && title.len() > 3
                && (words.starts_with(title) || title.starts_with(words.trim_end_matches('.')))
            {
                return true;
            }
        }
        // A first line of its own, without a full stop at its end, over something else: "Orrin: rescue over? No, four dead".
        let opens = |at: &usize| reading.sentences[*at].opens_paragraph;
        let heads = 1..reading.sentences.len().min(LINES + 1);
        let Some(next) = heads.into_iter().find(opens).filter(|next| at < *next) else {
            return false;
        };
        let line = reading.sentences[0].tokens.start..reading.sentences[next - 1].tokens.end;
        line.len() <= HEADLINE
            && !reading.is_sign(line.end - 1, '.')
            && !reading.is_sign(line.end - 1, '"')
    }

    fn span(&self, range: &Range<usize>) -> Span {
        let tokens = &self.reading.tokens;
        let text = self.reading.text;
        Span::new(
            self.points.before(text, tokens[range.start].start),
            self.points.before(text, tokens[range.end - 1].end),
        )
    }

    /// Which of the equal claims of the document this is, counted from 0.
    fn turn(&mut self, name: &str) -> usize {
        let count = self.names.entry(name.to_owned()).or_default();
        *count += 1;
        *count - 1
    }
}

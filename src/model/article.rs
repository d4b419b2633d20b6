use super::{Span, Timestamp};

/// Where a time on a page was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DatedFrom {
    JsonLd,
    Meta,
    TimeElement,
    Url,
    Byline,
    Feed,
    Header,
    Config,
}

impl DatedFrom {
    /// The name on the wire and in the store, which is kept.
    pub fn code(self) -> &'static str {
        match self {
            Self::JsonLd => "json_ld",
            Self::Meta => "meta",
            Self::TimeElement => "time_element",
            Self::Url => "url",
            Self::Byline => "byline",
            Self::Feed => "feed",
            Self::Header => "header",
            Self::Config => "config",
        }
    }
}

/// A time and where it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    pub at: Timestamp,
    pub from: DatedFrom,
    /// The zone that was stated with it, in seconds east of UTC. `None` where none was: `at` is then that clock read as UTC, until
    /// somebody knows better (the outlet's own zone, a feed).
    pub offset: Option<i32>,
}

impl Dated {
    /// The stated zone as ISO 8601 writes it: "+04:30".
    pub fn zone(&self) -> Option<String> {
        let minutes = self.offset? / 60;
        let sign = if minutes < 0 { '-' } else { '+' };
        Some(format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60))
    }
}

/// A stretch of a text with a time of its own: one entry of a live blog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    pub span: Span,
    pub published: Dated,
}

/// What a snapshot says: main text as paragraphs divided by one empty line, and what the page says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Article {
    pub title: Option<String>,
    pub text: String,
    pub authors: Vec<String>,
    /// The agency credited for the text ("AP", "Meridian Wire").
    pub agency: Option<String>,
    pub published: Option<Dated>,
    pub modified: Option<Dated>,
    pub language: Option<String>,
    pub canonical_url: Option<String>,
    /// The site's own name for itself (og:site_name or the publisher in JSON-LD).
    pub site_name: Option<String>,
    /// The text of a correction notice, where the page carries one.
    pub correction: Option<String>,
    /// The entries of a live blog, in text order.
    pub postings: Vec<Posting>,
    /// Which paragraphs, by their number from 0, hold more links than words or stand in another box than the others.
    pub loose: Vec<usize>,
}

impl Article {
    /// Puts the title before the text, as a paragraph of its own, once: a headline's figures are claims with a place in the
    /// text too.
    pub fn head(&mut self) {
        if let Some(title) = self.title.as_deref().map(str::trim).filter(|title| !title.is_empty())
            && !self.text.starts_with(title)
        {
            let shift = u32::try_from(title.chars().count() + 2).unwrap_or_default();
            for posting in &mut self.postings {
                let Span { start, end } = posting.span;
                posting.span = Span::new(start + shift, end + shift);
            }
            self.text = format!("{title}\n\n{}", self.text);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_stands_once_before_the_text() {
        let title = Some(" Blast kills 12 ".to_owned());
        let mut read = Article { title, text: "It was noon.".to_owned(), ..Article::default() };
        let at = "2021-08-27T12:00:00Z".parse().expect("a time");
        let published = Dated { at, from: DatedFrom::JsonLd, offset: None };
        read.postings = vec![Posting { span: Span::new(0, 12), published }];
        for _ in 0..2 {
            read.head();
            assert_eq!(read.text, "Blast kills 12\n\nIt was noon.");
            assert_eq!(read.postings[0].span.slice(&read.text), Some("It was noon."));
        }
    }
}

use super::Timestamp;

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
}

impl Article {
    /// Puts the title before the text, as a paragraph of its own, once: a headline's figures are claims with a place in the
    /// text too.
    pub fn head(&mut self) {
        if let Some(title) = self.title.as_deref().map(str::trim).filter(|title| !title.is_empty())
            && !self.text.starts_with(title)
        {
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
        for _ in 0..2 {
            read.head();
            assert_eq!(read.text, "Blast kills 12\n\nIt was noon.");
        }
    }
}

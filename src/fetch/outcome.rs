use std::fmt;

use crate::model::Timestamp;

/// How an attempt to read an address ended. A failure is a result to keep, not an error: it is part of a source's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The whole body is there.
    Ok,
    /// The server says that the body is the one its validators were handed out for.
    NotModified,
    /// The body broke off. What came is kept and must not become claims unseen.
    Truncated,
    /// The body or the headers passed their bound.
    TooLarge,
    /// The server took the request and did not answer in time.
    TimeoutHeader,
    /// The body stopped coming, or all of it took too long.
    TimeoutBody,
    /// The body came in below the least speed.
    TooSlow,
    /// The redirects go round in a circle, or there are too many.
    RedirectLoop,
    /// The address, its host or a redirect leads into a private network.
    PrivateAddress,
    /// Neither http nor https.
    BadScheme,
    /// The address cannot be read as one.
    BadAddress,
    /// The certificate or the handshake was refused.
    Tls,
    /// The host's name has no address.
    Dns,
    /// Nobody listens, or nobody could be reached in time.
    Refused,
    /// The connection broke before a whole answer was there.
    Broken,
    /// The server speaks no HTTP, or its body is not in the encoding that it names.
    Garbled,
    /// The server turns this reader away: 401, 402, 403, 407, 451.
    Blocked,
    /// Too many requests, or not now: ask again after the moment given.
    RateLimited { until: Option<Timestamp> },
    /// robots.txt keeps this program out.
    Robots,
    /// A page that asks for consent stands in the way.
    ConsentWall,
    /// Neither a page, a feed nor a text.
    NotHtml,
    /// A good answer with nothing in it.
    Empty,
    /// 404, or no such file.
    NotFound,
    /// 410: taken away for good.
    Gone,
    /// 5xx.
    ServerError,
    /// Another status that brings no page.
    Status,
    /// A file that is there and cannot be read.
    Unreadable,
}

impl Outcome {
    /// The name by which an outcome is stored and printed. Names are kept.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NotModified => "not_modified",
            Self::Truncated => "truncated",
            Self::TooLarge => "too_large",
            Self::TimeoutHeader => "timeout_header",
            Self::TimeoutBody => "timeout_body",
            Self::TooSlow => "too_slow",
            Self::RedirectLoop => "redirect_loop",
            Self::PrivateAddress => "private_address",
            Self::BadScheme => "bad_scheme",
            Self::BadAddress => "bad_address",
            Self::Tls => "tls",
            Self::Dns => "dns",
            Self::Refused => "refused",
            Self::Broken => "broken",
            Self::Garbled => "garbled",
            Self::Blocked => "blocked",
            Self::RateLimited { .. } => "rate_limited",
            Self::Robots => "robots",
            Self::ConsentWall => "consent_wall",
            Self::NotHtml => "not_html",
            Self::Empty => "empty",
            Self::NotFound => "not_found",
            Self::Gone => "gone",
            Self::ServerError => "server_error",
            Self::Status => "status",
            Self::Unreadable => "unreadable",
        }
    }

    /// Whether the source is well: its body is here, or unchanged.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Ok | Self::NotModified)
    }

    /// Whether the same request may succeed a moment later. Who kept silent until the time was up will hardly answer at once: the
    /// next run asks again, and one that hangs costs a run its time once.
    pub fn is_transient(self) -> bool {
        matches!(self, Self::Refused | Self::Broken | Self::Truncated | Self::ServerError)
    }

    /// What a person can do about it; `None` where there is nothing to do.
    pub fn hint(self) -> Option<&'static str> {
        Some(match self {
            Self::Ok | Self::NotModified => return None,
            Self::Truncated | Self::Broken | Self::ServerError | Self::Status => {
                "the next run asks again"
            }
            Self::TooLarge => "raise `body_bytes_max` in `[fetch]`, or name a smaller page",
            Self::TimeoutHeader | Self::TimeoutBody | Self::TooSlow => {
                "the next run asks again; `[fetch]` in config.toml holds the time limits"
            }
            Self::RedirectLoop => "open the address in a browser and use the one it ends at",
            Self::PrivateAddress => {
                "set `allow_private = true` on the source if it really is on your own network"
            }
            Self::BadScheme => "use an http or https address, or `file = \"...\"` for a local file",
            Self::BadAddress => "write the whole address, `https://` included",
            Self::Tls => {
                "check the site's certificate in a browser; on a bare machine install `ca-certificates`"
            }
            Self::Dns => "check the host's spelling and the network",
            Self::Refused => "check that the site is up",
            Self::Garbled => "open the address in a browser: it may be no web page",
            Self::Blocked => {
                "the site turns robots away: take its feed, or save the page as a file"
            }
            Self::RateLimited { .. } => "the next run after that time asks again",
            Self::Robots => "take the site's feed, ask its owner, or save the page as a file",
            Self::ConsentWall => "save the page from a browser and add it as a file",
            Self::NotHtml => "name a page, a feed or a text",
            Self::Empty => "open the address in a browser; the next run asks again",
            Self::NotFound | Self::Gone => {
                "correct the address or take the source out of config.toml"
            }
            Self::Unreadable => "make the file readable for this user",
        })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

//! A message as a letter.

use std::time::{Duration, SystemTime};

use lettre::message::Mailbox;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{SmtpTransport, Transport};

use super::Message;
use crate::config::{Mail, Privacy};
use crate::model::Timestamp;

/// Hands the letter to the server. `password` is the one of the login. The error says in words why it was not taken.
pub(super) fn send(
    mail: &Mail,
    password: Option<String>,
    message: &Message,
    now: Timestamp,
    patience: Duration,
) -> Result<(), String> {
    let letter = letter(mail, message, now)?;
    let said = |error: lettre::transport::smtp::Error| one_line(&error.to_string());
    let tls = || TlsParameters::new(mail.host.clone()).map_err(said);
    let tls = match mail.privacy {
        Privacy::Tls => Tls::Wrapper(tls()?),
        Privacy::StartTls => Tls::Required(tls()?),
        // What the server offers is not taken here: its certificate would be held to a name like `localhost`.
        Privacy::Open => Tls::None,
    };
    let mut server = SmtpTransport::builder_dangerous(&mail.host)
        .port(mail.port)
        .tls(tls)
        .timeout(Some(patience))
        .hello_name(ClientId::Domain(domain(&mail.from)?));
    if let (Some((user, _)), Some(password)) = (&mail.login, password) {
        server = server.credentials(Credentials::new(user.clone(), password));
    }
    server.build().send(&letter).map(|_| ()).map_err(said)
}

/// The letter, the same for the same message: its id is the message's, so that mail programs show a second copy as the first.
fn letter(mail: &Mail, message: &Message, now: Timestamp) -> Result<lettre::Message, String> {
    let sender = mailbox(&mail.from)?;
    let id = format!("<{}@{}>", message.id, sender.email.domain());
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    let mut letter = lettre::Message::builder()
        .date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
        .from(sender)
        .subject(one_line(&message.subject))
        .message_id(Some(id))
        // No mail program answers it with an absence note (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .header(ContentType::TEXT_PLAIN);
    for address in &mail.to {
        letter = letter.to(mailbox(address)?);
    }
    letter.body(message.text.clone()).map_err(|error| error.to_string())
}

/// An outlet's title is a stranger's word: a line break in it is no new header.
fn one_line(subject: &str) -> String {
    subject.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn mailbox(written: &str) -> Result<Mailbox, String> {
    written.parse().map_err(|_| format!("`{written}` is no mail address"))
}

/// What the program calls itself to the server.
fn domain(from: &str) -> Result<String, String> {
    Ok(mailbox(from)?.email.domain().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_with_line_breaks_adds_no_header_and_the_same_message_is_the_same_letter() {
        let mail = Mail {
            host: "mail.example".to_owned(),
            port: 587,
            privacy: Privacy::StartTls,
            from: "claims@post.example".to_owned(),
            to: vec!["desk@post.example".to_owned()],
            login: None,
        };
        let message = Message {
            id: "ab12".to_owned(),
            subject: "[Blast] killed · all 90 → 170\r\nBcc: all@post.example".to_owned(),
            text: "  170  Harbour Post\n.\n".to_owned(),
            digest: false,
            alerts: Vec::new(),
        };
        let now = "2026-01-02T03:04:05Z".parse().expect("a time");
        let once = letter(&mail, &message, now).expect("a letter").formatted();
        let said = String::from_utf8_lossy(&once);
        assert!(said.contains("Message-ID: <ab12@post.example>\r\n"), "{said}");
        assert!(said.contains("Date: Fri, 02 Jan 2026 03:04:05 +0000\r\n"), "{said}");
        assert!(!said.contains("\nBcc:"), "{said}");
        assert_eq!(letter(&mail, &message, now).expect("a letter").formatted(), once);
    }
}

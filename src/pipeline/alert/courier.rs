//! The real ways out: a web address, a mail server, a program, files.
#![expect(clippy::disallowed_methods, reason = "feeds are files, and a program has a deadline")]

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::{Courier, Message, mail};
use crate::config::{Channel, Input, Secret, Way};
use crate::fetch::{self, Resolver, Settings};
use crate::model::Timestamp;
use crate::report::{Alert, atom, json_feed};

/// How long a program may take for one message.
const COMMAND_MAX: Duration = Duration::from_mins(1);

/// Carries messages for real.
pub struct Post<'a> {
    pub settings: Settings,
    pub resolver: Arc<dyn Resolver>,
    /// The environment, for secrets.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// What signatures call the present.
    pub now: &'a dyn Fn() -> Timestamp,
}

impl std::fmt::Debug for Post<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Post").finish_non_exhaustive()
    }
}

impl Courier for Post<'_> {
    fn carry(&self, channel: &Channel, message: &Message) -> Result<(), String> {
        match &channel.way {
            Way::Webhook { url, secret, allow_private } => {
                let body = serde_json::to_vec(message).map_err(|error| error.to_string())?;
                let mut headers = vec![("idempotency-key", message.id.clone())];
                if let Some(secret) = secret {
                    let secret = self.secret(secret)?;
                    let at = (self.now)().timestamp().to_string();
                    headers.push(("x-claims-signature", signature(&secret, &at, &body)?));
                    headers.push(("x-claims-timestamp", at));
                }
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
                let runtime = runtime.map_err(|error| error.to_string())?;
                let resolver = Arc::clone(&self.resolver);
                let sent =
                    fetch::post(&self.settings, resolver, url, *allow_private, &headers, body);
                let outcome = runtime.block_on(sent);
                // A name that is being looked up is not waited for.
                runtime.shutdown_background();
                outcome
            }
            Way::Mail(mail) => {
                let password =
                    mail.login.as_ref().map(|(_, secret)| self.secret(secret)).transpose()?;
                let patience = Duration::from_millis(self.settings.total_ms_max);
                mail::send(mail, password, message, (self.now)(), patience)
            }
            Way::Command { words, input } => command(words, *input, message),
            Way::Feed { .. } => Ok(()),
        }
    }
}

impl Post<'_> {
    /// The secret itself; the error says where it was looked for, and never what it is.
    fn secret(&self, secret: &Secret) -> Result<String, String> {
        match secret {
            Secret::Variable(name) => {
                let secret = (self.variable)(name).filter(|secret| !secret.is_empty());
                secret.ok_or_else(|| format!("`{name}` is not set"))
            }
            Secret::File(path) => {
                let text = fs::read_to_string(path)
                    .map_err(|error| format!("`{}`: {error}", path.display()))?;
                let line = text.lines().next().unwrap_or_default();
                let found = Some(line).filter(|line| !line.is_empty()).map(ToOwned::to_owned);
                found.ok_or_else(|| format!("`{}` has no first line", path.display()))
            }
        }
    }
}

/// "sha256=…" over the time, a dot and the body: a receiver that knows the secret knows who wrote it, and when.
fn signature(secret: &str, at: &str, body: &[u8]) -> Result<String, String> {
    let mut mac =
        Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map_err(|error| error.to_string())?;
    mac.update(at.as_bytes());
    mac.update(b".");
    mac.update(body);
    let digest: [u8; 32] = mac.finalize().into_bytes().into();
    Ok(format!("sha256={}", crate::model::Digest::from_bytes(digest)))
}

fn command(words: &[String], input: Input, message: &Message) -> Result<(), String> {
    let words: Vec<String> =
        words.iter().map(|word| word.replace("{subject}", &message.subject)).collect();
    let (program, arguments) = words.split_first().ok_or("the command is empty")?;
    let failed = |error: io::Error| format!("`{program}`: {error}");
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(failed)?;
    let text = match input {
        Input::Text => message.text.clone().into_bytes(),
        Input::Json => serde_json::to_vec(message).map_err(|error| error.to_string())?,
    };
    // A program that reads nothing must not be waited for: it is written to from a thread.
    let pipe = child.stdin.take();
    let writer = thread::spawn(move || pipe.map(|mut pipe| pipe.write_all(&text)));
    let deadline = Instant::now() + COMMAND_MAX;
    let status = loop {
        if let Some(status) = child.try_wait().map_err(failed)? {
            break status;
        }
        if Instant::now() >= deadline {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("`{program}` was not done after {} s", COMMAND_MAX.as_secs()));
        }
        thread::sleep(Duration::from_millis(10));
    };
    let _ = writer.join();
    if status.success() { Ok(()) } else { Err(format!("`{program}`: {status}")) }
}

/// Writes an event's feeds anew, each in one step: a reader sees the old one or the new one.
pub(super) fn write_feeds(
    folder: &Path,
    event: &str,
    title: &str,
    alerts: &[Alert],
) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    whole(&folder.join(format!("{event}.atom.xml")), &atom(event, title, alerts))?;
    whole(&folder.join(format!("{event}.feed.json")), &json_feed(title, alerts))
}

fn whole(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let written = fs::File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let moved = written.and_then(|()| fs::rename(&beside, path));
    if moved.is_err() {
        let _ = fs::remove_file(&beside);
    }
    moved
}

/// Whether a folder can be written to.
pub(super) fn can_write(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let probe = folder.join(".claims-test");
    fs::write(&probe, "")?;
    fs::remove_file(&probe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_others_compute() {
        // printf '1767225600.{"id":"x"}' | openssl dgst -sha256 -hmac secret
        assert_eq!(
            signature("secret", "1767225600", br#"{"id":"x"}"#).as_deref(),
            Ok("sha256=020c14d1288ed13849908a15563ef8c0dd2c86572b15ef551001ffacbab84755")
        );
    }
}

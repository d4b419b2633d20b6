//! Alerts as letters: to a mail server of this machine, with and without TLS.

use std::fs;
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::Arc;
use std::thread::{JoinHandle, spawn};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// Made for these tests, and good for a hundred years and the name `localhost`.
const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mail_data/cert.pem");
const KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mail_data/key.pem");

/// A mail server that takes one connection and keeps what it is told, commands and letter.
struct Server {
    port: u16,
    taken: JoinHandle<String>,
}

impl Server {
    /// `offers` are the lines after EHLO, `refuses` the command that is answered with 550.
    fn open(tls: bool, offers: &'static [&'static str], refuses: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let taken = spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            if tls {
                let chain = vec![CertificateDer::from_pem_file(CERTIFICATE).unwrap()];
                let key = PrivateKeyDer::from_pem_file(KEY).unwrap();
                let ring = Arc::new(rustls::crypto::ring::default_provider());
                let config = ServerConfig::builder_with_provider(ring)
                    .with_safe_default_protocol_versions()
                    .unwrap()
                    .with_no_client_auth()
                    .with_single_cert(chain, key)
                    .unwrap();
                let connection = ServerConnection::new(Arc::new(config)).unwrap();
                talk(StreamOwned::new(connection, stream), offers, refuses)
            } else {
                talk(stream, offers, refuses)
            }
        });
        Self { port, taken }
    }

    /// What it was told, once the program is done. A server that nobody came to is let go.
    fn heard(self) -> String {
        drop(TcpStream::connect(("127.0.0.1", self.port)));
        self.taken.join().unwrap()
    }
}

/// The server's part of the talk (RFC 5321). A client that hangs up ends it.
fn talk(stream: impl Read + Write, offers: &[&str], refuses: &str) -> String {
    let mut stream = BufReader::new(stream);
    let mut heard = String::new();
    let mut in_letter = false;
    let mut answer = "220 mail.example ready\r\n".to_owned();
    loop {
        if stream.get_mut().write_all(answer.as_bytes()).is_err() {
            return heard;
        }
        let _ = stream.get_mut().flush();
        let mut line = String::new();
        if stream.read_line(&mut line).unwrap_or_default() == 0 {
            return heard;
        }
        heard.push_str(&line);
        answer = match line.trim_end() {
            "." if in_letter => {
                in_letter = false;
                "250 taken\r\n".to_owned()
            }
            _ if in_letter => String::new(),
            said if !refuses.is_empty() && said.starts_with(refuses) => {
                "550 not here\r\n".to_owned()
            }
            "DATA" => {
                in_letter = true;
                "354 go on\r\n".to_owned()
            }
            "QUIT" => "221 bye\r\n".to_owned(),
            said if said.starts_with("EHLO") => {
                let offers: Vec<String> =
                    offers.iter().map(|offer| format!("250-{offer}\r\n")).collect();
                format!("250-mail.example\r\n{}250 8BITMIME\r\n", offers.concat())
            }
            said if said.starts_with("AUTH") => "235 welcome\r\n".to_owned(),
            _ => "250 ok\r\n".to_owned(),
        };
    }
}

/// Tries the channel as a user does: the exit code and what is said.
fn try_out(channel: &str) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().unwrap();
    let config = format!("[[channel]]\nid = \"mail\"\n{channel}\n");
    fs::write(folder.path().join("config.toml"), config).unwrap();
    fs::write(folder.path().join("password"), "pepper\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
    command.args(["alerts", "test"]).current_dir(folder.path()).env_clear();
    command.env("HOME", folder.path()).env("SSL_CERT_FILE", CERTIFICATE).env("SALT", "pepper");
    let said = command.output().unwrap();
    (said.status.code(), String::from_utf8(said.stderr).unwrap())
}

const HEAD: &str = "from = \"The watch <claims@post.example>\"\nto = [\"desk@post.example\", \"Night desk <night@post.example>\"]\n";

#[test]
fn a_letter_reaches_everybody_it_is_for_through_tls() {
    for secret in ["secret_file = \"password\"", "secret_env = \"SALT\""] {
        let server = Server::open(true, &["AUTH PLAIN LOGIN"], "");
        let (code, said) = try_out(&format!(
            "smtp = \"smtps://localhost:{}\"\n{HEAD}user = \"claims\"\n{secret}",
            server.port
        ));
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("`mail` took the test"), "{said}");
        let heard = server.heard();
        for line in [
            "EHLO post.example\r\n",
            // "\0claims\0pepper", as RFC 4616 has it.
            "AUTH PLAIN AGNsYWltcwBwZXBwZXI=\r\n",
            "MAIL FROM:<claims@post.example>",
            "RCPT TO:<desk@post.example>\r\n",
            "RCPT TO:<night@post.example>\r\n",
            "Subject: [claims] a test: nothing has happened\r\n",
            "Auto-Submitted: auto-generated\r\n",
            "@post.example>\r\n",
        ] {
            assert!(heard.contains(line), "`{line}` is not in\n{heard}");
        }
        assert!(!said.contains("pepper"), "{said}");
    }
}

#[test]
fn a_server_of_this_machine_takes_it_as_it_is() {
    let server = Server::open(false, &[], "");
    let (code, said) = try_out(&format!("smtp = \"smtp://127.0.0.1:{}\"\n{HEAD}", server.port));
    assert_eq!(code, Some(0), "{said}");
    assert!(server.heard().contains("This is a test of the channel `mail`"));
}

#[test]
fn a_server_elsewhere_without_tls_hears_nothing() {
    // Leads here, and is not called this machine.
    let server = Server::open(false, &["AUTH PLAIN"], "");
    let (code, said) = try_out(&format!(
        "smtp = \"smtp://0.0.0.0:{}\"\n{HEAD}user = \"claims\"\nsecret_env = \"SALT\"",
        server.port
    ));
    assert_eq!(code, Some(2), "{said}");
    let heard = server.heard();
    assert!(!heard.contains("AUTH") && !heard.contains("MAIL"), "{heard}");
    assert!(said.contains("STARTTLS"), "{said}");
}

#[test]
fn what_the_server_says_against_it_is_told() {
    let server = Server::open(false, &[], "RCPT TO:<night");
    let (code, said) = try_out(&format!("smtp = \"smtp://127.0.0.1:{}\"\n{HEAD}", server.port));
    assert_eq!(code, Some(2));
    assert!(said.contains("`mail` did not take the test") && said.contains("not here"), "{said}");
    assert!(!server.heard().contains("DATA"));
    let (code, said) = try_out(&format!("smtp = \"smtp://127.0.0.1:9\"\n{HEAD}"));
    assert_eq!(code, Some(2));
    assert!(said.contains("onnection refused"), "{said}");
    // A stranger's certificate is not taken.
    let server = Server::open(true, &[], "");
    let (code, said) = try_out(&format!("smtp = \"smtps://127.0.0.1:{}\"\n{HEAD}", server.port));
    assert_eq!(code, Some(2));
    assert!(said.contains("certificate"), "{said}");
}

#[test]
fn a_channel_that_cannot_work_is_refused_with_its_line() {
    let smtp = "smtp = \"smtp://mail.example\"\n";
    for (channel, part) in [
        (format!("{smtp}to = [\"a@b.example\"]"), "the letter has no `from`"),
        (format!("{smtp}from = \"a@b.example\"\nto = []"), "goes to nobody"),
        (format!("{smtp}from = \"nobody\"\nto = [\"a@b.example\"]"), "`nobody` is no mail address"),
        (format!("smtp = \"mail.example\"\n{HEAD}"), "no mail server"),
        (format!("smtp = \"smtp://me:pw@mail.example\"\n{HEAD}"), "what stands before the `@`"),
        (format!("{smtp}{HEAD}user = \"me\""), "half a log-in"),
        (format!("{smtp}{HEAD}secret_env = \"X\""), "half a log-in"),
        (
            format!("{smtp}{HEAD}user = \"me\"\nsecret_env = \"X\"\nallow_plain = true"),
            "the password could be read",
        ),
        (
            format!("{smtp}{HEAD}user = \"me\"\nsecret_env = \"X\"\nsecret_file = \"y\""),
            "the secret lies in two places",
        ),
        (format!("{smtp}{HEAD}input = \"text\""), "`input` says nothing about a `smtp`"),
        (format!("{smtp}{HEAD}feed = \"x\""), "2 ways out"),
    ] {
        let (code, said) = try_out(&channel);
        assert_eq!(code, Some(2), "{channel}\n{said}");
        assert!(said.contains(part) && said.contains("config.toml:"), "{channel}\n{said}");
    }
    let (code, said) = try_out(&format!(
        "smtp = \"smtp://127.0.0.1:9\"\n{HEAD}user = \"me\"\nsecret_file = \"gone\""
    ));
    assert_eq!(code, Some(2));
    assert!(said.contains("gone`: "), "{said}");
}

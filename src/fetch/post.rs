//! A message to a web address: the same bounds and the same guard of private addresses as for what is fetched.

use std::sync::Arc;

use super::resolver::Resolver;
use super::{Settings, address, client};

/// Posts JSON to an address, once, and follows nowhere. The error says in words why it was not taken.
pub async fn post(
    settings: &Settings,
    resolver: Arc<dyn Resolver>,
    url: &str,
    allow_private: bool,
    headers: &[(&str, String)],
    body: Vec<u8>,
) -> Result<(), String> {
    let url = address::checked(url, allow_private).map_err(|outcome| outcome.code().to_owned())?;
    let client = client::build(settings, resolver, allow_private).map_err(|it| it.to_string())?;
    let mut request = client
        .post(url)
        .timeout(settings.total())
        .header("content-type", "application/json")
        .body(body);
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    // The address may carry a secret of its own, which no log is to hold.
    let answer = request.send().await.map_err(|error| chain(&error.without_url()))?;
    let status = answer.status();
    if status.is_success() { Ok(()) } else { Err(format!("HTTP {}", status.as_u16())) }
}

fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}

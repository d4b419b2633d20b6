//! Which addresses may be asked at all. The same check stands at the first URL, in the resolver and at each redirect,
//! so that neither a name nor a redirect leads a scheduled run into the desk's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::Outcome;

/// The URL, if it may be asked. Decimal, octal and hexadecimal hosts are numbers here already: `Url` reads them.
pub(super) fn checked(text: &str, allow_private: bool) -> Result<Url, Outcome> {
    let url = Url::parse(text.trim()).map_err(|_| Outcome::BadAddress)?;
    check(&url, allow_private)?;
    Ok(url)
}

/// Whether the URL may be asked, as far as it says so itself: its host's name is checked by the resolver.
pub(super) fn check(url: &Url, allow_private: bool) -> Result<(), Outcome> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Outcome::BadScheme);
    }
    let private = match url.host() {
        None => return Err(Outcome::BadAddress),
        Some(Host::Ipv4(ip)) => is_private(IpAddr::V4(ip)),
        Some(Host::Ipv6(ip)) => is_private(IpAddr::V6(ip)),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.').to_ascii_lowercase();
            name == "localhost" || name.ends_with(".localhost")
        }
    };
    if private && !allow_private { Err(Outcome::PrivateAddress) } else { Ok(()) }
}

/// Whether an address is of no use to the public net: private, loopback, link-local, shared, reserved, multicast, or
/// an IPv6 form that carries such an IPv4 address (IANA special-purpose registries, RFC 6890).
pub(super) fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => is_private_v6(ip),
    }
}

fn is_private_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
}

fn is_private_v6(ip: Ipv6Addr) -> bool {
    let parts = ip.segments();
    let carried = || {
        let [high, low] = [parts[6], parts[7]].map(u16::to_be_bytes);
        Ipv4Addr::new(high[0], high[1], low[0], low[1])
    };
    if let Some(mapped) = ip.to_ipv4_mapped() {
        return is_private_v4(mapped);
    }
    match parts {
        // Teredo; documentation
        [0x2001, 0 | 0xdb8, ..] | [0x3fff, 0..0x1000, ..] => true,
        // NAT64 (RFC 6052)
        [0x64, 0xff9b, 0, 0, 0, 0, ..] => is_private_v4(carried()),
        // 6to4 carries its IPv4 address in the second and third part (RFC 3056)
        [0x2002, high, low, ..] => {
            let [high, low] = [high, low].map(u16::to_be_bytes);
            is_private_v4(Ipv4Addr::new(high[0], high[1], low[0], low[1]))
        }
        // Nothing else than 2000::/3 is handed out: loopback, ::a.b.c.d, ::ffff:0:a.b.c.d, unique, link and site local,
        // local NAT64, multicast and all that nobody has been given yet.
        [first, ..] => (first & 0xe000) != 0x2000,
    }
}

/// The part of a host that one owner holds, roughly: `news.outlet.co.uk` is `outlet.co.uk`. One such part is asked by
/// one connection at a time. Too wide a guess only makes a run slower, so no public suffix list is carried.
pub(super) fn lane(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    if !matches!(url.host(), Some(Host::Domain(_))) {
        return host + &port;
    }
    let parts: Vec<&str> = host.split('.').collect();
    let shared = ["co", "com", "net", "org", "gov", "ac", "edu", "or", "ne", "go"];
    let keep = match parts.as_slice() {
        [.., second, top] if top.len() == 2 && shared.contains(second) => 3,
        _ => 2,
    };
    parts[parts.len().saturating_sub(keep)..].join(".") + &port
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<&'static str> {
        checked(text, false).err().map(Outcome::code)
    }

    #[test]
    fn private_addresses_are_refused_in_every_spelling() {
        for host in [
            "127.0.0.1",
            "localhost",
            "LOCALHOST.",
            "a.localhost",
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "017700000001",
            "127.1",
            "[::1]",
            "[::]",
            "[fc00::1]",
            "[fd12::1]",
            "[fe80::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[64:ff9b::7f00:1]",
            "[64:ff9b::10.0.0.1]",
            "[2002:7f00:1::]",
            "[::127.0.0.1]",
            "[::ffff:0:127.0.0.1]",
            "[fec0::1]",
            "[64:ff9b:1::7f00:1]",
            "[100::1]",
            "[2001:db8::1]",
            "[3fff::1]",
            "[4000::1]",
            "[ff02::1]",
            "224.0.0.1",
            "255.255.255.255",
        ] {
            assert_eq!(refused(&format!("http://{host}/x")), Some("private_address"), "{host}");
        }
    }

    #[test]
    fn public_addresses_pass() {
        for host in [
            "outlet.example",
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "[2606:4700::1111]",
            "[2a00:1450::1]",
            "[64:ff9b::808:808]",
        ] {
            assert_eq!(refused(&format!("https://{host}/x")), None, "{host}");
        }
        assert_eq!(checked("http://10.0.0.1/", true).err(), None);
    }

    #[test]
    fn other_schemes_and_non_addresses_are_refused() {
        assert_eq!(refused("file:///etc/passwd"), Some("bad_scheme"));
        assert_eq!(refused("ftp://outlet.example/"), Some("bad_scheme"));
        assert_eq!(refused("outlet.example/page"), Some("bad_address"));
        assert_eq!(refused(""), Some("bad_address"));
    }

    #[test]
    fn hosts_of_one_owner_share_a_lane() {
        let of = |text: &str| lane(&Url::parse(text).expect("a good address"));
        assert_eq!(of("https://news.outlet.co.uk/a"), "outlet.co.uk");
        assert_eq!(of("https://www.outlet.example/a"), "outlet.example");
        assert_eq!(of("http://127.0.0.2:8080/a"), "127.0.0.2:8080");
    }
}

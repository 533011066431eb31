//! Writing addresses: the query part, percent-encoded.

/// Text as it may stand in the path or query of an address (RFC 3986 unreserved characters stay).
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// `path?name=value&…`, or the path alone when there is nothing to add.
pub fn with_query(path: &str, pairs: &[(&str, &str)]) -> String {
    let query: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    match query.is_empty() {
        true => path.to_owned(),
        false => format!(
            "{path}{}{}",
            if path.contains('?') { '&' } else { '?' },
            query.join("&")
        ),
    }
}

/// A place on this server that somebody is sent to after signing in: a path, never another host.
pub fn local_path(text: &str) -> Option<&str> {
    let inside = text.starts_with('/') && !text.starts_with("//") && !text.contains(['\\', '\r', '\n', '\t']);
    inside.then_some(text)
}

/// A place of one workspace that somebody goes back to: a path below it, never another host. Longer than
/// any list of ours it is none.
pub fn place_in<'a>(workspace: &str, text: &'a str) -> Option<&'a str> {
    const LONGEST: usize = 8_000;
    let path = local_path(text).filter(|path| path.len() <= LONGEST && !path.contains(char::is_control))?;
    let below = path.strip_prefix("/w/")?.strip_prefix(workspace)?;
    let steps_out = below
        .split(['?', '#'])
        .next()?
        .split('/')
        .any(|step| step.to_ascii_lowercase().replace("%2e", ".") == "..");
    (below.starts_with('/') && !steps_out).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_goes_back_to_somewhere_else() {
        for good in [
            "/w/main/system",
            "/w/main/system?filter=owner%20is%20missing&page=3",
            "/w/main/",
        ] {
            assert_eq!(place_in("main", good), Some(good));
        }
        for bad in [
            "",
            "/",
            "/sign-out",
            "/w/main",
            "/w/mainly/system",
            "/w/other/system",
            "/w/main/../other/",
            "/w/main/%2e%2E/other/",
            "/w/main/.%2e/other/",
            "//example.org/w/main/",
            "https://example.org/w/main/",
            "javascript:alert(1)",
            "/w/main/\\example.org",
            "/w/main/a\u{0}b",
        ] {
            assert_eq!(place_in("main", bad), None, "`{bad}`");
        }
    }

    #[test]
    fn addresses_hold_any_text() {
        assert_eq!(
            encode("owner is missing & ü"),
            "owner%20is%20missing%20%26%20%C3%BC"
        );
        assert_eq!(with_query("/a", &[]), "/a");
        assert_eq!(with_query("/a?b=1", &[("q", "x y")]), "/a?b=1&q=x%20y");
    }

    #[test]
    fn nobody_is_sent_to_another_host() {
        assert_eq!(local_path("/w/main/system?q=a"), Some("/w/main/system?q=a"));
        for bad in [
            "",
            "https://example.org",
            "//example.org",
            "/\\example.org",
            "/a\r\nb",
        ] {
            assert_eq!(local_path(bad), None, "`{bad}`");
        }
    }
}

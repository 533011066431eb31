//! An answer before it is sent.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use probity_app::AppError;
use serde::Serialize;

use super::form::LEDGER_SIZE;
use crate::problem::Problem;

/// An answer.
#[derive(Debug)]
pub struct Reply {
    status: u16,
    media: Option<&'static str>,
    bytes: Vec<u8>,
    headers: Vec<(HeaderName, HeaderValue)>,
    size: Option<u64>,
}

impl Reply {
    /// Bytes of a media type.
    pub fn bytes(media: &'static str, bytes: Vec<u8>) -> Self {
        Self {
            status: 200,
            media: Some(media),
            bytes,
            headers: Vec::new(),
            size: None,
        }
    }

    /// JSON.
    ///
    /// # Errors
    /// A problem when it cannot be written, which is a fault of ours.
    pub fn json<T: Serialize>(answer: &T) -> Result<Self, Problem> {
        let bytes = serde_json::to_vec(answer).map_err(|error| AppError::Internal(error.to_string()))?;
        Ok(Self::bytes("application/json", bytes))
    }

    /// Nothing but the status.
    pub fn empty(status: u16) -> Self {
        Self {
            status,
            media: None,
            ..Self::bytes("", Vec::new())
        }
    }

    /// The same with another status.
    #[must_use]
    pub fn status(self, status: u16) -> Self {
        Self { status, ..self }
    }

    /// The same with one more header. Text that cannot stand in one is left out.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.push((name, value));
        }
        self
    }

    /// The same with the revision of the record as its entity tag.
    #[must_use]
    pub fn tag(self, revision: u32) -> Self {
        self.header(header::ETAG, &format!("\"{revision}\""))
    }

    /// Made, and found at this address.
    #[must_use]
    pub fn created(self, place: &str) -> Self {
        self.status(201).header(header::LOCATION, place)
    }

    /// The same, resting on this many entries of the ledger.
    #[must_use]
    pub fn at(self, size: u64) -> Self {
        Self {
            size: Some(size),
            ..self
        }
    }

    /// As it is sent; `size` is told where the answer does not say it.
    pub fn into_response(self, size: Option<u64>) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut response = Response::new(Body::from(self.bytes));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        if let Some(media) = self.media {
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
        }
        if let Some(size) = self.size.or(size) {
            let name = HeaderName::from_static("probity-ledger-size");
            debug_assert_eq!(name.as_str(), LEDGER_SIZE.name.to_ascii_lowercase());
            headers.insert(name, HeaderValue::from(size));
        }
        headers.extend(self.headers);
        response
    }
}

/// A file for keeping: RFC 6266 with the name in RFC 8187 form, and a plain one for old clients.
pub fn disposition(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '-' | '_' | ' ' => c,
            _ => '_',
        })
        .collect();
    format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        encode(name)
    )
}

/// A text as one part of an address (RFC 3986 §2.3: all but unreserved characters as bytes).
pub fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// The text that was written as [`encode`] does, or as forms do (`+` for a blank); `None` when it is not
/// UTF-8 or a percent sign stands alone.
pub fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_travels_in_addresses() {
        for text in ["a b&c=d%", "ü/ö", ""] {
            assert_eq!(decode(&encode(text)).as_deref(), Some(text));
        }
        assert_eq!(decode("a+b").as_deref(), Some("a b"));
        for bad in ["%", "%1", "%zz", "%ff"] {
            assert_eq!(decode(bad), None, "`{bad}`");
        }
    }

    #[test]
    fn any_name_is_told_in_a_header() {
        assert_eq!(
            disposition("Plan \"May\" ü.pdf"),
            "attachment; filename=\"Plan _May_ _.pdf\"; filename*=UTF-8''Plan%20%22May%22%20%C3%BC.pdf"
        );
    }
}

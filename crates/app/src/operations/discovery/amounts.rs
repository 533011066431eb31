//! Money as exports write it, summed by currency.

use std::collections::BTreeMap;

/// Codes of ISO 4217 that are told from other words.
const CODES: &[&str] = &[
    "AED", "AUD", "BGN", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "ILS", "INR",
    "JPY", "KRW", "MXN", "NOK", "NZD", "PLN", "RON", "SEK", "SGD", "TRY", "USD", "ZAR",
];

/// Sums by currency, in hundredths. An amount that cannot be read is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spend(BTreeMap<String, i128>);

impl Spend {
    /// Adds one amount; the currency of its column or row, where its own text says none.
    pub fn add(&mut self, amount: &str, currency: &str) {
        if let Some((hundredths, own)) = read(amount) {
            let currency = own.unwrap_or_else(|| code(currency));
            *self.0.entry(currency).or_default() += hundredths;
        }
    }

    /// `EUR 1,240.00`, one for each currency.
    pub fn shown(&self) -> Vec<String> {
        let shown = |(currency, sum): (&String, &i128)| {
            let sign = if *sum < 0 { "-" } else { "" };
            let amount = format!(
                "{sign}{}.{:02}",
                grouped(sum.unsigned_abs() / 100),
                sum.unsigned_abs() % 100
            );
            format!("{currency} {amount}").trim().to_owned()
        };
        self.0.iter().filter(|(_, sum)| **sum != 0).map(shown).collect()
    }
}

fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// The code of a currency by sign or code; empty when nobody says.
pub fn code(text: &str) -> String {
    let signs = [("€", "EUR"), ("$", "USD"), ("£", "GBP"), ("¥", "JPY")];
    if let Some((_, code)) = signs.iter().find(|(sign, _)| text.contains(sign)) {
        return (*code).to_owned();
    }
    let words = text
        .split(|c: char| !c.is_ascii_alphabetic())
        .map(str::to_ascii_uppercase);
    words
        .into_iter()
        .find(|word| CODES.contains(&word.as_str()))
        .unwrap_or_default()
}

/// An amount in hundredths, with the currency that its text names. The last separator before one or two
/// digits at the end is the decimal one; brackets and a minus mean a refund.
fn read(text: &str) -> Option<(i128, Option<String>)> {
    let text = text.trim();
    let digits: String = text
        .chars()
        .filter(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
        .collect();
    let decimal = digits
        .rfind(['.', ','])
        .filter(|at| matches!(digits.len() - at, 2 | 3))
        .filter(|at| digits[..*at].chars().any(|c| c.is_ascii_digit()) || digits.len() - at > 1);
    let (whole, part) = digits.split_at(decimal.unwrap_or(digits.len()));
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    let part: String = part.chars().filter(char::is_ascii_digit).collect();
    if whole.is_empty() && part.is_empty() || whole.len() > 15 {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let part: i128 = format!("{part:0<2}").parse().ok()?;
    let minus = text.contains(['-', '\u{2212}']) || (text.starts_with('(') && text.ends_with(')'));
    let own = Some(code(text)).filter(|code| !code.is_empty());
    Some(((whole * 100 + part) * if minus { -1 } else { 1 }, own))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(amounts: &[(&str, &str)], expect: &[&str]) {
        let mut spend = Spend::default();
        for (amount, currency) in amounts {
            spend.add(amount, currency);
        }
        assert_eq!(spend.shown(), expect, "{amounts:?}");
    }

    #[test]
    fn amounts_are_read_as_people_write_them() {
        check(
            &[("20.00", "EUR"), ("1,200.50", "EUR"), ("1.200,50", "EUR")],
            &["EUR 2,421.00"],
        );
        check(
            &[("€ 48", ""), ("$20", ""), ("USD 5.5", "EUR")],
            &["EUR 48.00", "USD 25.50"],
        );
        check(&[("20", "Amount (GBP)"), ("-20", "GBP")], &[]);
        check(&[("(12.00)", "CHF")], &["CHF -12.00"]);
        check(&[("12 000", "SEK"), ("1.234", "SEK")], &["SEK 13,234.00"]);
        check(&[("7", "")], &["7.00"]);
        check(
            &[
                ("n/a", "EUR"),
                ("", ""),
                ("9".repeat(40).as_str(), "EUR"),
                (".", ""),
            ],
            &[],
        );
    }
}

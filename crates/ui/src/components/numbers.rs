//! Numbers for people.

/// `12,345`: digits in groups of three.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 row`, `12,345 rows`.
pub fn counted(number: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number as u64),
        if number == 1 { one } else { many }
    )
}

/// `812 bytes`, `14 KiB`, `2.5 MiB`.
pub fn size(bytes: u64) -> String {
    const KIB: u64 = 1024;
    const MIB: u64 = 1024 * KIB;
    match bytes {
        0..KIB => counted(usize::try_from(bytes).unwrap_or(0), "byte", "bytes"),
        KIB..MIB => format!("{} KiB", bytes.div_ceil(KIB)),
        _ if bytes.is_multiple_of(MIB) => format!("{} MiB", grouped(bytes / MIB)),
        _ => format!("{}.{} MiB", grouped(bytes / MIB), bytes % MIB * 10 / MIB),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_groups() {
        for (number, expect) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(grouped(number), expect);
        }
        for (bytes, expect) in [
            (1, "1 byte"),
            (1023, "1,023 bytes"),
            (1025, "2 KiB"),
            (32 << 20, "32 MiB"),
            (5 << 19, "2.5 MiB"),
        ] {
            assert_eq!(size(bytes), expect);
        }
        assert_eq!(counted(1, "row", "rows"), "1 row");
        assert_eq!(counted(0, "row", "rows"), "0 rows");
    }
}

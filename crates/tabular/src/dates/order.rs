//! A whole column: whether its authors put the month or the day first.

use super::parse::{Evidence, guess_with_evidence};

/// Order of day and month in the dates of one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColumnOrder {
    /// `12/31/2024`.
    MonthFirst,
    /// `31/12/2024`.
    DayFirst,
    /// No date of the column tells.
    Undecided,
    /// Some dates only make sense one way, some only the other; none of the rest can be trusted.
    Mixed,
}

impl ColumnOrder {
    /// Decides over all texts of a column: one date whose day is over 12 decides, if none speaks
    /// against it; failing that, times written with AM or PM speak for the month first.
    ///
    /// ```
    /// use probity_tabular::dates::{ColumnOrder, parse_date_text};
    ///
    /// let column = ["1/5/2024", "3/14/2024", "n/a"];
    /// let order = ColumnOrder::decide(column);
    /// assert_eq!(order, ColumnOrder::MonthFirst);
    /// assert_eq!(parse_date_text(column[0]).resolve(order).unwrap().iso, "2024-01-05");
    /// ```
    pub fn decide<'a>(texts: impl IntoIterator<Item = &'a str>) -> ColumnOrder {
        let (mut month_first, mut day_first, mut weak_month_first) = (false, false, false);
        for text in texts {
            match guess_with_evidence(text).1 {
                Some(Evidence::MonthFirst) => month_first = true,
                Some(Evidence::DayFirst) => day_first = true,
                Some(Evidence::HalfDayClock) => weak_month_first = true,
                None => {}
            }
        }
        match (month_first, day_first) {
            (true, true) => ColumnOrder::Mixed,
            (true, false) => ColumnOrder::MonthFirst,
            (false, true) => ColumnOrder::DayFirst,
            (false, false) if weak_month_first => ColumnOrder::MonthFirst,
            (false, false) => ColumnOrder::Undecided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_decides() {
        let cases: [(&[&str], ColumnOrder); 7] = [
            (&[], ColumnOrder::Undecided),
            (
                &["1/5/2024", "2/2/2024", "2024-01-31", "31.12.2024"],
                ColumnOrder::Undecided,
            ),
            (&["1/5/2024", "1/13/2024"], ColumnOrder::MonthFirst),
            (&["1/5/2024", "13/1/2024"], ColumnOrder::DayFirst),
            (&["1/13/2024", "13/1/2024"], ColumnOrder::Mixed),
            (&["05/01/2024 12:00:00 AM"], ColumnOrder::MonthFirst),
            (&["05/01/2024 12:00:00 AM", "13/1/2024"], ColumnOrder::DayFirst),
        ];
        for (column, expect) in cases {
            assert_eq!(
                ColumnOrder::decide(column.iter().copied()),
                expect,
                "for {column:?}"
            );
        }
    }
}

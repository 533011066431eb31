//! A whole column: whether its authors put the month or the day first.

use std::collections::BTreeSet;

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
    /// against it; failing that, times written with AM or PM speak for the month first, and so
    /// does `10/1/2023`, `11/1/2023`, `4/1/2024`, where the second number is always 1 and the first
    /// takes at least three values: people who know no day give the first one. In the same way
    /// `1/10/2023`, `1/11/2023`, `1/4/2024` speak for the day first.
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
        let (mut month_first, mut day_first, mut half_day_clock) = (false, false, false);
        let (mut firsts, mut seconds) = (BTreeSet::new(), BTreeSet::new());
        for text in texts {
            match guess_with_evidence(text).1 {
                Some(Evidence::MonthFirst) => month_first = true,
                Some(Evidence::DayFirst) => day_first = true,
                Some(Evidence::HalfDayClock) => half_day_clock = true,
                Some(Evidence::Either { first, second }) => {
                    firsts.insert(first);
                    seconds.insert(second);
                }
                None => {}
            }
        }
        let always_first_day = |days: &BTreeSet<i64>, months: &BTreeSet<i64>| {
            days.len() == 1 && days.contains(&1) && months.len() > 2
        };
        match (month_first, day_first) {
            (true, true) => ColumnOrder::Mixed,
            (true, false) => ColumnOrder::MonthFirst,
            (false, true) => ColumnOrder::DayFirst,
            (false, false) if half_day_clock || always_first_day(&seconds, &firsts) => {
                ColumnOrder::MonthFirst
            }
            (false, false) if always_first_day(&firsts, &seconds) => ColumnOrder::DayFirst,
            (false, false) => ColumnOrder::Undecided,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_decides() {
        let cases: [(&[&str], ColumnOrder); 10] = [
            (&[], ColumnOrder::Undecided),
            (
                &["1/5/2024", "2/2/2024", "2024-01-31", "31.12.2024"],
                ColumnOrder::Undecided,
            ),
            (&["10/1/2023", "11/1/2023", "4/1/2024"], ColumnOrder::MonthFirst),
            (&["1/10/2023", "1/11/2023", "1/4/2024"], ColumnOrder::DayFirst),
            (&["10/1/2023", "11/1/2023", "4/2/2024"], ColumnOrder::Undecided),
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

//! What units stated about their list: this year, last year, never.

use probity_core::patch::Patch;

use super::super::chance::Chance;
use super::super::names::UNITS;
use super::super::organisation::People;
use super::super::script::{DAYS, Hand, Script};

/// For each of the first units, how many days ago it was stated last; none for never.
const STATED: &[Option<i32>] = &[
    Some(40),
    Some(96),
    Some(150),
    Some(420),
    Some(33),
    None,
    Some(388),
    Some(75),
    Some(260),
    None,
    Some(12),
    Some(310),
];

const LOOKED: &[&str] = &[
    "The list of the unit, line by line in the team meeting, and the applications of the sign-on.",
    "Asked every team lead; compared with the invoices of the year.",
    "The list, the expenses of the unit and a round of questions at the desks.",
];

/// Tells them.
pub fn write(script: &mut Script, chance: &mut Chance, people: &People) {
    for (place, stated) in STATED.iter().enumerate().take(UNITS.len()) {
        let Some(ago) = stated else { continue };
        statement(script, chance, people, place, *ago);
        if chance.percent(50) {
            statement(script, chance, people, place, ago + 365);
        }
    }
}

fn statement(script: &mut Script, chance: &mut Chance, people: &People, place: usize, ago: i32) {
    let day = DAYS - ago;
    let name = UNITS[place].0;
    let mut patch = Patch::set_one(
        "name",
        format!(
            "The list of {name} is complete, {}",
            script.calendar.date(day).year()
        ),
    )
    .with("about", "inventory")
    .with("unit", people.units[place])
    .with("period_from", script.date(day - 365))
    .with("period_until", script.date(day - 1))
    .with("looked_where", *chance.pick(LOOKED))
    .with("declared_by", people.anybody(chance, day))
    .with("declared_role", format!("Head of {}", name.to_lowercase()))
    .with("declared_on", script.date(day))
    .with("valid_until", script.date(day + 364))
    .with("counted", chance.between(3, 12));
    if chance.percent(25) {
        patch = patch.with(
            "exceptions",
            "A trial with a vendor that ended before it was entered.",
        );
    }
    script.create(day, Hand::Lead, "declaration", patch);
}

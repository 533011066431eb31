//! What happened in the last days: whoever comes back after a week finds something to read.

use probity_core::patch::Patch;

use super::chance::Chance;
use super::inventory::Inventory;
use super::organisation::People;
use super::script::{Hand, LAST_DAY, Script};

/// Remarks that somebody made on a use, to whoever reads the demo or to the lead.
const REMARKS: &[(Hand, &str)] = &[
    (
        Hand::Approver,
        "@Local administrator, before I decide on this I want to see how often the advice was overruled.",
    ),
    (
        Hand::Owner,
        "The tests of last month are in. Two groups were missing, so we run them again.",
    ),
    (
        Hand::Colleague,
        "@Local administrator, I would like to take this one as a sample. Who can show me a month of its log?",
    ),
    (
        Hand::Owner,
        "The team asked for an example of an answer that must not be used. I added one to the guidance.",
    ),
    (
        Hand::Approver,
        "The vendor's new terms allow training on our data unless we object. Please object first.",
    ),
    (
        Hand::Colleague,
        "The review date had passed when I looked. Whose is it now?",
    ),
];

/// Tells the last days. The hands that act late in a chunk of days are those of the last week.
pub fn write(script: &mut Script, chance: &mut Chance, people: &People, inventory: &Inventory) {
    let live: Vec<_> = inventory.uses.iter().filter(|told| told.live).collect();
    if live.is_empty() {
        return;
    }
    for (hand, text) in REMARKS {
        let told = chance.pick(&live);
        script.comment(LAST_DAY, *hand, told.use_case, *text);
    }
    let owner = people.of(Hand::Owner);
    for told in live.iter().filter(|told| told.owner == owner).take(3) {
        let next = script.date(LAST_DAY + chance.between(150, 360));
        let patch = Patch {
            reason: Some("looked at with the team; nothing that matters has changed".to_owned()),
            ..Patch::set_one("review_date", next)
        };
        script.revise(LAST_DAY, Hand::Owner, told.use_case, patch);
    }
}

//! Systems, what they are used for, their releases and deployments.

mod releases;
mod systems;
mod use_text;
mod uses;

use probity_core::patch::Patch;

use super::chance::Chance;
use super::domains::domain;
use super::organisation::People;
use super::script::{DAYS, Hand, Handle, Script};
use super::supply::Supply;

pub use uses::ToldUse;

/// What was told.
#[derive(Default)]
pub struct Inventory {
    pub systems: Vec<Handle>,
    pub uses: Vec<ToldUse>,
}

/// A system and its days.
pub struct Told {
    pub system: Handle,
    /// The day it was entered.
    pub day: i32,
    /// The day it goes into operation.
    pub operates: i32,
    /// Place in the list of domains.
    pub domain: usize,
    pub unit: Handle,
    pub owner: Handle,
    /// What is added to names.
    pub name: String,
    /// What it is made from.
    pub models: Vec<Handle>,
    pub datasets: Vec<Handle>,
    /// The uses that were tried, approved or begun.
    pub served: Vec<Handle>,
}

/// Tells the life of each system with all that belongs to it. Every second one has two uses.
pub fn write(
    script: &mut Script,
    chance: &mut Chance,
    people: &People,
    supply: &Supply,
    systems: u32,
) -> Inventory {
    let mut inventory = Inventory::default();
    for number in 0..usize::try_from(systems).unwrap_or(0) {
        let mut told = systems::write(script, chance, people, supply, number);
        inventory.systems.push(told.system);
        for place in 0..1 + number % 2 {
            let use_case = uses::write(script, chance, people, &told, place);
            if use_case.live {
                told.served.push(use_case.use_case);
            }
            inventory.uses.push(use_case);
        }
        releases::write(script, chance, &told);
    }
    leave(script, &inventory);
    inventory
}

/// Some owners have just left, under every seed: the first gap that anybody looks for.
fn leave(script: &mut Script, inventory: &Inventory) {
    for told in inventory.uses.iter().filter(|told| told.live).step_by(14) {
        let patch = Patch {
            unset: vec!["owner".to_owned()],
            reason: Some("the owner left this month".to_owned()),
            ..Patch::default()
        };
        script.revise(DAYS - 25, Hand::Lead, told.use_case, patch);
    }
}

/// Built here, wholly or in part.
fn made_here(place: usize) -> bool {
    matches!(domain(place).origin, "built" | "mixed")
}

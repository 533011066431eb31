//! Exact versions of a system, and where they run.

use probity_core::patch::Patch;

use super::Told;
use crate::demo::chance::Chance;
use crate::demo::script::{DAYS, Hand, Handle, Script};

/// One to three releases, and a deployment of each that was approved.
pub fn write(script: &mut Script, chance: &mut Chance, told: &Told) {
    if told.operates >= DAYS {
        return;
    }
    let mut before: Option<Handle> = None;
    let mut day = told.operates - 10;
    for number in 0..1 + chance.below(3) {
        let version = format!("{}.{}.0", 1 + number / 2, number % 2 * 3);
        let release = release(script, chance, told, &version, day, before);
        if number == 0 || chance.percent(60) {
            deployment(script, chance, told, release, &version, day + 20);
        }
        before = Some(release);
        day += chance.between(90, 320);
    }
}

fn release(
    script: &mut Script,
    chance: &mut Chance,
    told: &Told,
    version: &str,
    day: i32,
    before: Option<Handle>,
) -> Handle {
    let mut patch = Patch::set_one("name", format!("{} {version}", told.name))
        .with("system", told.system)
        .with("version", version)
        .with(
            "content",
            "Code, configuration, prompts and models, each by its hash in the build.",
        )
        .with("content_hash", hash(chance))
        .with(
            "changes",
            *chance.pick(&[
                "First release.",
                "New data of the last quarter.",
                "Faster, with the same answers.",
                "Clearer reasons beside each answer.",
            ]),
        )
        .with(
            "weight",
            if before.is_none() || chance.percent(50) {
                "material"
            } else {
                "editorial"
            },
        )
        .with(
            "criteria",
            "At least 90 of 100 cases right, and no group more than 3 points below the others.",
        )
        .with("criteria_on", script.date(day - 20))
        .with("owner", told.owner);
    if let Some(before) = before {
        patch = patch.with("supersedes", before);
    }
    let release = script.create(day, Hand::Engineer, "release", patch);
    let result = format!(
        "{} of 100 cases right; the lowest group is {} points below.",
        chance.between(88, 97),
        chance.between(0, 5)
    );
    let verified = Patch::set_one("verification", result).with("open_failures", "none");
    script.change_state(day + 5, Hand::Engineer, release, "verified", verified);
    script.change_state(day + 12, Hand::Approver, release, "approved", Patch::default());
    let released = Patch::set_one("released_on", script.date(day + 14));
    script.revise(day + 14, Hand::Engineer, release, released);
    if let Some(before) = before {
        script.change_state(day + 30, Hand::Engineer, before, "superseded", Patch::default());
    }
    release
}

fn deployment(
    script: &mut Script,
    chance: &mut Chance,
    told: &Told,
    release: Handle,
    version: &str,
    day: i32,
) {
    let place = *chance.pick(&["production", "production", "pilot"]);
    let patch = Patch::set_one("name", format!("{} {version} in {place}", told.name))
        .with("system", told.system)
        .with("release", release)
        .with("environment", place)
        .with(
            "location",
            *chance.pick(&["Port Halden", "Veyburgh", "East Quay"]),
        )
        .with("operator", "Technology, operations team")
        .with("plan", "One team first, the others a week later.")
        .with("users_told", chance.percent(80))
        .with("logging_on", chance.percent(85))
        .with("monitoring_on", chance.percent(70))
        .with("unit", told.unit)
        .with("owner", told.owner);
    let deployment = script.create(day, Hand::Engineer, "deployment", patch);
    script.change_state(
        day + 3,
        Hand::Engineer,
        deployment,
        "rolling_out",
        Patch::default(),
    );
    let ready = Patch::set_one(
        "conditions_met",
        "Verification approved; people trained; a way back tested.",
    )
    .with("roll_back", "The release before is kept ready for thirty days.")
    .with("from", script.date(day + 10));
    script.change_state(day + 10, Hand::Approver, deployment, "running", ready);
}

fn hash(chance: &mut Chance) -> String {
    (0..8)
        .map(|_| format!("{:04x}", chance.below(0x1_0000)))
        .collect()
}

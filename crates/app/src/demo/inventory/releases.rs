//! Exact versions of a system, and where they run.

use probity_core::patch::Patch;

use super::{Told, made_here};
use crate::demo::chance::Chance;
use crate::demo::domains::words_of;
use crate::demo::script::{DAYS, Hand, Handle, Script};

const CHANGES: &[&str] = &[
    "New data of the last quarter.",
    "Faster, with the same answers.",
    "Clearer reasons beside each answer.",
    "A model that is a third of the size; two tests repeated.",
    "The wording of the notice, after a question of the employees' council.",
    "Two fields fewer are read, after the privacy review.",
];

const PLANS: &[&str] = &[
    "One team first, the others a week later; back when more than one answer in ten is changed.",
    "At night, beside the old one for ten days; the owner compares each morning.",
    "All at once on a Monday, with two engineers on the floor.",
    "One office in the first month; the AI board decides on the rest.",
];

const CONDITIONS_MET: &[&str] = &[
    "Verification approved; people trained; a way back tested.",
    "The list of the release meeting was gone through, each line with a name.",
    "Notice published, figures of the trial seen by the owner, no failure open.",
    "Everybody on the shift was shown how to stop it.",
];

const WAYS_BACK: &[&str] = &[
    "The release before is kept ready for thirty days; tried on the test servers.",
    "A switch in the settings; tried in the week before.",
    "The vendor sets back the version within a day; asked once, took five hours.",
];

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
    let release = script.create(
        day,
        Hand::Engineer,
        "release",
        content(script, chance, told, version, day, before),
    );
    let result = format!(
        "{} of 100 cases right; the lowest group is {} points below.",
        chance.between(88, 97),
        chance.between(0, 5)
    );
    let failures = chance.weighted(&[
        (5, "none"),
        (
            1,
            "Two cases with rare forms; accepted by the owner until the next release.",
        ),
        (1, "Slow on the first call of the day; accepted by operations."),
    ]);
    let verified = Patch::set_one("verification", result).with("open_failures", failures);
    script.change_state(day + 5, Hand::Engineer, release, "verified", verified);
    script.change_state(day + 12, Hand::Approver, release, "approved", Patch::default());
    let released = Patch::set_one("released_on", script.date(day + 14));
    script.revise(day + 14, Hand::Engineer, release, released);
    if let Some(before) = before {
        script.change_state(day + 30, Hand::Engineer, before, "superseded", Patch::default());
    }
    release
}

fn content(
    script: &Script,
    chance: &mut Chance,
    told: &Told,
    version: &str,
    day: i32,
    before: Option<Handle>,
) -> Patch {
    let material = before.is_none() || chance.percent(50);
    let right = chance.between(85, 92);
    let mut patch = Patch::set_one("name", format!("{} {version}", told.name))
        .with("system", told.system)
        .with("version", version)
        .with("content_hash", hash(chance))
        .with("weight", if material { "material" } else { "editorial" })
        .with(
            "criteria",
            format!("At least {right} of 100 cases right, and no group more than 3 points below the others."),
        )
        .with("criteria_on", script.date(day - 20))
        .with("owner", told.owner);
    let content = match made_here(told.domain) {
        true => "Code, configuration and models, each by its hash in the build.",
        false => {
            "The vendor's version, our settings and prompts by their hash, the list of what it may read."
        }
    };
    patch = patch.with("content", content);
    if !told.models.is_empty() {
        patch = chance.fill(85, patch, "models", told.models.clone());
    }
    if !told.datasets.is_empty() {
        patch = chance.fill(80, patch, "datasets", told.datasets.clone());
    }
    let Some(before) = before else {
        return patch.with("changes", "First release.");
    };
    let changes = *chance.pick(CHANGES);
    let patch = patch.with("supersedes", before);
    let patch = match material {
        true => patch.with(
            "weight_reason",
            "Answers may differ from those that were tested before.",
        ),
        false => patch,
    };
    chance.fill(93, patch, "changes", changes)
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
    let operator = match made_here(told.domain) {
        true => "Technology, operations team",
        false => *chance.pick(&["The vendor", "The vendor; sign-in by our operations team"]),
    };
    let mut patch = Patch::set_one("name", format!("{} {version} in {place}", told.name))
        .with("system", told.system)
        .with("release", release)
        .with("environment", place)
        .with("plan", *chance.pick(PLANS))
        .with("users_told", chance.percent(80))
        .with("logging_on", chance.percent(85))
        .with("monitoring_on", chance.percent(70))
        .with("unit", told.unit)
        .with("owner", told.owner);
    let location = *chance.pick(&[
        "Port Halden",
        "Veyburgh",
        "East Quay",
        "Tidewater Cloud, Westermark",
    ]);
    patch = chance.fill(90, patch, "location", location);
    patch = chance.fill(90, patch, "operator", operator);
    if !told.served.is_empty() {
        patch = chance.fill(94, patch, "use_cases", told.served.clone());
    }
    let deployment = script.create(day, Hand::Engineer, "deployment", patch);
    script.change_state(
        day + 3,
        Hand::Engineer,
        deployment,
        "rolling_out",
        Patch::default(),
    );
    let ready = Patch::set_one("conditions_met", *chance.pick(CONDITIONS_MET))
        .with(
            "roll_back",
            format!("{} {}", chance.pick(WAYS_BACK), words_of(told.domain).fallback),
        )
        .with("from", script.date(day + 10));
    script.change_state(day + 10, Hand::Approver, deployment, "running", ready);
    if !script.brief && chance.percent(55) {
        let seen = day + chance.between(30, 300);
        let by = chance.weighted(&[(5, "pipeline"), (3, "person"), (2, "probe")]);
        let patch = Patch::set_one("confirmed_on", script.date(seen)).with("confirmed_by", by);
        script.revise(seen, Hand::Engineer, deployment, patch);
    }
}

fn hash(chance: &mut Chance) -> String {
    (0..8)
        .map(|_| format!("{:04x}", chance.below(0x1_0000)))
        .collect()
}

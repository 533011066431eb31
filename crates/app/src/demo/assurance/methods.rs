//! How risk and impact are judged here.

use probity_core::patch::Patch;

use crate::demo::organisation::People;
use crate::demo::script::{Hand, Handle, Script};

/// The methods, and since when the second version of the one for risk holds.
#[derive(Clone, Copy)]
pub struct Methods {
    pub first_risk: Handle,
    pub risk: Handle,
    pub risk_since: i32,
    pub impact: Handle,
}

/// Tells them: two for risk, of which the first was superseded, and one for impact.
pub fn write(script: &mut Script, people: &People) -> Methods {
    let first_risk = method(script, people, "AI risk method", "1.0", "risk", 70);
    let risk = method(script, people, "AI risk method", "2.0", "risk", 420);
    script.change_state(450, Hand::Lead, first_risk, "superseded", Patch::default());
    let impact = method(
        script,
        people,
        "Impact on people and societies",
        "1.1",
        "impact",
        100,
    );
    method(script, people, "Assessment of AI vendors", "1.0", "vendor", 130);
    Methods {
        first_risk,
        risk,
        risk_since: 440,
        impact,
    }
}

fn method(script: &mut Script, people: &People, name: &str, version: &str, kind: &str, day: i32) -> Handle {
    let mut patch = Patch::set_one("name", name)
        .with("version", version)
        .with("type", kind)
        .with("scope", "Every use in scope; again after a material change, an incident, and each year.")
        .with("sources", "Data, model, people who use it, vendors, attack, law, and the organisation itself.")
        .with(
            "consequence_scales",
            "Five steps each for the organisation (money and days lost), for people (from a nuisance to lasting harm) and for societies (from one street to trust in public life).",
        )
        .with("likelihood_scale", "Five steps, from once in ten years to every month.")
        .with("level_rule", "The worst of the three consequences and the likelihood meet in a table of five by five; the level is their middle, rounded up.")
        .with("acceptance", "Low: the owner. Medium: the head of the unit. High: the chief risk officer. Very high: the board, and only until a date.")
        .with("prioritisation", "Harm to people before harm to the house; then by level; then by what can be done within a month.")
        .with("consistency", "Two people assess one in ten again; three worked examples are read aloud each spring.")
        .with("impact_link", "Harms of an impact assessment become risks with the same owner; their severity is the consequence for people.")
        .with("from", script.date(day))
        .with("owner", people.lead())
        .with("review_date", script.date(day + 800));
    if version == "2.0" {
        patch = patch
            .with(
                "changes",
                "Consequences for societies are asked for on their own.",
            )
            .with("effect_on_existing", "Redone at the next review of each risk.");
    }
    let method = script.create(day, Hand::Lead, "method", patch);
    script.change_state(day + 14, Hand::Approver, method, "in_force", Patch::default());
    method
}

//! What the organisation uses AI for.

mod first;
mod second;
mod words_first;

/// A system and what it is used for.
pub struct Domain {
    /// Place in the list of units.
    pub unit: usize,
    /// The system's name.
    pub system: &'static str,
    /// What it is.
    pub what: &'static str,
    pub techniques: &'static [&'static str],
    /// `built`, `bought`, `embedded`, `general_purpose`.
    pub origin: &'static str,
    /// Places in the lists of vendors, models and datasets.
    pub vendors: &'static [usize],
    pub models: &'static [usize],
    pub datasets: &'static [usize],
    pub uses: &'static [Use],
}

/// One use.
pub struct Use {
    pub name: &'static str,
    pub purpose: &'static str,
    pub not_for: &'static str,
    pub decisions: &'static str,
    pub users: &'static str,
    pub affected: &'static str,
    /// 0 to 4.
    pub autonomy: &'static str,
    pub oversight: &'static str,
    pub high: bool,
    pub personal: bool,
}

/// What a system takes in and puts out, and what is said of it.
pub struct Words {
    pub data: &'static [&'static str],
    pub outputs: &'static str,
    /// Who keeps watch, and how.
    pub oversight: &'static str,
    /// How the work goes on without it.
    pub fallback: &'static str,
    pub value: &'static str,
    /// Cause, event and consequence of what is feared most.
    pub harm: &'static str,
}

const fn words(
    data: &'static [&'static str],
    outputs: &'static str,
    oversight: &'static str,
    fallback: &'static str,
    value: &'static str,
    harm: &'static str,
) -> Words {
    Words {
        data,
        outputs,
        oversight,
        fallback,
        value,
        harm,
    }
}

const fn work(name: &'static str, purpose: &'static str, users: &'static str) -> Use {
    Use {
        name,
        purpose,
        not_for: "Decisions about people.",
        decisions: "None: a person uses or discards what it drafts.",
        users,
        affected: "Nobody outside the team.",
        autonomy: "0",
        oversight: "before_each",
        high: false,
        personal: false,
    }
}

const fn about_people(
    name: &'static str,
    purpose: &'static str,
    not_for: &'static str,
    decisions: &'static str,
    users: &'static str,
    affected: &'static str,
) -> Use {
    Use {
        name,
        purpose,
        not_for,
        decisions,
        users,
        affected,
        autonomy: "1",
        oversight: "before_each",
        high: true,
        personal: true,
    }
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "a part of the declaration below, moved into place"
)]
const fn running(work: Use, autonomy: &'static str, oversight: &'static str) -> Use {
    Use {
        autonomy,
        oversight,
        ..work
    }
}

/// How many.
pub const COUNT: usize = first::DOMAINS.len() + second::DOMAINS.len();

/// One of them, by place; they come round again.
pub fn domain(place: usize) -> &'static Domain {
    let place = place % COUNT;
    match first::DOMAINS.get(place) {
        Some(domain) => domain,
        None => &second::DOMAINS[place - first::DOMAINS.len()],
    }
}

/// What is said of one of them.
pub fn words_of(place: usize) -> &'static Words {
    let all = words_first::WORDS;
    &all[place % COUNT % all.len()]
}

//! Whether a row of an export speaks of AI, of which service, and how surely.
//!
//! A service that is named or addressed is a *strong* sign. A word such as `AI` or `GPT`, or a domain
//! under `.ai`, is a *weak* one: it is shown apart and has to be looked at. A word that also means
//! something else (a first name, an instrument, a pilot) counts only beside another sign.

use super::services::{Name, Service, Services, words};

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Facet {
    /// The name of an application, extension or product.
    App,
    /// A host, domain or web address.
    Host,
    /// A package, as a manifest names it.
    Package,
    /// Who supplies it.
    Vendor,
    /// To whom money went.
    Merchant,
    /// Running text.
    Description,
}

/// How surely.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// A word or an ending only.
    Weak,
    /// The service itself is named.
    Strong,
}

impl Confidence {
    /// The code in candidates.
    pub fn code(self) -> &'static str {
        match self {
            Self::Weak => "weak",
            Self::Strong => "strong",
        }
    }
}

/// What one row shows.
#[derive(Clone, Debug)]
pub struct Sign {
    /// The service, when it is known by name.
    pub service: Option<&'static Service>,
    /// How surely.
    pub confidence: Confidence,
    /// In which cell.
    pub facet: Facet,
    /// What it rests on, in words: `the domain api.openai.com`.
    pub why: String,
}

/// Words that speak of AI whoever uses them.
const AI_WORDS: &[&str] = &[
    "ai", "gpt", "chatgpt", "llm", "llms", "genai", "copilot", "chatbot", "chatbots", "openai",
];

/// The same in several words.
const AI_PHRASES: &[&[&str]] = &[
    &["artificial", "intelligence"],
    &["machine", "learning"],
    &["deep", "learning"],
    &["neural", "network"],
    &["language", "model"],
    &["kunstmatige", "intelligentie"],
    &["kunstliche", "intelligenz"],
    &["intelligence", "artificielle"],
    &["inteligencia", "artificial"],
    &["intelligenza", "artificiale"],
];

/// Words beside which an everyday word is only that: people, travel, meals.
const ELSEWHERE: &[&str] = &[
    "airline",
    "airlines",
    "airport",
    "airways",
    "aviation",
    "bakery",
    "bar",
    "birthday",
    "boat",
    "breakfast",
    "brewery",
    "cafe",
    "catering",
    "cinema",
    "coffee",
    "dinner",
    "driving",
    "farewell",
    "flight",
    "flights",
    "florist",
    "flowers",
    "gift",
    "gifts",
    "gym",
    "hotel",
    "hotels",
    "lunch",
    "marina",
    "massage",
    "museum",
    "nursery",
    "parking",
    "pharmacy",
    "pizza",
    "pub",
    "rail",
    "rental",
    "restaurant",
    "salon",
    "taxi",
    "train",
    "travel",
    "truck",
    "trucking",
    "wedding",
    "yacht",
];

/// Words that make a product of an everyday word, before or behind it.
const BOUGHT: &[&str] = &[
    "license",
    "licence",
    "licenses",
    "licences",
    "saas",
    "software",
    "subscr",
    "subscription",
    "abonnement",
];

/// Words that do so behind it.
const PRODUCT: &[&str] = &["ai", "api", "app", "assistant", "chatbot", "gpt", "llm"];

/// Words that do so only directly behind it.
const PLAN: &[&str] = &[
    "pro",
    "max",
    "premium",
    "enterprise",
    "business",
    "team",
    "teams",
    "labs",
    "advanced",
];

/// Looks at the cells of one row: the surest sign.
pub fn recognise(cells: &[(Facet, &str)]) -> Option<Sign> {
    recognise_all(cells).into_iter().next()
}

/// Looks at the cells of one row: every service that it names, the surest first; where it names none, at
/// most one weak sign. Running text adds nothing where another cell names a service, and a vendor nothing
/// where one of its services is named.
pub fn recognise_all(cells: &[(Facet, &str)]) -> Vec<Sign> {
    let mut signs: Vec<Sign> = cells
        .iter()
        .flat_map(|(facet, text)| match facet {
            Facet::Host => of_host(text).into_iter().collect(),
            Facet::Package => of_package(text).into_iter().collect(),
            facet => of_text(*facet, text),
        })
        .collect();
    let is_exact = |sign: &Sign| sign.service.is_some_and(|service| !service.is_company);
    signs.sort_by_key(|sign| (std::cmp::Reverse((sign.confidence, is_exact(sign))), sign.facet));
    let is_told = signs
        .iter()
        .any(|sign| is_exact(sign) && sign.facet != Facet::Description);
    let mut kept: Vec<Sign> = Vec::new();
    for sign in signs {
        let says_more = match sign.service {
            None => kept.is_empty(),
            Some(_) if is_told && sign.facet == Facet::Description => false,
            Some(service) => kept.iter().filter_map(|held| held.service).all(|held| {
                held.code != service.code && !(service.is_company && held.vendor == service.vendor)
            }),
        };
        if says_more {
            kept.push(sign);
        }
    }
    kept
}

/// The host of an address: `https://user@Chat.Example.org:443/x` is `chat.example.org`.
pub fn host_of(text: &str) -> String {
    let text = text.trim();
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#', ' ']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    host.trim_matches('.').to_ascii_lowercase()
}

fn of_host(text: &str) -> Option<Sign> {
    let host = host_of(text);
    if !host.contains('.') {
        return None;
    }
    if let Some((service, domain)) = Services::known().by_host(&host) {
        return Some(Sign {
            service: Some(service),
            confidence: Confidence::Strong,
            facet: Facet::Host,
            why: format!("the domain {domain}"),
        });
    }
    let labels: Vec<String> = words(&host);
    let why = match labels.iter().find(|label| AI_WORDS.contains(&label.as_str())) {
        _ if host.ends_with(".ai") => "a domain that ends in .ai".to_owned(),
        Some(word) => format!("“{word}” in its address"),
        None => return None,
    };
    Some(weak(Facet::Host, why))
}

/// A package as a line of a manifest names it: without version, extras, quotes and remarks.
pub fn package_of(text: &str) -> String {
    let text = text.split(['#', ';']).next().unwrap_or_default().trim();
    let text = text.trim_matches(|c: char| matches!(c, '"' | '\'' | ',' | ' '));
    // A scope begins with `@`, a version may too: `@scope/name@1.2`.
    let body = text.strip_prefix('@').unwrap_or(text);
    let end = body.find(['=', '<', '>', '~', '!', '^', '[', ' ', '@', '"', '(']);
    let mut name = body[..end.unwrap_or(body.len())].trim().to_ascii_lowercase();
    // `name: 1.2` of a flattened package.json; Maven writes `group:name:1.2`.
    let parts: Vec<&str> = name.split(':').collect();
    name = match parts.as_slice() {
        [group, artefact, ..] if group.contains('.') => format!("{group}:{artefact}"),
        [first, ..] => (*first).to_owned(),
        [] => String::new(),
    };
    let name = name.trim_end_matches('"').replace('_', "-");
    if text.starts_with('@') {
        format!("@{name}")
    } else {
        name
    }
}

fn of_package(text: &str) -> Option<Sign> {
    let package = package_of(text);
    if let Some(service) = Services::known().by_package(&package) {
        return Some(Sign {
            service: Some(service),
            confidence: Confidence::Strong,
            facet: Facet::Package,
            why: format!("the package {package}"),
        });
    }
    let words = words(&package);
    let word = words.iter().find(|word| {
        matches!(
            word.as_str(),
            "openai" | "anthropic" | "gpt" | "llm" | "genai" | "huggingface" | "langchain" | "chatgpt"
        )
    })?;
    Some(weak(Facet::Package, format!("“{word}” in the name of a package")))
}

fn of_text(facet: Facet, text: &str) -> Vec<Sign> {
    let words = words(text);
    let elsewhere = words.iter().any(|word| ELSEWHERE.contains(&word.as_str()));
    let parts = parts(facet, text);
    let mut named: Vec<(&Service, &Name, usize)> = Services::known()
        .named_in(&words)
        .filter(|(service, name, at)| {
            !name.is_everyday
                || parts.contains(&name.words)
                || means_the_product(&words, service, name, *at, elsewhere)
        })
        .collect();
    let length = |name: &Name| name.words.iter().map(String::len).sum::<usize>();
    named.sort_by_key(|(_, name, at)| (std::cmp::Reverse(length(name)), *at));
    // A longer name holds shorter ones: `GitHub Copilot` is not Copilot as well.
    let mut taken = vec![false; words.len()];
    let mut signs = Vec::new();
    for (service, name, at) in named {
        let span = at..at + name.words.len();
        if taken[span.clone()].contains(&true) {
            continue;
        }
        taken[span].fill(true);
        signs.push(Sign {
            service: Some(service),
            confidence: Confidence::Strong,
            facet,
            why: format!("the name “{}”", name.words.join(" ")),
        });
    }
    if signs.is_empty() {
        signs.extend(of_words(facet, text, &words, elsewhere));
    }
    signs
}

/// The names that a cell lists, where it is one of products: `Copilot, ServiceNow` are two.
fn parts(facet: Facet, text: &str) -> Vec<Vec<String>> {
    match facet {
        Facet::App => text.split([',', ';', '/', '+', '|', '\n']).map(words).collect(),
        _ => Vec::new(),
    }
}

/// A word that speaks of AI, where no service is named.
fn of_words(facet: Facet, text: &str, words: &[String], elsewhere: bool) -> Option<Sign> {
    if elsewhere {
        return None;
    }
    let phrase = AI_PHRASES
        .iter()
        .find(|phrase| {
            words
                .windows(phrase.len())
                .any(|part| part.iter().eq(phrase.iter()))
        })
        .map(|phrase| phrase.join(" "));
    let word = phrase.or_else(|| ai_word(text))?;
    Some(weak(facet, format!("the word “{word}”")))
}

/// An everyday word that is a service here: beside its vendor, or a word that only products have.
fn means_the_product(words: &[String], service: &Service, name: &Name, at: usize, elsewhere: bool) -> bool {
    let beside = |place: usize| place < at || place >= at + name.words.len();
    let others = || {
        words
            .iter()
            .enumerate()
            .filter(|(place, _)| beside(*place))
            .map(|(_, word)| word)
    };
    let own_vendor = service
        .vendor_words
        .iter()
        .filter(|word| !name.words.contains(word));
    if own_vendor.clone().count() > 0 && own_vendor.clone().all(|word| others().any(|other| other == word)) {
        return true;
    }
    let plan = words
        .get(at + name.words.len())
        .is_some_and(|next| PLAN.contains(&next.as_str()));
    let behind = words[at + name.words.len()..]
        .iter()
        .any(|word| PRODUCT.contains(&word.as_str()));
    !elsewhere && (plan || behind || others().any(|word| BOUGHT.contains(&word.as_str())))
}

/// A word that speaks of AI. In a text of mixed case `ai` must be written as one writes it: in other
/// languages `ai` is an ordinary little word. `DataAI` counts, `Airtable` and `Hawaii` do not.
fn ai_word(text: &str) -> Option<String> {
    let has_case = text.chars().any(char::is_uppercase) && text.chars().any(char::is_lowercase);
    let mut before = ' ';
    let mut start = 0;
    let ends = text
        .char_indices()
        .map(|(at, c)| (at, c, c.is_alphanumeric()))
        .chain([(text.len(), ' ', false)]);
    for (at, _, inside) in ends {
        if inside {
            continue;
        }
        let word = &text[start..at];
        let lower = word.to_lowercase();
        let known = AI_WORDS.contains(&lower.as_str());
        let little = has_case && matches!(word, "ai") && before != '.';
        if known && !little {
            return Some(lower);
        }
        if let Some(tail) = camel_tail(word)
            && AI_WORDS.contains(&tail.to_lowercase().as_str())
        {
            return Some(tail.to_lowercase());
        }
        before = text[at..].chars().next().unwrap_or(' ');
        start = at + before.len_utf8();
    }
    None
}

/// The capitals behind small letters: `AI` of `DataAI`, `GPT` of `AutoGPT`.
fn camel_tail(word: &str) -> Option<&str> {
    let at = word
        .char_indices()
        .rev()
        .take_while(|(_, c)| c.is_uppercase())
        .last()?
        .0;
    let head = &word[..at];
    (word.len() - at >= 2 && head.chars().next_back().is_some_and(char::is_lowercase)).then(|| &word[at..])
}

fn weak(facet: Facet, why: String) -> Sign {
    Sign {
        service: None,
        confidence: Confidence::Weak,
        facet,
        why,
    }
}

#[cfg(test)]
mod tests;

//! The table of AI services that are widely used, and how each shows in an export.
//!
//! The table is `services.txt` beside this file: names, addresses and packages, facts only.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::query::fold;

const TABLE: &str = include_str!("services.txt");

/// A name of one word with fewer letters is never told from an abbreviation in running text.
const SHORT: usize = 4;

/// One service.
#[derive(Debug)]
pub struct Service {
    /// The short name by which it is found again; never changes once released.
    pub code: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Who offers it.
    pub vendor: &'static str,
    /// What it probably is, in a few words: `a chat assistant`.
    pub what: &'static str,
    /// Its addresses; each counts with everything below it.
    pub domains: Vec<&'static str>,
    /// What it is called in lists and on invoices, itself first.
    pub names: Vec<Name>,
    /// Words of its vendor.
    pub vendor_words: Vec<String>,
    /// True for an entry that stands for a vendor with several services: others are more exact.
    pub is_company: bool,
}

/// One name of a service.
#[derive(Debug)]
pub struct Name {
    /// Its words, folded.
    pub words: Vec<String>,
    /// True for a word that also means something else.
    pub is_everyday: bool,
}

/// The table, with its indexes.
#[derive(Debug)]
pub struct Services {
    list: Vec<Service>,
    by_code: BTreeMap<&'static str, usize>,
    by_domain: BTreeMap<&'static str, usize>,
    domain_patterns: Vec<(Vec<&'static str>, usize)>,
    by_first_word: BTreeMap<String, Vec<(usize, usize)>>,
    by_package: BTreeMap<&'static str, usize>,
    package_starts: Vec<(&'static str, usize)>,
}

static SERVICES: LazyLock<Services> = LazyLock::new(|| Services::read(TABLE));

impl Services {
    /// The services that this release knows.
    pub fn known() -> &'static Self {
        &SERVICES
    }

    /// All of them, in the order of the table.
    pub fn all(&self) -> &[Service] {
        &self.list
    }

    /// By its short name.
    pub fn by_code(&self, code: &str) -> Option<&Service> {
        self.by_code.get(code).map(|place| &self.list[*place])
    }

    /// The service behind a host, by the longest domain it lies in, and that domain.
    pub fn by_host(&self, host: &str) -> Option<(&Service, &'static str)> {
        let labels: Vec<&str> = host.split('.').collect();
        let by_pattern = self
            .domain_patterns
            .iter()
            .find(|(pattern, _)| ends_like(&labels, pattern));
        if let Some((pattern, place)) = by_pattern {
            let shown = self.list[*place]
                .domains
                .iter()
                .find(|domain| domain.split('.').eq(pattern.iter().copied()));
            return Some((&self.list[*place], shown.copied().unwrap_or_default()));
        }
        let starts = (0..labels.len()).map(|skipped| labels[skipped..].join("."));
        starts
            .filter_map(|tail| self.by_domain.get_key_value(tail.as_str()))
            .map(|(domain, place)| (&self.list[*place], *domain))
            .next()
    }

    /// The service that a package belongs to; the name is lower case with `-` for `_`.
    pub fn by_package(&self, package: &str) -> Option<&Service> {
        let exact = self.by_package.get(package).copied();
        let starts = || {
            self.package_starts
                .iter()
                .find(|(start, _)| package.starts_with(start))
                .map(|(_, place)| *place)
        };
        exact.or_else(starts).map(|place| &self.list[place])
    }

    /// Every name that occurs in these folded words, with the place of its first word.
    pub fn named_in<'w>(
        &'static self,
        words: &'w [String],
    ) -> impl Iterator<Item = (&'static Service, &'static Name, usize)> + 'w {
        words.iter().enumerate().flat_map(move |(at, word)| {
            let named = self.by_first_word.get(word).map_or(&[][..], Vec::as_slice);
            named.iter().filter_map(move |(service, name)| {
                let service = &self.list[*service];
                let name = &service.names[*name];
                words[at..]
                    .starts_with(&name.words)
                    .then_some((service, name, at))
            })
        })
    }

    fn read(table: &'static str) -> Self {
        let mut services = Self {
            list: Vec::new(),
            by_code: BTreeMap::new(),
            by_domain: BTreeMap::new(),
            domain_patterns: Vec::new(),
            by_first_word: BTreeMap::new(),
            by_package: BTreeMap::new(),
            package_starts: Vec::new(),
        };
        for line in table.lines() {
            if !line.starts_with('#') && line.contains('|') {
                services.add(line);
            }
        }
        services
    }

    fn add(&mut self, line: &'static str) {
        let mut cells = line.split('|').map(str::trim);
        let mut cell = || cells.next().unwrap_or_default();
        let (code, name, vendor, kind, domains, names, packages) =
            (cell(), cell(), cell(), cell(), cell(), cell(), cell());
        let place = self.list.len();
        let names: Vec<Name> = [name]
            .into_iter()
            .chain(names.split(';'))
            .filter_map(Name::read)
            .collect();
        for (at, name) in names.iter().enumerate() {
            let first = name.words[0].clone();
            self.by_first_word.entry(first).or_default().push((place, at));
        }
        for domain in domains.split_whitespace() {
            if domain.contains('*') {
                self.domain_patterns.push((domain.split('.').collect(), place));
            } else {
                self.by_domain.insert(domain, place);
            }
        }
        for package in packages.split_whitespace() {
            match package.strip_suffix('*') {
                Some(start) => self.package_starts.push((start, place)),
                None => {
                    self.by_package.insert(package, place);
                }
            }
        }
        self.by_code.insert(code, place);
        self.list.push(Service {
            code,
            name: name.trim_start_matches('?'),
            vendor,
            what: what(kind),
            domains: domains.split_whitespace().collect(),
            names,
            vendor_words: words(vendor),
            is_company: kind == "company",
        });
    }
}

impl Service {
    /// What it probably is, as a sentence: `ChatGPT of OpenAI: a chat assistant.`
    pub fn guess(&self) -> String {
        let own = words(self.name);
        // `DeepL of DeepL` says nothing more.
        match self.vendor_words.iter().any(|word| own.contains(word)) {
            true => format!("{}: {}.", self.name, self.what),
            false => format!("{} of {}: {}.", self.name, self.vendor, self.what),
        }
    }
}

impl Name {
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let words = words(text);
        let is_short = words.len() == 1 && words[0].chars().count() < SHORT;
        (!words.is_empty()).then(|| Self {
            is_everyday: text.starts_with('?') || is_short,
            words,
        })
    }
}

/// The words of a text, folded: runs of letters and digits.
pub fn words(text: &str) -> Vec<String> {
    fold(text)
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether labels end like a pattern, in which `*` is one label and `*-x` one that ends in `-x`.
fn ends_like(labels: &[&str], pattern: &[&str]) -> bool {
    let Some(skipped) = labels.len().checked_sub(pattern.len()) else {
        return false;
    };
    labels[skipped..]
        .iter()
        .zip(pattern)
        .all(|(label, wanted)| match wanted.strip_prefix('*') {
            Some(ending) => !label.is_empty() && label.ends_with(ending),
            None => label == wanted,
        })
}

/// What a kind of the table is called.
fn what(kind: &str) -> &'static str {
    match kind {
        "chat" => "a chat assistant for questions, texts and files",
        "search" => "a search that answers in sentences",
        "code" => "an assistant that writes program code",
        "api" => "an interface to AI models, used by programs",
        "local" => "AI models that run on one's own machine",
        "agent" => "a platform on which AI acts by itself or automates steps",
        "image" => "a generator or editor of images",
        "video" => "a generator or editor of videos",
        "voice" => "speech: it transcribes, speaks or imitates voices",
        "music" => "a generator of music",
        "meeting" => "an assistant that listens to meetings and writes notes",
        "translation" => "machine translation",
        "writing" => "an assistant that writes or corrects texts",
        "sales" => "AI for sales and marketing",
        "hr" => "AI in recruiting or about employees; often high-risk under the EU AI Act, Annex III 4",
        "education" => "AI in education; may be high-risk under the EU AI Act, Annex III 3",
        "monitoring" => "monitoring of people at work; often high-risk under the EU AI Act, Annex III 4",
        "biometric" => "recognition of people by their face; forbidden or high-risk in many places",
        "credit" => "scoring of people for credit; high-risk under the EU AI Act, Annex III 5",
        "insurance" => "assessment of claims or damage from pictures",
        "fraud" => "detection of fraud",
        "support" => "an assistant that answers customers or employees",
        "legal" => "an assistant for legal work",
        "health" => "AI in health care",
        "research" => "an assistant for literature and research",
        "document" => "reading and asking documents",
        "ml" => "a platform on which models are built, run or watched",
        "data" => "labelling, vector search or data for AI",
        "security" => "AI that watches a network or helps its defenders",
        "library" => "a library with which AI is built into software",
        "company" => "a vendor of AI; which of its services is used has to be asked",
        _ => "a service with AI",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_whole() {
        let services = Services::known();
        assert!(services.all().len() >= 250, "{}", services.all().len());
        let mut codes = BTreeSet::new();
        for service in services.all() {
            assert!(
                codes.insert(service.code),
                "`{}` stands there twice",
                service.code
            );
            assert!(
                service
                    .code
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'),
                "{}",
                service.code
            );
            assert!(
                !service.name.is_empty() && !service.vendor.is_empty(),
                "{}",
                service.code
            );
            assert_ne!(
                service.what, "a service with AI",
                "{}: its kind is known",
                service.code
            );
            for domain in &service.domains {
                assert!(
                    domain.contains('.') && *domain == domain.to_lowercase(),
                    "{domain}"
                );
            }
        }
    }

    #[test]
    fn no_domain_package_or_name_belongs_to_two() {
        let mut seen = BTreeSet::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let Some(domains) = cells.get(4) else { continue };
            let packages = cells.get(6).copied().unwrap_or_default();
            for part in domains.split_whitespace().chain(packages.split_whitespace()) {
                assert!(seen.insert(part), "`{part}` stands there twice");
            }
        }
        let mut names = BTreeMap::new();
        for service in Services::known().all() {
            for name in &service.names {
                if let Some(other) = names.insert(name.words.clone(), service.code) {
                    assert_eq!(other, service.code, "two services are called {:?}", name.words);
                }
            }
        }
    }

    #[track_caller]
    fn check_host(host: &str, expect: Option<&str>) {
        let found = Services::known().by_host(host).map(|(service, _)| service.code);
        assert_eq!(found, expect, "{host}");
    }

    #[test]
    fn the_longest_domain_wins() {
        check_host("chat.openai.com", Some("chatgpt"));
        check_host("api.openai.com", Some("openai-api"));
        check_host("status.openai.com", Some("openai"));
        check_host("contoso.openai.azure.com", Some("azure-openai"));
        check_host("bedrock-runtime.eu-central-1.amazonaws.com", Some("bedrock"));
        check_host("europe-west4-aiplatform.googleapis.com", Some("vertex-ai"));
        check_host("s3.eu-central-1.amazonaws.com", None);
        check_host("notopenai.com", None);
        check_host("com", None);
        check_host("", None);
    }
}

//! Which record a candidate belongs to, and why.

use std::collections::BTreeMap;

use super::reader::Reader;
use super::recognise::{Facet, recognise};
use super::services::{Service, Services, words};
use crate::ids::RecordId;
use crate::kind::Phase;
use crate::query::fold;
use crate::record::Record;
use crate::register::{Register, Visibility};
use crate::value::Value;

/// The source name of outside ids that a decision leaves on a system, so that it is found again.
pub const OUTSIDE_SOURCE: &str = "discovery";
/// Proposals for one candidate.
const PROPOSALS_MAX: usize = 4;

/// How sure a proposal is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// The same vendor, or words in common.
    Possible,
    /// The same name.
    Likely,
    /// Somebody decided so before.
    Known,
}

/// A record that a candidate may belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// A system or use case.
    pub target: RecordId,
    /// How sure.
    pub sure: Sure,
    /// Why, in words.
    pub why: String,
}

/// What a register knows of services, made once for many candidates.
pub struct Matcher<'a> {
    reader: Reader<'a>,
    by_outside_id: BTreeMap<String, Vec<RecordId>>,
    by_service: BTreeMap<&'static str, Vec<RecordId>>,
    by_title: BTreeMap<String, Vec<RecordId>>,
    vendors: BTreeMap<String, Vec<RecordId>>,
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The short name under which it is found again.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// The service, when the table has it.
    pub service: Option<&'static Service>,
}

impl Wanted {
    /// What a candidate is about: the service it was found as, or the one that its words name.
    pub fn of(register: &Register, candidate: &Record) -> Self {
        let text = |field: &str| match register.value(candidate, field) {
            Some(Value::Text(text)) => &**text,
            _ => "",
        };
        let key = text("service");
        let service = Services::known().by_code(key).or_else(|| {
            let cells = [
                (Facet::App, candidate.title()),
                (Facet::Vendor, text("vendor_text")),
            ];
            recognise(&cells)
                .filter(|_| key.is_empty())
                .and_then(|sign| sign.service)
        });
        let key = match (key, service) {
            ("", Some(service)) => service.code.to_owned(),
            ("", None) => format!("name:{}", words(candidate.title()).join(" ")),
            (key, _) => key.to_owned(),
        };
        Self {
            key,
            name: candidate.title().to_owned(),
            service,
        }
    }
}

impl<'a> Matcher<'a> {
    /// Reads the systems, use cases and vendors that are seen.
    pub fn new(register: &'a Register, visibility: &'a Visibility) -> Self {
        let reader = Reader { register, visibility };
        let mut matcher = Self {
            reader,
            by_outside_id: BTreeMap::new(),
            by_service: BTreeMap::new(),
            by_title: BTreeMap::new(),
            vendors: BTreeMap::new(),
        };
        for record in reader.records("system").chain(reader.records("use_case")) {
            matcher.add(record);
        }
        for vendor in reader.records("vendor") {
            let mut words = words(vendor.title());
            while !words.is_empty() {
                matcher
                    .vendors
                    .entry(words.join(" "))
                    .or_default()
                    .push(vendor.id);
                words.pop();
            }
        }
        matcher
    }

    fn add(&mut self, record: &Record) {
        if let Some(Value::OutsideIds(ids)) = self.reader.register.value(record, "outside_ids") {
            for id in ids.iter().filter(|id| *id.source == *OUTSIDE_SOURCE) {
                self.by_outside_id
                    .entry(id.id.to_string())
                    .or_default()
                    .push(record.id);
            }
        }
        let words = words(record.title());
        for (service, name, _) in Services::known().named_in(&words) {
            if !name.is_everyday || words.len() == name.words.len() {
                let known = self.by_service.entry(service.code).or_default();
                if known.last() != Some(&record.id) {
                    known.push(record.id);
                }
            }
        }
        self.by_title
            .entry(fold(record.title().trim()))
            .or_default()
            .push(record.id);
    }

    /// The systems and use cases it may belong to, the surest first.
    pub fn proposals(&self, wanted: &Wanted) -> Vec<Proposal> {
        let mut found: Vec<Proposal> = Vec::new();
        let mut propose = |target: RecordId, sure: Sure, why: String| {
            if !found.iter().any(|held| held.target == target) {
                found.push(Proposal { target, sure, why });
            }
        };
        let ids =
            |map: &BTreeMap<String, Vec<RecordId>>, key: &str| map.get(key).cloned().unwrap_or_default();
        for target in ids(&self.by_outside_id, &wanted.key) {
            propose(
                target,
                Sure::Known,
                "the same service was found to be this one before".to_owned(),
            );
        }
        for target in ids(&self.by_title, &fold(wanted.name.trim())) {
            propose(target, Sure::Likely, "it has the same name".to_owned());
        }
        if let Some(service) = wanted.service {
            for target in self.by_service.get(service.code).into_iter().flatten() {
                propose(
                    *target,
                    Sure::Likely,
                    format!("its name speaks of {}", service.name),
                );
            }
            for vendor in self.vendors_of(service) {
                for target in self.supplied_by(vendor) {
                    propose(
                        target,
                        Sure::Possible,
                        format!("it is supplied by {}", service.vendor),
                    );
                }
            }
        }
        for proposal in &mut found {
            let ended = self
                .reader
                .seen(proposal.target)
                .and_then(|record| self.reader.phase(record));
            if ended == Some(Phase::Ended) {
                proposal.why.push_str(", although it is recorded as ended");
            }
        }
        found.sort_by_key(|proposal| (std::cmp::Reverse(proposal.sure), proposal.target));
        found.truncate(PROPOSALS_MAX);
        found
    }

    /// The one record in force that somebody found this service to be before.
    pub fn known(&self, wanted: &Wanted) -> Option<RecordId> {
        let mut known = self
            .by_outside_id
            .get(&wanted.key)
            .into_iter()
            .flatten()
            .filter(|id| {
                let record = self.reader.seen(**id);
                record.is_some_and(|record| self.reader.phase(record) != Some(Phase::Ended))
            });
        match (known.next(), known.next()) {
            (Some(id), None) => Some(*id),
            _ => None,
        }
    }

    /// The vendor's own record, when there is one.
    pub fn vendor(&self, wanted: &Wanted) -> Option<RecordId> {
        wanted.service.and_then(|service| self.vendors_of(service).next())
    }

    /// Vendors whose name begins with the words of the service's vendor.
    fn vendors_of(&self, service: &Service) -> impl Iterator<Item = RecordId> + '_ {
        self.vendors
            .get(&service.vendor_words.join(" "))
            .into_iter()
            .flatten()
            .copied()
    }

    fn supplied_by(&self, vendor: RecordId) -> Vec<RecordId> {
        let register = self.reader.register;
        let system = register.kinds().known("system");
        let mut found: Vec<RecordId> = register
            .links_to(vendor)
            .map(|(source, _)| source)
            .filter(|source| source.kind == system)
            .filter(|source| self.reader.seen(*source).is_some_and(|record| !record.archived))
            .collect();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests;

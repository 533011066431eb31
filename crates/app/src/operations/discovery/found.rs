//! From rows to services: what an export shows of each, and what it shows beside.
//!
//! **Invariant:** who was seen is counted while the rows are read and is in nothing that leaves this file.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use probity_core::completeness::recognise::{host_of, package_of};
use probity_core::completeness::services::words;
use probity_core::completeness::{Confidence, Facet, Service, Sign, recognise_all};
use probity_core::query::fold;
use probity_tabular::dates::{ColumnOrder, parse_date_text};
use probity_tabular::text::clean;
use probity_tabular::{Row, Table};

use super::amounts::{Spend, code};
use super::columns::Role;

/// The longest name of something that is not in the table of services, in characters.
const NAME_MAX: usize = 120;
/// Different signs that are told of one service.
const SIGNS_MAX: usize = 4;

/// One service in one export.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The short name under which it is found again.
    pub key: String,
    /// What it is called.
    pub name: String,
    /// Who offers it, as known or as seen.
    pub vendor: String,
    /// What it probably is.
    pub guess: String,
    /// How surely.
    pub confidence: Confidence,
    /// What that rests on, with the number of rows.
    pub signs: Vec<(String, usize)>,
    /// How many rows speak of it.
    pub rows: usize,
    /// How many requests they tell of; 0 when the export has no such column.
    pub hits: i64,
    /// The first day in the export.
    pub first: Option<Date>,
    /// The last day in the export.
    pub last: Option<Date>,
    /// How many different people or devices; or as many as the export says.
    pub people: usize,
    /// Units as they are written, with rows.
    pub units: Vec<(String, usize)>,
    /// How many repositories or files.
    pub places: usize,
    /// Money spent, by currency.
    pub spend: Vec<String>,
}

/// A whole export, read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// Rows of the export.
    pub rows: usize,
    /// Rows that look like AI.
    pub matched: usize,
    /// The services, by key.
    pub found: Vec<Found>,
    /// What the other rows name, with their number: the commonest first.
    pub rest: Vec<(String, usize)>,
    /// Places of the rows that do not look like AI.
    pub rest_rows: Vec<usize>,
}

/// What somebody decides about reading.
#[derive(Clone, Debug, Default)]
pub struct Choices<'a> {
    /// Names of the remainder that are AI after all, folded words apart by blanks.
    pub also: &'a [String],
    /// Leave out what rests on a word only.
    pub without_weak: bool,
}

/// Reads every row.
pub fn findings(table: &Table, roles: &[Role], choices: &Choices<'_>) -> Findings {
    let reading = Reading::new(table, roles);
    let mut services: BTreeMap<String, Gathered> = BTreeMap::new();
    let mut rest: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let mut findings = Findings {
        rows: table.rows.len(),
        ..Findings::default()
    };
    for (place, row) in table.rows.iter().enumerate() {
        let (facet, label) = reading.label(row);
        let mut signs = reading.signs(row);
        signs.retain(|sign| !(choices.without_weak && sign.confidence == Confidence::Weak));
        let key = words(&label).join(" ");
        if signs.is_empty() && choices.also.contains(&key) {
            signs.push(pointed_out());
        }
        findings.matched += usize::from(!signs.is_empty());
        for sign in &signs {
            services
                .entry(key_of(sign, facet, &label, &key))
                .or_insert_with(|| Gathered::new(sign, facet, &label))
                .add(&reading, row, sign);
        }
        if signs.is_empty() {
            findings.rest_rows.push(place);
            let label = if label.is_empty() {
                "(nothing that names a service)".to_owned()
            } else {
                label
            };
            rest.entry(key).or_insert((label, 0)).1 += 1;
        }
    }
    findings.found = services
        .into_iter()
        .map(|(key, gathered)| gathered.found(key))
        .collect();
    findings.rest = rest.into_values().collect();
    findings
        .rest
        .sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    findings
}

fn pointed_out() -> Sign {
    Sign {
        service: None,
        confidence: Confidence::Strong,
        facet: Facet::App,
        why: "pointed out by who looked through the export".to_owned(),
    }
}

fn key_of(sign: &Sign, facet: Facet, label: &str, plain: &str) -> String {
    match (sign.service, facet) {
        (Some(service), _) => service.code.to_owned(),
        (None, Facet::Host) => format!("domain:{}", domain_of(label)),
        (None, Facet::Package) => format!("package:{label}"),
        (None, _) if plain.is_empty() => "name:".to_owned(),
        (None, _) => format!("name:{plain}"),
    }
}

/// The last two parts of a host, three where the second is a short one such as `co.uk`.
fn domain_of(host: &str) -> String {
    let labels: Vec<&str> = host.split('.').collect();
    let short =
        labels.len() > 2 && labels[labels.len() - 2].len() <= 3 && labels[labels.len() - 1].len() == 2;
    let kept = if short { 3 } else { 2 };
    labels[labels.len().saturating_sub(kept)..].join(".")
}

/// The columns of a table by what they hold.
struct Reading<'a> {
    facets: Vec<(usize, Facet)>,
    people: Vec<usize>,
    place_of: BTreeMap<Role, usize>,
    orders: BTreeMap<usize, ColumnOrder>,
    /// The currency that the head of the amounts names.
    currency: String,
    table: &'a Table,
}

impl<'a> Reading<'a> {
    fn new(table: &'a Table, roles: &[Role]) -> Self {
        let columns = || roles.iter().copied().enumerate().take(table.columns.len());
        let place_of: BTreeMap<Role, usize> = columns().rev().map(|(place, role)| (role, place)).collect();
        let dated = columns().filter(|(_, role)| matches!(role, Role::Date | Role::First | Role::Last));
        let orders = dated.map(|(place, _)| {
            let cells: Vec<_> = table.rows.iter().filter_map(|row| row.cells.get(place)).collect();
            let texts: Vec<_> = cells.iter().map(|cell| cell.text()).collect();
            (place, ColumnOrder::decide(texts.iter().map(AsRef::as_ref)))
        });
        let amounts = place_of
            .get(&Role::Amount)
            .and_then(|place| table.columns.get(*place));
        Self {
            facets: columns()
                .filter_map(|(place, role)| Some((place, role.facet()?)))
                .collect(),
            people: columns()
                .filter(|(_, role)| *role == Role::Person)
                .map(|(place, _)| place)
                .collect(),
            orders: orders.collect(),
            currency: amounts.map_or_else(String::new, |column| code(&column.header)),
            place_of,
            table,
        }
    }

    fn cell(row: &Row, place: usize) -> String {
        row.cells
            .get(place)
            .map_or_else(String::new, |cell| clean(&cell.text()))
    }

    fn text(&self, row: &Row, role: Role) -> String {
        self.place_of
            .get(&role)
            .map_or_else(String::new, |place| Self::cell(row, *place))
    }

    fn signs(&self, row: &Row) -> Vec<Sign> {
        let cells: Vec<(Facet, String)> = self
            .facets
            .iter()
            .map(|(place, facet)| (*facet, Self::cell(row, *place)))
            .collect();
        let cells: Vec<(Facet, &str)> = cells
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(facet, text)| (*facet, text.as_str()))
            .collect();
        recognise_all(&cells)
    }

    /// What the row is about: never running text, and without whoever the row is about.
    fn label(&self, row: &Row) -> (Facet, String) {
        let named = [
            Facet::App,
            Facet::Host,
            Facet::Package,
            Facet::Merchant,
            Facet::Vendor,
        ];
        let cell = |facet: &Facet| {
            let place = self.facets.iter().find(|(_, known)| known == facet)?.0;
            let text = Self::cell(row, place);
            let text = match facet {
                Facet::Host => host_of(&text),
                Facet::Package => package_of(&text),
                _ => self.without_people(row, &text),
            };
            let text: String = text.chars().take(NAME_MAX).collect();
            (!text.is_empty()).then_some((*facet, text))
        };
        named.iter().find_map(cell).unwrap_or((Facet::App, String::new()))
    }

    /// A text without addresses and without the words of the person's own cells.
    fn without_people(&self, row: &Row, text: &str) -> String {
        let own: BTreeSet<String> = self
            .people
            .iter()
            .flat_map(|place| words(&Self::cell(row, *place)))
            .filter(|word| word.len() > 2)
            .collect();
        let is_kept = |word: &&str| {
            let bare = fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
            let bare = bare
                .strip_suffix("'s")
                .or_else(|| bare.strip_suffix("\u{2019}s"))
                .unwrap_or(&bare);
            !word.contains('@') && !own.contains(bare)
        };
        text.split_whitespace()
            .filter(is_kept)
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn date(&self, row: &Row, role: Role) -> Option<Date> {
        let place = *self.place_of.get(&role)?;
        let text = Self::cell(row, place);
        let order = match self.orders.get(&place) {
            Some(ColumnOrder::Undecided | ColumnOrder::Mixed) | None => ColumnOrder::DayFirst,
            Some(order) => *order,
        };
        let reading = parse_date_text(&text);
        reading
            .resolve(order)
            .and_then(|reading| reading.iso.parse().ok())
    }

    fn number(&self, row: &Row, role: Role) -> Option<i64> {
        let text: String = self
            .text(row, role)
            .chars()
            .filter(|c| !matches!(c, ',' | ' ' | '\''))
            .collect();
        text.split('.')
            .next()?
            .parse()
            .ok()
            .filter(|number| (0..1_000_000_000).contains(number))
    }
}

/// What is gathered about one service while rows are read.
struct Gathered {
    service: Option<&'static Service>,
    name: String,
    vendor: String,
    confidence: Confidence,
    signs: BTreeMap<String, usize>,
    rows: usize,
    hits: i64,
    first: Option<Date>,
    last: Option<Date>,
    people: BTreeSet<String>,
    /// The largest number that a row states, for each unit.
    stated: BTreeMap<String, i64>,
    units: BTreeMap<String, (String, usize)>,
    places: BTreeSet<String>,
    spend: Spend,
}

impl Gathered {
    fn new(sign: &Sign, facet: Facet, label: &str) -> Self {
        let name = match (sign.service, facet) {
            (Some(service), _) => service.name.to_owned(),
            (None, Facet::Host) => domain_of(label),
            (None, _) if label.is_empty() => "Rows that speak of AI and name no service".to_owned(),
            (None, _) => label.to_owned(),
        };
        Self {
            service: sign.service,
            name,
            vendor: sign
                .service
                .map_or_else(String::new, |service| service.vendor.to_owned()),
            confidence: sign.confidence,
            signs: BTreeMap::new(),
            rows: 0,
            hits: 0,
            first: None,
            last: None,
            people: BTreeSet::new(),
            stated: BTreeMap::new(),
            units: BTreeMap::new(),
            places: BTreeSet::new(),
            spend: Spend::default(),
        }
    }

    fn add(&mut self, reading: &Reading<'_>, row: &Row, sign: &Sign) {
        debug_assert_eq!(row.cells.len(), reading.table.columns.len());
        self.confidence = self.confidence.max(sign.confidence);
        *self.signs.entry(sign.why.clone()).or_default() += 1;
        self.rows += 1;
        self.hits = self
            .hits
            .saturating_add(reading.number(row, Role::Hits).unwrap_or(0));
        let dated = [Role::First, Role::Date, Role::Last]
            .into_iter()
            .filter_map(|role| reading.date(row, role));
        for date in dated {
            self.first = Some(self.first.map_or(date, |held| held.min(date)));
            self.last = Some(self.last.map_or(date, |held| held.max(date)));
        }
        let person: Vec<String> = reading
            .people
            .iter()
            .map(|place| fold(&Reading::cell(row, *place)))
            .filter(|text| !text.is_empty())
            .collect();
        if let Some(person) = person.into_iter().next() {
            self.people.insert(person);
        }
        let unit = reading.text(row, Role::Unit);
        if let Some(people) = reading.number(row, Role::People) {
            let held = self.stated.entry(fold(&unit)).or_default();
            *held = people.max(*held);
        }
        if !unit.is_empty() {
            self.units
                .entry(fold(&unit))
                .or_insert_with(|| (unit.chars().take(NAME_MAX).collect(), 0))
                .1 += 1;
        }
        let place = reading.text(row, Role::Place);
        if !place.is_empty() {
            self.places.insert(place);
        }
        if self.vendor.is_empty() {
            let vendor = reading.without_people(row, &reading.text(row, Role::Vendor));
            self.vendor = vendor.chars().take(NAME_MAX).collect();
        }
        let amount = reading.text(row, Role::Amount);
        if !amount.is_empty() {
            let own = reading.text(row, Role::Currency);
            self.spend
                .add(&amount, if own.is_empty() { &reading.currency } else { &own });
        }
    }

    fn found(self, key: String) -> Found {
        let mut signs: Vec<(String, usize)> = self.signs.into_iter().collect();
        signs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        signs.truncate(SIGNS_MAX);
        let stated = usize::try_from(self.stated.values().sum::<i64>()).unwrap_or(0);
        let guess = match self.service {
            Some(service) => service.guess(),
            None if self.confidence == Confidence::Strong => {
                "Pointed out as AI; what it does has to be asked.".to_owned()
            }
            None => "Perhaps AI: only a word or the ending of a domain says so.".to_owned(),
        };
        let mut units: Vec<(String, usize)> = self.units.into_values().collect();
        units.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Found {
            key,
            name: self.name,
            vendor: self.vendor,
            guess,
            confidence: self.confidence,
            signs,
            rows: self.rows,
            hits: self.hits,
            first: self.first,
            last: self.last,
            people: self.people.len().max(stated),
            units,
            places: self.places.len(),
            spend: self.spend.shown(),
        }
    }
}

#[cfg(test)]
mod tests;

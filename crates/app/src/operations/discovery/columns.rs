//! What the columns of an export are.

use std::collections::BTreeMap;

use probity_core::completeness::Facet;
use probity_core::completeness::services::words;
use probity_tabular::Table;
use serde::{Deserialize, Serialize};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The name of an application, extension or product.
    App,
    /// A host, domain or web address.
    Host,
    /// A package.
    Package,
    /// Who supplies it.
    Vendor,
    /// To whom money went.
    Merchant,
    /// Running text.
    Description,
    /// Who used it: counted, and never kept.
    Person,
    /// How many used it.
    People,
    /// The part of the organisation.
    Unit,
    /// When.
    Date,
    /// When first.
    First,
    /// When last.
    Last,
    /// How often.
    Hits,
    /// How much money.
    Amount,
    /// In which currency.
    Currency,
    /// In which repository or file.
    Place,
    /// Nothing that is looked at.
    Ignore,
}

impl Role {
    /// Every role, in the order in which they are offered.
    pub const ALL: [Self; 17] = [
        Self::App,
        Self::Host,
        Self::Package,
        Self::Vendor,
        Self::Merchant,
        Self::Description,
        Self::Person,
        Self::People,
        Self::Unit,
        Self::Date,
        Self::First,
        Self::Last,
        Self::Hits,
        Self::Amount,
        Self::Currency,
        Self::Place,
        Self::Ignore,
    ];

    /// The code in forms and in the record of a run.
    pub fn code(self) -> &'static str {
        match self {
            Self::App => "app",
            Self::Host => "host",
            Self::Package => "package",
            Self::Vendor => "vendor",
            Self::Merchant => "merchant",
            Self::Description => "description",
            Self::Person => "person",
            Self::People => "people",
            Self::Unit => "unit",
            Self::Date => "date",
            Self::First => "first",
            Self::Last => "last",
            Self::Hits => "hits",
            Self::Amount => "amount",
            Self::Currency => "currency",
            Self::Place => "place",
            Self::Ignore => "ignore",
        }
    }

    /// By its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// What people read.
    pub fn label(self) -> &'static str {
        match self {
            Self::App => "Application or product",
            Self::Host => "Host or web address",
            Self::Package => "Package",
            Self::Vendor => "Vendor",
            Self::Merchant => "Merchant",
            Self::Description => "Description",
            Self::Person => "Person (counted, never kept)",
            Self::People => "Number of people",
            Self::Unit => "Unit",
            Self::Date => "Date",
            Self::First => "First seen",
            Self::Last => "Last seen",
            Self::Hits => "Number of requests",
            Self::Amount => "Amount",
            Self::Currency => "Currency",
            Self::Place => "Repository or file",
            Self::Ignore => "Not looked at",
        }
    }

    /// What it says about which service it is.
    pub fn facet(self) -> Option<Facet> {
        match self {
            Self::App => Some(Facet::App),
            Self::Host => Some(Facet::Host),
            Self::Package => Some(Facet::Package),
            Self::Vendor => Some(Facet::Vendor),
            Self::Merchant => Some(Facet::Merchant),
            Self::Description => Some(Facet::Description),
            _ => None,
        }
    }

    /// Whether several columns may hold it.
    fn may_repeat(self) -> bool {
        matches!(self, Self::Description | Self::Ignore | Self::Host)
    }
}

/// Heads of columns in exports of identity providers, proxies, expense tools, registers of vendors and
/// repositories: lower case, single blanks, apart by semicolons.
const HEADS: &[(Role, &str)] = &[
    (
        Role::App,
        "application; app; app name; application name; app label; application label; display name; \
         displayname; app display name; appdisplayname; appname; resource display name; extension; \
         extension name; software; software name; product; product name; tool; service; service \
         name; cloud app; saas app; name of commercial product or service used; client name; oauth app; integration",
    ),
    (
        Role::Host,
        "host; domain; url; uri; destination; destination host; dest host; cs host; query; query \
         name; fqdn; server name; sni; site; website; homepage; homepage url; home page; publisher \
         domain; login url; dest domain; destination domain; request url; domain name; qname; web \
         address",
    ),
    (
        Role::Package,
        "package; package name; dependency; library; module; artifact; artifact id; requirement; \
         requirements; dependencies",
    ),
    (
        Role::Vendor,
        "vendor; vendor name; supplier; supplier name; publisher; publisher name; app publisher; \
         developer; manufacturer; company; company name; provider; leverancier; lieferant; \
         publishername; publisher display name",
    ),
    (
        Role::Merchant,
        "merchant; merchant name; payee; counterparty; creditor; paid to; seller; beneficiary; \
         shop; card acceptor",
    ),
    (
        Role::Description,
        "description; details; memo; purpose; text; booking text; narrative; note; notes; comment; \
         comments; expense description; item; line description; answer; answers; services; what \
         they supply; how do you use it; justification; business purpose; category; which ai do you \
         use; which tools do you use; omschrijving; verwendungszweck",
    ),
    (
        Role::Person,
        "user; user name; username; userid; user id; login; actor; email; e mail; user email; mail; \
         upn; user principal name; userprincipalname; user display name; employee; employee name; \
         employee id; person; name of employee; cardholder; submitted by; spender; account; account \
         name; client ip; source ip; src ip; src; client; device; device name; devicename; \
         computer; computer name; machine; respondent; cs username; requester; owner email; \
         medewerker; mitarbeiter",
    ),
    (
        Role::People,
        "users; number of users; user count; usercount; active users; assigned users; unique users; \
         people; authorized users; authorised users; installs; installations; devices; device \
         count; seats; licenses; licences; assignments",
    ),
    (
        Role::Unit,
        "department; unit; business unit; division; cost center; cost centre; cost center name; \
         team; org unit; organizational unit; organisational unit; organisation unit; org unit \
         path; ou; bureau; bureau component; agency; afdeling; abteilung; requesting department",
    ),
    (
        Role::Date,
        "date; timestamp; time; datetime; date time; transaction date; event time; posted date; \
         posting date; invoice date; booking date; purchase date; expense date; created date time; \
         createddatetime; log time; day; datum; order date; submitted on",
    ),
    (
        Role::First,
        "first seen; first access; first used; first activity; installed on; created on; created; \
         date added; since",
    ),
    (
        Role::Last,
        "last seen; last access; last used; last login; last sign in; last sign in date; last \
         activity; last accessed; last request; last authorized; last used on",
    ),
    (
        Role::Hits,
        "hits; count; requests; request count; sessions; sign ins; sign in count; logins; events; \
         queries; visits; transactions",
    ),
    (
        Role::Amount,
        "amount; total; gross amount; net amount; cost; spend; value; price; sum; total cost; \
         invoice amount; annual spend; total spend; bedrag; betrag",
    ),
    (Role::Currency, "currency; currency code; ccy; valuta"),
    (
        Role::Place,
        "repo; repository; repository name; project; path; file; manifest; source file; workload",
    ),
];

/// Heads that mean something else in one type of source.
fn special(source_type: &str, head: &str) -> Option<Role> {
    Some(match (source_type, head) {
        ("sign_on" | "survey" | "other", "name" | "title" | "label") => Role::App,
        ("device", "name" | "title") => Role::App,
        ("device", "hostname" | "host name" | "host") => Role::Person,
        ("network", "hostname" | "host name") => Role::Host,
        ("network", "app" | "application") => Role::App,
        ("vendors", "name" | "company" | "organisation" | "title") => Role::Vendor,
        ("code", "name" | "component") => Role::Package,
        ("spend", "vendor" | "supplier" | "vendor name" | "supplier name" | "name" | "company") => {
            Role::Merchant
        }
        (_, "hostname" | "host name") => Role::Host,
        _ => return None,
    })
}

/// Which column is what, by place. One that nobody can tell is not looked at.
pub fn propose(table: &Table, source_type: &str) -> Vec<Role> {
    let mut taken: Vec<Role> = Vec::new();
    let heads: Vec<String> = table.columns.iter().map(|column| head(&column.header)).collect();
    heads
        .iter()
        .map(|head| {
            let found = special(source_type, head)
                .or_else(|| by_head(head))
                .unwrap_or(Role::Ignore);
            if taken.contains(&found) && !found.may_repeat() {
                return Role::Ignore;
            }
            taken.push(found);
            found
        })
        .collect()
}

/// The head as it is compared: `Amount (EUR)` is `amount eur`, `AppDisplayName` is `appdisplayname`.
fn head(text: &str) -> String {
    words(text).join(" ")
}

fn by_head(head: &str) -> Option<Role> {
    let exact = HEADS
        .iter()
        .find(|(_, heads)| heads.split("; ").any(|known| known == head));
    let starts = || {
        HEADS.iter().find(|(role, heads)| {
            matches!(role, Role::Amount | Role::Date)
                && heads
                    .split("; ")
                    .any(|known| head.strip_prefix(known).is_some_and(|rest| rest.starts_with(' ')))
        })
    };
    exact.or_else(starts).map(|(role, _)| *role)
}

/// Whether any of the columns says which service it is.
pub fn names_anything(roles: &[Role]) -> bool {
    roles.iter().any(|role| role.facet().is_some())
}

/// What a table without heads holds: the one role by which its type of source is read.
pub fn headless(table: &Table, source_type: &str) -> Vec<Role> {
    let role = match source_type {
        "network" => Role::Host,
        "code" => Role::Package,
        "vendors" => Role::Vendor,
        "spend" => Role::Merchant,
        _ => Role::App,
    };
    let filled = |place: usize| {
        table
            .rows
            .iter()
            .take(200)
            .filter(|row| {
                row.cells
                    .get(place)
                    .is_some_and(|cell| cell.text().chars().any(char::is_alphabetic))
            })
            .count()
    };
    let best = (0..table.columns.len()).max_by_key(|place| (filled(*place), std::cmp::Reverse(*place)));
    (0..table.columns.len())
        .map(|place| if Some(place) == best { role } else { Role::Ignore })
        .collect()
}

/// Columns with what somebody corrected, by letter.
pub fn corrected(table: &Table, proposed: &[Role], corrections: &BTreeMap<String, Role>) -> Vec<Role> {
    let of = |(place, role): (usize, &Role)| {
        let letter = table.columns.get(place).map_or("", |column| &column.letter);
        corrections.get(letter).copied().unwrap_or(*role)
    };
    proposed.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(source_type: &str, heads: &str, expect: &str) {
        let csv = format!(
            "{heads}\n{}\n",
            heads.split(',').map(|_| "x").collect::<Vec<_>>().join(",")
        );
        let book =
            probity_tabular::read("a.csv", csv.as_bytes(), &probity_tabular::ReadOptions::default()).unwrap();
        let roles: Vec<&str> = propose(&book.table, source_type)
            .into_iter()
            .map(Role::code)
            .collect();
        assert_eq!(roles.join(","), expect, "{heads}");
    }

    #[test]
    fn realistic_exports_are_read_without_help() {
        for (source_type, heads, expect) in [
            // Identity providers.
            (
                "sign_on",
                "Application,User,Department,Last sign-in",
                "app,person,unit,last",
            ),
            (
                "sign_on",
                "App name,Client ID,Users,Verification status,Last access",
                "app,ignore,people,ignore,last",
            ),
            (
                "sign_on",
                "Date (UTC),Application,User,Username,IP address",
                "date,app,person,ignore,ignore",
            ),
            (
                "sign_on",
                "displayName,publisherName,homepage,createdDateTime",
                "app,vendor,host,date",
            ),
            ("sign_on", "Name,Status,Assigned users", "app,ignore,people"),
            // Proxies and resolvers.
            (
                "network",
                "timestamp,user,host,hits,department",
                "date,person,host,hits,unit",
            ),
            (
                "network",
                "Time,Client IP,Query name,Count",
                "date,person,host,hits",
            ),
            ("network", "cs-username,cs-host,cs-bytes", "person,host,ignore"),
            // Money.
            (
                "spend",
                "Date,Merchant,Description,Amount,Currency,Employee",
                "date,merchant,description,amount,currency,person",
            ),
            (
                "spend",
                "Invoice date,Supplier,Amount (EUR),Cost center",
                "date,merchant,amount,unit",
            ),
            (
                "spend",
                "Posting date,Vendor name,Booking text,Total,Cardholder",
                "date,merchant,description,amount,person",
            ),
            // Vendors.
            (
                "vendors",
                "Vendor name,Website,Services,Annual spend",
                "vendor,host,description,amount",
            ),
            ("vendors", "Name,Product,Country", "vendor,app,ignore"),
            // Code.
            ("code", "repo,package,version", "place,package,ignore"),
            (
                "code",
                "Repository,Name,Version,Ecosystem",
                "place,package,ignore,ignore",
            ),
            // Devices and people.
            (
                "device",
                "Extension name,Publisher,Device name,Installs",
                "app,vendor,person,people",
            ),
            (
                "device",
                "Software,Hostname,User,Department",
                "app,person,ignore,unit",
            ),
            (
                "survey",
                "Respondent,Department,Which AI do you use?",
                "person,unit,description",
            ),
        ] {
            check(source_type, heads, expect);
        }
    }
}

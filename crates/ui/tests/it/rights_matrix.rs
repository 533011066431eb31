//! Every address, asked by everybody who may not see everything. The list of addresses is read from the
//! sources of the routes, so that a new one without a line here fails.

use std::collections::BTreeSet;
use std::path::Path;

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use probity_app::accounts::set_password;
use probity_core::patch::Patch;
use probity_core::rules::Command;
use probity_ui::Access;
use serde_json::json;

use crate::rights_questions::{DEEDS, OUTSIDE, PAGES};
use crate::support::{Answer, Site, form};

const PASSWORD: &str = "four plain grey words";

/// Addresses that the sources of the pages name.
fn addresses() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for part in text.split(".route(").skip(1) {
                    let address = part
                        .trim_start()
                        .strip_prefix('"')
                        .unwrap_or_else(|| panic!("{}: an address that is no plain text", path.display()));
                    found.insert(address.split('"').next().unwrap().to_owned());
                }
            }
        }
    }
    found
}

#[test]
fn every_address_has_its_questions() {
    let asked: BTreeSet<String> = PAGES
        .iter()
        .map(|(address, _)| *address)
        .chain(DEEDS.iter().map(|(address, ..)| *address))
        .chain(OUTSIDE.iter().copied())
        .map(str::to_owned)
        .collect();
    assert_eq!(asked, addresses(), "left: asked here, right: there");
}

/// Somebody with a session.
pub struct Person {
    cookie: String,
    pub token: String,
}

impl Person {
    pub async fn of(site: &Site, login: &str) -> Self {
        set_password(
            &**site.instance.operational(),
            login,
            PASSWORD,
            site.instance.now(),
        )
        .unwrap();
        let signed = form("/sign-in", &[("login", login), ("password", PASSWORD)]);
        let answer = site.send(signed).await;
        let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
        let cookie = set.split(';').next().unwrap().to_owned();
        let mut person = Self {
            cookie,
            token: String::new(),
        };
        for place in ["/w/main/", "/w/other/"] {
            let page = person.get(site, place).await;
            if page.status == StatusCode::OK {
                person.token = page.token();
            }
        }
        person
    }

    pub async fn get(&self, site: &Site, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        site.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, site: &Site, path: &str, fields: &[(&str, &str)], token: &str) -> Answer {
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("token", token)]).collect();
        let mut request = form(path, &fields);
        request
            .headers_mut()
            .insert(header::COOKIE, self.cookie.parse().unwrap());
        site.send(request).await
    }
}

pub fn grant(site: &Site, login: &str, role: &str, unit: Option<&str>) {
    let person = Patch {
        state: Some("active".to_owned()),
        ..Patch::set_one("name", format!("Name of {login}")).with("account", login)
    };
    let person = site.create("person", person);
    let grant = Patch::set_one("name", login)
        .with("person", person)
        .with("role", role);
    let grant = match unit {
        Some(unit) => grant.with("unit", unit),
        None => grant,
    };
    site.create("role_grant", grant);
}

fn candidate(name: &str, unit: &str) -> Patch {
    Patch::set_one("name", name)
        .with("source", "spend")
        .with("evidence", "seen in the expenses")
        .with("first_seen", "2026-02-01")
        .with("unit", unit)
}

/// What is hidden, in two ways that hold as many entries: whoever does not see them sees no difference.
#[derive(Clone, Copy, PartialEq)]
pub enum Behind {
    Much,
    Little,
}

/// A house with one unit that most people here see and one that they do not.
pub fn house(behind: Behind) -> Site {
    let site = Site::new(Access::Accounts);
    let north = site.create("unit", Patch::set_one("name", "North"));
    let south = site.create("unit", Patch::set_one("name", "South2"));
    grant(&site, "limited", "contributor", Some(&north));
    grant(&site, "viewer", "viewer", None);
    grant(&site, "auditor", "external_auditor", None);
    grant(&site, "local-auditor", "external_auditor", Some(&north));
    grant(&site, "local-manager", "aims_manager", Some(&north));
    let vendor = site.create("vendor", Patch::set_one("name", "Tide Ltd"));
    let seen = Patch::set_one("name", "Seen system")
        .with("unit", north.as_str())
        .with("vendors", json!([vendor]));
    let seen = site.create("system", seen);
    let used = Patch::set_one("name", "Seen use")
        .with("unit", north.as_str())
        .with("systems", json!([seen]));
    site.create("use_case", used);
    site.create("candidate", candidate("Seen sign", &north));
    // From here on everything is hidden from who is limited, and differs.
    let much = behind == Behind::Much;
    let pick = |a: &str, b: &str| if much { a.to_owned() } else { b.to_owned() };
    let hidden = Patch::set_one("name", pick("Behind the curtain", "Another"))
        .with("unit", south.as_str())
        .with("review_date", pick("2026-01-01", "2027-01-01"))
        .with("vendors", if much { json!([vendor]) } else { json!([]) })
        .with("feeds", if much { json!([seen]) } else { json!([]) });
    let hidden = site.create("system", hidden);
    site.create("candidate", candidate(&pick("Tide Ltd", "Chair"), &south));
    for number in 0..9 {
        let used = Patch::set_one("name", format!("Hidden use {number}"))
            .with("unit", south.as_str())
            .with("systems", if much { json!([hidden, seen]) } else { json!([]) });
        match much {
            true => site.create("use_case", used),
            false => site.create(
                "evidence",
                Patch::set_one("name", format!("E{number}")).with("unit", south.as_str()),
            ),
        };
    }
    let task = Patch::set_one("name", "T")
        .with("unit", south.as_str())
        .with("owner", pick("PER-1", "PER-3"))
        .with("due", "2026-01-01");
    site.create(
        "task",
        task.with("about", json!([if much { &seen } else { &hidden }])),
    );
    // One change of a record that is seen: in a batch with many hidden ones, or by itself.
    let revise = |id: &str, text: &str| Command::Revise {
        id: id.to_owned(),
        expected_revision: None,
        patch: Patch::set_one("notes", text),
        materiality: None,
    };
    let many = (0..40).map(|number| revise(&hidden, &format!("Note {number}")));
    let own = revise(&seen, "Noted");
    match much {
        true => drop(
            site.ctx()
                .submit(Command::Batch([own].into_iter().chain(many).collect()))
                .unwrap(),
        ),
        false => {
            // Before many others: they take no line from it.
            site.ctx().submit(own).unwrap();
            many.for_each(|one| drop(site.ctx().submit(one).unwrap()));
        }
    }
    site
}

/// A page without what differs from one session or server to the next.
pub fn plain(answer: &Answer) -> String {
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(['\n']) {
        if c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=' | '_' | '-') {
            word.push(c);
            continue;
        }
        let is_random = word.len() >= 32 && word.bytes().any(|b| b.is_ascii_digit()) && !word.contains("/w/");
        out.push_str(if is_random || word.starts_with("main-") {
            "RANDOM"
        } else {
            &word
        });
        word.clear();
        out.push(c);
    }
    out
}

/// The hidden and the missing record by one name.
fn unnumbered(text: &str) -> String {
    ["SYS-", "sys-", "USE-", "UNT-", "CAN-", "IPT-", "SRC-", "South"]
        .iter()
        .fold(text.to_owned(), |text, kind| {
            text.replace(&format!("{kind}77"), &format!("{kind}N"))
                .replace(&format!("{kind}2"), &format!("{kind}N"))
        })
}

fn first_difference(a: &str, b: &str) -> String {
    let at = a
        .bytes()
        .zip(b.bytes())
        .position(|(a, b)| a != b)
        .unwrap_or(a.len().min(b.len()));
    let from = |text: &str| {
        let text = text.as_bytes();
        String::from_utf8_lossy(&text[at.saturating_sub(160).min(text.len())..(at + 160).min(text.len())])
            .into_owned()
    };
    format!("\n  one: …{}…\n  other: …{}…", from(a), from(b))
}

#[tokio::test]
async fn what_is_hidden_answers_like_what_is_missing() {
    let site = house(Behind::Much);
    let mut wrong = String::new();
    for login in ["limited", "local-auditor", "local-manager"] {
        let person = Person::of(&site, login).await;
        for question in PAGES
            .iter()
            .flat_map(|(_, questions)| questions.iter())
            .filter(|q| q.contains("{H}"))
        {
            let ask = async |number: &str| {
                let path = format!("/w/main{}", question.replace("{H}", number));
                let answer = person.get(&site, &path).await;
                (answer.status, unnumbered(&plain(&answer)))
            };
            let (hidden, missing) = (ask("2").await, ask("77").await);
            if hidden != missing {
                wrong.push_str(&format!(
                    "\n{login} {question}: {} {}{}",
                    hidden.0,
                    missing.0,
                    first_difference(&hidden.1, &missing.1)
                ));
            }
            if hidden.0.is_server_error() || hidden.1.contains("curtain") && !question.contains("curtain") {
                wrong.push_str(&format!("\n{login} {question}: {}", hidden.0));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[tokio::test]
async fn nothing_on_any_page_depends_on_what_is_hidden() {
    let (one, other) = (house(Behind::Much), house(Behind::Little));
    let mut wrong = String::new();
    for login in ["limited", "local-auditor", "local-manager"] {
        let (first, second) = (Person::of(&one, login).await, Person::of(&other, login).await);
        for question in PAGES.iter().flat_map(|(_, questions)| questions.iter()) {
            let path = format!(
                "/w/main{}",
                question.replace("{H}", "2").replace("{FILE}", &"0".repeat(64))
            );
            let (a, b) = (first.get(&one, &path).await, second.get(&other, &path).await);
            let (told_a, told_b) = (plain(&a), plain(&b));
            if (a.status, &told_a) != (b.status, &told_b) {
                wrong.push_str(&format!(
                    "\n{login} {question}: {} {}{}",
                    a.status,
                    b.status,
                    first_difference(&told_a, &told_b)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[tokio::test]
async fn who_is_nobody_here_learns_nothing() {
    let site = house(Behind::Much);
    site.instance.workspace_or_new(&"other".parse().unwrap()).unwrap();
    let other = probity_app::Ctx::new(
        site.instance.workspace(&"other".parse().unwrap()).unwrap(),
        probity_app::operations::set_up::LOCAL_ADMINISTRATOR,
    );
    let make = |kind: &str, patch: Patch| {
        let kind = kind.to_owned();
        other.submit(Command::Create { kind, patch }).unwrap().subjects[0].show(other.view().register.kinds())
    };
    let person = Patch {
        state: Some("active".to_owned()),
        ..Patch::set_one("name", "Stranger").with("account", "stranger")
    };
    let person = make("person", person);
    make(
        "role_grant",
        Patch::set_one("name", "s")
            .with("person", person)
            .with("role", "admin"),
    );
    let stranger = Person::of(&site, "stranger").await;
    for question in PAGES.iter().flat_map(|(_, questions)| questions.iter()) {
        let question = question.replace("{H}", "2").replace("{FILE}", &"0".repeat(64));
        let nobody = site.get(&format!("/w/main{question}")).await;
        assert_eq!(nobody.status, StatusCode::SEE_OTHER, "{question}");
        assert!(nobody.location().starts_with("/sign-in?next="), "{question}");
        let there = stranger.get(&site, &format!("/w/main{question}")).await;
        let nowhere = stranger.get(&site, &format!("/w/none{question}")).await;
        assert_eq!(there.status, StatusCode::NOT_FOUND, "{question}");
        assert_eq!(
            plain(&there).replace("main", "none"),
            plain(&nowhere).replace("main", "none"),
            "{question}"
        );
    }
    for (_, address, fields) in DEEDS {
        let path = format!("/w/main{}", address.replace("{H}", "1"));
        let nobody = site.send(form(&path, fields)).await;
        assert!(
            matches!(nobody.status, StatusCode::SEE_OTHER | StatusCode::FORBIDDEN),
            "{path}: {}",
            nobody.status
        );
        let there = stranger.post(&site, &path, fields, &stranger.token).await;
        assert_eq!(there.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn every_form_needs_its_own_token_and_names_no_hidden_record() {
    let site = house(Behind::Much);
    let size = || site.ctx().view().register.size();
    let before = size();
    let (viewer, limited) = (
        Person::of(&site, "viewer").await,
        [
            Person::of(&site, "limited").await,
            Person::of(&site, "local-manager").await,
        ],
    );
    let mut wrong = String::new();
    for (limited, (_, address, fields)) in limited
        .iter()
        .flat_map(|one| DEEDS.iter().map(move |deed| (one, deed)))
    {
        let ask = async |number: &str, token: &str| {
            let path = format!("/w/main{}", address.replace("{H}", number));
            let fields: Vec<(String, String)> = fields
                .iter()
                .map(|(name, value)| ((*name).to_owned(), value.replace("{H}", number)))
                .collect();
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let answer = limited.post(&site, &path, &fields, token).await;
            (answer.status, unnumbered(&plain(&answer)))
        };
        // No token, one of somebody else's session, one of the right length.
        for token in ["", viewer.token.as_str(), &"0".repeat(64)] {
            let (status, _) = ask("2", token).await;
            if status.is_success() || status.is_redirection() || status.is_server_error() {
                wrong.push_str(&format!("\n{address} with a wrong token: {status}"));
            }
        }
        let (hidden, missing) = (ask("2", &limited.token).await, ask("77", &limited.token).await);
        if hidden != missing {
            wrong.push_str(&format!(
                "\n{address}: {} {}{}",
                hidden.0,
                missing.0,
                first_difference(&hidden.1, &missing.1)
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_eq!(size(), before, "nothing was changed");
}

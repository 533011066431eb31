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

use crate::support::{Answer, Site, form};

const PASSWORD: &str = "four plain grey words";

/// What is asked of each address of a workspace. `{H}` is a record of the kind that the letters say, hidden
/// in one question and missing in the other; `VEN-1`, `SYS-1` and the like are seen by all.
const PAGES: &[(&str, &[&str])] = &[
    ("/", &["/"]),
    (
        "/search",
        &["/search?q=SYS-{H}", "/search?q=Behind", "/search?q=the+curtain"],
    ),
    ("/import", &["/import"]),
    ("/import/{id}", &["/import/00112233445566778899aabbccddeeff"]),
    (
        "/import/{id}/progress",
        &["/import/00112233445566778899aabbccddeeff/progress"],
    ),
    (
        "/import/{id}/refused.csv",
        &["/import/00112233445566778899aabbccddeeff/refused.csv"],
    ),
    ("/files/{sha256}", &["/files/{FILE}"]),
    (
        "/r/{id}",
        &["/r/SYS-{H}", "/r/sys-{H}", "/r/CAN-{H}", "/r/UNT-{H}", "/r/SYS-1"],
    ),
    ("/r/{id}/edit", &["/r/SYS-{H}/edit", "/r/SYS-1/edit"]),
    (
        "/r/{id}/move/{state}",
        &["/r/SYS-{H}/move/active", "/r/SYS-{H}/move/nonsense"],
    ),
    (
        "/r/{id}/proof/{file}",
        &[
            "/r/SYS-{H}/proof/SYS-{H}-r1.json",
            "/r/SYS-{H}/proof/SYS-{H}-r1.tlog-proof",
        ],
    ),
    (
        "/r/{id}/link",
        &[
            "/r/SYS-{H}/link",
            "/r/SYS-1/link",
            "/r/SYS-1/link?relation=use_case.systems&record=USE-{H}",
            "/r/SYS-1/link?relation=system.feeds&record=SYS-{H}",
            "/r/SYS-1/link?relation=system.feeds&record=Behind+the+curtain",
        ],
    ),
    (
        "/r/{id}/merge",
        &[
            "/r/SYS-{H}/merge",
            "/r/SYS-1/merge",
            "/r/SYS-1/merge?into=SYS-{H}",
            "/r/SYS-1/merge?into=curtain",
            "/r/SYS-1/merge?into=Behind+the+curtain",
            "/r/USE-1/merge?into=USE-{H}",
        ],
    ),
    (
        "/r/{id}/graph",
        &[
            "/r/SYS-{H}/graph",
            "/r/SYS-1/graph?depth=6",
            "/r/SYS-1/graph?depth=99999999999999999999",
        ],
    ),
    (
        "/graph",
        &[
            "/graph",
            "/graph?unit=UNT-{H}",
            "/graph?what=vendor",
            "/graph?carrier=system",
        ],
    ),
    ("/inbox", &["/inbox"]),
    (
        "/palette",
        &[
            "/palette?q=SYS-{H}",
            "/palette?q=curtain",
            "/palette?q=export",
            "/palette?q=merge&here=/w/main/r/USE-1",
            "/palette?q=export+evidence",
            "/palette?q=archive&here=SYS-{H}",
            "/palette?q=who+may+delete+SYS-{H}",
            "/palette",
        ],
    ),
    ("/palette/people", &["/palette/people?q=", "/palette/people?q=a"]),
    ("/discovery", &["/discovery", "/discovery?unit=UNT-{H}"]),
    (
        "/discovery/run",
        &["/discovery/run", "/discovery/run?source=SRC-{H}"],
    ),
    (
        "/discovery/run/{id}",
        &["/discovery/run/00112233445566778899aabbccddeeff"],
    ),
    (
        "/discovery/run/{id}/rest.csv",
        &["/discovery/run/00112233445566778899aabbccddeeff/rest.csv"],
    ),
    ("/discovery/state/{unit}", &["/discovery/state/UNT-{H}"]),
    ("/discovery/{id}", &["/discovery/CAN-{H}"]),
    ("/discovery/{id}/register", &["/discovery/CAN-{H}/register"]),
    ("/bulk/{kind}", &["/bulk/system"]),
    ("/bulk/{kind}/preview", &["/bulk/system/preview"]),
    ("/bulk/{kind}/apply", &["/bulk/system/apply"]),
    ("/bulk/{kind}/running/{id}", &["/bulk/system/running/x"]),
    ("/bulk/{kind}/done/{id}", &["/bulk/system/done/hidden-batch"]),
    (
        "/changes",
        &[
            "/changes?period=year",
            "/changes?period=year&unit=UNT-{H}",
            "/changes?period=year&batch=hidden-batch",
            "/changes?from=2020-01-01&to=2030-01-01&page=2",
        ],
    ),
    (
        "/rights",
        &[
            "/rights?act=archive&record=SYS-{H}",
            "/rights?person=PER-1&record=SYS-{H}",
            "/rights",
        ],
    ),
    ("/settings", &["/settings"]),
    ("/prove", &["/prove?record=SYS-{H}"]),
    ("/ledger", &["/ledger", "/ledger?record=SYS-{H}"]),
    ("/ledger/growth", &["/ledger/growth?old=x"]),
    ("/ledger/{index}", &["/ledger/1"]),
    ("/ledger/{index}/{file}", &["/ledger/1/entry-1.json"]),
    (
        "/{kind}",
        &[
            "/system",
            "/use_case",
            "/candidate",
            "/unit",
            "/task",
            "/evidence",
            "/system?filter=unit+within+UNT-{H}",
            "/system?filter=unit+%3D+UNT-{H}",
            "/system?filter=id+%3D+SYS-{H}",
            "/system?filter=unit+within+%22South{H}%22",
            "/system?filter=unit+%3D+%22South{H}%22",
            "/system?facet=unit",
            "/system?search=curtain",
            "/use_case?filter=systems+%3D+SYS-{H}",
            "/system?filter=&panel=unit",
            "/system?group=unit",
        ],
    ),
    (
        "/{kind}/new",
        &[
            "/system/new",
            "/system/new?unit=UNT-{H}",
            "/use_case/new?systems=SYS-{H}",
            "/use_case/new?f.systems=SYS-{H}",
        ],
    ),
    (
        "/{kind}/export/{format}",
        &["/system/export/csv", "/system/export/ndjson", "/unit/export/csv"],
    ),
];

/// What is sent to each address that changes something, beside the token.
const DEEDS: &[(&str, &str, &[(&str, &str)])] = &[
    ("/import", "/import", &[]),
    ("/import/{id}", "/import/00112233445566778899aabbccddeeff", &[]),
    (
        "/import/{id}/keep",
        "/import/00112233445566778899aabbccddeeff/keep",
        &[],
    ),
    ("/import/{id}/undo", "/import/IPT-{H}/undo", &[]),
    (
        "/r/{id}/edit",
        "/r/SYS-{H}/edit",
        &[("f.name", "x"), ("revision", "1")],
    ),
    ("/r/{id}/move/{state}", "/r/SYS-{H}/move/active", &[]),
    ("/r/{id}/comment", "/r/SYS-{H}/comment", &[("text", "seen")]),
    ("/r/{id}/archive", "/r/SYS-{H}/archive", &[("archived", "yes")]),
    (
        "/r/{id}/link",
        "/r/SYS-{H}/link",
        &[("relation", "use_case.systems"), ("record", "USE-1")],
    ),
    (
        "/r/{id}/link",
        "/r/SYS-1/link",
        &[("relation", "use_case.systems"), ("record", "USE-{H}")],
    ),
    (
        "/r/{id}/link",
        "/r/SYS-1/link",
        &[("relation", "system.feeds"), ("record", "SYS-{H}")],
    ),
    ("/r/{id}/merge", "/r/SYS-1/merge", &[("into", "SYS-{H}")]),
    (
        "/r/{id}/edit",
        "/r/SYS-1/edit",
        &[
            ("f.name", "Seen system"),
            ("revision", "1"),
            ("f.feeds", "SYS-{H}"),
            ("f.unit", "UNT-{H}"),
        ],
    ),
    (
        "/discovery/{id}/match",
        "/discovery/CAN-1/match",
        &[("target", "SYS-{H}")],
    ),
    (
        "/bulk/{kind}/preview",
        "/bulk/system/preview",
        &[
            ("of", "all"),
            ("matching", "filter=unit+within+UNT-{H}"),
            ("what", "set"),
            ("field", "unit"),
            ("f.unit", "UNT-{H}"),
        ],
    ),
    ("/r/{id}/evidence", "/r/SYS-{H}/evidence", &[]),
    ("/r/{id}/merge", "/r/SYS-{H}/merge", &[("into", "SYS-1")]),
    ("/inbox/read", "/inbox/read", &[("size", "0")]),
    (
        "/discovery/dismiss",
        "/discovery/dismiss",
        &[
            ("id", "CAN-{H}"),
            ("candidate", "CAN-{H}"),
            ("decision", "not_ai"),
            ("reason", "x"),
        ],
    ),
    ("/discovery/run", "/discovery/run", &[]),
    (
        "/discovery/run/{id}",
        "/discovery/run/00112233445566778899aabbccddeeff",
        &[],
    ),
    (
        "/discovery/run/{id}/keep",
        "/discovery/run/00112233445566778899aabbccddeeff/keep",
        &[],
    ),
    (
        "/discovery/run/{id}/drop",
        "/discovery/run/00112233445566778899aabbccddeeff/drop",
        &[],
    ),
    ("/discovery/state/{unit}", "/discovery/state/UNT-{H}", &[]),
    (
        "/discovery/{id}/match",
        "/discovery/CAN-{H}/match",
        &[("target", "SYS-1")],
    ),
    (
        "/discovery/{id}/dismiss",
        "/discovery/CAN-{H}/dismiss",
        &[("decision", "not_ai"), ("reason", "x")],
    ),
    (
        "/discovery/{id}/register",
        "/discovery/CAN-{H}/register",
        &[("name", "x")],
    ),
    (
        "/bulk/{kind}",
        "/bulk/system",
        &[("of", "ticked"), ("id", "SYS-{H}")],
    ),
    (
        "/bulk/{kind}/preview",
        "/bulk/system/preview",
        &[("of", "ticked"), ("id", "SYS-{H}"), ("what", "archive")],
    ),
    (
        "/bulk/{kind}/apply",
        "/bulk/system/apply",
        &[
            ("of", "ticked"),
            ("id", "SYS-{H}"),
            ("what", "archive"),
            ("size", "9"),
            ("command", "c1"),
        ],
    ),
    (
        "/bulk/{kind}/done/{id}/undo",
        "/bulk/system/done/hidden-batch/undo",
        &[],
    ),
    (
        "/views",
        "/views",
        &[("list", "no_such"), ("name", "x"), ("query", "")],
    ),
    ("/views/{id}", "/views/0011223344556677", &[("do", "delete")]),
    (
        "/{kind}/new",
        "/use_case/new",
        &[
            ("f.name", "x"),
            ("f.unit", "UNT-1"),
            ("f.systems", "SYS-{H}"),
            ("do", "save"),
        ],
    ),
];

/// Pages for which signing in is not asked, with their reasons in `router.rs`.
const OUTSIDE: &[&str] = &[
    "/sign-in",
    "/sign-out",
    "/assets/{hash}/{name}",
    "/w/{workspace}/",
];

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
struct Person {
    cookie: String,
    token: String,
}

impl Person {
    async fn of(site: &Site, login: &str) -> Self {
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

    async fn get(&self, site: &Site, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        site.send(request.body(Body::empty()).unwrap()).await
    }

    async fn post(&self, site: &Site, path: &str, fields: &[(&str, &str)], token: &str) -> Answer {
        let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("token", token)]).collect();
        let mut request = form(path, &fields);
        request
            .headers_mut()
            .insert(header::COOKIE, self.cookie.parse().unwrap());
        site.send(request).await
    }
}

fn grant(site: &Site, login: &str, role: &str, unit: Option<&str>) {
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
enum Behind {
    Much,
    Little,
}

/// A house with one unit that most people here see and one that they do not.
fn house(behind: Behind) -> Site {
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
fn plain(answer: &Answer) -> String {
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

#[tokio::test]
async fn odd_addresses_break_nothing() {
    let site = house(Behind::Much);
    let viewer = Person::of(&site, "viewer").await;
    let deep = format!("({}owner is missing{})", "(".repeat(3000), ")".repeat(3000));
    let many = vec!["owner is missing"; 2000].join(" and ");
    let word = "w".repeat(500);
    for question in [
        "/changes?from=-9999-01-01&to=9999-12-31".to_owned(),
        "/changes?from=9999-12-31&page=18446744073709551615".to_owned(),
        "/system?as_of=-009999-01-01".to_owned(),
        "/system?as_of=9999-12-31".to_owned(),
        "/system?as_of=0000-01-01".to_owned(),
        "/system?page=18446744073709551615".to_owned(),
        "/r/SYS-1/graph?depth=18446744073709551615&nodes=18446744073709551615".to_owned(),
        "/graph?as_of=0001-01-01".to_owned(),
        "/bulk/system/done/x?page=18446744073709551615".to_owned(),
        format!("/palette?q={word}"),
        format!("/palette/people?q={}", "%40".repeat(3000)),
        format!("/search?q={}", "%E2%80%AE".repeat(900)),
        format!("/system?filter={}", deep.replace(' ', "+")),
        format!("/system?filter={}", many.replace(' ', "+")),
        "/r/SYS-4294967296".to_owned(),
        "/r/SYS-%2F1".to_owned(),
        "/r/%00".to_owned(),
        "/r/SYS-1%2Fedit".to_owned(),
        "/r/SYS-1/proof/..%2F..%2Fkey".to_owned(),
        "/files/..%2F..%2Fserver.db".to_owned(),
        "/ledger/18446744073709551616".to_owned(),
        "/rights?person=%F0%9F%92%A9&record=%E2%80%AE".to_owned(),
    ] {
        let started = std::time::Instant::now();
        let answer = viewer.get(&site, &format!("/w/main{question}")).await;
        let shown: String = question.chars().take(80).collect();
        assert!(
            !answer.status.is_server_error(),
            "{shown}: {} {}",
            answer.status,
            answer.text()
        );
        assert!(
            started.elapsed().as_secs() < 20,
            "{shown}: {:?}",
            started.elapsed()
        );
        assert!(answer.bytes.len() < 3_000_000, "{shown}: {}", answer.bytes.len());
    }
}

#[tokio::test]
async fn what_is_remembered_of_one_account_is_not_for_another() {
    let site = house(Behind::Much);
    let (one, other) = (
        Person::of(&site, "viewer").await,
        Person::of(&site, "auditor").await,
    );
    let own = [
        ("list", "system"),
        ("name", "Quiet view"),
        ("query", "search=x\r\nSet-Cookie: a=b"),
    ];
    let saved = one.post(&site, "/w/main/views", &own, &one.token).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER);
    assert!(
        saved.location().starts_with("/w/main/system?"),
        "{}",
        saved.location()
    );
    assert!(!saved.headers.contains_key(header::SET_COOKIE));
    let id = saved.location().rsplit_once("view=").unwrap().1.to_owned();
    other.get(&site, "/w/main/system").await.has_not("Quiet view");
    let guess = other.get(&site, &format!("/w/main/system?view={id}")).await;
    let never = other.get(&site, "/w/main/system?view=0011223344556677").await;
    assert_eq!(
        plain(&guess).replace(&id, "ID"),
        plain(&never).replace("0011223344556677", "ID")
    );
    for deed in ["delete", "rename", "update", "first", "last"] {
        let path = |id: &str| format!("/w/main/views/{id}");
        let fields = [("do", deed), ("name", "Mine"), ("query", "")];
        let guess = other.post(&site, &path(&id), &fields, &other.token).await;
        let never = other
            .post(&site, &path("0011223344556677"), &fields, &other.token)
            .await;
        assert_eq!(guess.status, never.status, "{deed}");
        assert_eq!(
            plain(&guess).replace(&id, "ID"),
            plain(&never).replace("0011223344556677", "ID"),
            "{deed}"
        );
    }
    one.get(&site, "/w/main/system").await.has("Quiet view");
}

#[tokio::test]
async fn a_draft_and_a_held_form_are_for_who_typed_them() {
    let site = house(Behind::Much);
    let one = Person::of(&site, "limited").await;
    grant(&site, "second", "contributor", None);
    let other = Person::of(&site, "second").await;
    let typed = [
        ("f.name", "Typed in confidence"),
        ("revision", "1"),
        ("do", "draft"),
    ];
    let _ = one.post(&site, "/w/main/r/SYS-1/edit", &typed, &one.token).await;
    for path in ["/w/main/r/SYS-1/edit", "/w/main/r/SYS-1/edit?draft=open"] {
        other.get(&site, path).await.has_not("Typed in confidence");
    }
    // The session is over: the form is held under a name that nobody guesses, for one look.
    site.clock.advance(jiff::SignedDuration::from_hours(30));
    let late = one.post(&site, "/w/main/r/SYS-1/edit", &typed, &one.token).await;
    assert_eq!(late.status, StatusCode::SEE_OTHER);
    let next = late.location();
    let held = next
        .split("held%3D")
        .nth(1)
        .expect("it is held")
        .split(['%', '&'])
        .next()
        .unwrap()
        .to_owned();
    assert!(held.len() >= 32, "{next}");
    let other = Person::of(&site, "second").await;
    let taken = other
        .get(&site, &format!("/w/main/r/SYS-1/edit?held={held}"))
        .await;
    taken.has_not("Typed in confidence");
    let one = Person::of(&site, "limited").await;
    let back = one.get(&site, &format!("/w/main/r/SYS-1/edit?held={held}")).await;
    back.has("Typed in confidence");
}

#[tokio::test]
async fn hostile_text_stays_text_in_every_form_of_it() {
    let site = house(Behind::Much);
    let viewer = Person::of(&site, "auditor").await;
    let long = "w".repeat(400);
    for name in [
        "=1+1",
        "+1+cmd|x!A0",
        "-2+3+cmd",
        "@SUM(A1)",
        "<script>alert(1)</script>",
        "\u{202e}txt.exe",
        "\"><svg onload=x>",
        long.as_str(),
    ] {
        site.create(
            "system",
            Patch::set_one("name", name).with("vendors", json!(["VEN-1"])),
        );
    }
    site.revise("VEN-1", Patch::set_one("name", "<b>\"Tide\"</b> & 'Co' ]]>"));
    let csv = viewer.get(&site, "/w/main/system/export/csv").await;
    assert_eq!(csv.status, StatusCode::OK, "{}", csv.text());
    for cell in csv.text().lines().flat_map(|line| line.split([',', ';'])) {
        let cell = cell.trim_matches('"');
        assert!(
            !cell.starts_with(['=', '@', '+']) && !cell.starts_with("-2"),
            "`{cell}` is a formula"
        );
    }
    for path in [
        "/r/VEN-1/graph?depth=3",
        "/graph",
        "/system",
        "/r/VEN-1",
        "/search?q=script",
        "/palette?q=script",
        "/changes",
        "/r/SYS-1/link?q=script",
    ] {
        let page = viewer.get(&site, &format!("/w/main{path}")).await;
        for part in ["<script>alert", "<svg onload", "<b>\"Tide"] {
            page.has_not(part);
        }
    }
}

#[tokio::test]
async fn a_storm_of_mentions_ends_soon() {
    let site = house(Behind::Much);
    for number in 0..300 {
        site.create("person", Patch::set_one("name", format!("Aa Aa Aa Aa {number}")));
    }
    let viewer = Person::of(&site, "viewer").await;
    let started = std::time::Instant::now();
    for text in [
        "@".repeat(19_000),
        "@Aa Aa ".repeat(2_700),
        "@PER-1 ".repeat(2_700),
        "@a@".repeat(6_000),
    ] {
        let answer = viewer
            .post(
                &site,
                "/w/main/r/SYS-1/comment",
                &[("text", &text)],
                &viewer.token,
            )
            .await;
        assert!(!answer.status.is_server_error(), "{}", answer.status);
    }
    let page = viewer.get(&site, "/w/main/r/SYS-1").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

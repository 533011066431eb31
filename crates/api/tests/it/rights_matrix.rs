//! Every address of the description, asked by everybody who may not see everything. A new address without
//! a line here fails.

use std::collections::BTreeSet;

use probity_api::openapi;
use probity_app::Ctx;
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::operations::tokens::{account_or_new, create_token};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use serde_json::{Value as Json, json};

use crate::support::{Answer, Site};

/// Addresses that lie in no workspace: the question, the body, and what a viewer and a stranger are answered.
const OUTSIDE: &[(&str, &str, &str, u16)] = &[
    ("GET /openapi.json", "openapi.json", "", 200),
    ("GET /me", "me", "", 200),
    ("GET /tokens", "tokens", "", 200),
    ("POST /tokens", "tokens", r#"{"name": "mine"}"#, 201),
    ("DELETE /tokens/{name}", "tokens/none", "", 404),
    ("GET /accounts", "accounts", "", 403),
    (
        "PUT /accounts/{login}/password",
        "accounts/admin/password",
        r#"{"password": "four plain grey words"}"#,
        403,
    ),
    ("GET /accounts/{login}/tokens", "accounts/admin/tokens", "", 403),
    (
        "POST /accounts/{login}/tokens",
        "accounts/admin/tokens",
        r#"{"name": "x"}"#,
        403,
    ),
    (
        "DELETE /accounts/{login}/tokens/{name}",
        "accounts/admin/tokens/x",
        "",
        403,
    ),
    ("GET /workspaces", "workspaces", "", 403),
    (
        "POST /workspaces",
        "workspaces",
        r#"{"name": "south", "organisation": "South Ltd"}"#,
        403,
    ),
];

/// Addresses in a workspace: questions with their bodies. `{H}` is the number of a record that is hidden in one question and
/// missing in the other.
const INSIDE: &[(&str, &[(&str, &str)])] = &[
    ("GET /me", &[("me", "")]),
    ("GET /inbox", &[("inbox", "")]),
    ("GET /kinds", &[("kinds", "")]),
    ("GET /kinds/{kind}", &[("kinds/system", "")]),
    (
        "GET /kinds/{kind}/records",
        &[
            ("kinds/system/records", ""),
            ("kinds/use_case/records?limit=1", ""),
            ("kinds/unit/records", ""),
            ("kinds/system/records?filter=unit%20within%20UNT-{H}", ""),
            ("kinds/system/records?filter=unit%20within%20%22South{H}%22", ""),
            ("kinds/system/records?filter=unit%20%3D%20UNT-{H}", ""),
            ("kinds/system/records?filter=unit%20%3D%20%22South{H}%22", ""),
            ("kinds/system/records?filter=id%20%3D%20SYS-{H}", ""),
            ("kinds/use_case/records?filter=systems%20%3D%20SYS-{H}", ""),
            ("kinds/system/records?search=curtain", ""),
            ("kinds/system/records?sort=unit,-updated", ""),
        ],
    ),
    (
        "GET /kinds/{kind}/facets",
        &[
            ("kinds/system/facets?field=unit", ""),
            ("kinds/system/facets?field=state", ""),
            ("kinds/use_case/facets?field=systems", ""),
        ],
    ),
    (
        "GET /kinds/{kind}/export",
        &[
            ("kinds/system/export?format=ndjson", ""),
            ("kinds/use_case/export?format=csv", ""),
        ],
    ),
    ("GET /kinds/{kind}/views", &[("kinds/system/views", "")]),
    (
        "POST /kinds/{kind}/views",
        &[("kinds/no_such/views", r#"{"name": "x", "query": ""}"#)],
    ),
    ("GET /views/{view}", &[("views/0011223344556677", "")]),
    (
        "PUT /views/{view}",
        &[("views/0011223344556677", r#"{"name": "x", "query": ""}"#)],
    ),
    ("DELETE /views/{view}", &[("views/0011223344556677", "")]),
    (
        "GET /search",
        &[
            ("search?q=SYS-{H}", ""),
            ("search?q=curtain", ""),
            ("search?q=seen", ""),
        ],
    ),
    (
        "GET /who-may",
        &[
            ("who-may?act=archive&record=SYS-{H}", ""),
            ("who-may?act=archive&kind=system", ""),
        ],
    ),
    (
        "GET /changes",
        &[
            ("changes?from=2026-01-01", ""),
            ("changes?from=2026-01-01&batch=hidden", ""),
            ("changes?from=2026-01-01&kind=use_case", ""),
        ],
    ),
    (
        "POST /records",
        &[
            (
                "records",
                r#"{"kind": "use_case", "fields": {"name": "x", "unit": "UNT-1", "systems": ["SYS-{H}"]}}"#,
            ),
            (
                "records",
                r#"{"kind": "system", "fields": {"name": "x", "unit": "UNT-{H}"}}"#,
            ),
        ],
    ),
    (
        "GET /records/{id}",
        &[
            ("records/SYS-{H}", ""),
            ("records/SYS-{H}?fields=nonsense", ""),
            ("records/sys-{H}", ""),
            ("records/UNT-{H}", ""),
            ("records/SYS-1", ""),
        ],
    ),
    (
        "PATCH /records/{id}",
        &[
            ("records/SYS-{H}", r#"{"set": {"name": "x"}}"#),
            ("records/SYS-{H}", r#"{"set": {"nonsense": "x"}}"#),
            ("records/SYS-1", r#"{"link": {"feeds": ["SYS-{H}"]}}"#),
            ("records/SYS-1", r#"{"set": {"unit": "UNT-{H}"}}"#),
        ],
    ),
    (
        "POST /records/{id}/move",
        &[
            ("records/SYS-{H}/move", r#"{"to": "active"}"#),
            ("records/SYS-{H}/move", r#"{"to": "nonsense"}"#),
        ],
    ),
    ("POST /records/{id}/archive", &[("records/SYS-{H}/archive", "{}")]),
    ("POST /records/{id}/restore", &[("records/SYS-{H}/restore", "{}")]),
    (
        "POST /records/{id}/comments",
        &[("records/SYS-{H}/comments", r#"{"text": "x"}"#)],
    ),
    (
        "POST /records/{id}/merge",
        &[
            ("records/SYS-{H}/merge", r#"{"absorb": ["SYS-1"]}"#),
            ("records/SYS-1/merge", r#"{"absorb": ["SYS-{H}"]}"#),
        ],
    ),
    (
        "POST /records/{id}/erase",
        &[("records/SYS-{H}/erase", r#"{"reason": "x"}"#)],
    ),
    (
        "GET /records/{id}/links",
        &[
            ("records/SYS-{H}/links", ""),
            ("records/SYS-1/links", ""),
            ("records/VEN-1/links", ""),
        ],
    ),
    (
        "GET /records/{id}/history",
        &[("records/SYS-{H}/history", ""), ("records/SYS-1/history", "")],
    ),
    (
        "GET /records/{id}/graph",
        &[
            ("records/SYS-{H}/graph", ""),
            ("records/SYS-1/graph?depth=6", ""),
            ("records/VEN-1/graph?depth=6", ""),
        ],
    ),
    (
        "GET /records/{id}/proof",
        &[
            ("records/SYS-{H}/proof", ""),
            ("records/SYS-{H}/proof?revision=9", ""),
        ],
    ),
    (
        "PUT /records/{id}/files/{field}",
        &[
            ("records/EVD-{H}/files/file?name=a", "bytes"),
            ("records/SYS-{H}/files/file?name=a", "bytes"),
        ],
    ),
    (
        "GET /records/{id}/files/{field}",
        &[
            ("records/EVD-{H}/files/file", ""),
            ("records/SYS-{H}/files/file", ""),
        ],
    ),
    ("GET /files/{sha256}", &[("files/SECRET", ""), ("files/0", "")]),
    (
        "POST /bulk",
        &[
            ("bulk", r#"{"op": "comment", "id": "SYS-{H}", "text": "x"}"#),
            (
                "bulk",
                r#"{"op": "revise", "id": "SYS-{H}", "change": {"set": {"nonsense": "x"}}}"#,
            ),
            (
                "bulk",
                r#"{"op": "move", "id": "SYS-{H}", "change": {"to": "active", "fields": {"nonsense": 1}}}"#,
            ),
            (
                "bulk?atomic=false",
                r#"{"op": "revise", "id": "SYS-{H}", "change": {"set": {"nonsense": "x"}}}"#,
            ),
            ("bulk", r#"{"op": "archive", "id": "SYS-{H}"}"#),
            ("bulk", r#"{"op": "merge", "id": "SYS-{H}", "absorb": ["SYS-1"]}"#),
        ],
    ),
    ("POST /imports", &[]),
    (
        "GET /imports/{import}",
        &[("imports/00112233445566778899aabbccddeeff", "")],
    ),
    (
        "PUT /imports/{import}/mapping",
        &[(
            "imports/00112233445566778899aabbccddeeff/mapping",
            r#"{"source": "inventory", "columns": []}"#,
        )],
    ),
    (
        "POST /imports/{import}/run",
        &[("imports/00112233445566778899aabbccddeeff/run", "{}")],
    ),
    (
        "DELETE /imports/{import}",
        &[("imports/00112233445566778899aabbccddeeff", "")],
    ),
    ("POST /imports/{import}/undo", &[("imports/IPT-{H}/undo", "")]),
    ("GET /ledger/key", &[("ledger/key", "")]),
    ("GET /ledger/checkpoint", &[("ledger/checkpoint", "")]),
    (
        "GET /ledger/tile/{level}/{place}",
        &[
            ("ledger/tile/0/000.p/1", ""),
            ("ledger/tile/9/999", ""),
            ("ledger/tile/0/x999/x999/x999/x999/999", ""),
        ],
    ),
    (
        "GET /ledger/tile/entries/{place}",
        &[
            ("ledger/tile/entries/000.p/1", ""),
            ("ledger/tile/entries/999", ""),
        ],
    ),
    (
        "GET /ledger/entries/{index}/proof",
        &[("ledger/entries/1/proof", ""), ("ledger/entries/999/proof", "")],
    ),
    (
        "POST /ledger/consistency",
        &[("ledger/consistency", r#"{"checkpoint": "x"}"#)],
    ),
];

/// What the command line sends, in a workspace that the query names.
const OPERATIONS: &[(&str, &str)] = &[
    ("backup", r#"{"to": "/nowhere/at/all"}"#),
    (
        "change",
        r#"{"deed": {"revise": {"id": "SYS-{H}"}}, "fields": [["name", "x"]]}"#,
    ),
    (
        "command",
        r#"{"command": {"comment": {"id": "SYS-{H}", "text": "x"}}}"#,
    ),
    ("create-token", r#"{"name": "x", "login": "admin"}"#),
    ("create-workspace", r#"{"name": "x", "organisation": "x"}"#),
    (
        "discover",
        r#"{"name": "a.csv", "content": "QXBwbGljYXRpb24sVXNlcgpDaGF0R1BULGEK", "source": "SRC-{H}", "dry_run": true}"#,
    ),
    ("discovery", "{}"),
    (
        "discovery-decide",
        r#"{"dismiss": {"candidates": ["CAN-{H}"], "decision": "not_ai", "reason": "x"}}"#,
    ),
    ("erase", r#"{"id": "SYS-{H}", "reason": "x"}"#),
    ("export", r#"{"kind": "system", "format": "csv"}"#),
    ("export-workspace", r#"{"to": "/nowhere/at/all"}"#),
    ("fsck", "{}"),
    ("history", r#"{"id": "SYS-{H}"}"#),
    (
        "import",
        r#"{"name": "a.csv", "content": "TmFtZQpUaWRlIEx0ZAo=", "kind": "vendor", "dry_run": true}"#,
    ),
    ("key", "{}"),
    ("list", r#"{"kind": "system"}"#),
    ("merge", r#"{"keep": "SYS-1", "absorb": ["SYS-{H}"]}"#),
    ("proof", r#"{"id": "SYS-{H}"}"#),
    ("revoke-token", r#"{"name": "x", "login": "admin"}"#),
    (
        "set-password",
        r#"{"login": "admin", "password": "four plain grey words"}"#,
    ),
    ("show", r#"{"id": "SYS-{H}"}"#),
    ("tokens", r#"{"login": "admin"}"#),
    ("undo-import", r#"{"import": "IPT-{H}"}"#),
    ("users", "{}"),
    ("workspaces", "{}"),
];

const INSIDE_PREFIX: &str = "/workspaces/{workspace}";

#[test]
fn every_address_of_the_description_has_its_questions() {
    let document = openapi::document();
    let paths = document["paths"].as_object().unwrap();
    let described: BTreeSet<String> = paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item
                .as_object()
                .unwrap()
                .keys()
                .filter(|key| key.as_str() != "parameters");
            methods.map(move |method| {
                format!(
                    "{} {}",
                    method.to_uppercase(),
                    path.strip_prefix("/api/v1").unwrap()
                )
            })
        })
        .collect();
    let inside = INSIDE.iter().map(|(key, _)| {
        let (method, path) = key.split_once(' ').unwrap();
        format!("{method} {INSIDE_PREFIX}{path}")
    });
    let asked: BTreeSet<String> = OUTSIDE
        .iter()
        .map(|(key, ..)| (*key).to_owned())
        .chain(inside)
        .chain(
            OPERATIONS
                .iter()
                .map(|(name, _)| format!("POST /operations/{name}")),
        )
        .collect();
    assert_eq!(asked, described, "left: asked here, right: described");
}

/// A question with its body, sent as somebody.
async fn ask(site: &Site, token: Option<&str>, key: &str, path: &str, body: &str) -> Answer {
    let method = match key.split(' ').next().unwrap() {
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        _ => "GET",
    };
    let media = match (path.split('?').next().unwrap(), body) {
        (_, "bytes") => "application/octet-stream",
        (path, _) if path.ends_with("bulk") => "application/x-ndjson",
        _ => "application/json",
    };
    let mut sending = site.send(method, path);
    if !body.is_empty() {
        sending = sending.body(media, body);
    }
    if matches!(method, "PATCH" | "PUT") || path.ends_with("/move") {
        sending = sending.header("if-match", "*");
    }
    match token {
        Some(token) => sending.token(token).go().await,
        None => sending.nobody().go().await,
    }
}

fn inside() -> impl Iterator<Item = (&'static str, String, &'static str)> {
    let records = INSIDE.iter().flat_map(|(key, questions)| {
        questions
            .iter()
            .map(move |(path, body)| (*key, (*path).to_owned(), *body))
    });
    let operations = OPERATIONS
        .iter()
        .map(|(name, body)| ("POST ", format!("/api/v1/operations/{name}"), *body));
    records.chain(operations)
}

/// What is hidden, in two ways that hold as many entries.
#[derive(Clone, Copy, PartialEq)]
enum Behind {
    Much,
    Little,
}

/// A house with a unit that who is limited sees and one that they do not.
fn house(behind: Behind) -> (Site, [String; 3]) {
    let site = Site::new();
    let north = site.create("unit", Patch::set_one("name", "North"));
    let south = site.create("unit", Patch::set_one("name", "South2"));
    let limited =
        ["contributor", "aims_manager", "external_auditor"].map(|role| site.token_of(role, Some(&north)));
    let vendor = site.vendor("Tide Ltd");
    let system = |name: &str, unit: &str| Patch::set_one("name", name).with("unit", unit);
    let seen = site.create(
        "system",
        system("Seen system", &north).with("vendors", json!([vendor])),
    );
    let used = system("Seen use", &north).with("systems", json!([seen]));
    site.create("use_case", used);
    let much = behind == Behind::Much;
    let hidden = system(if much { "Behind the curtain" } else { "Another" }, &south)
        .with("vendors", if much { json!([vendor]) } else { json!([]) })
        .with("feeds", if much { json!([seen]) } else { json!([]) });
    let hidden = site.create("system", hidden);
    for number in 0..3 {
        let evidence = site.create("evidence", system(&format!("E{number}"), &south));
        assert_eq!(evidence, format!("EVD-{}", number + 1));
    }
    for number in 0..9 {
        let name = format!("Hidden {number}");
        match much {
            true => site.create(
                "use_case",
                system(&name, &south).with("systems", json!([hidden, seen])),
            ),
            false => site.create("evidence", system(&name, &south)),
        };
    }
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
                .submit(Command::Batch(many.chain([own]).collect()))
                .unwrap(),
        ),
        false => {
            site.ctx().submit(Command::Batch(many.collect())).unwrap();
            site.ctx().submit(own).unwrap();
        }
    }
    (site, limited)
}

fn plain(answer: &Answer) -> String {
    let mut text = answer.text();
    // The key of a ledger is made at random.
    if let Some((before, key)) = text.split_once("\"key\":\"") {
        text = format!("{before}{}", key.split_once('"').map_or("", |(_, rest)| rest));
    }
    let words = text.split_inclusive(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '+' | '=' | '_')));
    words
        .scan(false, |is_origin, word| {
            // The name of a ledger ends in chance.
            let is_random = *is_origin || word.len() >= 32 && word.bytes().any(|b| b.is_ascii_digit());
            *is_origin = word == "main-" || word == "main/";
            Some(if is_random { "RANDOM" } else { word })
        })
        .collect()
}

fn headers(answer: &Answer) -> Vec<(String, String)> {
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| name.as_str() != "content-length");
    headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()))
        .collect()
}

#[tokio::test]
async fn what_is_hidden_answers_like_what_is_missing() {
    let (site, limited) = house(Behind::Much);
    let before = site.ctx().view().register.size();
    let mut wrong = String::new();
    let questions = || inside().filter(|(_, path, body)| path.contains("{H}") || body.contains("{H}"));
    for (limited, (key, path, body)) in limited
        .iter()
        .flat_map(|one| questions().map(move |asked| (one, asked)))
    {
        let one = async |number: &str| {
            let (path, body) = (path.replace("{H}", number), body.replace("{H}", number));
            let answer = ask(&site, Some(limited), key, &path, &body).await;
            let plainly = |text: &str| {
                text.replace(&format!("-{number}"), "-N")
                    .replace(&format!("South{number}"), "SouthN")
                    .replace(&format!("South2{number}"), "SouthN")
            };
            (
                answer.status,
                plainly(&plain(&answer)),
                plainly(&format!("{:?}", headers(&answer))),
            )
        };
        let (hidden, missing) = (one("2").await, one("77").await);
        if hidden != missing || hidden.0 >= 500 {
            wrong.push_str(&format!("\n{key} {path} {body}\n  {hidden:?}\n  {missing:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_eq!(site.ctx().view().register.size(), before, "nothing was changed");
}

#[tokio::test]
async fn no_answer_depends_on_what_is_hidden() {
    let ((one, first), (other, second)) = (house(Behind::Much), house(Behind::Little));
    let mut wrong = String::new();
    for (who, (key, path, body)) in (0..3).flat_map(|who| inside().map(move |asked| (who, asked))) {
        let (path, body) = (path.replace("{H}", "2"), body.replace("{H}", "2"));
        let a = ask(&one, Some(&first[who]), key, &path, &body).await;
        let b = ask(&other, Some(&second[who]), key, &path, &body).await;
        let told = |answer: &Answer| (answer.status, plain(answer), format!("{:?}", headers(answer)));
        if told(&a) != told(&b) {
            wrong.push_str(&format!(
                "\n{key} {path} {body}\n  {:?}\n  {:?}",
                told(&a),
                told(&b)
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[tokio::test]
async fn who_is_nobody_here_learns_nothing() {
    let (site, _) = house(Behind::Much);
    let stranger = elsewhere(&site);
    let viewer = site.token_of("viewer", None);
    let mut wrong = String::new();
    for (key, path, body, expect) in OUTSIDE {
        let path = format!("/api/v1/{path}");
        for token in [&stranger, &viewer] {
            let answer = ask(&site, Some(token), key, &path, body).await;
            if answer.status != *expect {
                wrong.push_str(&format!("\n{key}: {} {}", answer.status, answer.text()));
            }
        }
        let nobody = ask(&site, None, key, &path, body).await.status;
        if nobody != if path.ends_with("openapi.json") { 200 } else { 401 } {
            wrong.push_str(&format!("\n{key} by nobody: {nobody}"));
        }
    }
    for (key, path, body) in inside() {
        let (path, body) = (path.replace("{H}", "1"), body.replace("{H}", "1"));
        for token in [None, Some(""), Some("wrong")] {
            let nobody = ask(&site, token, key, &path, &body).await;
            if nobody.status != 401 {
                wrong.push_str(&format!("\n{key} {path} by nobody: {}", nobody.status));
            }
        }
        let (here, nowhere) = match path.starts_with('/') {
            true => (format!("{path}?workspace=main"), format!("{path}?workspace=none")),
            false => (path.clone(), format!("/api/v1/workspaces/none/{path}")),
        };
        let here = ask(&site, Some(&stranger), key, &here, &body).await;
        let nowhere = ask(&site, Some(&stranger), key, &nowhere, &body).await;
        let told = |answer: &Answer| (answer.status, plain(answer).replace("`main`", "`none`"));
        if told(&here) != told(&nowhere) || here.status < 400 {
            wrong.push_str(&format!(
                "\n{key} {path} by a stranger:\n  {:?}\n  {:?}",
                told(&here),
                told(&nowhere)
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The token of the administrator of another workspace.
fn elsewhere(site: &Site) -> String {
    let name = "other".parse().unwrap();
    site.instance.workspace_or_new(&name).unwrap();
    let other = Ctx::new(site.instance.workspace(&name).unwrap(), LOCAL_ADMINISTRATOR);
    let make = |kind: &str, patch: Patch| {
        let kind = kind.to_owned();
        other.submit(Command::Create { kind, patch }).unwrap().subjects[0].show(other.view().register.kinds())
    };
    let person = Patch {
        state: Some("active".to_owned()),
        ..Patch::set_one("name", "Stranger").with("account", "stranger@example.org")
    };
    let person = make("person", person);
    make(
        "role_grant",
        Patch::set_one("name", "s")
            .with("person", person)
            .with("role", "admin"),
    );
    let operational = &**site.instance.operational();
    let (account, _) = account_or_new(operational, "stranger@example.org", site.instance.now()).unwrap();
    create_token(operational, &account.id, "test", None, site.instance.now())
        .unwrap()
        .secret
}

#[tokio::test]
async fn a_key_of_one_caller_is_no_key_of_another() {
    let site = Site::new();
    let (one, other) = (site.token_of("aims_manager", None), site.token_of("admin", None));
    let vendor = json!({"kind": "vendor", "fields": {"name": "Tide Ltd"}});
    let sent = |token: &str| {
        site.post("records", &vendor)
            .header("idempotency-key", "same")
            .token(token)
    };
    sent(&one).expect(201).await;
    let refused = sent(&other).go().await;
    assert!(matches!(refused.status, 409 | 422), "{}", refused.text());
    assert!(!refused.text().contains("VEN-1"), "{}", refused.text());
    let again = sent(&one).expect(201).await.json();
    assert_eq!(again["repeated"], json!(true));
}

#[tokio::test]
async fn cursors_are_good_for_what_they_were_given_for() {
    use base64::Engine as _;
    let site = Site::new();
    for number in 0..3 {
        site.vendor(&format!("Vendor {number}"));
    }
    let first = site.get("kinds/vendor/records?limit=1").expect(200).await.json();
    let cursor = first["next"].as_str().unwrap().to_owned();
    let other = format!("kinds/vendor/records?limit=1&search=x&cursor={cursor}");
    assert_eq!(site.get(&other).expect(422).await.problem(), "does-not-fit");
    let read = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let text = String::from_utf8(read.decode(&cursor).unwrap()).unwrap();
    let parts: Vec<&str> = text.split('.').collect();
    for (size, offset, today) in [
        ("18446744073709551615", "0", parts[3]),
        ("0", "0", parts[3]),
        (parts[1], "18446744073709551615", parts[3]),
        (parts[1], "18446744073709551614", "-009999-01-01"),
        (parts[1], "0", "9999-12-31"),
    ] {
        let forged = read.encode(format!("1.{size}.{offset}.{today}.{}", parts[4]));
        for limit in ["1", "500"] {
            let answer = site
                .get(&format!("kinds/vendor/records?limit={limit}&cursor={forged}"))
                .go()
                .await;
            assert!(answer.status < 500, "{size} {offset} {today}: {}", answer.text());
        }
    }
}

#[tokio::test]
async fn odd_requests_break_nothing_and_end_soon() {
    let site = Site::new();
    let id = site.vendor("Tide Ltd");
    let mut questions: Vec<String> = [
        "-009999-01-01",
        "9999-12-31",
        "0000-01-01",
        "2026-02-30",
        "2026-02",
        "%00",
        "now",
    ]
    .iter()
    .flat_map(|day| {
        [
            format!("records/{id}?as_of={day}"),
            format!("kinds/vendor/records?as_of={day}"),
            format!("changes?from={day}"),
            format!("changes?from=2026-01-01&to={day}"),
        ]
    })
    .collect();
    questions.extend([
        "records/VEN-1%2Fhistory".to_owned(),
        "records/..%2F..%2Fme".to_owned(),
        "records/%ff".to_owned(),
        "records/VEN-4294967296".to_owned(),
        "files/..%2F..%2Fserver.db".to_owned(),
        "ledger/tile/0/x000/x000/000".to_owned(),
        "ledger/tile/18446744073709551616/000".to_owned(),
        "ledger/tile/63/999".to_owned(),
        "ledger/tile/0/x999/x999/x999/x999/x999/x999/x999/999.p/255".to_owned(),
        "ledger/tile/0/000.p/256".to_owned(),
        "ledger/tile/0/000.p/0".to_owned(),
        "ledger/tile/0/..%2F..%2Fkey".to_owned(),
        "changes?from=2026-01-01&page=9007199254740991".to_owned(),
        "records/VEN-1/graph?depth=6&nodes=400".to_owned(),
        format!(
            "kinds/vendor/records?filter={}owner%20is%20missing",
            "(".repeat(4000)
        ),
        format!(
            "kinds/vendor/records?filter={}name%20is%20missing",
            "not%20".repeat(4000)
        ),
        format!("search?q={}", "%40".repeat(4000)),
    ]);
    for question in questions {
        let started = std::time::Instant::now();
        let answer = site.get(&question).go().await;
        let shown: String = question.chars().take(90).collect();
        assert!(answer.status < 500, "{shown}: {}", answer.text());
        assert!(
            started.elapsed().as_secs() < 20,
            "{shown}: {:?}",
            started.elapsed()
        );
    }
    let deep = format!(
        "{{\"kind\": \"vendor\", \"fields\": {{\"name\": {}1{}}}}}",
        "[".repeat(200_000),
        "]".repeat(200_000)
    );
    let answer = site
        .send("POST", "records")
        .body("application/json", deep)
        .go()
        .await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "1");
    let answer = site
        .send("POST", "bulk")
        .body("application/x-ndjson", deep)
        .go()
        .await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let many = "{}\n".repeat(1_000_000);
    let answer = site
        .send("POST", "bulk")
        .body("application/x-ndjson", many)
        .go()
        .await;
    assert!((400..500).contains(&answer.status), "{}", answer.status);
    let long = vec![b'x'; 70 * 1024 * 1024];
    site.send("POST", "bulk")
        .body("application/x-ndjson", long)
        .expect(413)
        .await;
}

#[tokio::test]
async fn a_file_known_by_its_hash_is_opened_by_no_change() {
    let site = Site::new();
    let north = site.create("unit", Patch::set_one("name", "North"));
    let south = site.create("unit", Patch::set_one("name", "South"));
    let theirs = site.create(
        "evidence",
        Patch::set_one("name", "E").with("unit", south.as_str()),
    );
    let own = site.create(
        "evidence",
        Patch::set_one("name", "F").with("unit", north.as_str()),
    );
    let limited = site.token_of("contributor", Some(&north));
    site.send("PUT", &format!("records/{theirs}/files/file?name=secret.txt"))
        .body("text/plain", "the secret")
        .header("if-match", "*")
        .expect(200)
        .await;
    let record = site.get(&format!("records/{theirs}")).expect(200).await.json();
    let hash = record["fields"]["file"]["sha256"].as_str().unwrap().to_owned();
    let file = json!({"sha256": hash, "name": "secret.txt", "size": 10});
    let set = |file: &Json| json!({"set": {"file": file}});
    let mut sent = Vec::new();
    for value in [file.clone(), json!([file]), json!(file.to_string()), json!(hash)] {
        sent.push(site.patch(&own, "*", &set(&value)).token(&limited).go().await);
        let line = json!({"op": "revise", "id": own, "change": set(&value)}).to_string();
        sent.push(
            site.send("POST", "bulk")
                .body("application/x-ndjson", line)
                .token(&limited)
                .go()
                .await,
        );
        let create = json!({"kind": "evidence", "fields": {"name": "G", "unit": north, "file": value}});
        sent.push(site.post("records", &create).token(&limited).go().await);
        let command = json!({"command": {"revise": {"id": own, "expected_revision": null, "patch": {"set": {"file": value}}, "materiality": null}}});
        sent.push(
            site.post("/api/v1/operations/command", &command)
                .token(&limited)
                .go()
                .await,
        );
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let change = json!({"deed": {"revise": {"id": own}}, "fields": [["file", text]]});
        sent.push(
            site.post("/api/v1/operations/change", &change)
                .token(&limited)
                .go()
                .await,
        );
    }
    let list = format!(
        "Name,Unit,File\nG,North,\"{}\"\n",
        file.to_string().replace('"', "\"\"")
    );
    let import = json!({"name": "evidence.csv", "content": base64_of(&list), "kind": "evidence"});
    let _ = site
        .post("/api/v1/operations/import", &import)
        .token(&limited)
        .go()
        .await;
    for answer in sent {
        assert!(answer.status >= 400, "{}", answer.text());
    }
    let missing = site
        .get(&format!("files/{hash}"))
        .token(&limited)
        .expect(404)
        .await
        .text();
    let never = site
        .get(&format!("files/{}", "0".repeat(64)))
        .token(&limited)
        .expect(404)
        .await
        .text();
    assert_eq!(missing.replace(&hash, ""), never.replace(&"0".repeat(64), ""));
}

fn base64_of(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}

#[tokio::test]
async fn tokens_end_with_their_time_and_their_account() {
    let site = Site::new();
    let viewer = site.token_of("viewer", None);
    let operational = &**site.instance.operational();
    let (account, _) = account_or_new(operational, "viewer@example.org", site.instance.now()).unwrap();
    let soon = site.instance.now() + jiff::SignedDuration::from_secs(60);
    let short = create_token(operational, &account.id, "short", Some(soon), site.instance.now())
        .unwrap()
        .secret;
    for token in [&viewer, &short] {
        site.get("kinds").token(token).expect(200).await;
    }
    site.clock.advance(jiff::SignedDuration::from_secs(61));
    site.get("kinds").token(&short).expect(401).await;
    site.get("kinds").token(&viewer).expect(200).await;
    operational
        .set_disabled(&account.id, Some(site.instance.now()))
        .unwrap();
    site.get("kinds").token(&viewer).expect(401).await;
}

#[tokio::test]
async fn a_view_of_hostile_text_stays_text() {
    let site = Site::new();
    let viewer = site.token_of("viewer", None);
    for query in [
        "\r\nSet-Cookie: a=b",
        "back=//attacker.example",
        "\u{202e}",
        "filter=%",
    ] {
        let name = format!("=cmd|' /C calc'!A0 <b>{}", query.len());
        let made = site
            .post(
                "kinds/system/views",
                &json!({"name": name, "query": query, "shared": true}),
            )
            .token(&viewer)
            .go()
            .await;
        assert!(made.status < 500, "{}", made.text());
    }
}

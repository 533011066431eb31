//! Every address of the description, asked by everybody who may not see everything. A new address without
//! a line here fails.

use std::collections::BTreeSet;

use probity_api::openapi;
use probity_app::Ctx;
use probity_app::operations::set_up::LOCAL_ADMINISTRATOR;
use probity_app::operations::tokens::{account_or_new, create_token};
use probity_core::patch::Patch;
use probity_core::rules::Command;
use serde_json::json;

use crate::rights_questions::{INSIDE, OPERATIONS, OUTSIDE};
use crate::support::{Answer, Site};

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

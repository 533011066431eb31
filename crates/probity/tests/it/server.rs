//! A running server, and commands that go through it.

use probity_app::ports::operational::{
    Account, AccountId, Accounts as _, ApiToken, ApiTokens as _, TokenHash,
};
use probity_store::DataFolder;
use serde_json::{Value as Json, json};

use crate::sandbox::{Sandbox, local_token};

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

fn post(address: &str, token: &str, place: &str, body: &Json) -> (u16, Json) {
    let config = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .proxy(None)
        .build();
    let agent: ureq::Agent = config.into();
    let sent = agent
        .post(format!("{address}/api/v1/operations/{place}"))
        .header("authorization", format!("Bearer {token}"))
        .send_json(body);
    let mut response = sent.expect("the server answers");
    let status = response.status().as_u16();
    (status, response.body_mut().read_json().expect("JSON"))
}

#[test]
fn commands_go_through_the_server_that_has_the_folder() {
    let sandbox = Sandbox::new();
    sandbox.write("uses.csv", "id,AI use\n1,Chat\n");
    let server = sandbox.serve(&SERVE);
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    sandbox.json(&["import", "uses.csv"]);
    sandbox.json(&["proof", "VEN-1", "-o", "tide"]);
    sandbox.json(&["backup", "-o", "b.zip"]);
    sandbox.json(&["workspace", "create", "north"]);
    let through = ["list", "vendor"].map(str::to_owned);
    let through: Vec<&str> = through.iter().map(String::as_str).collect();
    let there = (
        sandbox.json(&through),
        sandbox.json(&["fsck"]),
        sandbox.json(&["history", "USE-1"]),
    );
    let refused = sandbox.run(&["show", "VEN-9", "--json"]).expect(1);
    assert_eq!(server.stop(), Some(0));
    let here = (
        sandbox.json(&through),
        sandbox.json(&["fsck"]),
        sandbox.json(&["history", "USE-1"]),
    );
    assert_eq!(there, here, "both faces say the same");
    assert_eq!(
        refused.json(),
        sandbox.run(&["show", "VEN-9", "--json"]).expect(1).json()
    );
}

#[test]
fn a_killed_server_is_not_waited_for() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&SERVE);
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    server.kill();
    assert_eq!(sandbox.json(&["list", "vendor"])["total"], json!(1));
    assert_eq!(sandbox.json(&["fsck"])["problems"], json!([]));
}

#[test]
fn a_url_and_a_token_reach_a_server() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&SERVE);
    let token = local_token(&sandbox.data());
    let elsewhere = Sandbox::new();
    elsewhere.json(&[
        "create",
        "vendor",
        "name=Tide Ltd",
        "--url",
        &server.address,
        "--token",
        &token,
    ]);
    assert_eq!(sandbox.json(&["list", "vendor"])["total"], json!(1));
    let ran = elsewhere
        .run(&[
            "list",
            "vendor",
            "--url",
            &server.address,
            "--token",
            "wrong",
            "--json",
        ])
        .expect(1);
    assert_eq!(ran.json()["status"], json!(401));
}

#[test]
fn a_command_with_an_id_is_answered_the_same_again() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&SERVE);
    let token = local_token(&sandbox.data());
    let body = json!({"id": "once", "command": {"create": {"kind": "vendor", "patch": {"set": {"name": "Tide Ltd"}}}}});
    let (status, first) = post(&server.address, &token, "command", &body);
    assert_eq!(
        (status, &first["subjects"], &first["count"], &first["repeated"]),
        (200, &json!(["VEN-1"]), &json!(1), &json!(false))
    );
    let (_, again) = post(&server.address, &token, "command", &body);
    assert_eq!(
        (&again["first"], &again["size"], &again["repeated"]),
        (&first["first"], &first["size"], &json!(true))
    );
    let (status, proof) = post(
        &server.address,
        &token,
        "proof",
        &json!({"index": first["first"]}),
    );
    assert_eq!((status, &proof["id"]), (200, &json!("VEN-1")));
    assert!(
        proof["tlog_proof"]
            .as_str()
            .is_some_and(|text| text.starts_with("c2sp.org/tlog-proof@v1\n")),
        "{proof}"
    );
}

#[test]
fn what_is_sent_wrong_is_a_problem_with_a_status() {
    let sandbox = Sandbox::new();
    let server = sandbox.serve(&SERVE);
    let token = local_token(&sandbox.data());
    let check = |place: &str, token: &str, body: Json, expect: u16| {
        let (status, problem) = post(&server.address, token, place, &body);
        assert_eq!(
            (status, &problem["status"]),
            (expect, &json!(expect)),
            "{place}: {problem}"
        );
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty()),
            "{problem}"
        );
    };
    check("nonsense", &token, json!({}), 404);
    check("list", &token, json!({}), 400);
    check("list", &token, json!({"kind": "nonsense"}), 422);
    check("list", "", json!({"kind": "system"}), 401);
    check("show", &token, json!({"id": "SYS-1"}), 404);
    check("list?workspace=other", &token, json!({"kind": "system"}), 404);
    check(
        "command",
        &token,
        json!({"command": {"comment": {"id": "PER-1", "text": ""}}}),
        422,
    );
}

#[test]
fn nobody_listens_to_strangers_without_an_account() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run(&["serve", "--listen", "0.0.0.0:0"]).expect(1);
    assert!(
        ran.error().contains("there is no account with a password yet"),
        "{ran:?}"
    );
    assert!(ran.stderr.contains("probity user set-password admin"), "{ran:?}");
    sandbox
        .run_with(&["user", "set-password", "admin"], "four plain grey words\n")
        .expect(0);
    let server = sandbox.serve(&["serve", "--listen", "127.0.0.1:0", "--sign-in"]);
    let config = ureq::Agent::config_builder()
        .max_redirects(0)
        .http_status_as_error(false)
        .proxy(None)
        .build();
    let agent: ureq::Agent = config.into();
    let response = agent
        .get(format!("{}/w/main/", server.address))
        .call()
        .expect("the server answers");
    let place = response
        .headers()
        .get("location")
        .and_then(|place| place.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    assert!(
        response.status().is_redirection() && place.starts_with("/sign-in"),
        "{} {place}",
        response.status()
    );
}

#[test]
fn settings_stand_in_a_file_of_the_data_folder() {
    let sandbox = Sandbox::new();
    std::fs::create_dir(sandbox.data()).expect("a folder");
    sandbox.write("probity-data/probity.toml", "listen = \"127.0.0.1:0\"\n");
    let server = sandbox.serve(&["serve"]);
    assert!(!server.address.ends_with(":42001"), "{}", server.address);
    drop(server);
    sandbox.write("probity-data/probity.toml", "port = 1\n");
    let ran = sandbox.run(&["serve"]).expect(2);
    assert!(ran.error().contains("unknown field `port`"), "{ran:?}");
}

#[test]
fn a_taken_address_is_told() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = taken.local_addr().expect("bound").to_string();
    let ran = Sandbox::new().run(&["serve", "--listen", &address]).expect(1);
    assert!(ran.error().contains("another program listens there"), "{ran:?}");
}

/// An account with a token, as an administrator would make them.
fn make_token(sandbox: &Sandbox, login: &str, token: &str) {
    let folder = DataFolder::open(&sandbox.data()).expect("the folder is free");
    let operational = folder.server_db().expect("the server database");
    let (id, created) = (AccountId::from_random([7; 16]), jiff::Timestamp::UNIX_EPOCH);
    let account = Account {
        id: id.clone(),
        login: login.to_owned(),
        password_hash: String::new(),
        created,
        disabled: None,
    };
    operational.create_account(&account).expect("a new account");
    let token = ApiToken {
        token: TokenHash::of(token),
        label: "test".to_owned(),
        account: id,
        created,
        expires: None,
    };
    operational.create_api_token(&token).expect("a new token");
}

#[test]
fn a_token_has_the_rights_of_its_person_and_no_more() {
    let sandbox = Sandbox::new();
    sandbox.json(&[
        "create",
        "person",
        "name=Ada Example",
        "account=ada@example.org",
        "--state",
        "active",
    ]);
    sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
    make_token(&sandbox, "ada@example.org", "secret");
    let server = sandbox.serve(&SERVE);
    let create = json!({"command": {"create": {"kind": "vendor", "patch": {"set": {"name": "Ebb Ltd"}}}}});
    let (status, problem) = post(&server.address, "secret", "list", &json!({"kind": "vendor"}));
    assert_eq!(
        status, 404,
        "somebody without a role sees no workspace: {problem}"
    );
    sandbox.json(&[
        "create",
        "role_grant",
        "name=Viewer",
        "person=PER-2",
        "role=viewer",
    ]);
    let (status, list) = post(&server.address, "secret", "list", &json!({"kind": "vendor"}));
    assert_eq!((status, &list["total"]), (200, &json!(1)));
    for (place, body) in [
        ("command", create),
        ("export", json!({"kind": "vendor", "format": "csv"})),
        ("fsck", json!({})),
        ("erase", json!({"id": "PER-2", "reason": "asked"})),
        ("workspaces", json!({})),
        (
            "set-password",
            json!({"login": "admin", "password": "four plain grey words"}),
        ),
    ] {
        let (status, problem) = post(&server.address, "secret", place, &body);
        assert_eq!(status, 403, "{place}: {problem}");
    }
    let (status, problem) = post(
        &server.address,
        "secret",
        "backup",
        &json!({"to": sandbox.path("b.zip")}),
    );
    assert_eq!(status, 422, "{problem}");
}

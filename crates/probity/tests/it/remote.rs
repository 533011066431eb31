//! Commands against a server say what they say on the folder itself.

use serde_json::Value as Json;

use crate::sandbox::{Sandbox, Served, local_token};

const SERVE: [&str; 3] = ["serve", "--listen", "127.0.0.1:0"];

/// A folder with something of everything in it.
fn filled() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("uses.csv", "id,AI use,Department\n1,Chat,North\n2,Triage,South\n");
    for args in [
        &["create", "vendor", "name=Tide Ltd", "country=Norway"][..],
        &[
            "create",
            "person",
            "name=Ada Example",
            "account=ada",
            "--state",
            "active",
        ],
        &["set", "VEN-1", "country=Oman"],
        &["comment", "VEN-1", "Ends in June."],
        &["import", "uses.csv"],
        &["token", "create", "sync", "--for", "ada"],
    ] {
        sandbox.run(args).expect(0);
    }
    sandbox
}

/// Commands that change nothing.
const READING: &[&[&str]] = &[
    &["list", "vendor"],
    &[
        "list",
        "use_case",
        "--filter",
        "unit is present",
        "--sort",
        "-name",
    ],
    &["list", "vendor", "--json"],
    &["show", "VEN-1"],
    &["show", "VEN-1", "--json"],
    &["show", "VEN-9", "--json"],
    &["history", "VEN-1"],
    &["history", "VEN-1", "--json"],
    &["export", "--kind", "vendor", "--format", "csv"],
    &["export", "--kind", "vendor", "--format", "ndjson"],
    &["import", "uses.csv", "--dry-run", "--json"],
    &["proof", "VEN-1", "-o", "tide", "--json"],
    &["key"],
    &["key", "--json"],
    &["fsck"],
    &["fsck", "--json"],
    &["user", "list"],
    &["user", "list", "--json"],
    &["token", "list", "--for", "ada"],
    &["token", "list", "--json"],
    &["workspace", "list", "--json"],
    &["list", "vendor", "--filter", "colour = red", "--json"],
    &["show", "VEN-1", "--workspace", "other", "--json"],
];

#[test]
fn reading_says_the_same_through_a_server_to_the_byte() {
    let sandbox = filled();
    let elsewhere = Sandbox::new();
    elsewhere.write("uses.csv", sandbox.read("uses.csv"));
    let server = sandbox.serve(&SERVE);
    let token = local_token(&sandbox.data());
    let through: Vec<_> = READING
        .iter()
        .map(|args| elsewhere.run(&[args, &["--url", &server.address, "--token", &token][..]].concat()))
        .collect();
    assert_eq!(server.stop(), Some(0));
    for (args, there) in READING.iter().zip(through) {
        let here = sandbox.run(args);
        let refused = ["VEN-9", "colour = red", "other"]
            .iter()
            .any(|word| args.contains(word));
        assert_eq!(here.code, Some(i32::from(refused)), "{args:?}: {here:?}");
        assert_eq!((here.code, &here.stdout), (there.code, &there.stdout), "{args:?}");
        assert_eq!(errors(&here.stderr), errors(&there.stderr), "{args:?}");
    }
    for file in ["tide.tlog-proof", "tide.json"] {
        assert_eq!(sandbox.read(file), elsewhere.read(file), "{file}");
    }
}

/// What is told of a failure; progress is told only where the work is done.
fn errors(stderr: &str) -> Vec<&str> {
    stderr
        .lines()
        .filter(|line| line.starts_with("error: "))
        .collect()
}

/// Commands that change something, in an order that works.
const CHANGING: &[&[&str]] = &[
    &["create", "vendor", "name=Tide Ltd"],
    &["create", "vendor", "name=Tide Limited", "--json"],
    &["create", "vendor", "colour=red", "--json"],
    &["create", "person", "name=Ada Example", "email=ada@example.org"],
    &["set", "VEN-1", "country=Norway", "--json"],
    &["set", "VEN-1", "country=Oman", "--revision", "1", "--json"],
    &[
        "move",
        "VEN-1",
        "suspended",
        "--as-fact",
        "--reason",
        "seen",
        "--json",
    ],
    &["move", "VEN-1", "nonsense", "--json"],
    &["comment", "VEN-1", "Ends in June.", "--json"],
    &["archive", "VEN-1", "--reason", "over"],
    &["archive", "VEN-1", "--undo", "--json"],
    &["merge", "VEN-1", "VEN-2", "--json"],
    &["import", "uses.csv", "--json"],
    &["import", "uses.csv", "--partial", "--json"],
    &["undo", "IPT-1", "--json"],
    &["undo", "IPT-1", "--json"],
    &["erase", "PER-2", "--reason", "asked", "--yes", "--json"],
    &["workspace", "create", "north", "--json"],
    &["token", "create", "sync", "--for", "robot", "--json"],
    &["token", "create", "sync", "--for", "robot", "--json"],
    &["token", "revoke", "sync", "--for", "robot", "--json"],
    &["list", "vendor", "--archived", "--json"],
    &["history", "VEN-1", "--json"],
];

#[test]
fn changing_says_the_same_through_a_server() {
    let (here, there, elsewhere) = (Sandbox::new(), Sandbox::new(), Sandbox::new());
    let server: Served = there.serve(&SERVE);
    let token = local_token(&there.data());
    let uses = "id,AI use\n1,Chat\n2,\n";
    here.write("uses.csv", uses);
    elsewhere.write("uses.csv", uses);
    for args in CHANGING {
        let local = here.run(args);
        let remote = elsewhere.run(&[args, &["--url", &server.address, "--token", &token][..]].concat());
        assert_eq!(local.code, remote.code, "{args:?}: {local:?} {remote:?}");
        match args.contains(&"--json") {
            true => assert_eq!(told(local.json()), told(remote.json()), "{args:?}"),
            false => assert_eq!(local.stdout, remote.stdout, "{args:?}"),
        }
    }
}

/// A document without what is made by chance or by the clock.
fn told(mut json: Json) -> Json {
    const MADE: [&str; 11] = [
        "id", "key", "origin", "created", "updated", "recorded", "batch", "token", "command", "at", "expires",
    ];
    blank(&mut json, &MADE);
    json
}

fn blank(json: &mut Json, made: &[&str]) {
    match json {
        Json::Object(members) => {
            for (name, value) in members {
                // Ids of records are the same everywhere, those of commands are not.
                let by_chance =
                    made.contains(&name.as_str()) && value.as_str().is_none_or(|text| text.len() > 12);
                match by_chance {
                    true => *value = Json::Null,
                    false => blank(value, made),
                }
            }
        }
        Json::Array(items) => items.iter_mut().for_each(|item| blank(item, made)),
        _ => {}
    }
}

#[test]
fn a_token_of_the_command_line_opens_a_server_until_it_is_revoked() {
    let sandbox = filled();
    sandbox
        .run(&[
            "create",
            "role_grant",
            "name=Viewer",
            "person=PER-2",
            "role=viewer",
        ])
        .expect(0);
    let made = sandbox.json(&[
        "token",
        "create",
        "reader",
        "--for",
        "ada",
        "--expires",
        "2999-01-01",
    ]);
    let token = made["token"].as_str().expect("a token");
    assert_eq!(made["expires"], "2999-01-02T00:00:00Z");
    let server = sandbox.serve(&SERVE);
    let elsewhere = Sandbox::new();
    let with = |token: &str, args: &[&str]| {
        elsewhere.run(&[args, &["--url", &server.address, "--token", token, "--json"]].concat())
    };
    assert_eq!(with(token, &["list", "vendor"]).expect(0).json()["total"], 1);
    assert_eq!(
        with(token, &["create", "vendor", "name=x"]).expect(1).json()["status"],
        403
    );
    assert_eq!(
        with(token, &["token", "list", "--for", "admin"]).expect(1).json()["status"],
        403
    );
    let own = with(token, &["token", "create", "another"]).expect(0).json();
    assert_eq!(own["login"], "ada");
    let own = own["token"].as_str().expect("a token").to_owned();
    with(&own, &["list", "vendor"]).expect(0);
    with(token, &["token", "revoke", "another"]).expect(0);
    let ran = with(&own, &["list", "vendor"]).expect(1);
    assert_eq!(ran.json()["type"], "/problems/unknown-caller");
}

#[test]
fn an_address_that_cannot_be_reached_is_told() {
    let sandbox = Sandbox::new();
    sandbox.write("not.pem", "nothing");
    let check = |args: &[&str], code: i32, words: &str| {
        let ran = sandbox
            .run(&[&["list", "vendor", "--token", "x"][..], args].concat())
            .expect(code);
        assert!(ran.error().contains(words), "{ran:?}");
    };
    check(&["--url", "example.org"], 2, "is not the address of a server");
    check(&["--url", "https://localhost:1"], 1, "does not answer");
    check(
        &["--url", "https://localhost:1", "--ca", "not.pem"],
        2,
        "holds no certificate",
    );
    check(
        &["--url", "https://localhost:1", "--ca", "missing.pem"],
        1,
        "there is no such file",
    );
}

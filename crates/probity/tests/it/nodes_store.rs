//! Everything kept in PostgreSQL: how the database is named, commands with and without a server, and
//! what several servers have in common.

use std::time::Duration;

use probity_testkit::postgres::TestDatabase;
use serde_json::{Value as Json, json};

use crate::nodes_fleet::agent;
use crate::sandbox::{Sandbox, local_token};

const SECRET: &str = "not-to-be-shown";

#[track_caller]
fn check_refused(env: &[(&str, &str)], args: &[&str], code: i32, expect: &str) {
    let sandbox = Sandbox::new();
    let mut command = sandbox.command(args);
    let output = command.envs(env.iter().copied()).output().expect("runs");
    let (stdout, stderr) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert_eq!(output.status.code(), Some(code), "{stderr}");
    assert!(stderr.contains(expect), "{stderr}");
    assert!(!stderr.contains(SECRET) && !stdout.contains(SECRET), "{stderr}");
}

#[test]
fn a_store_that_cannot_be_used_is_named_without_its_password() {
    let nowhere = format!("postgresql://probity:{SECRET}@127.0.0.1:1/probity");
    let other = format!("mysql://probity:{SECRET}@db.example/probity");
    let list = ["list", "vendor"];
    let serve = ["serve", "--listen", "127.0.0.1:0"];
    // A database that is only just starting is waited for, so these go side by side.
    std::thread::scope(|scope| {
        scope.spawn(|| check_refused(&[], &["--store", &nowhere, "list", "vendor"], 1, "database"));
        scope.spawn(|| check_refused(&[("PROBITY_STORE", &nowhere)], &list, 1, "database"));
        scope.spawn(|| check_refused(&[("DATABASE_URL", &nowhere)], &list, 1, "database"));
        scope.spawn(|| check_refused(&[("DATABASE_URL", &nowhere)], &serve, 1, "database"));
    });
    check_refused(
        &[],
        &["--store", &other, "list", "vendor"],
        2,
        "`--store` or `PROBITY_STORE` does not name a PostgreSQL database",
    );
    check_refused(
        &[("DATABASE_URL", &other)],
        &list,
        2,
        "`DATABASE_URL` does not name a PostgreSQL database",
    );
    let sandbox = Sandbox::new();
    std::fs::create_dir_all(sandbox.data()).expect("a folder");
    sandbox.write("probity-data/probity.toml", format!("store = \"{other}\"\n"));
    let ran = sandbox.run(&list).expect(2);
    assert!(ran.error().contains("`store` in `probity.toml`"), "{ran:?}");
    assert!(!ran.stderr.contains(SECRET), "{ran:?}");
}

#[test]
fn commands_work_on_a_database_without_a_server() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let sandbox = Sandbox::new();
    let with = |args: &[&'static str]| [&["--store", database.url()], args].concat();
    let made = sandbox.json(&with(&["create", "vendor", "name=Tide Ltd"]));
    assert_eq!(made["subjects"], json!(["VEN-1"]));
    assert_eq!(sandbox.json(&with(&["list", "vendor"]))["total"], json!(1));
    assert_eq!(sandbox.json(&with(&["fsck"]))["problems"], json!([]));
    // The data folder is not where it is kept.
    let ran = sandbox.run(&["list", "vendor"]).expect(1);
    assert!(ran.error().contains("main"), "{ran:?}");
    // From another machine: what was written is there, and the key is not.
    let other = Sandbox::new();
    assert_eq!(other.json(&with(&["list", "vendor"]))["total"], json!(1));
    let refused = other.run(&with(&["create", "vendor", "name=Ebb Ltd"])).expect(1);
    assert!(
        refused.error().contains("its key is not on this server"),
        "{refused:?}"
    );
}

#[test]
fn a_backup_of_a_database_is_restored_into_another() {
    let (Some(old), Some(new)) = (TestDatabase::make(), TestDatabase::make()) else {
        return;
    };
    let (from, to) = (Sandbox::new(), Sandbox::new());
    let at = |database: &TestDatabase, args: &[&str]| -> Vec<String> {
        let store = ["--store", database.url()];
        [&store, args].concat().into_iter().map(str::to_owned).collect()
    };
    let json = |sandbox: &Sandbox, args: Vec<String>| {
        sandbox.json(&args.iter().map(String::as_str).collect::<Vec<_>>())
    };
    json(&from, at(&old, &["create", "vendor", "name=Tide Ltd"]));
    from.write("words.txt", "the tide comes in twice\n");
    let file = from.path("backup.zip").display().to_string();
    let words = from.path("words.txt").display().to_string();
    json(
        &from,
        at(&old, &["backup", "-o", &file, "--passphrase-file", &words]),
    );
    json(&to, at(&new, &["restore", &file, "--passphrase-file", &words]));
    // With its key, so that it goes on.
    let made = json(&to, at(&new, &["create", "vendor", "name=Ebb Ltd"]));
    assert_eq!(made["subjects"], json!(["VEN-2"]));
    assert_eq!(json(&to, at(&new, &["fsck"]))["problems"], json!([]));
    let total = |sandbox, database| json(sandbox, at(database, &["list", "vendor"]))["total"].clone();
    assert_eq!((total(&from, &old), total(&to, &new)), (json!(1), json!(2)));
}

#[test]
fn a_server_on_all_addresses_must_say_where_others_reach_it() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let sandbox = Sandbox::new();
    let serve = |more: &[&str]| {
        let words = ["--store", database.url(), "serve", "--listen", "0.0.0.0:0"];
        sandbox.run(&[&words, more].concat()).expect(2)
    };
    let ran = serve(&[]);
    assert!(ran.stderr.contains("--node-address http://"), "{ran:?}");
    let ran = serve(&["--node-address", "10.0.0.5:42001"]);
    assert!(ran.error().contains("must begin with `http://`"), "{ran:?}");
}

#[test]
fn servers_share_workspaces_and_sign_ins() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let (one, two) = (Sandbox::new(), Sandbox::new());
    let store = ["--store", database.url()];
    one.run_with(
        &[&store[..], &["user", "set-password", "admin"]].concat(),
        "the tide comes in twice\n",
    )
    .expect(0);
    let serve = [&store[..], &["serve", "--listen", "127.0.0.1:0", "--sign-in"]].concat();
    let (first, second) = (one.serve(&serve), two.serve(&serve));

    let client = agent(Duration::from_secs(30));
    let signed_in = client
        .post(format!("{}/sign-in", first.address))
        .send_form([("login", "admin"), ("password", "the tide comes in twice")])
        .expect("the server answers");
    assert_eq!(signed_in.status(), 303);
    let session = signed_in.headers()["set-cookie"].to_str().expect("ASCII");
    let session = session.split(';').next().expect("a cookie").to_owned();
    let page = |address: &str, place: &str, cookie: &str| {
        let answer = client
            .get(format!("{address}{place}"))
            .header("cookie", cookie)
            .call();
        answer.expect("the server answers")
    };
    assert_eq!(page(&second.address, "/w/main", &session).status(), 200);
    assert_eq!(page(&second.address, "/w/main", "a=b").status(), 303);

    // A workspace that is made at one server is at the other, which sends changes to the one with the key.
    let call = |sandbox: &Sandbox, address: &str, operation: &str, body: Json| -> Json {
        let answer = client
            .post(format!("{address}/api/v1/operations/{operation}"))
            .header(
                "authorization",
                format!("Bearer {}", local_token(&sandbox.data())),
            )
            .send_json(body);
        let mut answer = answer.expect("the server answers");
        answer.body_mut().read_json().expect("JSON")
    };
    let request = json!({ "name": "second", "organisation": "Second Ltd" });
    call(&one, &first.address, "create-workspace", request);
    let command = json!({ "create": { "kind": "vendor", "patch": { "set": { "name": "Tide Ltd" } } } });
    let done = call(
        &two,
        &second.address,
        "command?workspace=second",
        json!({ "command": command }),
    );
    assert_eq!(done["subjects"], json!(["VEN-1"]), "{done}");
    let seen = page(&second.address, "/w/second/r/VEN-1", &session);
    assert_eq!(seen.status(), 200);
    let told = seen.headers().get_all("set-cookie").iter();
    let told: Vec<&str> = told.filter_map(|cookie| cookie.to_str().ok()).collect();
    let size = format!("probity_size=second:{};", done["size"]);
    assert!(
        told.iter()
            .any(|cookie| cookie.starts_with(&size) && cookie.contains("HttpOnly")),
        "{told:?}"
    );
    // A stranger is not told how much there is.
    let strange = page(&second.address, "/w/second/r/VEN-1", "a=b");
    assert!(strange.headers().get("set-cookie").is_none());
}

#[test]
fn servers_that_start_at_once_share_what_one_of_them_makes() {
    let Some(database) = TestDatabase::make() else {
        return;
    };
    let sandboxes: Vec<Sandbox> = (0..3).map(|_| Sandbox::new()).collect();
    let words = ["--store", database.url(), "serve", "--listen", "127.0.0.1:0"];
    let served = std::thread::scope(|scope| {
        let starting: Vec<_> = sandboxes
            .iter()
            .map(|sandbox| scope.spawn(|| sandbox.serve(&words)))
            .collect();
        starting
            .into_iter()
            .map(|server| server.join().expect("every server starts"))
            .collect::<Vec<_>>()
    });
    for (sandbox, server) in sandboxes.iter().zip(&served) {
        let answer = sandbox.json(&["create", "vendor", "name=Tide Ltd"]);
        assert_eq!(answer["count"], json!(1), "{}", server.address);
    }
    assert_eq!(sandboxes[0].json(&["list", "vendor"])["total"], json!(3));
}

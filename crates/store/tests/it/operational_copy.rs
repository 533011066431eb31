//! Operational state from SQLite to PostgreSQL and back, row by row.

use std::sync::Arc;

use probity_app::ports::operational::{
    Accounts as _, ApiToken, ApiTokens as _, Drafts as _, ImportStagings as _, IssuedFile, IssuedFiles as _,
    IssuedKind, ListMemories as _, ListMemory, LoginFailures as _, ReadMarks as _, RegisteredWorkspace,
    SavedMapping, SavedMappings as _, SavedViews as _, Sessions as _, TokenHash, WorkspaceRegistry as _,
};
use probity_app::ports::{StoredFiles as _, SystemClock};
use probity_store::{DataFolder, PostgresHome, ServerDb};
use probity_testkit::postgres::TestDatabase;

use crate::operational::{account, database, draft, main_workspace, session, staging, start};
use crate::saved_views::saved_view;

/// Every table with its columns, of a file.
fn columns(path: &std::path::Path) -> Vec<(String, Vec<String>)> {
    let file = rusqlite::Connection::open(path).unwrap();
    let sql =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    let names: Vec<String> = file
        .prepare(sql)
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let of = |table: String| {
        let mut statement = file
            .prepare("SELECT name FROM pragma_table_info(?1) ORDER BY name")
            .unwrap();
        let columns = statement.query_map([&table], |row| row.get(0)).unwrap();
        let columns = columns.map(Result::unwrap).collect();
        (table, columns)
    };
    names.into_iter().map(of).collect()
}

/// Every row of every table of a file, sorted.
fn all_rows(path: &std::path::Path) -> Vec<String> {
    let file = rusqlite::Connection::open(path).unwrap();
    let mut found = Vec::new();
    for (table, columns) in columns(path) {
        let sql = format!("SELECT {} FROM {table}", columns.join(", "));
        let mut statement = file.prepare(&sql).unwrap();
        let mut rows = statement.query([]).unwrap();
        let mut count = 0;
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<rusqlite::types::Value> = (0..columns.len())
                .map(|column| row.get(column).unwrap())
                .collect();
            found.push(format!("{table} {values:?}"));
            count += 1;
        }
        assert!(count > 0, "`{table}` has no row: a copy of it is not tested");
    }
    found.sort_unstable();
    found
}

fn with_a_row_in_every_table(database: &ServerDb) {
    let ada = account(1, "Äda");
    database.create_account(&ada).unwrap();
    database.open_session(&session(&ada, "t")).unwrap();
    database
        .create_api_token(&ApiToken {
            token: TokenHash::of("api"),
            label: "pipeline".to_owned(),
            account: ada.id.clone(),
            created: start(),
            expires: None,
        })
        .unwrap();
    database.record_login_failure("ada", "192.0.2", start()).unwrap();
    database.save_draft(&draft("k", start())).unwrap();
    database.create_staging(&staging("s", start())).unwrap();
    database
        .save_mapping(&SavedMapping {
            workspace: main_workspace(),
            name: "yearly".to_owned(),
            json: "{}".to_owned(),
            updated: start(),
        })
        .unwrap();
    database.save_view(&saved_view("1", &ada.id, "mine")).unwrap();
    database
        .remember_list(&ListMemory {
            account: ada.id.clone(),
            workspace: main_workspace(),
            list: "system".to_owned(),
            query: "sort=name".to_owned(),
            first_view: None,
        })
        .unwrap();
    database.set_read_mark(&ada.id, &main_workspace(), 5).unwrap();
    for name in ["first.zip", "second.zip"] {
        database
            .record_issued(&IssuedFile {
                workspace: main_workspace(),
                at: start(),
                kind: IssuedKind::Backup,
                name: name.to_owned(),
                actor: "PER-1".to_owned(),
            })
            .unwrap();
    }
    database
        .register_workspace(&RegisteredWorkspace {
            name: main_workspace(),
            folder: "workspaces/main".to_owned(),
            created: start(),
            origin: "a.example".to_owned(),
        })
        .unwrap();
}

#[test]
fn every_row_gets_to_postgresql_and_back() {
    let Some(server) = TestDatabase::make() else {
        return;
    };
    let (folder, database) = database();
    with_a_row_in_every_table(&database);
    drop(database);
    let data = Arc::new(DataFolder::open(&folder.path().join("data")).unwrap());
    let home = PostgresHome::open(server.url(), data, Arc::new(SystemClock)).unwrap();
    let (there, back) = (folder.path().join("server.db"), folder.path().join("back.db"));
    assert!(home.workspaces().is_empty().unwrap());
    home.workspaces().place_server_state(&there).unwrap();
    assert!(!home.workspaces().is_empty().unwrap());
    home.workspaces().copy_server_state(&back).unwrap();
    assert_eq!(all_rows(&back), all_rows(&there));
    let issued = home.operational().issued_files(&main_workspace()).unwrap();
    let names: Vec<&str> = issued.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(
        names,
        ["first.zip", "second.zip"],
        "in the order in which they left"
    );

    for (table, mut columns) in columns(&there) {
        // What gives the order that SQLite has by itself.
        columns.extend((table == "issued_files").then(|| "rowid".to_owned()));
        columns.sort_unstable();
        let sql = format!(
            "SELECT column_name FROM information_schema.columns
             WHERE table_schema = 'probity' AND table_name = '{table}' ORDER BY column_name COLLATE \"C\""
        );
        let there: Vec<String> = server.query(&sql).lines().map(str::to_owned).collect();
        assert_eq!(there, columns, "`{table}`");
    }
}

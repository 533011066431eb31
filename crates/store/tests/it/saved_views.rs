//! Saved views and what is remembered of lists, on SQLite and on PostgreSQL.

use probity_app::ports::operational::{AccountId, ListMemory, SavedView, SavedViews as _};
use probity_app::ports::{Operational as _, WorkspaceName};
use probity_store::ServerDb;

use crate::operational::{database, main_workspace, on_each};

pub(crate) fn saved_view(id: &str, account: &AccountId, name: &str) -> SavedView {
    SavedView {
        id: id.to_owned(),
        account: account.clone(),
        workspace: main_workspace(),
        list: "system".to_owned(),
        name: name.to_owned(),
        query: "filter=owner+is+missing".to_owned(),
        shared: false,
    }
}

#[test]
fn views_are_found_by_who_made_them_and_by_all_when_shared() {
    on_each(|database| {
        let (ada, local, main) = (
            AccountId::from_random([1; 16]),
            AccountId::local(),
            main_workspace(),
        );
        let (due, mine) = (saved_view("1", &local, "due"), saved_view("2", &local, "Mine"));
        let hers = SavedView {
            shared: true,
            ..saved_view("3", &ada, "due")
        };
        for view in [&due, &mine, &hers, &saved_view("4", &ada, "private")] {
            database.save_view(view).unwrap();
        }
        let found = |account: &AccountId, list: &str| {
            let views = database.views(account, &main, list).unwrap();
            views.into_iter().map(|view| view.id).collect::<Vec<_>>()
        };
        assert_eq!(found(&local, "system"), ["2", "1", "3"]);
        assert_eq!(found(&ada, "system"), ["3", "4"]);
        assert_eq!(found(&local, "model"), Vec::<String>::new());
        let taken = database.save_view(&SavedView {
            name: "due".to_owned(),
            ..mine.clone()
        });
        assert_eq!(
            taken.unwrap_err().to_string(),
            "a view called `due` exists already"
        );
        assert_eq!(database.view(&main, "2").unwrap(), Some(mine.clone()));
        let renamed = SavedView {
            name: "ours".to_owned(),
            query: String::new(),
            shared: true,
            ..mine
        };
        let moved = SavedView {
            account: ada.clone(),
            list: "model".to_owned(),
            ..renamed.clone()
        };
        database.save_view(&moved).unwrap();
        assert_eq!(
            database.view(&main, "2").unwrap(),
            Some(renamed),
            "account and list stay"
        );
        assert_eq!(found(&ada, "system"), ["3", "2", "4"]);
        let other: WorkspaceName = "other".parse().unwrap();
        assert_eq!(database.view(&other, "2").unwrap(), None);
        assert!(!database.delete_view(&other, "2").unwrap());
        assert!(database.delete_view(&main, "2").unwrap() && !database.delete_view(&main, "2").unwrap());
        let all = database.all_views(&main).unwrap();
        assert_eq!(
            all.iter().map(|view| view.id.as_str()).collect::<Vec<_>>(),
            ["1", "3", "4"]
        );
        assert_eq!(database.all_views(&other).unwrap(), []);
    });
}

#[test]
fn a_list_is_remembered_as_it_was_last_seen() {
    on_each(|database| {
        let (ada, main) = (AccountId::from_random([1; 16]), main_workspace());
        let memory = |list: &str, query: &str| ListMemory {
            account: ada.clone(),
            workspace: main.clone(),
            list: list.to_owned(),
            query: query.to_owned(),
            first_view: None,
        };
        assert_eq!(database.list_memory(&ada, &main, "system").unwrap(), None);
        let later = ListMemory {
            first_view: Some("1".to_owned()),
            ..memory("system", "sort=-name")
        };
        for remembered in [
            &memory("system", "sort=name"),
            &memory("model", "group=unit"),
            &later,
        ] {
            database.remember_list(remembered).unwrap();
        }
        assert_eq!(
            database.list_memory(&ada, &main, "system").unwrap(),
            Some(later.clone())
        );
        assert_eq!(
            database
                .list_memory(&AccountId::local(), &main, "system")
                .unwrap(),
            None
        );
        assert_eq!(
            database.list_memories(&main).unwrap(),
            [memory("model", "group=unit"), later]
        );
        assert!(database.forget_list(&ada, &main, "system").unwrap());
        assert!(!database.forget_list(&ada, &main, "system").unwrap());
        assert_eq!(database.list_memory(&ada, &main, "system").unwrap(), None);
    });
}

#[test]
fn views_of_an_older_program_are_kept_and_get_an_id() {
    let (folder, database) = database();
    let path = folder.path().join("server.db");
    drop(database);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "DROP TABLE saved_views; DROP TABLE list_memories;
             CREATE TABLE saved_views (
                 account TEXT NOT NULL, workspace TEXT NOT NULL, list TEXT NOT NULL, name TEXT NOT NULL,
                 query TEXT NOT NULL, PRIMARY KEY (account, workspace, list, name)
             ) STRICT;
             INSERT INTO saved_views VALUES ('local', 'main', 'system', 'mine', 'q=x'), ('local', 'main', 'system', 'due', '');
             PRAGMA user_version = 1;",
        )
        .unwrap();
    drop(connection);
    let database = ServerDb::open(&path).unwrap();
    let views = database
        .views(&AccountId::local(), &main_workspace(), "system")
        .unwrap();
    let named: Vec<(&str, &str, bool)> = views
        .iter()
        .map(|view| (view.name.as_str(), view.query.as_str(), view.shared))
        .collect();
    assert_eq!(named, [("due", "", false), ("mine", "q=x", false)]);
    assert!(views[0].id.len() == 32 && views[0].id != views[1].id);
    assert_eq!(database.integrity().unwrap(), Vec::<String>::new());
}

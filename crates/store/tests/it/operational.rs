//! Operational state, on SQLite and on PostgreSQL.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use probity_app::ports::operational::{
    Account, AccountId, Draft, Drafts as _, ImportStaging, Purged, RegisteredWorkspace, SavedMapping,
    SavedView, Session, StagingState, TokenHash,
};
use probity_app::ports::{BlobHash, Operational, OperationalError, SystemClock, WorkspaceName};
use probity_store::{DataFolder, PostgresHome, ServerDb};
use probity_testkit::postgres::TestDatabase;
use tempfile::TempDir;

use crate::saved_views::saved_view;

pub(crate) fn database() -> (TempDir, ServerDb) {
    let folder = tempfile::tempdir().unwrap();
    let database = ServerDb::create(&folder.path().join("server.db")).unwrap();
    (folder, database)
}

/// Runs a case on SQLite and, where it is installed, on PostgreSQL.
pub(crate) fn on_each(case: impl Fn(&dyn Operational)) {
    let (_folder, sqlite) = database();
    case(&sqlite);
    let Some(server) = TestDatabase::make() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let folder = Arc::new(DataFolder::open(folder.path()).unwrap());
    let home = PostgresHome::open(server.url(), folder, Arc::new(SystemClock)).unwrap();
    let postgres = home.operational();
    case(&*postgres);
    assert_eq!(postgres.integrity().unwrap(), Vec::<String>::new());
    postgres.scrub().unwrap();
}

pub fn start() -> Timestamp {
    "2030-01-01T09:00:00.123456Z".parse().unwrap()
}

pub(crate) fn after(minutes: i64) -> Timestamp {
    start() + SignedDuration::from_mins(minutes)
}

pub(crate) fn main_workspace() -> WorkspaceName {
    "main".parse().unwrap()
}

pub fn account(number: u8, login: &str) -> Account {
    Account {
        id: AccountId::from_random([number; 16]),
        login: login.to_owned(),
        password_hash: "$argon2id$example".to_owned(),
        created: start(),
        disabled: None,
    }
}

pub fn session(account: &Account, token: &str) -> Session {
    Session {
        token: TokenHash::of(token),
        account: account.id.clone(),
        created: start(),
        last_seen: start(),
        expires: after(600),
        idle_limit: SignedDuration::from_mins(30),
        csrf_secret: [4; 32],
    }
}

pub fn staging(id: &str, created: Timestamp) -> ImportStaging {
    ImportStaging {
        id: id.to_owned(),
        workspace: main_workspace(),
        account: AccountId::local(),
        file_name: "systems.csv".to_owned(),
        blob: BlobHash::of(b"rows"),
        mapping: None,
        state: StagingState::Uploaded,
        created,
    }
}

pub fn draft(key: &str, updated: Timestamp) -> Draft {
    Draft {
        account: AccountId::local(),
        workspace: main_workspace(),
        key: key.to_owned(),
        json: "{}".to_owned(),
        updated,
    }
}

#[test]
fn work_in_progress_is_kept_and_replaced() {
    on_each(|database| {
        let (local, main) = (AccountId::local(), main_workspace());
        database.save_draft(&draft("new:system", after(1))).unwrap();
        database.save_draft(&draft("edit:SYS-1", after(2))).unwrap();
        let newer = Draft {
            json: "{\"name\":\"x\"}".to_owned(),
            ..draft("new:system", after(3))
        };
        database.save_draft(&newer).unwrap();
        assert_eq!(
            database.drafts(&local, &main).unwrap(),
            [newer.clone(), draft("edit:SYS-1", after(2))]
        );
        assert_eq!(database.draft(&local, &main, "new:system").unwrap(), Some(newer));
        assert_eq!(
            database.drafts(&AccountId::from_random([1; 16]), &main).unwrap(),
            []
        );
        assert!(database.delete_draft(&local, &main, "new:system").unwrap());
        assert!(!database.delete_draft(&local, &main, "new:system").unwrap());

        database.create_staging(&staging("one", start())).unwrap();
        assert!(matches!(
            database.create_staging(&staging("one", start())),
            Err(OperationalError::Taken(_))
        ));
        database
            .update_staging("one", Some("{\"a\":1}"), StagingState::Mapped)
            .unwrap();
        let mapped = ImportStaging {
            mapping: Some("{\"a\":1}".to_owned()),
            state: StagingState::Mapped,
            ..staging("one", start())
        };
        assert_eq!(database.staging("one").unwrap(), Some(mapped.clone()));
        assert_eq!(database.stagings(&main).unwrap(), [mapped]);
        assert!(matches!(
            database.update_staging("two", None, StagingState::Imported),
            Err(OperationalError::NotFound(_))
        ));
        assert!(database.delete_staging("one").unwrap() && !database.delete_staging("one").unwrap());
    });
}

#[test]
fn settings_are_kept_and_replaced() {
    on_each(|database| {
        let (local, main) = (AccountId::local(), main_workspace());
        let mapping = |json: &str| SavedMapping {
            workspace: main.clone(),
            name: "yearly".to_owned(),
            json: json.to_owned(),
            updated: start(),
        };
        database.save_mapping(&mapping("1")).unwrap();
        database.save_mapping(&mapping("2")).unwrap();
        assert_eq!(database.mapping(&main, "yearly").unwrap(), Some(mapping("2")));
        assert_eq!(database.mappings(&main).unwrap(), [mapping("2")]);
        assert!(database.delete_mapping(&main, "yearly").unwrap());
        assert_eq!(database.mapping(&main, "yearly").unwrap(), None);

        assert_eq!(database.read_mark(&local, &main).unwrap(), 0);
        for (set, read) in [(10, 10), (5, 10), (12, 12)] {
            database.set_read_mark(&local, &main, set).unwrap();
            assert_eq!(database.read_mark(&local, &main).unwrap(), read);
        }
    });
}

#[test]
fn workspaces_are_registered_once_and_forgotten_whole() {
    on_each(|database| {
        let workspace = |name: &str, origin: &str| RegisteredWorkspace {
            name: name.parse().unwrap(),
            folder: format!("workspaces/{name}"),
            created: start(),
            origin: origin.to_owned(),
        };
        database
            .register_workspace(&workspace("main", "a.example"))
            .unwrap();
        database
            .register_workspace(&workspace("acme", "b.example"))
            .unwrap();
        for twice in [workspace("main", "c.example"), workspace("other", "a.example")] {
            assert!(matches!(
                database.register_workspace(&twice),
                Err(OperationalError::Taken(_))
            ));
        }
        assert_eq!(
            database.workspaces().unwrap(),
            [workspace("acme", "b.example"), workspace("main", "a.example")]
        );
        database.save_draft(&draft("k", start())).unwrap();
        database.create_staging(&staging("s", start())).unwrap();
        database
            .save_view(&saved_view("1", &AccountId::local(), "mine"))
            .unwrap();
        assert!(database.unregister_workspace(&main_workspace()).unwrap());
        assert!(!database.unregister_workspace(&main_workspace()).unwrap());
        assert_eq!(database.workspace(&main_workspace()).unwrap(), None);
        assert_eq!(
            database.drafts(&AccountId::local(), &main_workspace()).unwrap(),
            []
        );
        assert_eq!(database.staging("s").unwrap(), None);
        assert_eq!(database.all_views(&main_workspace()).unwrap(), []);
    });
}

#[test]
fn what_is_over_is_purged() {
    on_each(|database| {
        let ada = account(1, "ada");
        database.create_account(&ada).unwrap();
        let hours = |hours: i64| after(hours * 60);
        database.open_session(&session(&ada, "idle")).unwrap();
        database
            .open_session(&Session {
                last_seen: hours(23),
                expires: hours(24),
                ..session(&ada, "over")
            })
            .unwrap();
        database
            .open_session(&Session {
                last_seen: hours(24),
                expires: hours(48),
                ..session(&ada, "live")
            })
            .unwrap();
        database
            .record_login_failure("ada", "192.0.2", hours(23))
            .unwrap();
        database
            .record_login_failure("ada", "192.0.2", hours(24))
            .unwrap();
        database
            .save_draft(&draft("old", start() - SignedDuration::from_hours(24 * 89 + 1)))
            .unwrap();
        database
            .save_draft(&draft("older", start() - SignedDuration::from_hours(24 * 90)))
            .unwrap();
        database.create_staging(&staging("old", start())).unwrap();
        database.create_staging(&staging("young", hours(1))).unwrap();
        let purged = database.purge(hours(24)).unwrap();
        let expected = Purged {
            sessions: 2,
            api_tokens: 0,
            login_failures: 1,
            drafts: 2,
            stagings: vec![staging("old", start())],
        };
        assert_eq!(purged, expected);
        assert_eq!(database.purge(hours(24)).unwrap(), Purged::default());
        assert_eq!(database.sessions_of(&ada.id).unwrap().len(), 1);
        assert_eq!(
            database.stagings(&main_workspace()).unwrap(),
            [staging("young", hours(1))]
        );
    });
}

#[test]
fn an_account_is_deleted_with_all_that_is_its_own() {
    on_each(|database| {
        let ada = account(1, "ada");
        database.create_account(&ada).unwrap();
        database.open_session(&session(&ada, "t")).unwrap();
        database
            .save_draft(&Draft {
                account: ada.id.clone(),
                ..draft("k", start())
            })
            .unwrap();
        database.save_draft(&draft("k", start())).unwrap();
        database.set_read_mark(&ada.id, &main_workspace(), 5).unwrap();
        let shared = SavedView {
            shared: true,
            ..saved_view("1", &ada.id, "ours")
        };
        database.save_view(&shared).unwrap();
        database.save_view(&saved_view("2", &ada.id, "mine")).unwrap();
        assert!(database.delete_account(&ada.id).unwrap() && !database.delete_account(&ada.id).unwrap());
        assert_eq!(database.session(&TokenHash::of("t"), start()).unwrap(), None);
        assert_eq!(database.drafts(&ada.id, &main_workspace()).unwrap(), []);
        assert_eq!(
            database
                .drafts(&AccountId::local(), &main_workspace())
                .unwrap()
                .len(),
            1
        );
        assert_eq!(database.read_mark(&ada.id, &main_workspace()).unwrap(), 0);
        assert_eq!(
            database.all_views(&main_workspace()).unwrap(),
            [shared],
            "a shared view is everybody's"
        );
    });
}

#[test]
fn a_copy_has_what_the_database_has() {
    let (folder, database) = database();
    database.save_draft(&draft("k", start())).unwrap();
    let copy = folder.path().join("copy.db");
    database.backup_to(&copy).unwrap();
    assert_eq!(
        ServerDb::open(&copy)
            .unwrap()
            .drafts(&AccountId::local(), &main_workspace())
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn damaged_rows_are_named_and_a_ledger_is_no_server_database() {
    let (folder, database) = database();
    let path = folder.path().join("server.db");
    database.save_draft(&draft("k", start())).unwrap();
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection
        .execute_batch("UPDATE drafts SET updated = 9223372036854775807")
        .unwrap();
    let error = database
        .drafts(&AccountId::local(), &main_workspace())
        .unwrap_err();
    assert!(
        error.to_string().contains("damaged at column `updated`"),
        "{error}"
    );
    let ledger = folder.path().join("ledger.db");
    crate::sample::write_ledger(&ledger, 1);
    let error = ServerDb::open(&ledger).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("this is not a Probity server database"),
        "{error}"
    );
}

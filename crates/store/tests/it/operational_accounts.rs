//! Who may come in: accounts, sessions, tokens and failed sign-ins, on SQLite and on PostgreSQL.

use jiff::SignedDuration;
use probity_app::ports::OperationalError;
use probity_app::ports::operational::{AccountId, Accounts as _, ApiToken, LoginFailures as _, TokenHash};
use probity_store::ServerDb;

use crate::operational::{account, after, database, on_each, session, start};

#[test]
fn a_login_name_is_taken_once_whatever_its_case() {
    on_each(|database| {
        let (first, second) = (account(1, "Äda"), account(2, "bob"));
        database.create_account(&second).unwrap();
        database.create_account(&first).unwrap();
        let taken = database.create_account(&account(3, "ÄDA")).unwrap_err();
        assert_eq!(taken.to_string(), "the account `ÄDA` exists already");
        assert!(matches!(
            database.create_account(&account(1, "carol")),
            Err(OperationalError::Taken(_))
        ));
        assert_eq!(database.account_by_login(" äda ").unwrap(), Some(first.clone()));
        assert_eq!(database.account(&second.id).unwrap(), Some(second.clone()));
        assert_eq!(database.accounts().unwrap(), [second.clone(), first.clone()]);
        let unknown = AccountId::from_random([9; 16]);
        assert!(matches!(
            database.set_password_hash(&unknown, "x"),
            Err(OperationalError::NotFound(_))
        ));
        assert!(matches!(
            database.set_disabled(&unknown, None),
            Err(OperationalError::NotFound(_))
        ));
        assert_eq!(database.account_by_login("a\0da").unwrap(), None);
    });
}

#[test]
fn accounts_are_there_when_the_file_is_opened_again() {
    let (folder, database) = database();
    database.create_account(&account(1, "ada")).unwrap();
    drop(database);
    let database = ServerDb::open(&folder.path().join("server.db")).unwrap();
    assert_eq!(database.accounts().unwrap(), [account(1, "ada")]);
}

#[test]
fn a_session_lives_until_it_is_idle_over_or_revoked() {
    on_each(|database| {
        let ada = account(1, "ada");
        assert!(matches!(
            database.open_session(&session(&ada, "t")),
            Err(OperationalError::NotFound(_))
        ));
        database.create_account(&ada).unwrap();
        database.open_session(&session(&ada, "t")).unwrap();
        let token = TokenHash::of("t");
        let live = |token: &TokenHash, minutes| database.session(token, after(minutes)).unwrap().is_some();
        assert_eq!(
            database.session(&token, start()).unwrap(),
            Some(session(&ada, "t"))
        );
        assert!(live(&token, 29) && !live(&token, 30), "idle for half an hour");
        database
            .touch_session(&token, start() + SignedDuration::from_secs(59))
            .unwrap();
        assert!(!live(&token, 30), "not written again within a minute");
        for minutes in (20..620).step_by(20) {
            database.touch_session(&token, after(minutes)).unwrap();
        }
        assert!(
            live(&token, 599) && !live(&token, 600),
            "over however much it is used"
        );
        let new = TokenHash::of("new");
        database.rotate_session(&token, &new, &[5; 32]).unwrap();
        assert!(!live(&token, 599));
        assert_eq!(
            database.session(&new, after(599)).unwrap().unwrap().csrf_secret,
            [5; 32]
        );
        assert!(matches!(
            database.rotate_session(&token, &new, &[5; 32]),
            Err(OperationalError::NotFound(_))
        ));
        assert!(database.revoke_session(&new).unwrap() && !database.revoke_session(&new).unwrap());
    });
}

#[test]
fn a_new_password_or_a_disabled_account_ends_sessions() {
    on_each(|database| {
        let ada = account(1, "ada");
        database.create_account(&ada).unwrap();
        database.open_session(&session(&ada, "a")).unwrap();
        database.set_password_hash(&ada.id, "$argon2id$new").unwrap();
        assert_eq!(database.sessions_of(&ada.id).unwrap(), []);
        database.open_session(&session(&ada, "b")).unwrap();
        let token = ApiToken {
            token: TokenHash::of("api"),
            label: "pipeline".to_owned(),
            account: ada.id.clone(),
            created: start(),
            expires: None,
        };
        database.create_api_token(&token).unwrap();
        database.set_disabled(&ada.id, Some(after(1))).unwrap();
        assert_eq!(database.sessions_of(&ada.id).unwrap(), []);
        assert_eq!(database.api_token(&token.token, after(1)).unwrap(), None);
        database.set_disabled(&ada.id, None).unwrap();
        assert_eq!(database.api_token(&token.token, after(1)).unwrap(), Some(token));
        database.open_session(&session(&ada, "c")).unwrap();
        database.open_session(&session(&ada, "d")).unwrap();
        assert_eq!(database.revoke_sessions_of(&ada.id).unwrap(), 2);
    });
}

#[test]
fn an_api_token_works_until_it_expires() {
    on_each(|database| {
        let ada = account(1, "ada");
        database.create_account(&ada).unwrap();
        let token = |label: &str, secret: &str| ApiToken {
            token: TokenHash::of(secret),
            label: label.to_owned(),
            account: ada.id.clone(),
            created: start(),
            expires: Some(after(60)),
        };
        database.create_api_token(&token("b", "1")).unwrap();
        database.create_api_token(&token("a", "2")).unwrap();
        let taken = database.create_api_token(&token("a", "3")).unwrap_err();
        assert_eq!(taken.to_string(), "the API token `a` exists already");
        let hash = TokenHash::of("2");
        assert!(database.api_token(&hash, after(59)).unwrap().is_some());
        assert!(database.api_token(&hash, after(60)).unwrap().is_none());
        let labels: Vec<String> = database
            .api_tokens_of(&ada.id)
            .unwrap()
            .into_iter()
            .map(|token| token.label)
            .collect();
        assert_eq!(labels, ["a", "b"]);
        assert!(
            database.revoke_api_token(&ada.id, "a").unwrap()
                && !database.revoke_api_token(&ada.id, "a").unwrap()
        );
    });
}

#[test]
fn failed_sign_ins_are_counted_by_name_and_address() {
    on_each(|database| {
        for number in 0..9 {
            database
                .record_login_failure("Ada", "192.0.2", after(number))
                .unwrap();
        }
        let count =
            |login, address, minutes| database.login_failures(login, address, after(minutes)).unwrap();
        assert!(!count("ada", "192.0.2", 9).is_over_limit());
        database
            .record_login_failure("ADA", "198.51.100", after(9))
            .unwrap();
        assert_eq!(
            (
                count("ada", "192.0.2", 9).login,
                count("ada", "192.0.2", 9).address
            ),
            (10, 9)
        );
        assert!(count("ada", "203.0.113", 9).is_over_limit());
        assert!(
            !count("ada", "203.0.113", 15).is_over_limit(),
            "the first one is out of the window"
        );
        database.clear_login_failures("ada").unwrap();
        assert_eq!(count("ada", "192.0.2", 9).login, 0);
        for number in 0..50 {
            database
                .record_login_failure(&format!("name-{number}"), "192.0.2", after(20))
                .unwrap();
        }
        assert!(count("other", "192.0.2", 20).is_over_limit());
    });
}

#[test]
fn names_that_failed_to_sign_in_are_not_kept() {
    let (folder, database) = database();
    for number in 0..50 {
        database
            .record_login_failure(&format!("name-{number}"), "192.0.2", after(20))
            .unwrap();
    }
    drop(database);
    let bytes = std::fs::read(folder.path().join("server.db")).unwrap();
    assert!(
        !bytes.windows(6).any(|window| window == b"name-7"),
        "names are not kept"
    );
}

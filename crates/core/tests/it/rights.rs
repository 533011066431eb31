//! Who may do what.

use probity_core::ids::{Actor, RecordId};
use probity_core::rules::rights::{Permission, Role};

#[test]
fn the_table_of_rights_is_what_was_reviewed() {
    let mut table = String::new();
    for role in Role::ALL {
        let held: Vec<String> = Permission::ALL
            .into_iter()
            .filter(|permission| role.allows(*permission))
            .map(|held| format!("{held:?}"))
            .collect();
        table.push_str(format!("{}: {}", role.code(), held.join(" ")).trim_end());
        table.push('\n');
    }
    insta::assert_snapshot!(table, @r"
    admin: View Create Edit EditOwn Approve Archive Import Export ManageFields ManageAccess ReadLedger Merge Erase Operate
    aims_manager: View Create Edit EditOwn Approve Archive Import Export ManageFields ReadLedger Merge
    owner: View Create EditOwn Export
    contributor: View Create Edit EditOwn Archive Import Export
    approver: View Approve Export
    internal_auditor: View Export ReadLedger
    external_auditor: View Export ReadLedger
    board: View Approve Export
    viewer: View
    ingest: View Create Edit
    guest:
    ");
}

#[test]
fn actors_and_ids_read_what_they_write() {
    for actor in [
        Actor::Person(12),
        Actor::Service(3),
        Actor::Guest(5),
        Actor::Anonymous,
        Actor::System,
    ] {
        assert_eq!(Actor::parse(&actor.to_string()), Some(actor));
    }
    for bad in ["", "PER-", "PER-x", "svc", "root", "guest:"] {
        assert_eq!(Actor::parse(bad), None, "{bad}");
    }
    let kinds = crate::small::kinds();
    for bad in [
        "",
        "THG",
        "THG-",
        "THG-0",
        "THG-01",
        "THG--1",
        "XYZ-1",
        "THG-99999999999",
        "THG-1 ",
    ] {
        assert_eq!(RecordId::parse(kinds, bad), None, "{bad}");
    }
    assert_eq!(
        RecordId::parse(kinds, "thg-7")
            .map(|id| id.show(kinds))
            .as_deref(),
        Some("THG-7")
    );
}

//! What is told about rights is what `authorize` answers, for everybody, everything and every record.

use probity_core::ids::{Actor, RecordId};
use probity_core::kind::Kinds;
use probity_core::patch::Patch;
use probity_core::register::Register;
use probity_core::rules::rights::{Ground, Permission, Principal, Role, Target, authorize};
use probity_core::rules::who_may::{Act, Subject, allowed, holders, needed, roles};
use probity_core::rules::{Command, Context, decide};

const TODAY: jiff::civil::Date = jiff::civil::date(2026, 3, 12);

/// A register made by commands of Probity itself.
struct House(Register);

impl House {
    fn create(&mut self, kind: &str, patch: Patch) -> String {
        let principal = Principal::system();
        let context = Context {
            principal: &principal,
            now: 1_700_000_000_000,
            today: TODAY,
        };
        let command = Command::Create {
            kind: kind.to_owned(),
            patch,
        };
        let decision = decide(&self.0, &context, &command).expect("fits");
        self.0 = decision.register;
        decision.subjects[0].show(self.0.kinds())
    }
}

/// Two units, one below the other, a third apart; each role held everywhere by one person and in the upper
/// unit by another; systems in every unit and in none, owned and not; grants that are over, to come and
/// revoked.
fn house() -> House {
    let mut house = House(Register::new(Kinds::built_in()));
    let named = |name: &str| Patch::set_one("name", name);
    let upper = house.create("unit", named("Upper"));
    let lower = house.create("unit", named("Lower").with("parent", upper.as_str()));
    let apart = house.create("unit", named("Apart"));
    let mut people = Vec::new();
    for (place, role) in Role::ALL.into_iter().enumerate() {
        for unit in [None, Some(&upper)] {
            let person = house.create("person", named(&format!("Person {place}")));
            let mut grant = named("Grant")
                .with("person", person.as_str())
                .with("role", role.code());
            if let Some(unit) = unit {
                grant = grant.with("unit", unit.as_str());
            }
            house.create("role_grant", grant);
            people.push(person);
        }
    }
    for extra in [
        named("Over").with("until", "2026-03-11"),
        named("To come").with("from", "2026-03-13"),
        Patch {
            state: Some("revoked".to_owned()),
            ..named("Revoked")
        },
        named("In force")
            .with("from", "2026-03-12")
            .with("until", "2026-03-12"),
    ] {
        let person = house.create("person", named("Somebody"));
        house.create(
            "role_grant",
            extra.with("person", person.as_str()).with("role", "contributor"),
        );
        people.push(person);
    }
    for unit in [None, Some(&upper), Some(&lower), Some(&apart)] {
        for owner in [None, Some(&people[4]), Some(&people[5])] {
            let mut system = named("System");
            if let Some(unit) = unit {
                system = system.with("unit", unit.as_str());
            }
            if let Some(owner) = owner {
                system = system.with("owner", owner.as_str());
            }
            house.create("system", system);
        }
    }
    house
}

#[test]
fn what_is_told_is_what_is_enforced_for_every_person_act_and_record() {
    let House(register) = house();
    let kinds = register.kinds();
    let records: Vec<_> = ["system", "unit", "person", "role_grant"]
        .into_iter()
        .flat_map(|kind| register.records(kinds.known(kind)).cloned().collect::<Vec<_>>())
        .collect();
    let people: Vec<RecordId> = register
        .records(kinds.known("person"))
        .map(|record| record.id)
        .collect();
    let (mut asked, mut granted) = (0, 0);
    for act in Act::ALL {
        let mut targets = vec![(Subject::Workspace, Target::Workspace)];
        targets.extend(records.iter().map(|record| {
            let target = match act {
                Act::Create => Target::NewIn(register.unit_of(record)),
                _ => Target::Record(record),
            };
            (Subject::Record(record), target)
        }));
        for (subject, target) in targets {
            let permission = needed(&register, act, subject);
            let told = holders(&register, act, subject, TODAY);
            for person in &people {
                let principal = Principal::of(&register, Actor::Person(person.number), TODAY);
                let enforced = authorize(&register, &principal, permission, target).is_ok();
                let is_told = told.iter().any(|holder| holder.person == *person);
                assert_eq!(is_told, enforced, "{act:?} {subject:?} by {person:?}");
                let own = allowed(&register, *person, act, subject, TODAY);
                assert_eq!(!own.is_empty(), enforced, "{act:?} {subject:?} of {person:?}");
                asked += 1;
                granted += usize::from(enforced);
            }
        }
    }
    assert!(asked > 10_000 && granted > 1_000, "{granted} of {asked}");
}

#[test]
fn of_a_kind_everybody_is_told_who_may_it_with_some_record_of_it() {
    let House(register) = house();
    let system = register.kinds().known("system");
    for act in Act::ALL.into_iter().filter(|act| act.is_done_to_records()) {
        let told: Vec<RecordId> = holders(&register, act, Subject::Kind(system), TODAY)
            .iter()
            .map(|holder| holder.person)
            .collect();
        for record in register.records(system) {
            for holder in holders(&register, act, Subject::Record(record), TODAY) {
                assert!(told.contains(&holder.person), "{act:?}: {holder:?}");
            }
        }
    }
}

#[test]
fn the_roles_that_are_told_are_rows_of_the_table() {
    for permission in Permission::ALL {
        let told = roles(permission);
        for role in Role::ALL {
            let found = told.iter().find(|allowing| allowing.role == role);
            let ground = found.map(|allowing| allowing.ground);
            let expect = match (role.allows(permission), permission) {
                (true, _) => Some(Ground::Role),
                (false, Permission::Edit) if role.allows(Permission::EditOwn) => Some(Ground::Ownership),
                _ => None,
            };
            assert_eq!(ground, expect, "{role:?} {permission:?}");
        }
    }
}

#[test]
fn whoever_holds_a_role_is_put_away_by_who_grants_roles_only() {
    let House(register) = house();
    let kinds = register.kinds();
    let holder = register.find("PER-1").expect("was made");
    assert_eq!(
        needed(&register, Act::Archive, Subject::Record(holder)),
        Permission::ManageAccess
    );
    assert_eq!(
        needed(&register, Act::Create, Subject::Kind(kinds.known("role_grant"))),
        Permission::ManageAccess
    );
    assert_eq!(
        needed(&register, Act::Archive, Subject::Kind(kinds.known("system"))),
        Permission::Archive
    );
    for (code, act) in Act::ALL.map(|act| (act.code(), act)) {
        assert_eq!(Act::from_code(code), Some(act));
    }
}

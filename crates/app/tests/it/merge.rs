//! Duplicates made one, with their links both ways.

use probity_app::operations::merge::merge;
use probity_core::patch::Patch;
use probity_testkit::app::TestApp;
use serde_json::json;

/// The value of a field as entries carry it; null when it holds none.
fn value(app: &TestApp, id: &str, field: &str) -> serde_json::Value {
    let view = app.workspace.current();
    let record = view.register.find(id).unwrap();
    let field = view.register.field(record.id.kind, field).unwrap();
    record.get(field.key).map_or(serde_json::Value::Null, |value| {
        value.to_json(view.register.kinds(), field.field_type)
    })
}

fn links_to(app: &TestApp, id: &str) -> Vec<String> {
    let view = app.workspace.current();
    let target = view.register.find(id).unwrap().id;
    let mut links: Vec<String> = view
        .register
        .links_to(target)
        .map(|(from, _)| from.show(view.register.kinds()))
        .collect();
    links.sort();
    links
}

#[test]
fn people_become_one_and_everything_they_own_follows() {
    let app = TestApp::new();
    let keep = app.create_with("person", Patch::set_one("name", "Ada Sample"));
    let gone = app.create_with(
        "person",
        Patch::set_one("name", "A. Sample")
            .with("email", "ada@sample.example")
            .with("manager", "PER-1"),
    );
    let system = app.create_with(
        "system",
        Patch::set_one("name", "Ranking").with("owner", gone.as_str()),
    );
    let boss = app.create_with(
        "person",
        Patch::set_one("name", "Below").with("manager", gone.as_str()),
    );
    merge(&app.ctx(), &keep, std::slice::from_ref(&gone)).unwrap();
    assert_eq!(value(&app, &system, "owner"), json!(keep));
    assert_eq!(value(&app, &boss, "manager"), json!(keep));
    assert_eq!(value(&app, &keep, "email"), json!("ada@sample.example"));
    assert_eq!(
        value(&app, &keep, "name"),
        json!("Ada Sample"),
        "what it had stays"
    );
    assert!(app.record(&gone).archived && !app.record(&keep).archived);
    assert_eq!(links_to(&app, &gone), Vec::<String>::new());
}

#[test]
fn vendors_become_one_with_all_their_outside_ids() {
    let app = TestApp::new();
    let ids = |source: &str, id: &str| json!([{"source": source, "id": id}]);
    let keep = app.create_with(
        "vendor",
        Patch::set_one("name", "Example Ltd").with("outside_ids", ids("erp", "1")),
    );
    let gone = app.create_with(
        "vendor",
        Patch::set_one("name", "Example Limited")
            .with("outside_ids", ids("crm", "9"))
            .with("country", "NL"),
    );
    let both = app.create_with(
        "system",
        Patch::set_one("name", "Both").with("vendors", json!([keep, gone])),
    );
    let one = app.create_with(
        "system",
        Patch::set_one("name", "One").with("vendors", json!([gone])),
    );
    merge(&app.ctx(), &keep, &[gone]).unwrap();
    assert_eq!(value(&app, &both, "vendors"), json!([keep]));
    assert_eq!(value(&app, &one, "vendors"), json!([keep]));
    assert_eq!(value(&app, &keep, "country"), json!("NL"));
    assert_eq!(
        value(&app, &keep, "outside_ids"),
        json!([{"source": "crm", "id": "9"}, {"source": "erp", "id": "1"}])
    );
    assert_eq!(links_to(&app, &keep), [both, one]);
}

#[test]
fn systems_become_one_also_when_they_point_at_each_other() {
    let app = TestApp::new();
    let keep = app.create("system", "Assistant");
    let gone = app.create_with(
        "system",
        Patch::set_one("name", "Assistant (copy)").with("feeds", json!([keep])),
    );
    let third = app.create_with(
        "system",
        Patch::set_one("name", "Upstream").with("feeds", json!([gone])),
    );
    app.revise(&keep, Patch::set_one("feeds", json!([gone, third])));
    let use_case = app.create_with(
        "use_case",
        Patch::set_one("name", "Drafting").with("systems", json!([gone])),
    );
    merge(&app.ctx(), &keep, std::slice::from_ref(&gone)).unwrap();
    assert_eq!(value(&app, &keep, "feeds"), json!([third]), "never itself");
    assert_eq!(value(&app, &third, "feeds"), json!([keep]));
    assert_eq!(value(&app, &use_case, "systems"), json!([keep]));
    assert_eq!(links_to(&app, &gone), Vec::<String>::new());
}

#[test]
fn what_cannot_be_merged_is_refused_whole() {
    let app = TestApp::new();
    let vendor = app.create("vendor", "Example Ltd");
    let system = app.create("system", "Assistant");
    let size = app.workspace.current().register.size();
    for (keep, absorb, words) in [
        (&vendor, vec![], "name at least one"),
        (&vendor, vec![vendor.clone()], "into itself"),
        (&vendor, vec![system.clone()], "not of the same kind"),
        (&vendor, vec!["VEN-9".to_owned()], "no record `VEN-9`"),
        (&vendor, vec![system.clone(), system.clone()], "named twice"),
    ] {
        let error = merge(&app.ctx(), keep, &absorb).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    assert_eq!(app.workspace.current().register.size(), size);
}

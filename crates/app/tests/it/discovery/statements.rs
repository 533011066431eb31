//! A unit states that its list is complete.

use super::*;

fn said(unit: &str, person: &str, lines: &[(&str, Line)]) -> Statement {
    Statement {
        unit: unit.to_owned(),
        declared_by: person.to_owned(),
        role: "Head of the unit".to_owned(),
        from: "2025-03-01".to_owned(),
        until: "2026-02-28".to_owned(),
        looked_where: "The list, the team meeting and the exports.".to_owned(),
        exceptions: String::new(),
        lines: lines
            .iter()
            .map(|(id, line)| ((*id).to_owned(), *line))
            .collect::<BTreeMap<_, _>>(),
    }
}

#[test]
fn a_unit_states_its_list_line_by_line() {
    let app = site();
    let active = |name: &str| Patch {
        state: Some("active".to_owned()),
        ..Patch::set_one("name", name)
    };
    let own = app.create_with("person", active("Own").with("unit", "UNT-1"));
    let stranger = app.create_with("person", active("Stranger").with("unit", "UNT-2"));
    for name in ["Triage", "Letters", "Forecast"] {
        let patch = Patch::set_one("name", name).with("unit", "UNT-1");
        app.create_with(
            "use_case",
            Patch {
                state: Some("in_use".to_owned()),
                ..patch
            },
        );
    }
    let ctx = app.ctx();
    let lines = [
        ("USE-1", Line::StillUsed),
        ("USE-2", Line::Ended),
        ("USE-3", Line::NotKnown),
    ];
    let field = |said: &Statement| refused_field(state_complete(&ctx, said).unwrap_err());
    assert_eq!(field(&said("UNT-1", &stranger, &lines)), "declared_by");
    assert_eq!(field(&said("UNT-1", "", &lines)), "declared_by");
    assert_eq!(field(&said("UNT-1", &own, &lines[..2])), "lines");
    assert_eq!(
        field(&Statement {
            role: " ".to_owned(),
            ..said("UNT-1", &own, &lines)
        }),
        "declared_role"
    );
    assert_eq!(
        field(&Statement {
            until: "2027-01-01".to_owned(),
            ..said("UNT-1", &own, &lines)
        }),
        "period_until"
    );
    let before = app.workspace.size();
    bring(&app, EXPORT);
    assert_eq!(
        field(&said("UNT-1", &own, &lines)),
        "exceptions",
        "candidates wait"
    );
    undo_import(&ctx, "IPT-1").unwrap();

    let stated = state_complete(&ctx, &said("UNT-1", &own, &lines)).unwrap();
    assert!(app.workspace.size() > before);
    assert_eq!((stated.still_used, stated.ended, stated.to_find_out), (1, 1, 1));
    assert_eq!(shown(&app, &stated.declaration, "counted"), "2");
    assert_eq!(shown(&app, &stated.declaration, "valid_until"), "2027-03-01");
    assert_eq!(shown(&app, &stated.declaration, "ended"), "USE-2");
    assert_eq!(state(&app, "USE-2"), "ended");
    assert_eq!(shown(&app, "USE-2", "ended_on"), "2026-03-02");
    assert_eq!(
        (shown(&app, "TSK-1", "about"), shown(&app, "TSK-1", "due")),
        ("USE-3".to_owned(), "2026-04-01".to_owned())
    );
    let unit = overview(&ctx)
        .units
        .into_iter()
        .find(|unit| unit.id == "UNT-1")
        .unwrap();
    assert_eq!(
        (unit.valid_until.as_deref(), unit.uses, unit.reasons.len()),
        (Some("2027-03-01"), 2, 0)
    );
    bring(&app, EXPORT);
    let unit = overview(&ctx)
        .units
        .into_iter()
        .find(|unit| unit.id == "UNT-1")
        .unwrap();
    assert_eq!(unit.reasons, ["3 candidates of this unit still to be decided"]);
}

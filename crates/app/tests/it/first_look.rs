//! What a list tells at first look, before anybody corrects it.

use probity_app::operations::first_look::first_look;
use probity_testkit::app::TestApp;

use crate::import::{book, proposed};

#[test]
fn a_first_look_counts_unknown_as_unknown() {
    let app = TestApp::new();
    let list = "Use case name,Owner,Stage,High impact,Impact assessment,Human oversight\n\
        One,Ada Example,Deployed,High-impact,Yes,in the loop\nTwo,,Deployed,High-impact,No,\nThree,,Deployed,,,\n\
        Four,Ada Example,Planned,High-impact,,\nFive,Ada Example,Retired,High-impact,,\nSix,Ada Example,,Not high-impact,,\n";
    let view = app.workspace.current();
    let look = first_look(&view.register, &book(list), &proposed(&app, list)).expect("AI uses");
    assert_eq!(
        (look.uses, look.in_use.rows, look.stage_unknown.rows),
        (6, vec![1, 2, 3], vec![6])
    );
    assert_eq!(
        (look.without_owner.rows, look.high_impact.rows),
        (vec![2, 3], vec![1, 2, 4, 5])
    );
    assert_eq!(
        (look.high_impact_unknown.rows, look.high_impact_likely.count),
        (vec![3], 0)
    );
    assert_eq!(
        (look.without_oversight.rows, look.without_assessment.rows),
        (vec![2, 3, 4], vec![2, 3, 4])
    );
    assert_eq!(
        (look.gaps[0].rows.as_slice(), look.gaps[0].examples.as_slice()),
        (&[2][..], &["Two".to_owned()][..])
    );
    assert_eq!(
        look.not_asked,
        [
            "what each use is meant to do",
            "whether it works on personal data"
        ]
    );
    assert_eq!(view.register.size(), app.workspace.current().register.size());
}

#[test]
fn a_first_look_guesses_only_where_nothing_is_stated() {
    let app = TestApp::new();
    let list = "Use case name,Purpose,Stage\nBenefit check,Decides who is eligible for housing support,Deployed\n\
        Minutes,Writes minutes of meetings,Deployed\nFace gate,Facial recognition at the entrance,Planned\n";
    let register = &app.workspace.current().register;
    let look = first_look(register, &book(list), &proposed(&app, list)).expect("AI uses");
    assert_eq!(
        (
            look.high_impact.count,
            look.high_impact_unknown.count,
            look.high_impact_likely.rows
        ),
        (0, 3, vec![1, 3])
    );
    assert!(
        look.gaps
            .iter()
            .any(|gap| gap.rows == [1] && gap.sentence.contains("suggest")),
        "{:?}",
        look.gaps
    );
}

//! What every declaration must hold, checked over all built-in kinds.

use std::collections::{BTreeMap, BTreeSet};

use crate::kind::{BUILT_IN, FieldDecl, FieldType, KindDecl, Kinds, Lifecycle, Phase};

fn lifecycles() -> impl Iterator<Item = (&'static KindDecl, &'static Lifecycle)> {
    BUILT_IN.iter().filter_map(|kind| Some((*kind, kind.lifecycle?)))
}

fn fields() -> impl Iterator<Item = (&'static KindDecl, &'static FieldDecl)> {
    BUILT_IN
        .iter()
        .flat_map(|kind| kind.fields.iter().map(|field| (*kind, field)))
}

#[track_caller]
fn assert_distinct<'a>(what: &str, names: impl IntoIterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{what}: `{name}` stands there twice");
    }
}

#[track_caller]
fn assert_machine_name(what: &str, name: &str) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    assert!(
        !name.is_empty() && name.chars().all(plain),
        "{what}: `{name}` is not lower case with underscores"
    );
}

/// The form in which aliases are written; see the head of `shared.rs`.
fn plain(text: &str) -> String {
    let straight: String = text
        .chars()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            '\u{2010}'..='\u{2015}' => '-',
            c => c,
        })
        .collect();
    straight
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn kinds_have_distinct_names_and_prefixes() {
    assert_distinct("names", BUILT_IN.iter().map(|kind| kind.name));
    assert_distinct("prefixes", BUILT_IN.iter().map(|kind| kind.prefix));
    assert_distinct("plurals", BUILT_IN.iter().map(|kind| kind.plural));
    for kind in BUILT_IN {
        assert_machine_name("kind", kind.name);
        assert!(
            kind.prefix.len() == 3 && kind.prefix.bytes().all(|b| b.is_ascii_uppercase()),
            "{}",
            kind.prefix
        );
        assert!(kind.purpose.len() > 30, "{}: says what it is for", kind.name);
        assert!(
            !kind.source.is_empty() && !kind.singular.is_empty(),
            "{}: has words",
            kind.name
        );
        assert!(
            kind.schema == 1 || kind.upcast.is_some(),
            "{}: older payloads can be read",
            kind.name
        );
    }
}

#[test]
fn the_kinds_of_the_design_are_there() {
    let expected = "ACK ADO ALR APR APT AUD CAN CAP CHG CLM CMU COM CON CPT CRT CTL CTR CUS DAT DCL DEP DOC EVD EVL \
                    EXC FLD GRT IMP INC IPT ISS MET MOD MON MTH NCF OBJ OBL OPP ORG OVR PER PRC PTY QST REL REV RPT \
                    RSK SHR SRC SYS TRN TSK UNT USE VEN";
    let found: BTreeSet<&str> = BUILT_IN.iter().map(|kind| kind.prefix).collect();
    assert_eq!(found.into_iter().collect::<Vec<_>>().join(" "), expected);
}

#[test]
fn fields_are_well_formed() {
    for kind in BUILT_IN {
        assert_distinct(kind.name, kind.fields.iter().map(|field| field.name));
        assert!(
            matches!(kind.title_field().field_type, FieldType::Text),
            "{}: the first field is its title",
            kind.name
        );
        assert!(
            kind.title_field().marks.required,
            "{}: its title is required",
            kind.name
        );
    }
    for (kind, field) in fields() {
        let place = format!("{}.{}", kind.name, field.name);
        assert_machine_name(&place, field.name);
        assert!(
            !matches!(field.name, "id" | "state" | "archived" | "revision"),
            "{place}: is the name of a fixed column"
        );
        assert!(!field.label.is_empty(), "{place}: has a label");
        assert!(
            field.help.chars().count() <= 500,
            "{place}: help is longer than 500 characters"
        );
        assert!(
            !(field.marks.computed && field.marks.required),
            "{place}: nobody can fill what is computed"
        );
        let choices = field.choice_list().iter().map(|choice| choice.code);
        choices.clone().for_each(|code| assert_machine_name(&place, code));
        assert_distinct(&place, choices);
        assert_distinct(&place, field.choice_list().iter().map(|choice| choice.label));
    }
}

#[test]
fn references_point_at_kinds_and_say_the_way_back() {
    for (kind, field) in fields() {
        let place = format!("{}.{}", kind.name, field.name);
        let reference = matches!(
            field.field_type,
            FieldType::Reference(_) | FieldType::References(_)
        );
        assert_eq!(
            reference,
            !field.targets().is_empty(),
            "{place}: a reference has targets"
        );
        assert_eq!(
            reference,
            !field.reverse.is_empty(),
            "{place}: a reference has words for the way back"
        );
        assert_distinct(&place, field.targets().iter().copied());
        for target in field.targets() {
            assert!(
                Kinds::built_in().by_name(target).is_some(),
                "{place}: there is no kind `{target}`"
            );
        }
    }
}

#[test]
fn columns_exist() {
    for kind in BUILT_IN {
        assert_distinct(kind.name, kind.columns.iter().copied());
        for column in kind.columns {
            let known = match *column {
                "id" => true,
                "state" => kind.lifecycle.is_some(),
                name => kind.field(name).is_some(),
            };
            assert!(known, "{}: there is no column `{column}`", kind.name);
        }
        assert!(
            kind.columns.contains(&kind.title_field().name),
            "{}: a list shows the title",
            kind.name
        );
    }
}

#[test]
fn life_cycles_hold_together() {
    for (kind, life) in lifecycles() {
        assert_distinct(kind.name, life.states.iter().map(|state| state.code));
        let mut moves = BTreeSet::new();
        for transition in life.transitions {
            let place = format!("{}: {}", kind.name, transition.label);
            assert!(
                life.state(transition.to).is_some(),
                "{place}: there is no state `{}`",
                transition.to
            );
            assert!(!transition.from.is_empty(), "{place}: starts somewhere");
            for from in transition.from {
                assert!(life.state(from).is_some(), "{place}: there is no state `{from}`");
                assert_ne!(*from, transition.to, "{place}: goes somewhere");
                assert!(
                    moves.insert((*from, transition.to)),
                    "{place}: `{from}` to `{}` is declared twice",
                    transition.to
                );
            }
            for name in transition.requires {
                let (_, field) = kind
                    .field(name)
                    .unwrap_or_else(|| panic!("{place}: there is no field `{name}`"));
                assert!(!field.marks.computed, "{place}: nobody can fill `{name}`");
            }
        }
    }
}

#[test]
fn every_state_can_be_reached() {
    for (kind, life) in lifecycles() {
        let mut reached = BTreeSet::from([life.states[0].code]);
        while let Some(next) = life.transitions.iter().find(|transition| {
            !reached.contains(transition.to) && transition.from.iter().any(|from| reached.contains(from))
        }) {
            reached.insert(next.to);
        }
        // A stage that nobody stated is where imports begin; no move leads back to it.
        let lost: Vec<_> = life
            .states
            .iter()
            .filter(|state| state.phase != Phase::Unstated)
            .map(|state| state.code)
            .filter(|code| !reached.contains(code))
            .collect();
        assert!(lost.is_empty(), "{}: nothing leads to {lost:?}", kind.name);
    }
}

/// What is left of a text when only its letters and digits are compared, as imports do.
fn squeezed(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

#[test]
fn aliases_are_written_plainly() {
    let of_fields = fields().flat_map(|(_, field)| {
        field
            .aliases
            .iter()
            .chain(field.choice_list().iter().flat_map(|choice| choice.aliases))
    });
    let of_states = lifecycles().flat_map(|(_, life)| {
        life.aliases
            .iter()
            .chain(life.states.iter().flat_map(|state| state.aliases))
    });
    let untidy: Vec<_> = of_fields
        .chain(of_states)
        .filter(|alias| **alias != plain(alias))
        .collect();
    assert!(
        untidy.is_empty(),
        "not lower case with single spaces and straight quotes: {untidy:#?}"
    );
}

/// The words that mean two things; a word may repeat within one meaning.
fn ambiguous<'a>(place: &str, words: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<String> {
    let mut meanings: BTreeMap<String, &str> = BTreeMap::new();
    let mut problems = Vec::new();
    for (meaning, word) in words {
        if let Some(other) = meanings
            .insert(squeezed(word), meaning)
            .filter(|other| *other != meaning)
        {
            problems.push(format!("{place}: `{word}` means both `{other}` and `{meaning}`"));
        }
    }
    problems
}

#[test]
fn column_heads_mean_one_field() {
    let problems: Vec<String> = BUILT_IN
        .iter()
        .flat_map(|kind| {
            let fields = kind.fields.iter();
            let of_fields =
                fields.flat_map(|field| field.aliases.iter().map(move |alias| (field.name, *alias)));
            let of_state = kind
                .lifecycle
                .iter()
                .flat_map(|life| life.aliases.iter().map(|alias| ("state", *alias)));
            let of_names = kind
                .fields
                .iter()
                .flat_map(|field| [(field.name, field.name), (field.name, field.label)]);
            ambiguous(kind.name, of_fields.chain(of_state).chain(of_names))
        })
        .collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

#[test]
fn answers_mean_one_thing() {
    let of_fields = fields().flat_map(|(kind, field)| {
        let words = field.choice_list().iter().flat_map(|choice| {
            let aliases = choice.aliases.iter().map(|alias| (choice.code, *alias));
            aliases.chain([(choice.code, choice.code), (choice.code, choice.label)])
        });
        ambiguous(&format!("{}.{}", kind.name, field.name), words)
    });
    let of_states = lifecycles().flat_map(|(kind, life)| {
        let words = life.states.iter().flat_map(|state| {
            let aliases = state.aliases.iter().map(|alias| (state.code, *alias));
            aliases.chain([(state.code, state.code), (state.code, state.label)])
        });
        ambiguous(kind.name, words)
    });
    let problems: Vec<String> = of_fields.chain(of_states).collect();
    assert!(problems.is_empty(), "{problems:#?}");
}

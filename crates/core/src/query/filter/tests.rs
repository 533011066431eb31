//! Which records a filter keeps, and what is said about a wrong one.

use proptest::prelude::*;

use super::dates::{Anchor, DateExpression, Edge, Period, Relation};
use super::*;
use crate::query::samples::Sample;
use crate::query::{Index, Scope};
use crate::register::Visibility;

#[track_caller]
fn check_as(visibility: &Visibility, filter: &str, expect: &str) {
    let sample = Sample::small();
    let kind = sample.id("SYS-1").kind;
    let today = jiff::civil::date(2026, 5, 14);
    let scope = Scope {
        register: &sample.register,
        visibility,
        index: &Index::empty(),
        today,
    };
    let parsed = Filter::parse(filter).unwrap_or_else(|error| panic!("{filter}: {error}"));
    let bound = parsed
        .bind(&sample.register, scope.visibility, kind, today)
        .unwrap_or_else(|error| panic!("{filter}: {error}"));
    let found = sample
        .register
        .records(kind)
        .filter(|record| bound.matches(&scope, record));
    let found: Vec<String> = found.map(|record| record.id.number.to_string()).collect();
    assert_eq!(found.join(" "), expect, "{filter}");
    assert_eq!(
        Filter::parse(&parsed.to_string()).as_ref(),
        Ok(&parsed),
        "{filter} printed as {parsed}"
    );
}

#[track_caller]
fn check(filter: &str, expect: &str) {
    check_as(&Visibility::All, filter, expect);
}

#[track_caller]
fn refused(filter: &str, expect: &str) {
    let sample = Sample::small();
    let kind = sample.id("SYS-1").kind;
    let error = Filter::read(&sample.register, &Visibility::All, kind, filter).expect_err(filter);
    assert_eq!(error.to_string(), expect);
}

#[test]
fn text_compares_without_case_and_accents() {
    check("name = \"chat ASSISTANT\"", "1");
    check("name ~ triage", "2 3");
    check("name contains TRIAGE", "2 3");
    check("description is missing", "2 3 4");
    check("\"What it does\" ~ customers", "1");
    check("what_it_does is present", "1");
    check("name < \"claims triage 10\"", "1 2");
    check("tags = customers", "1");
    check("tags includes TEXT", "1");
    check("outside = A-77", "1");
    check("outside = \"cmdb: a-77\"", "1");
    check("FLD-1 = 4711", "1");
    check("cost_centre is present", "1");
}

#[test]
fn a_missing_value_matches_only_what_denies() {
    check("users > 0", "1 2");
    check("users != 8", "1 3 4");
    check("owner not in (PER-1)", "2 3 4");
    check("not (users > 0)", "3 4");
    check("critical = no", "2");
    check("critical != yes", "2 3 4");
    check("owner is not PER-1", "2 3 4");
    check("owner is not missing", "1 2");
}

#[test]
fn choices_and_states_have_an_order() {
    check("origin = bought", "1");
    check("origin is \"Built here\"", "2 4");
    check("origin in (built, bought)", "1 2 4");
    check("stage = in_use", "1");
    check("state = \"In use\" or state = trial", "1 2");
    check("state >= trial", "1 2 4");
    check("phase = ended", "4");
    check("phase < active", "2 3");
    check("uses = embedded", "2");
    check("uses includes bought", "");
    check("archived = yes", "4");
}

#[test]
fn numbers_are_exact() {
    check("users >= 8", "1 2");
    check("users = -3", "3");
    check("cost < 10.0", "1");
    check("cost = 10.00", "2");
    check("revision = 1", "1 2 3 4");
}

#[test]
fn dates_match_where_it_is_certain() {
    check("review_date before today", "1");
    check("\"Next review\" on 2026-05-01", "1");
    check("review_date = 2026-06", "2");
    check("review_date = 2026", "1 2");
    check("review_date after 2026-05-31", "2 3");
    check("review_date after 2026-06-15", "3");
    check("review_date on or before end of next month", "1 2");
    check("review_date on or after start of month", "1 2 3");
    check("review_date < today + 30 days", "1");
    check("review_date = this month", "1");
    check("created on 2026-01-07", "1");
    check("created before 2026-01-08", "1");
}

#[test]
fn links_compare_by_id_and_title_and_are_followed() {
    check("owner = PER-1", "1");
    check("owner = per-2", "2");
    check("owner = \"zoe sample\"", "2");
    check("owner ~ ada", "1");
    check("owner in (PER-1, \"Zoë Sample\")", "1 2");
    check("owner.unit = UNT-3", "2");
    check("owner.unit.parent = UNT-2", "2");
    check("unit within UNT-2", "1 2");
    check("within Operations", "1 2");
    check("within UNT-3", "2");
    check("owner.unit within UNT-1", "1 2");
    check("used_by is present", "1");
    check("used_by = SYS-2", "1");
    check("used_by.state = trial", "1");
    check("\"used by\" is missing", "2 3 4");
    check("linked from system", "1");
    check("parts includes SYS-1", "2");
    check("id in (SYS-1, SYS-4)", "1 4");
}

#[test]
fn words_combine() {
    check("triage", "2 3");
    check("triage zoe", "2");
    check("claims (users > 0 or origin is missing)", "2 3");
    check("users > 0 and not origin = built", "1");
    check("owner is missing or users = 8 and state = trial", "2 3 4");
    check("(owner is missing or users = 8) and state = trial", "2");
    check("not not chat", "1 2");
}

#[test]
fn what_is_not_visible_is_not_followed() {
    let sample = Sample::small();
    let visibility = Visibility::Units {
        units: [sample.id("UNT-3")].into(),
        person: None,
    };
    check_as(&visibility, "owner = PER-1", "");
    check_as(&visibility, "owner is present", "1 2");
    check_as(&visibility, "owner ~ a", "2");
    check_as(&visibility, "owner.unit = UNT-2", "");
    check_as(&visibility, "ada", "");
    check_as(&visibility, "used_by = SYS-2", "1");
}

#[test]
fn mistakes_are_named_with_place_and_suggestion() {
    refused(
        "ownr is missing",
        "`ownr` at character 1 is not a field of AI systems: did you mean `owner`?",
    );
    refused(
        "users > 3 and stat = trial",
        "`stat` at character 15 is not a field of AI systems: did you mean `state`?",
    );
    refused(
        "state = tril",
        "`tril` at character 9 is not one of the choices: did you mean `trial`?",
    );
    refused(
        "origin in (built, x)",
        "`x` at character 19 is not one of the choices: it is one of `built`, `bought`, `embedded`",
    );
    refused("users = many", "`many` at character 9 is not a whole number");
    refused(
        "review_date before soon",
        "`soon` at character 20 is not a date: write `2026-03-12`, `2026-03`, `today + 30 days` or `last month`",
    );
    refused(
        "users >",
        "at character 8 stands the end, but a value is needed here",
    );
    refused(
        "(users > 3",
        "at character 11 stands the end, but `)` is needed here",
    );
    refused(
        "name = \"open",
        "the quotation that begins at character 8 does not end: add a `\"`",
    );
    refused(
        "name = a)",
        "at character 9 stands `)`, but `and`, `or` or the end is needed here",
    );
    refused(
        "",
        "at character 1 stands the end, but a field, a word or a text in quotes is needed here",
    );
    refused(
        "review_date < today + x days",
        "at character 23 stands `x`, but a number of days, weeks, months or years is needed here",
    );
    refused(
        "name.unit = UNT-1",
        "`name` at character 1 is not a link to other records: a dot follows links only",
    );
    refused(
        "owner > PER-1",
        "`>` at character 1 links have no order: use `=`, `in` or `within`",
    );
    let deep = "(".repeat(60);
    refused(
        &deep,
        "at character 33 the filter nests deeper than 32 parentheses: make it simpler",
    );
    let deep = "not ".repeat(60);
    assert!(matches!(Filter::parse(&deep), Err(FilterError::TooDeep { .. })));
}

fn any_word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z_]{1,8}",
        "[ -~é]{1,8}",
        Just("and".to_owned()),
        Just("today".to_owned()),
        Just("today+3".to_owned())
    ]
}

fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        Just(Period::Day),
        Just(Period::Week),
        Just(Period::Month),
        Just(Period::Quarter),
        Just(Period::Year)
    ]
}

fn any_date() -> impl Strategy<Value = DateExpression> {
    let edge = prop_oneof![Just(None), Just(Some(Edge::Start)), Just(Some(Edge::End))];
    let relation = prop_oneof![Just(Relation::Last), Just(Relation::This), Just(Relation::Next)];
    let period = (edge, relation, any_period()).prop_map(|(edge, relation, period)| Anchor::Period {
        edge,
        relation,
        period,
    });
    let anchor = prop_oneof![(-1i8..=1).prop_map(Anchor::Day), period];
    (anchor, prop::option::of(((-400i32..400), any_period())))
        .prop_map(|(anchor, offset)| DateExpression { anchor, offset })
}

fn any_test() -> impl Strategy<Value = Filter> {
    let word = || any_word().prop_map(|text| Word { text, at: 0 });
    let operand = || prop_oneof![word().prop_map(Operand::Text), any_date().prop_map(Operand::Date)];
    let path = prop_oneof![
        word().prop_map(|word| vec![word]),
        prop::collection::vec("[a-z]{4,6}x", 2..4)
            .prop_map(|names| { names.iter().map(|name| name.as_str().into()).collect() })
    ];
    let compared = prop_oneof![
        Just(Operator::Equal),
        Just(Operator::NotEqual),
        Just(Operator::Less),
        Just(Operator::AtMost),
        Just(Operator::Greater),
        Just(Operator::AtLeast),
        Just(Operator::Before),
        Just(Operator::OnOrBefore),
        Just(Operator::After),
        Just(Operator::OnOrAfter),
        Just(Operator::Contains),
        Just(Operator::Includes),
        Just(Operator::Within)
    ];
    let comparison = prop_oneof![
        (compared, operand()).prop_map(|(operator, operand)| (operator, vec![operand])),
        (
            prop_oneof![Just(Operator::In), Just(Operator::NotIn)],
            prop::collection::vec(operand(), 1..4)
        ),
        prop_oneof![Just(Operator::Missing), Just(Operator::Present)]
            .prop_map(|operator| (operator, Vec::new())),
    ];
    (path, comparison).prop_map(|(path, (operator, operands))| {
        Filter::Test(Test {
            path,
            operator,
            operands,
        })
    })
}

fn any_filter() -> impl Strategy<Value = Filter> {
    let leaf = prop_oneof![4 => any_test(), 1 => any_word().prop_map(Filter::Search), 1 => any_word().prop_map(|word| {
        Filter::LinkedFrom(word.as_str().into())
    })];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::and),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::or),
            inner.prop_map(|inner| Filter::Not(Box::new(inner))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_reads_back(filter in any_filter()) {
        let text = filter.to_string();
        prop_assert_eq!(Filter::parse(&text), Ok(filter), "{}", text);
    }

    #[test]
    fn no_text_breaks_the_reader(text in "[a-z0-9 ()\"\\\\,=!<>~.+-]{0,40}") {
        if let Ok(filter) = Filter::parse(&text) {
            prop_assert_eq!(Filter::parse(&filter.to_string()), Ok(filter));
        }
    }
}

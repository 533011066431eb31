//! Order, pages, counts and search; and that an index never changes an answer.

use serde_json::json;

use super::samples::Sample;
use super::*;

mod indexed;

const TODAY: Date = jiff::civil::date(2026, 5, 14);

fn ids(sample: &Sample, records: &[Arc<Record>]) -> String {
    records
        .iter()
        .map(|record| record.id.show(sample.register.kinds()))
        .collect::<Vec<_>>()
        .join(" ")
}

#[track_caller]
fn check_sort(column: &str, direction: Direction, expect: &str) {
    let sample = Sample::small();
    let kind = sample.id("SYS-1").kind;
    let column = Column::find(&sample.register, kind, column).expect("a column");
    let mut query = Query::new(kind, 10).sorted(column, direction);
    query.archived = Archived::Include;
    for index in [Index::empty(), Index::build(&sample.register)] {
        let scope = Scope {
            register: &sample.register,
            visibility: &Visibility::All,
            index: &index,
            today: TODAY,
        };
        let page = run(&scope, &query).expect("the query runs");
        assert_eq!(ids(&sample, &page.records).replace("SYS-", ""), expect);
    }
}

#[test]
fn lists_sort_as_people_do() {
    check_sort("name", Direction::Ascending, "1 2 3 4");
    check_sort("name", Direction::Descending, "4 3 2 1");
    check_sort("state", Direction::Ascending, "3 2 1 4");
    check_sort("origin", Direction::Descending, "1 2 4 3");
    check_sort("owner", Direction::Descending, "2 1 3 4");
    check_sort("cost", Direction::Ascending, "1 2 3 4");
    check_sort("users", Direction::Ascending, "3 2 1 4");
    check_sort("review_date", Direction::Descending, "3 2 1 4");
    check_sort("id", Direction::Descending, "4 3 2 1");
    check_sort("cost_centre", Direction::Ascending, "1 2 3 4");
}

#[test]
fn pages_count_exactly_and_group() {
    let sample = Sample::small();
    let kind = sample.id("SYS-1").kind;
    let index = Index::build(&sample.register);
    let scope = Scope {
        register: &sample.register,
        visibility: &Visibility::All,
        index: &index,
        today: TODAY,
    };
    let mut query = Query::new(kind, 2);
    query.offset = 1;
    query.group_by = Some("origin".to_owned());
    let page = run(&scope, &query).expect("the query runs");
    assert_eq!(
        (page.total, ids(&sample, &page.records).as_str()),
        (3, "SYS-1 SYS-3")
    );
    assert_eq!(page.groups, ["Bought", NOT_STATED]);
    query.archived = Archived::Only;
    assert_eq!(count(&scope, &query), Ok(1));
    query.offset = 5;
    assert_eq!(
        run(&scope, &query).map(|page| (page.total, page.records.len())),
        Ok((1, 0))
    );
    query.group_by = Some("nothing".to_owned());
    assert!(matches!(
        run(&scope, &query),
        Err(QueryError::UnknownColumn { .. })
    ));
}

#[track_caller]
fn check_groups(group: &str, expect: &str) {
    let mut sample = Sample::small();
    sample.write(
        "SYS-5",
        json!({"name": "Router", "tags": ["text", "customers"], "parts": ["SYS-2", "SYS-1"],
        "uses": ["built"], "FLD-1": "Über"}),
    );
    sample.write("SYS-6", json!({"name": "Sorter", "tags": ["Customers"], "parts": ["SYS-2"], "uses": ["built"], "FLD-1": "uber"}));
    let index = Index::build(&sample.register);
    let scope = Scope {
        register: &sample.register,
        visibility: &Visibility::All,
        index: &index,
        today: TODAY,
    };
    let mut query = Query::new(sample.id("SYS-1").kind, 50);
    query.group_by = Some(group.to_owned());
    let page = run(&scope, &query).expect("the query runs");
    let counts = group_counts(&scope, &query).expect("the query runs");
    assert_eq!(counts.values().sum::<usize>(), page.total);
    let mut shown: Vec<(String, usize)> = Vec::new();
    for heading in page.groups {
        match shown.last_mut() {
            Some((last, count)) if fold(last) == fold(&heading) => *count += 1,
            _ => shown.push((heading, 1)),
        }
    }
    for (heading, count) in &shown {
        assert_eq!(
            counts.get(&fold(heading)),
            Some(count),
            "`{heading}` stands together"
        );
    }
    let shown: Vec<String> = shown
        .iter()
        .map(|(heading, count)| format!("{heading} {count}"))
        .collect();
    assert_eq!(shown.join(", "), expect);
}

#[test]
fn records_of_a_group_stand_together_under_a_counted_heading() {
    check_groups("origin", "Built here 1, Bought 1, not stated 3");
    check_groups(
        "uses",
        "Built here 2, Built here; Embedded in a product 1, not stated 2",
    );
    check_groups("cost_centre", "4711 1, Über 2, not stated 2");
    check_groups(
        "parts",
        "Chat assistant 1, Claims triage 2 1, Chat assistant; Claims triage 2 1, not stated 2",
    );
    check_groups("owner", "Ada Example 1, Zoë Sample 1, not stated 3");
    check_groups("tags", "Customers 1, Customers; Text 2, not stated 2");
}

#[track_caller]
fn check_facets(visibility: &Visibility, field: &str, expect: &str) {
    let sample = Sample::small();
    let index = Index::build(&sample.register);
    let scope = Scope {
        register: &sample.register,
        visibility,
        index: &index,
        today: TODAY,
    };
    let query = Query::new(sample.id("SYS-1").kind, 10);
    let found = facets(&scope, &query, field).expect("the field is known");
    let shown: Vec<String> = found
        .iter()
        .map(|facet| {
            let filter = facet
                .filter
                .as_ref()
                .map_or_else(String::new, ToString::to_string);
            if let Some(filter) = &facet.filter {
                let narrowed = query.clone().filtered(filter.clone());
                assert_eq!(count(&scope, &narrowed), Ok(facet.count), "{filter}");
            }
            format!("{} {} [{filter}]", facet.label, facet.count)
        })
        .collect();
    assert_eq!(shown.join(", "), expect);
}

#[test]
fn facets_count_what_their_filter_finds() {
    check_facets(
        &Visibility::All,
        "origin",
        "Built here 1 [origin = built], Bought 1 [origin = bought], not stated 1 [origin is missing]",
    );
    check_facets(
        &Visibility::All,
        "stage",
        "Idea 1 [state = idea], Trial 1 [state = trial], In use 1 [state = in_use]",
    );
    check_facets(
        &Visibility::All,
        "owner",
        "Ada Example 1 [owner = PER-1], Zoë Sample 1 [owner = PER-2], not stated 1 [owner is missing]",
    );
    check_facets(
        &Visibility::All,
        "critical",
        "No 1 [critical = no], Yes 1 [critical = yes], not stated 1 [critical is missing]",
    );
    check_facets(
        &Visibility::All,
        "uses",
        "Built here 1 [uses = built], Embedded in a product 1 [uses = embedded], not stated 2 [uses is missing]",
    );
}

#[test]
fn search_finds_over_all_kinds_what_is_visible() {
    let sample = Sample::small();
    let found = |visibility: &Visibility, text: &str| {
        let of = |index: &Index| {
            let scope = Scope {
                register: &sample.register,
                visibility,
                index,
                today: TODAY,
            };
            let hits = search_all(&scope, text, 5);
            hits.iter()
                .map(|hit| format!("{} {:?}", hit.record.id.show(sample.register.kinds()), hit.place))
                .collect::<Vec<_>>()
        };
        let plain = of(&Index::empty());
        assert_eq!(plain, of(&Index::build(&sample.register)), "{text}");
        plain
    };
    let all = &Visibility::All;
    assert_eq!(found(all, "sys-2"), ["SYS-2 Id"]);
    assert_eq!(
        found(all, "CLAIMS"),
        [
            "UNT-3 TitleStart",
            "SYS-2 TitleStart",
            "SYS-3 TitleStart",
            "PER-2 Anywhere"
        ]
    );
    assert_eq!(found(all, "triage cla"), ["SYS-2 TitleWords", "SYS-3 TitleWords"]);
    assert_eq!(found(all, "zoe"), ["PER-2 TitleStart", "SYS-2 Anywhere"]);
    assert_eq!(found(all, "scorer"), ["SYS-4 TitleWords"]);
    assert_eq!(found(all, "a-77 cmdb"), ["SYS-1 Anywhere"]);
    assert_eq!(found(all, "4711"), ["SYS-1 Anywhere"]);
    assert_eq!(found(all, "  "), Vec::<String>::new());
    let few = Visibility::Units {
        units: [sample.id("UNT-3")].into(),
        person: Some(sample.id("PER-1")),
    };
    assert_eq!(found(&few, "ada"), Vec::<String>::new());
    assert_eq!(found(&Visibility::None, "sys-2"), Vec::<String>::new());
}

#[test]
fn what_is_not_visible_is_neither_listed_nor_counted() {
    let sample = Sample::small();
    let few = Visibility::Units {
        units: [sample.id("UNT-3")].into(),
        person: None,
    };
    let query = Query::new(sample.id("SYS-1").kind, 10);
    for index in [Index::empty(), Index::build(&sample.register)] {
        let scope = Scope {
            register: &sample.register,
            visibility: &few,
            index: &index,
            today: TODAY,
        };
        let page = run(&scope, &query).expect("the query runs");
        assert_eq!(
            (page.total, ids(&sample, &page.records).as_str()),
            (2, "SYS-2 SYS-3")
        );
        assert_eq!(
            facets(&scope, &query, "owner")
                .expect("a column")
                .iter()
                .map(|facet| facet.count)
                .sum::<usize>(),
            2
        );
        let scope = Scope {
            visibility: &Visibility::None,
            ..scope
        };
        assert_eq!(run(&scope, &query).map(|page| page.total), Ok(0));
    }
}

#[test]
fn an_index_says_when_it_should_be_built_again() {
    let mut sample = Sample::small();
    assert!(Index::empty().is_stale());
    let index = Index::build(&sample.register);
    assert!(!index.is_stale());
    let many = (0..=CHANGES_MAX)
        .map(|number| sample.write(&format!("SYS-{}", number + 10), json!({"name": "More"})));
    let many: Vec<_> = many.collect();
    assert!(!index.after(&sample.register, &many[..CHANGES_MAX]).is_stale());
    let stale = index.after(&sample.register, &many).renewed(&sample.register);
    assert!(stale.is_stale());
    // Nobody asked yet, so nothing is to be done; then a warm base takes over.
    assert!(stale.to_be_warmed().is_none());
    assert!(stale.part(sample.id("SYS-1").kind).is_some());
    stale.to_be_warmed().expect("a base was begun").warm();
    let renewed = stale.renewed(&sample.register);
    assert!(!renewed.is_stale() && renewed.to_be_warmed().is_none());
    // A new title must be found through the records that link to it.
    let person = sample.write("PER-1", json!({"name": "Bea Example"}));
    let index = index.after(&sample.register, &[person]);
    let scope = Scope {
        register: &sample.register,
        visibility: &Visibility::All,
        index: &index,
        today: TODAY,
    };
    let found: Vec<_> = search_all(&scope, "bea", 9)
        .iter()
        .map(|hit| hit.record.id.show(sample.register.kinds()))
        .collect();
    assert_eq!(found, ["PER-1", "SYS-1"]);
    assert_eq!(search_all(&scope, "ada", 9), []);
}

#[test]
fn every_released_column_and_field_is_found_by_name() {
    let kinds = crate::kind::Kinds::built_in();
    let register = Register::new(kinds);
    for (kind, decl) in kinds.all() {
        for name in decl.columns {
            assert!(
                Column::find(&register, kind, name).is_some(),
                "column `{name}` of `{}`",
                decl.name
            );
        }
        for field in decl.fields {
            let found = Column::find(&register, kind, field.name).map(|column| column.name(&register, kind));
            assert_eq!(found.as_deref(), Some(field.name), "field of `{}`", decl.name);
            let filter = Filter::missing(field.name);
            assert!(
                filter.bind(&register, &Visibility::All, kind, TODAY).is_ok(),
                "`{filter}` of `{}`",
                decl.name
            );
            let back = !field.reverse.is_empty();
            for target in field
                .targets()
                .iter()
                .filter_map(|name| kinds.by_name(name))
                .filter(|_| back)
            {
                let filter = Filter::missing(field.reverse);
                assert!(
                    filter.bind(&register, &Visibility::All, target, TODAY).is_ok(),
                    "`{filter}` of `{}`",
                    kinds.decl(target).name
                );
            }
        }
    }
}

//! Order, pages, counts and search; and that an index never changes an answer.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::samples::Sample;
use super::*;

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

/// One random entry on one of a few records.
fn any_entry() -> impl Strategy<Value = (String, Json)> {
    let system = (1u32..12, prop::collection::vec(any_field(), 0..5)).prop_map(|(number, fields)| {
        (
            format!("SYS-{number}"),
            Json::Object(
                fields
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            ),
        )
    });
    let name = "[ab]{1,3} [0-9]{1,2}";
    let person = (1u32..4, name, 1u32..4).prop_map(|(number, name, unit)| {
        (
            format!("PER-{number}"),
            json!({"name": name, "unit": format!("UNT-{unit}")}),
        )
    });
    prop_oneof![5 => system, 1 => person]
}

fn any_field() -> impl Strategy<Value = (&'static str, Json)> {
    prop_oneof![
        "[abÄ]{1,3} [0-9]{1,2}".prop_map(|name| ("name", json!(name))),
        prop_oneof![
            Just(Json::Null),
            "[a-c]{1,4}( [a-c]{1,4}){0,300}".prop_map(Json::from)
        ]
        .prop_map(|text| ("description", text)),
        (1u32..5).prop_map(|number| (
            "owner",
            if number == 4 {
                Json::Null
            } else {
                json!(format!("PER-{number}"))
            }
        )),
        (1u32..4).prop_map(|number| ("unit", json!(format!("UNT-{number}")))),
        prop::sample::select(vec!["built", "bought", "embedded"]).prop_map(|code| ("origin", json!(code))),
        prop::sample::select(vec!["2026", "2026-03", "2026-03-04", "soon"])
            .prop_map(|day| ("review_date", json!(day))),
        (-3i64..4).prop_map(|users| ("users", json!(users))),
        prop::sample::select(vec!["idea", "trial", "in_use"]).prop_map(|code| ("state", json!(code))),
        any::<bool>().prop_map(|archived| ("archived", json!(archived))),
    ]
}

/// Filter, search, columns with true for descending, offset, limit.
type Parts = (
    Option<&'static str>,
    Option<&'static str>,
    Vec<(&'static str, bool)>,
    usize,
    usize,
);

fn any_query() -> impl Strategy<Value = Parts> {
    let filter = prop::option::of(prop::sample::select(vec![
        "owner is missing",
        "a",
        "not (b 1)",
        "users > 0 or origin = built",
        "owner ~ a",
        "unit within UNT-2",
        "review_date before 2026-04",
    ]));
    let search = prop::option::of(prop::sample::select(vec![
        "a", "ab", "b a", "sys-1", "trial", "abc cab", "1",
    ]));
    let columns = vec![
        "name",
        "owner",
        "users",
        "state",
        "review_date",
        "id",
        "updated",
        "origin",
    ];
    let sort = prop::collection::vec((prop::sample::select(columns), any::<bool>()), 0..3);
    (filter, search, sort, 0usize..6, 0usize..8)
}

fn query_of(sample: &Sample, parts: Parts, archived: u8) -> Query {
    let kind = sample.id("SYS-1").kind;
    let (filter, search, sort, offset, limit) = parts;
    let mut query = Query::new(kind, limit);
    query.offset = offset;
    query.filter = filter.map(|text| Filter::parse(text).expect("it reads"));
    query.search = search.map(str::to_owned);
    query.archived = [Archived::Hide, Archived::Only, Archived::Include][usize::from(archived)];
    for (name, down) in sort {
        let column = Column::find(&sample.register, kind, name).expect("a column");
        query = query.sorted(
            column,
            if down {
                Direction::Descending
            } else {
                Direction::Ascending
            },
        );
    }
    query
}

/// The answer by the definition: look at every record, sort all, cut out the page.
fn plainly(sample: &Sample, visibility: &Visibility, query: &Query) -> Page {
    let (register, index) = (&sample.register, &Index::empty());
    let scope = Scope {
        register,
        visibility,
        index,
        today: TODAY,
    };
    let filter = query.filter.as_ref().map(|filter| {
        filter
            .bind(register, query.kind, TODAY)
            .expect("it fits the kind")
    });
    let words = query.search.as_deref().map(folding::words).unwrap_or_default();
    let mut records: Vec<Arc<Record>> = register
        .records(query.kind)
        .filter(|record| visibility.sees(register, record))
        .filter(|record| match query.archived {
            Archived::Include => true,
            Archived::Only => record.archived,
            Archived::Hide => !record.archived,
        })
        .filter(|record| {
            filter
                .as_ref()
                .is_none_or(|filter| filter.matches(&scope, record))
        })
        .filter(|record| search::has_words(&scope, record, None, &words))
        .cloned()
        .collect();
    for (column, direction) in query.sort.iter().rev() {
        records.sort_by(|a, b| {
            let (a, b) = (
                column.key(register, visibility, a),
                column.key(register, visibility, b),
            );
            let missing = |key: &column::SortKey| *key == column::SortKey::Missing;
            missing(&a).cmp(&missing(&b)).then(match direction {
                Direction::Ascending => a.cmp(&b),
                Direction::Descending => b.cmp(&a),
            })
        });
    }
    let total = records.len();
    Page {
        total,
        records: records.into_iter().skip(query.offset).take(query.limit).collect(),
        groups: Vec::new(),
    }
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

proptest! {
    #[test]
    fn an_index_changes_no_answer(
        before in prop::collection::vec(any_entry(), 0..40),
        after in prop::collection::vec(any_entry(), 0..12),
        parts in any_query(),
        archived in 0u8..3,
        restricted in any::<bool>(),
        warm in any::<bool>(),
    ) {
        let mut sample = Sample::new();
        for unit in ["UNT-1", "UNT-2", "UNT-3"] {
            sample.write(unit, json!({"name": unit}));
        }
        sample.write("UNT-3", json!({"parent": "UNT-2"}));
        for (id, fields) in before {
            sample.write(&id, fields);
        }
        let mut index = Index::build(&sample.register);
        if warm {
            index.warm();
        }
        for (id, fields) in after {
            let changed = sample.write(&id, fields);
            index = index.after(&sample.register, [changed]);
        }
        let visibility = match restricted {
            true => Visibility::Units { units: [sample.id("UNT-3")].into(), person: Some(sample.id("PER-1")) },
            false => Visibility::All,
        };
        let query = query_of(&sample, parts, archived);
        let empty = Index::empty();
        let answer = |index| {
            let scope = Scope { register: &sample.register, visibility: &visibility, index, today: TODAY };
            let palette: Vec<_> = query.search.iter().flat_map(|text| search_all(&scope, text, 3)).collect();
            (run(&scope, &query), facets(&scope, &query, "owner"), palette)
        };
        prop_assert_eq!(answer(&index), answer(&empty));
        prop_assert_eq!(answer(&index).0, Ok(plainly(&sample, &visibility, &query)));
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
    assert!(
        !index
            .after(&sample.register, many.iter().copied().take(CHANGES_MAX))
            .is_stale()
    );
    assert!(index.after(&sample.register, many).is_stale());
    // A new title must be found through the records that link to it.
    let person = sample.write("PER-1", json!({"name": "Bea Example"}));
    let index = index.after(&sample.register, [person]);
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
                filter.bind(&register, kind, TODAY).is_ok(),
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
                    filter.bind(&register, target, TODAY).is_ok(),
                    "`{filter}` of `{}`",
                    kinds.decl(target).name
                );
            }
        }
    }
}

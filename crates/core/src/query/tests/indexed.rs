//! With any index, any list is what its definition says.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;

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
            .bind(register, visibility, query.kind, TODAY)
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

proptest! {
    #[test]
    fn an_index_changes_no_answer(
        before in prop::collection::vec(any_entry(), 0..40),
        after in prop::collection::vec(any_entry(), 0..12),
        parts in any_query(),
        archived in 0u8..3,
        restricted in any::<bool>(),
        warm in any::<bool>(),
        begun in 0usize..12,
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
        for (place, (id, fields)) in after.into_iter().enumerate() {
            if place == begun {
                index = index.begun(&sample.register);
            }
            let changed = sample.write(&id, fields);
            index = index.after(&sample.register, &[changed]);
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
        // Whoever asked has brought the new base about; over it the answers are the same.
        if let Some(next) = index.to_be_warmed() {
            next.warm();
            let renewed = index.clone().renewed(&sample.register);
            prop_assert!(renewed.to_be_warmed().is_none());
            prop_assert_eq!(answer(&renewed), answer(&empty));
        }
    }
}

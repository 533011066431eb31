//! What is asked of every address, and what is sent to it.

/// What is asked of each address of a workspace. `{H}` is a record of the kind that the letters say, hidden
/// in one question and missing in the other; `VEN-1`, `SYS-1` and the like are seen by all.
pub const PAGES: &[(&str, &[&str])] = &[
    ("/", &["/"]),
    (
        "/search",
        &["/search?q=SYS-{H}", "/search?q=Behind", "/search?q=the+curtain"],
    ),
    ("/import", &["/import"]),
    ("/import/{id}", &["/import/00112233445566778899aabbccddeeff"]),
    (
        "/import/{id}/progress",
        &["/import/00112233445566778899aabbccddeeff/progress"],
    ),
    (
        "/import/{id}/refused.csv",
        &["/import/00112233445566778899aabbccddeeff/refused.csv"],
    ),
    ("/files/{sha256}", &["/files/{FILE}"]),
    (
        "/r/{id}",
        &["/r/SYS-{H}", "/r/sys-{H}", "/r/CAN-{H}", "/r/UNT-{H}", "/r/SYS-1"],
    ),
    ("/r/{id}/edit", &["/r/SYS-{H}/edit", "/r/SYS-1/edit"]),
    (
        "/r/{id}/move/{state}",
        &["/r/SYS-{H}/move/active", "/r/SYS-{H}/move/nonsense"],
    ),
    (
        "/r/{id}/proof/{file}",
        &[
            "/r/SYS-{H}/proof/SYS-{H}-r1.json",
            "/r/SYS-{H}/proof/SYS-{H}-r1.tlog-proof",
        ],
    ),
    (
        "/r/{id}/link",
        &[
            "/r/SYS-{H}/link",
            "/r/SYS-1/link",
            "/r/SYS-1/link?relation=use_case.systems&record=USE-{H}",
            "/r/SYS-1/link?relation=system.feeds&record=SYS-{H}",
            "/r/SYS-1/link?relation=system.feeds&record=Behind+the+curtain",
        ],
    ),
    (
        "/r/{id}/merge",
        &[
            "/r/SYS-{H}/merge",
            "/r/SYS-1/merge",
            "/r/SYS-1/merge?into=SYS-{H}",
            "/r/SYS-1/merge?into=curtain",
            "/r/SYS-1/merge?into=Behind+the+curtain",
            "/r/USE-1/merge?into=USE-{H}",
        ],
    ),
    (
        "/r/{id}/graph",
        &[
            "/r/SYS-{H}/graph",
            "/r/SYS-1/graph?depth=6",
            "/r/SYS-1/graph?depth=99999999999999999999",
        ],
    ),
    (
        "/graph",
        &[
            "/graph",
            "/graph?unit=UNT-{H}",
            "/graph?what=vendor",
            "/graph?carrier=system",
        ],
    ),
    ("/inbox", &["/inbox"]),
    (
        "/palette",
        &[
            "/palette?q=SYS-{H}",
            "/palette?q=curtain",
            "/palette?q=export",
            "/palette?q=merge&here=/w/main/r/USE-1",
            "/palette?q=export+evidence",
            "/palette?q=archive&here=SYS-{H}",
            "/palette?q=who+may+delete+SYS-{H}",
            "/palette",
        ],
    ),
    ("/palette/people", &["/palette/people?q=", "/palette/people?q=a"]),
    ("/discovery", &["/discovery", "/discovery?unit=UNT-{H}"]),
    (
        "/discovery/run",
        &["/discovery/run", "/discovery/run?source=SRC-{H}"],
    ),
    (
        "/discovery/run/{id}",
        &["/discovery/run/00112233445566778899aabbccddeeff"],
    ),
    (
        "/discovery/run/{id}/rest.csv",
        &["/discovery/run/00112233445566778899aabbccddeeff/rest.csv"],
    ),
    ("/discovery/state/{unit}", &["/discovery/state/UNT-{H}"]),
    ("/discovery/{id}", &["/discovery/CAN-{H}"]),
    ("/discovery/{id}/register", &["/discovery/CAN-{H}/register"]),
    ("/bulk/{kind}", &["/bulk/system"]),
    ("/bulk/{kind}/preview", &["/bulk/system/preview"]),
    ("/bulk/{kind}/apply", &["/bulk/system/apply"]),
    ("/bulk/{kind}/running/{id}", &["/bulk/system/running/x"]),
    ("/bulk/{kind}/done/{id}", &["/bulk/system/done/hidden-batch"]),
    (
        "/changes",
        &[
            "/changes?period=year",
            "/changes?period=year&unit=UNT-{H}",
            "/changes?period=year&batch=hidden-batch",
            "/changes?from=2020-01-01&to=2030-01-01&page=2",
        ],
    ),
    (
        "/rights",
        &[
            "/rights?act=archive&record=SYS-{H}",
            "/rights?person=PER-1&record=SYS-{H}",
            "/rights",
        ],
    ),
    ("/settings", &["/settings"]),
    ("/prove", &["/prove?record=SYS-{H}"]),
    ("/ledger", &["/ledger", "/ledger?record=SYS-{H}"]),
    ("/ledger/growth", &["/ledger/growth?old=x"]),
    ("/ledger/{index}", &["/ledger/1"]),
    ("/ledger/{index}/{file}", &["/ledger/1/entry-1.json"]),
    (
        "/{kind}",
        &[
            "/system",
            "/use_case",
            "/candidate",
            "/unit",
            "/task",
            "/evidence",
            "/system?filter=unit+within+UNT-{H}",
            "/system?filter=unit+%3D+UNT-{H}",
            "/system?filter=id+%3D+SYS-{H}",
            "/system?filter=unit+within+%22South{H}%22",
            "/system?filter=unit+%3D+%22South{H}%22",
            "/system?facet=unit",
            "/system?search=curtain",
            "/use_case?filter=systems+%3D+SYS-{H}",
            "/system?filter=&panel=unit",
            "/system?group=unit",
        ],
    ),
    (
        "/{kind}/new",
        &[
            "/system/new",
            "/system/new?unit=UNT-{H}",
            "/use_case/new?systems=SYS-{H}",
            "/use_case/new?f.systems=SYS-{H}",
        ],
    ),
    (
        "/{kind}/export/{format}",
        &["/system/export/csv", "/system/export/ndjson", "/unit/export/csv"],
    ),
];

/// Names and values of a form.
pub type Sent = &'static [(&'static str, &'static str)];

/// What is sent to each address that changes something, beside the token.
pub const DEEDS: &[(&str, &str, Sent)] = &[
    ("/import", "/import", &[]),
    ("/import/{id}", "/import/00112233445566778899aabbccddeeff", &[]),
    (
        "/import/{id}/keep",
        "/import/00112233445566778899aabbccddeeff/keep",
        &[],
    ),
    ("/import/{id}/undo", "/import/IPT-{H}/undo", &[]),
    (
        "/r/{id}/edit",
        "/r/SYS-{H}/edit",
        &[("f.name", "x"), ("revision", "1")],
    ),
    ("/r/{id}/move/{state}", "/r/SYS-{H}/move/active", &[]),
    ("/r/{id}/comment", "/r/SYS-{H}/comment", &[("text", "seen")]),
    ("/r/{id}/archive", "/r/SYS-{H}/archive", &[("archived", "yes")]),
    (
        "/r/{id}/link",
        "/r/SYS-{H}/link",
        &[("relation", "use_case.systems"), ("record", "USE-1")],
    ),
    (
        "/r/{id}/link",
        "/r/SYS-1/link",
        &[("relation", "use_case.systems"), ("record", "USE-{H}")],
    ),
    (
        "/r/{id}/link",
        "/r/SYS-1/link",
        &[("relation", "system.feeds"), ("record", "SYS-{H}")],
    ),
    ("/r/{id}/merge", "/r/SYS-1/merge", &[("into", "SYS-{H}")]),
    (
        "/r/{id}/edit",
        "/r/SYS-1/edit",
        &[
            ("f.name", "Seen system"),
            ("revision", "1"),
            ("f.feeds", "SYS-{H}"),
            ("f.unit", "UNT-{H}"),
        ],
    ),
    (
        "/discovery/{id}/match",
        "/discovery/CAN-1/match",
        &[("target", "SYS-{H}")],
    ),
    (
        "/bulk/{kind}/preview",
        "/bulk/system/preview",
        &[
            ("of", "all"),
            ("matching", "filter=unit+within+UNT-{H}"),
            ("what", "set"),
            ("field", "unit"),
            ("f.unit", "UNT-{H}"),
        ],
    ),
    ("/r/{id}/evidence", "/r/SYS-{H}/evidence", &[]),
    ("/r/{id}/merge", "/r/SYS-{H}/merge", &[("into", "SYS-1")]),
    ("/inbox/read", "/inbox/read", &[("size", "0")]),
    (
        "/discovery/dismiss",
        "/discovery/dismiss",
        &[
            ("id", "CAN-{H}"),
            ("candidate", "CAN-{H}"),
            ("decision", "not_ai"),
            ("reason", "x"),
        ],
    ),
    ("/discovery/run", "/discovery/run", &[]),
    (
        "/discovery/run/{id}",
        "/discovery/run/00112233445566778899aabbccddeeff",
        &[],
    ),
    (
        "/discovery/run/{id}/keep",
        "/discovery/run/00112233445566778899aabbccddeeff/keep",
        &[],
    ),
    (
        "/discovery/run/{id}/drop",
        "/discovery/run/00112233445566778899aabbccddeeff/drop",
        &[],
    ),
    ("/discovery/state/{unit}", "/discovery/state/UNT-{H}", &[]),
    (
        "/discovery/{id}/match",
        "/discovery/CAN-{H}/match",
        &[("target", "SYS-1")],
    ),
    (
        "/discovery/{id}/dismiss",
        "/discovery/CAN-{H}/dismiss",
        &[("decision", "not_ai"), ("reason", "x")],
    ),
    (
        "/discovery/{id}/register",
        "/discovery/CAN-{H}/register",
        &[("name", "x")],
    ),
    (
        "/bulk/{kind}",
        "/bulk/system",
        &[("of", "ticked"), ("id", "SYS-{H}")],
    ),
    (
        "/bulk/{kind}/preview",
        "/bulk/system/preview",
        &[("of", "ticked"), ("id", "SYS-{H}"), ("what", "archive")],
    ),
    (
        "/bulk/{kind}/apply",
        "/bulk/system/apply",
        &[
            ("of", "ticked"),
            ("id", "SYS-{H}"),
            ("what", "archive"),
            ("size", "9"),
            ("command", "c1"),
        ],
    ),
    (
        "/bulk/{kind}/done/{id}/undo",
        "/bulk/system/done/hidden-batch/undo",
        &[],
    ),
    (
        "/views",
        "/views",
        &[("list", "no_such"), ("name", "x"), ("query", "")],
    ),
    ("/views/{id}", "/views/0011223344556677", &[("do", "delete")]),
    (
        "/{kind}/new",
        "/use_case/new",
        &[
            ("f.name", "x"),
            ("f.unit", "UNT-1"),
            ("f.systems", "SYS-{H}"),
            ("do", "save"),
        ],
    ),
];

/// Pages for which signing in is not asked, with their reasons in `router.rs`.
pub const OUTSIDE: &[&str] = &[
    "/sign-in",
    "/sign-out",
    "/assets/{hash}/{name}",
    "/w/{workspace}/",
];

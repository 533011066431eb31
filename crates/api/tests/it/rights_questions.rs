//! What is asked of every address of the description.

/// Addresses that lie in no workspace: the question, the body, and what a viewer and a stranger are answered.
pub const OUTSIDE: &[(&str, &str, &str, u16)] = &[
    ("GET /openapi.json", "openapi.json", "", 200),
    ("GET /me", "me", "", 200),
    ("GET /tokens", "tokens", "", 200),
    ("POST /tokens", "tokens", r#"{"name": "mine"}"#, 201),
    ("DELETE /tokens/{name}", "tokens/none", "", 404),
    ("GET /accounts", "accounts", "", 403),
    (
        "PUT /accounts/{login}/password",
        "accounts/admin/password",
        r#"{"password": "four plain grey words"}"#,
        403,
    ),
    ("GET /accounts/{login}/tokens", "accounts/admin/tokens", "", 403),
    (
        "POST /accounts/{login}/tokens",
        "accounts/admin/tokens",
        r#"{"name": "x"}"#,
        403,
    ),
    (
        "DELETE /accounts/{login}/tokens/{name}",
        "accounts/admin/tokens/x",
        "",
        403,
    ),
    ("GET /workspaces", "workspaces", "", 403),
    (
        "POST /workspaces",
        "workspaces",
        r#"{"name": "south", "organisation": "South Ltd"}"#,
        403,
    ),
];

/// Addresses in a workspace: questions with their bodies. `{H}` is the number of a record that is hidden in one question and
/// missing in the other.
pub const INSIDE: &[(&str, &[(&str, &str)])] = &[
    ("GET /me", &[("me", "")]),
    ("GET /inbox", &[("inbox", "")]),
    ("GET /kinds", &[("kinds", "")]),
    ("GET /kinds/{kind}", &[("kinds/system", "")]),
    (
        "GET /kinds/{kind}/records",
        &[
            ("kinds/system/records", ""),
            ("kinds/use_case/records?limit=1", ""),
            ("kinds/unit/records", ""),
            ("kinds/system/records?filter=unit%20within%20UNT-{H}", ""),
            ("kinds/system/records?filter=unit%20within%20%22South{H}%22", ""),
            ("kinds/system/records?filter=unit%20%3D%20UNT-{H}", ""),
            ("kinds/system/records?filter=unit%20%3D%20%22South{H}%22", ""),
            ("kinds/system/records?filter=id%20%3D%20SYS-{H}", ""),
            ("kinds/use_case/records?filter=systems%20%3D%20SYS-{H}", ""),
            ("kinds/system/records?search=curtain", ""),
            ("kinds/system/records?sort=unit,-updated", ""),
        ],
    ),
    (
        "GET /kinds/{kind}/facets",
        &[
            ("kinds/system/facets?field=unit", ""),
            ("kinds/system/facets?field=state", ""),
            ("kinds/use_case/facets?field=systems", ""),
        ],
    ),
    (
        "GET /kinds/{kind}/export",
        &[
            ("kinds/system/export?format=ndjson", ""),
            ("kinds/use_case/export?format=csv", ""),
        ],
    ),
    ("GET /kinds/{kind}/views", &[("kinds/system/views", "")]),
    (
        "POST /kinds/{kind}/views",
        &[("kinds/no_such/views", r#"{"name": "x", "query": ""}"#)],
    ),
    ("GET /views/{view}", &[("views/0011223344556677", "")]),
    (
        "PUT /views/{view}",
        &[("views/0011223344556677", r#"{"name": "x", "query": ""}"#)],
    ),
    ("DELETE /views/{view}", &[("views/0011223344556677", "")]),
    (
        "GET /search",
        &[
            ("search?q=SYS-{H}", ""),
            ("search?q=curtain", ""),
            ("search?q=seen", ""),
        ],
    ),
    (
        "GET /who-may",
        &[
            ("who-may?act=archive&record=SYS-{H}", ""),
            ("who-may?act=archive&kind=system", ""),
        ],
    ),
    (
        "GET /changes",
        &[
            ("changes?from=2026-01-01", ""),
            ("changes?from=2026-01-01&batch=hidden", ""),
            ("changes?from=2026-01-01&kind=use_case", ""),
        ],
    ),
    (
        "POST /records",
        &[
            (
                "records",
                r#"{"kind": "use_case", "fields": {"name": "x", "unit": "UNT-1", "systems": ["SYS-{H}"]}}"#,
            ),
            (
                "records",
                r#"{"kind": "system", "fields": {"name": "x", "unit": "UNT-{H}"}}"#,
            ),
        ],
    ),
    (
        "GET /records/{id}",
        &[
            ("records/SYS-{H}", ""),
            ("records/SYS-{H}?fields=nonsense", ""),
            ("records/sys-{H}", ""),
            ("records/UNT-{H}", ""),
            ("records/SYS-1", ""),
        ],
    ),
    (
        "PATCH /records/{id}",
        &[
            ("records/SYS-{H}", r#"{"set": {"name": "x"}}"#),
            ("records/SYS-{H}", r#"{"set": {"nonsense": "x"}}"#),
            ("records/SYS-1", r#"{"link": {"feeds": ["SYS-{H}"]}}"#),
            ("records/SYS-1", r#"{"set": {"unit": "UNT-{H}"}}"#),
        ],
    ),
    (
        "POST /records/{id}/move",
        &[
            ("records/SYS-{H}/move", r#"{"to": "active"}"#),
            ("records/SYS-{H}/move", r#"{"to": "nonsense"}"#),
        ],
    ),
    ("POST /records/{id}/archive", &[("records/SYS-{H}/archive", "{}")]),
    ("POST /records/{id}/restore", &[("records/SYS-{H}/restore", "{}")]),
    (
        "POST /records/{id}/comments",
        &[("records/SYS-{H}/comments", r#"{"text": "x"}"#)],
    ),
    (
        "POST /records/{id}/merge",
        &[
            ("records/SYS-{H}/merge", r#"{"absorb": ["SYS-1"]}"#),
            ("records/SYS-1/merge", r#"{"absorb": ["SYS-{H}"]}"#),
        ],
    ),
    (
        "POST /records/{id}/erase",
        &[("records/SYS-{H}/erase", r#"{"reason": "x"}"#)],
    ),
    (
        "GET /records/{id}/links",
        &[
            ("records/SYS-{H}/links", ""),
            ("records/SYS-1/links", ""),
            ("records/VEN-1/links", ""),
        ],
    ),
    (
        "GET /records/{id}/history",
        &[("records/SYS-{H}/history", ""), ("records/SYS-1/history", "")],
    ),
    (
        "GET /records/{id}/graph",
        &[
            ("records/SYS-{H}/graph", ""),
            ("records/SYS-1/graph?depth=6", ""),
            ("records/VEN-1/graph?depth=6", ""),
        ],
    ),
    (
        "GET /records/{id}/proof",
        &[
            ("records/SYS-{H}/proof", ""),
            ("records/SYS-{H}/proof?revision=9", ""),
        ],
    ),
    (
        "PUT /records/{id}/files/{field}",
        &[
            ("records/EVD-{H}/files/file?name=a", "bytes"),
            ("records/SYS-{H}/files/file?name=a", "bytes"),
        ],
    ),
    (
        "GET /records/{id}/files/{field}",
        &[
            ("records/EVD-{H}/files/file", ""),
            ("records/SYS-{H}/files/file", ""),
        ],
    ),
    ("GET /files/{sha256}", &[("files/SECRET", ""), ("files/0", "")]),
    (
        "POST /bulk",
        &[
            ("bulk", r#"{"op": "comment", "id": "SYS-{H}", "text": "x"}"#),
            (
                "bulk",
                r#"{"op": "revise", "id": "SYS-{H}", "change": {"set": {"nonsense": "x"}}}"#,
            ),
            (
                "bulk",
                r#"{"op": "move", "id": "SYS-{H}", "change": {"to": "active", "fields": {"nonsense": 1}}}"#,
            ),
            (
                "bulk?atomic=false",
                r#"{"op": "revise", "id": "SYS-{H}", "change": {"set": {"nonsense": "x"}}}"#,
            ),
            ("bulk", r#"{"op": "archive", "id": "SYS-{H}"}"#),
            ("bulk", r#"{"op": "merge", "id": "SYS-{H}", "absorb": ["SYS-1"]}"#),
        ],
    ),
    ("POST /imports", &[]),
    (
        "GET /imports/{import}",
        &[("imports/00112233445566778899aabbccddeeff", "")],
    ),
    (
        "PUT /imports/{import}/mapping",
        &[(
            "imports/00112233445566778899aabbccddeeff/mapping",
            r#"{"source": "inventory", "columns": []}"#,
        )],
    ),
    (
        "POST /imports/{import}/run",
        &[("imports/00112233445566778899aabbccddeeff/run", "{}")],
    ),
    (
        "DELETE /imports/{import}",
        &[("imports/00112233445566778899aabbccddeeff", "")],
    ),
    ("POST /imports/{import}/undo", &[("imports/IPT-{H}/undo", "")]),
    ("GET /ledger/key", &[("ledger/key", "")]),
    ("GET /ledger/checkpoint", &[("ledger/checkpoint", "")]),
    (
        "GET /ledger/tile/{level}/{place}",
        &[
            ("ledger/tile/0/000.p/1", ""),
            ("ledger/tile/9/999", ""),
            ("ledger/tile/0/x999/x999/x999/x999/999", ""),
        ],
    ),
    (
        "GET /ledger/tile/entries/{place}",
        &[
            ("ledger/tile/entries/000.p/1", ""),
            ("ledger/tile/entries/999", ""),
        ],
    ),
    (
        "GET /ledger/entries/{index}/proof",
        &[("ledger/entries/1/proof", ""), ("ledger/entries/999/proof", "")],
    ),
    (
        "POST /ledger/consistency",
        &[("ledger/consistency", r#"{"checkpoint": "x"}"#)],
    ),
];

/// What the command line sends, in a workspace that the query names.
pub const OPERATIONS: &[(&str, &str)] = &[
    ("backup", r#"{"to": "/nowhere/at/all"}"#),
    (
        "change",
        r#"{"deed": {"revise": {"id": "SYS-{H}"}}, "fields": [["name", "x"]]}"#,
    ),
    (
        "command",
        r#"{"command": {"comment": {"id": "SYS-{H}", "text": "x"}}}"#,
    ),
    ("create-token", r#"{"name": "x", "login": "admin"}"#),
    ("create-workspace", r#"{"name": "x", "organisation": "x"}"#),
    (
        "discover",
        r#"{"name": "a.csv", "content": "QXBwbGljYXRpb24sVXNlcgpDaGF0R1BULGEK", "source": "SRC-{H}", "dry_run": true}"#,
    ),
    ("discovery", "{}"),
    (
        "discovery-decide",
        r#"{"dismiss": {"candidates": ["CAN-{H}"], "decision": "not_ai", "reason": "x"}}"#,
    ),
    ("erase", r#"{"id": "SYS-{H}", "reason": "x"}"#),
    ("export", r#"{"kind": "system", "format": "csv"}"#),
    ("export-workspace", r#"{"to": "/nowhere/at/all"}"#),
    ("fsck", "{}"),
    ("history", r#"{"id": "SYS-{H}"}"#),
    (
        "import",
        r#"{"name": "a.csv", "content": "TmFtZQpUaWRlIEx0ZAo=", "kind": "vendor", "dry_run": true}"#,
    ),
    ("key", "{}"),
    ("list", r#"{"kind": "system"}"#),
    ("merge", r#"{"keep": "SYS-1", "absorb": ["SYS-{H}"]}"#),
    ("proof", r#"{"id": "SYS-{H}"}"#),
    ("revoke-token", r#"{"name": "x", "login": "admin"}"#),
    (
        "set-password",
        r#"{"login": "admin", "password": "four plain grey words"}"#,
    ),
    ("show", r#"{"id": "SYS-{H}"}"#),
    ("tokens", r#"{"login": "admin"}"#),
    ("undo-import", r#"{"import": "IPT-{H}"}"#),
    ("users", "{}"),
    ("workspaces", "{}"),
];

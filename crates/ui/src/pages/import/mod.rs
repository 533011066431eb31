//! Bringing in a list: drop it, see what it says, correct how it is read, keep it, undo it.

use maud::{Markup, html};

use crate::desk::Desk;
use crate::page::{At, page};

/// `/w/{workspace}/import`
pub async fn show(desk: Desk) -> Markup {
    let body = html! {
        h1 { "Bring in a list" }
        (drop_place(&desk))
    };
    page(&desk, "Bring in a list", At::Import, &body)
}

/// Where a spreadsheet is dropped or chosen.
pub fn drop_place(desk: &Desk) -> Markup {
    html! {
        form.drop-place method="post" action=(desk.href("/import")) enctype="multipart/form-data" data-drop="" {
            input type="hidden" name="token" value=(desk.form_token());
            label for="file" { strong { "Drop a spreadsheet here" } span { "or choose a file: CSV, Excel, JSON or NDJSON, up to 50,000 rows" } }
            input #file type="file" name="file" required accept=".csv,.tsv,.txt,.xlsx,.xlsm,.ods,.json,.ndjson,.jsonl";
            button.primary { "See what it says" }
        }
    }
}

//! The style sheet, the script and the mark, built in. Their addresses carry a hash of their
//! content, so a browser may keep them for ever.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

struct Asset {
    name: &'static str,
    media_type: &'static str,
    content: &'static [u8],
}

/// The style sheet, one file for each piece; widths and print come last.
const STYLE_SHEET: &str = concat!(
    include_str!("assets/css/tokens.css"),
    "\n",
    include_str!("assets/css/frame.css"),
    "\n",
    include_str!("assets/css/inputs.css"),
    "\n",
    include_str!("assets/css/menus.css"),
    "\n",
    include_str!("assets/css/keys.css"),
    "\n",
    include_str!("assets/css/chips.css"),
    "\n",
    include_str!("assets/css/lists.css"),
    "\n",
    include_str!("assets/css/bulk.css"),
    "\n",
    include_str!("assets/css/home.css"),
    "\n",
    include_str!("assets/css/charts.css"),
    "\n",
    include_str!("assets/css/import.css"),
    "\n",
    include_str!("assets/css/discovery.css"),
    "\n",
    include_str!("assets/css/records.css"),
    "\n",
    include_str!("assets/css/forms.css"),
    "\n",
    include_str!("assets/css/ledger.css"),
    "\n",
    include_str!("assets/css/verify.css"),
    "\n",
    include_str!("assets/css/graph.css"),
    "\n",
    include_str!("assets/css/palette.css"),
    "\n",
    include_str!("assets/css/screens.css"),
    "\n",
);

/// The script, one file for each comfort. They share one module: names are unique, the rest stands in blocks.
const MODULE: &str = concat!(
    include_str!("assets/js/keys.js"),
    "\n",
    include_str!("assets/js/table.js"),
    "\n",
    include_str!("assets/js/form.js"),
    "\n",
    include_str!("assets/js/drop.js"),
    "\n",
    include_str!("assets/js/discovery.js"),
    "\n",
    include_str!("assets/js/palette.js"),
    "\n",
    include_str!("assets/js/verify.js"),
    "\n",
    include_str!("assets/js/mapping.js"),
    "\n",
);

const ASSETS: [Asset; 3] = [
    Asset {
        name: "probity.css",
        media_type: "text/css; charset=utf-8",
        content: STYLE_SHEET.as_bytes(),
    },
    Asset {
        name: "probity.js",
        media_type: "text/javascript; charset=utf-8",
        content: MODULE.as_bytes(),
    },
    Asset {
        name: "mark.svg",
        media_type: "image/svg+xml",
        content: include_bytes!("assets/mark.svg"),
    },
];

/// The address of the style sheet.
pub static STYLE: LazyLock<String> = LazyLock::new(|| address(&ASSETS[0]));
/// The address of the script.
pub static SCRIPT: LazyLock<String> = LazyLock::new(|| address(&ASSETS[1]));
/// The address of the mark.
pub static MARK: LazyLock<String> = LazyLock::new(|| address(&ASSETS[2]));

/// Answers `/assets/{hash}/{name}`.
pub async fn serve(Path((hash, name)): Path<(String, String)>) -> Response {
    let known = ASSETS
        .iter()
        .find(|asset| asset.name == name && content_hash(asset.content) == hash);
    match known {
        Some(asset) => {
            let headers = [
                (header::CONTENT_TYPE, asset.media_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, asset.content).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn address(asset: &Asset) -> String {
    format!("/assets/{}/{}", content_hash(asset.content), asset.name)
}

/// FNV-1a, 64 bits: tells releases apart and guards nothing.
fn content_hash(content: &[u8]) -> String {
    let hash = content.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{hash:016x}")
}

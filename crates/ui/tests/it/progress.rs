//! Large imports: carried out beside the pages, told until they end; and where records came from.

use std::fmt::Write as _;

use axum::http::StatusCode;
use probity_core::patch::Patch;

use crate::support::{Answer, Site};

/// A list of more bytes than are kept within one request.
fn large() -> String {
    let mut list = "ID,Use case name,Purpose\n".to_owned();
    for number in 0..300 {
        let purpose = "a long purpose ".repeat(140);
        writeln!(list, "{number},Use {number},{purpose}").unwrap();
    }
    assert!(list.len() > 600_000);
    list
}

/// Looks at the progress until the import has ended.
async fn ended(site: &Site, place: &str) -> Answer {
    loop {
        let answer = site.get(place).await;
        if answer.status != StatusCode::OK {
            return answer;
        }
        answer.has("Keeping it");
        answer.has("http-equiv=\"refresh\"");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn a_large_file_is_kept_beside_the_pages() {
    let site = Site::local();
    let waiting = site.upload("long.csv", large().as_bytes()).await.location();
    let place = format!("{waiting}/progress");
    assert_eq!(
        site.get(&place).await.status,
        StatusCode::NOT_FOUND,
        "nothing runs yet"
    );
    let begun = site.post(&format!("{waiting}/keep"), &[]).await;
    assert_eq!(
        (begun.status, begun.location()),
        (StatusCode::SEE_OTHER, place.clone())
    );
    assert_eq!(ended(&site, &place).await.location(), "/w/main/import/IPT-1");
    site.get("/w/main/import/IPT-1").await.has("300");
    let record = site.get("/w/main/r/USE-300").await;
    record.has("Brought in by <a href=\"/w/main/import/IPT-1\">IPT-1</a> (long.csv)");
    assert_eq!(
        ended(&site, &place).await.location(),
        "/w/main/import/IPT-1",
        "a second look leads there too"
    );
    let again = site.post(&format!("{waiting}/keep"), &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "the file no longer waits");
}

#[tokio::test]
async fn entries_that_came_with_an_import_say_so_and_others_do_not() {
    let site = Site::local();
    let waiting = site
        .upload("our-list.csv", b"ID,Use case name\n1,Triage\n")
        .await
        .location();
    site.post(&format!("{waiting}/keep"), &[]).await;
    site.revise("USE-1", Patch::set_one("name", "Triage of claims"));
    let page = site.get("/w/main/r/USE-1").await;
    page.has("(our-list.csv)");
    assert_eq!(page.text().matches("Brought in by").count(), 1);
}

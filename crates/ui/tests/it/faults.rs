//! What a page says when the ledger cannot be written, and that nothing is lost by it.

use axum::http::StatusCode;
use probity_core::patch::Patch;
use probity_testkit::failing::StoreError;

use crate::support::Site;

/// Fault of the store, status of the page, words on it.
fn faults() -> [(StoreError, StatusCode, &'static str); 4] {
    [
        (
            StoreError::Full,
            StatusCode::INSUFFICIENT_STORAGE,
            "No space left on the disk",
        ),
        (
            StoreError::Failed("a bad sector".to_owned()),
            StatusCode::INTERNAL_SERVER_ERROR,
            "a bad sector",
        ),
        (
            StoreError::Unknown("the disk went away".to_owned()),
            StatusCode::INTERNAL_SERVER_ERROR,
            "the disk went away",
        ),
        (
            StoreError::Damaged {
                place: "entry 3".to_owned(),
                what: "it is cut short".to_owned(),
            },
            StatusCode::INTERNAL_SERVER_ERROR,
            "entry 3",
        ),
    ]
}

#[tokio::test]
async fn a_change_that_cannot_be_written_is_told_and_the_next_one_goes_through() {
    for (error, status, words) in faults() {
        let site = Site::local();
        let id = site.create("vendor", Patch::set_one("name", "Tide Ltd"));
        site.store().fail_next(false, error);
        let answer = site
            .post(&format!("/w/main/r/{id}/comment"), &[("comment", "a remark")])
            .await;
        assert_eq!(answer.status, status, "{words}");
        answer.has(words);
        let page = site.get(&format!("/w/main/r/{id}")).await;
        page.has("Tide Ltd");
        page.has_not("a remark");
        let again = site
            .post(&format!("/w/main/r/{id}/comment"), &[("comment", "a remark")])
            .await;
        assert!(again.status.is_redirection(), "{words}: {}", again.status);
        site.get(&format!("/w/main/r/{id}")).await.has("a remark");
    }
}

#[tokio::test]
async fn an_import_that_cannot_be_written_can_be_kept_later() {
    let site = Site::local();
    let uploaded = site
        .upload("list.csv", b"Use case name,Purpose\nSorting,Sorts letters\n")
        .await;
    let waiting = uploaded.location();
    site.store().fail_next(false, StoreError::Full);
    let answer = site.post(&format!("{waiting}/keep"), &[]).await;
    assert_eq!(answer.status, StatusCode::INSUFFICIENT_STORAGE);
    answer.has("No space left on the disk");
    site.get(&waiting).await.has("Sorting");
    let kept = site.post(&format!("{waiting}/keep"), &[]).await;
    assert!(kept.status.is_redirection(), "{}", kept.status);
    site.get("/w/main/use_case").await.has("Sorting");
}

#[tokio::test]
async fn a_workspace_that_is_held_is_read_and_not_written() {
    let site = Site::local();
    let id = site.create("vendor", Patch::set_one("name", "Tide Ltd"));
    let site = site.held("entry 5 was written by a newer release of Probity");
    site.get(&format!("/w/main/r/{id}")).await.has("Tide Ltd");
    let answer = site
        .post(&format!("/w/main/r/{id}/comment"), &[("comment", "a remark")])
        .await;
    assert!(
        answer.status.is_client_error() || answer.status.is_server_error(),
        "{}",
        answer.status
    );
    answer.has("read-only");
    answer.has("newer release");
    site.get(&format!("/w/main/r/{id}")).await.has_not("a remark");
}

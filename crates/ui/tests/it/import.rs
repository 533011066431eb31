//! Bringing in a list: looked at, corrected, kept, undone.

use axum::http::StatusCode;
use probity_core::Kinds;

use crate::support::Site;

const LIST: &str = "ID,Use case name,Stage,Department,Business owner,Mood\n\
                    1,Triage of claims,In use,Claims,Ada Example,calm\n\
                    2,Chat for customers,Pilot,Service,,busy\n\
                    3,Forecast of calls,Idea,Service,Bo Sample,\n";

fn total(site: &Site, kind: &str) -> usize {
    let view = site.ctx().view();
    view.register
        .records(Kinds::built_in().known(kind))
        .filter(|record| !record.archived)
        .count()
}

#[tokio::test]
async fn a_list_is_looked_at_kept_and_undone() {
    let site = Site::local();
    let brought = site.upload("our-list.csv", LIST.as_bytes()).await;
    assert_eq!(brought.status, StatusCode::SEE_OTHER);
    let waiting = brought.location();
    let page = site.get(&waiting).await;
    page.has("our-list.csv");
    page.has("3 rows");
    page.has("The worst gaps");
    page.has("Keep it");
    assert_eq!(total(&site, "use_case"), 0, "nothing is kept by looking");

    let kept = site.post(&format!("{waiting}/keep"), &[]).await;
    assert_eq!(kept.location(), "/w/main/import/IPT-1");
    assert_eq!((total(&site, "use_case"), total(&site, "system")), (3, 3));
    site.get("/w/main/import/IPT-1").await.has("Undo this import");
    assert_eq!(
        site.get(&waiting).await.status,
        StatusCode::NOT_FOUND,
        "the file no longer waits"
    );

    let again = site.upload("our-list.csv", LIST.as_bytes()).await.location();
    site.get(&again).await.has("all of it is recorded already");

    let undone = site.post("/w/main/import/IPT-1/undo", &[]).await;
    undone.has("Undone: our-list.csv");
    assert_eq!(total(&site, "use_case"), 0);
    site.get("/w/main/import/IPT-1")
        .await
        .has("This import was undone");
}

#[tokio::test]
async fn the_reading_of_a_column_is_corrected_before_it_is_kept() {
    let site = Site::local();
    let waiting = site.upload("our-list.csv", LIST.as_bytes()).await.location();
    let corrected = site
        .post(
            &waiting,
            &[("target.5", "use_case.notes"), ("source", "register")],
        )
        .await;
    assert_eq!(corrected.status, StatusCode::SEE_OTHER);
    let page = site.get(&waiting).await;
    page.has("<option value=\"use_case.notes\" selected>");
    site.post(&format!("{waiting}/keep"), &[]).await;
    let view = site.ctx().view();
    let first = view.register.find("USE-1").unwrap();
    assert_eq!(
        view.register
            .value(first, "notes")
            .map(|value| format!("{value:?}")),
        Some("Text(\"calm\")".to_owned())
    );
}

#[tokio::test]
async fn a_row_can_be_something_else() {
    let site = Site::local();
    let waiting = site
        .upload("vendors.csv", b"Name,Country\nAcme,NL\nExample Ltd,DE\n")
        .await
        .location();
    assert_eq!(
        site.post(&waiting, &[("kind", "vendor")]).await.status,
        StatusCode::SEE_OTHER
    );
    site.post(&format!("{waiting}/keep"), &[]).await;
    assert_eq!((total(&site, "vendor"), total(&site, "system")), (2, 0));
}

#[tokio::test]
async fn what_is_no_list_is_told_and_changes_nothing() {
    let site = Site::local();
    for (name, content) in [
        ("empty.csv", &b""[..]),
        ("broken.xlsx", b"PK\x03\x04 this is no workbook"),
        ("noise.json", b"{\"a\": ["),
    ] {
        let answer = site.upload(name, content).await;
        assert!(answer.status.is_client_error(), "{name}: {}", answer.status);
        answer.has("Nothing was changed");
    }
    assert_eq!(
        site.get("/w/main/import/0123456789abcdef0123456789abcdef")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_file_may_be_larger_than_a_form() {
    let site = Site::local();
    let mut list = "Use case name,Purpose\n".to_owned();
    for number in 0..600 {
        list.push_str(&format!("Use {number},{}\n", "a long purpose ".repeat(700)));
    }
    assert!(list.len() > 5_000_000);
    assert_eq!(
        site.upload("long.csv", list.as_bytes()).await.status,
        StatusCode::SEE_OTHER
    );
    let form = site
        .post(
            "/w/main/system/new",
            &[("f.name", "a"), ("f.notes", &"x".repeat(2_000_000))],
        )
        .await;
    assert_eq!(form.status, StatusCode::PAYLOAD_TOO_LARGE);
    form.has("That is too large");
}

#[tokio::test]
async fn rows_are_left_out_by_value_and_come_back() {
    let site = Site::local();
    let waiting = site.upload("our-list.csv", LIST.as_bytes()).await.location();
    let page = site.get(&waiting).await;
    page.has("name=\"leave.2\"");
    let stage = [("leaves.2", "yes"), ("leave.2", "Pilot"), ("source", "register")];
    let answer = site.post(&waiting, &stage).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let page = site.get(&waiting).await;
    page.has("Left out");
    page.has("name=\"leave.2\" value=\"Pilot\" checked");
    let rows = site.get(&format!("{waiting}?rows=left_out")).await;
    rows.has("Chat for customers");
    rows.has("left out: <code>Stage</code> says <code>Pilot</code>");
    let (_, listed) = {
        let text = rows.text();
        let (before, after) = text.split_once("id=\"rows\"").unwrap();
        (before.len(), after.to_owned())
    };
    assert!(!listed.contains("Triage of claims"));
    site.post(&waiting, &[("leaves.2", "yes")]).await;
    site.get(&waiting)
        .await
        .has_not("name=\"leave.2\" value=\"Pilot\" checked");
    site.post(&waiting, &stage).await;
    site.post(&format!("{waiting}/keep"), &[]).await;
    assert_eq!(total(&site, "use_case"), 2);
}

#[tokio::test]
async fn numbers_lead_to_their_rows_and_refused_rows_go_out_as_a_list() {
    let site = Site::local();
    let list = "Use case name,Stage,Business owner\nTriage,In use,\n,Pilot,Bo Sample\nForecast,Idea,=1+1\n";
    let waiting = site.upload("bad list.csv", list.as_bytes()).await.location();
    let page = site.get(&waiting).await;
    for code in ["created", "refused", "all", "without_owner"] {
        page.has(&format!("?rows={code}#rows"));
        assert_eq!(
            site.get(&format!("{waiting}?rows={code}")).await.status,
            StatusCode::OK
        );
    }
    let file = site.get(&format!("{waiting}/refused.csv")).await;
    assert_eq!(file.status, StatusCode::OK);
    let text = file.text();
    assert!(
        text.starts_with("\u{feff}Row,Line,Name,Column,Header,Why\r\n2,3,"),
        "{text}"
    );
    assert_eq!(text.lines().count(), 2, "{text}");
}

#[tokio::test]
async fn without_script_something_else_asks_for_all_targets_of_one_column() {
    let site = Site::local();
    let waiting = site.upload("our-list.csv", LIST.as_bytes()).await.location();
    site.get(&waiting).await.has("something else");
    let asked = site
        .post(&waiting, &[("target.5", "?"), ("source", "register")])
        .await;
    assert!(
        asked.location().ends_with("?open=5#column-5"),
        "{}",
        asked.location()
    );
    let page = site.get(&format!("{waiting}?open=5")).await;
    page.has("<option value=\"use_case.notes\">");
}

#[tokio::test]
async fn the_page_of_a_wide_list_stays_small() {
    let site = Site::local();
    let heads: Vec<String> = (0..62)
        .map(|column| format!("Column about something {column}"))
        .collect();
    let mut list = format!("Use case name,Stage,{}\n", heads.join(","));
    for row in 0..300 {
        let cells: Vec<String> = (0..62)
            .map(|column| format!("answer {}", (row + column) % 9))
            .collect();
        list.push_str(&format!("Use {row},In use,{}\n", cells.join(",")));
    }
    let waiting = site.upload("wide.csv", list.as_bytes()).await.location();
    let page = site.get(&waiting).await;
    page.has("Column about something 61");
    assert!(page.bytes.len() < 200_000, "{} bytes", page.bytes.len());
}

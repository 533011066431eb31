//! Lists: filter, sort, pages that fit each other while records change, counts, exports.

use serde_json::{Value as Json, json};

use crate::support::{Answer, Site};

fn titles(page: &Json) -> Vec<String> {
    let records = page["records"].as_array().unwrap();
    records
        .iter()
        .map(|record| record["title"].as_str().unwrap().to_owned())
        .collect()
}

/// The address of the next page.
fn next(answer: &Answer) -> Option<String> {
    let link = answer.headers.get("link")?.to_str().unwrap();
    let (place, relation) = link.split_once(">; ").unwrap();
    assert_eq!(relation, "rel=\"next\"");
    Some(place.trim_start_matches('<').to_owned())
}

#[tokio::test]
async fn pages_fit_each_other_while_records_change() {
    let site = Site::new();
    for number in 1..=25 {
        site.vendor(&format!("Vendor {number:02}"));
    }
    let mut page = site
        .get("kinds/vendor/records?sort=name&limit=10")
        .expect(200)
        .await;
    let size = page.json()["size"].clone();
    let mut all = titles(&page.json());
    // Some go to the front, some to the end, some are new, some are put away.
    site.rename("VEN-20", "A first");
    site.rename("VEN-3", "Z last");
    site.vendor("Vendor 00");
    site.send("POST", "records/VEN-15/archive").expect(200).await;
    while let Some(place) = next(&page) {
        page = site.get(&place).expect(200).await;
        assert_eq!((&page.json()["total"], &page.json()["size"]), (&json!(25), &size));
        all.extend(titles(&page.json()));
    }
    let expect: Vec<String> = (1..=25).map(|number| format!("Vendor {number:02}")).collect();
    assert_eq!(
        all, expect,
        "every record once, as it was when the first page was read"
    );
    let now = site
        .get("kinds/vendor/records?sort=name&limit=3")
        .expect(200)
        .await
        .json();
    assert_eq!(titles(&now), ["A first", "Vendor 00", "Vendor 01"]);
}

#[tokio::test]
async fn a_cursor_is_good_for_its_own_list() {
    let site = Site::new();
    for name in ["a", "b", "c"] {
        site.vendor(name);
    }
    let first = site.get("kinds/vendor/records?limit=1").expect(200).await.json();
    let cursor = first["next"].as_str().unwrap();
    let wider = site
        .get(&format!("kinds/vendor/records?limit=2&cursor={cursor}"))
        .expect(200)
        .await
        .json();
    assert_eq!(titles(&wider), ["b", "c"]);
    assert!(wider.get("next").is_none());
    for place in [
        format!("kinds/vendor/records?sort=name&cursor={cursor}"),
        format!("kinds/system/records?cursor={cursor}"),
        format!("kinds/vendor/records?cursor={}", &cursor[1..]),
        "kinds/vendor/records?cursor=x".to_owned(),
    ] {
        site.get(&place).expect(422).await;
    }
}

#[tokio::test]
async fn lists_are_filtered_searched_sorted_and_counted() {
    let site = Site::new();
    for (name, country) in [("Tide", "Norway"), ("Ebb", "Oman"), ("Flood", "Norway")] {
        let fields = json!({"name": name, "country": country});
        site.post("records", &json!({"kind": "vendor", "fields": fields}))
            .expect(201)
            .await;
    }
    let check = async |query: &str, expect: &[&str]| {
        let page = site
            .get(&format!("kinds/vendor/records?{query}"))
            .expect(200)
            .await
            .json();
        assert_eq!(titles(&page), expect, "{query}");
        assert_eq!(page["total"], json!(expect.len()), "{query}");
    };
    check("filter=country+%3D+norway&sort=-name", &["Tide", "Flood"]).await;
    check("search=oman", &["Ebb"]).await;
    check("archived=only", &[]).await;
    check("as_of=2026-03-01", &[]).await;
    let bad = site
        .get("kinds/vendor/records?filter=colour+%3D+red")
        .expect(422)
        .await
        .json();
    assert!(
        bad["detail"]
            .as_str()
            .unwrap()
            .contains("`colour` at character 1"),
        "{bad}"
    );
    site.get("kinds/vendor/records?sort=colour").expect(422).await;
    let counts = site
        .get("kinds/vendor/facets?field=country")
        .expect(200)
        .await
        .json();
    assert_eq!(counts["values"][0]["label"], "Norway");
    assert_eq!(counts["values"][0]["count"], json!(2));
    let filter = counts["values"][0]["filter"]
        .as_str()
        .unwrap()
        .replace(' ', "+")
        .replace('=', "%3D");
    check(&format!("filter={filter}&sort=name"), &["Flood", "Tide"]).await;
    let hits = site.get("search?q=tid").expect(200).await.json();
    assert_eq!(
        (&hits["hits"][0]["place"], &hits["hits"][0]["record"]["id"]),
        (&json!("title_start"), &json!("VEN-1"))
    );
    let few = site
        .get("kinds/vendor/records?fields=country&limit=1")
        .expect(200)
        .await
        .json();
    assert_eq!(few["records"][0]["fields"], json!({"country": "Norway"}));
}

#[tokio::test]
async fn a_list_is_taken_out_as_it_is_shown() {
    let site = Site::new();
    site.vendor("Tide");
    site.vendor("Ebb");
    let csv = site
        .get("kinds/vendor/export?format=csv&columns=id,name&sort=name")
        .expect(200)
        .await;
    assert_eq!(
        csv.text().trim_start_matches('\u{feff}').replace('\r', ""),
        "ID,Name\nVEN-2,Ebb\nVEN-1,Tide\n"
    );
    assert!(
        csv.header("content-disposition")
            .starts_with("attachment; filename=\"vendor.csv\"")
    );
    let lines = site
        .get("kinds/vendor/export?format=ndjson&filter=name+%3D+tide")
        .expect(200)
        .await
        .lines();
    assert_eq!(lines.len(), 1);
    let book = site.get("kinds/vendor/export?format=xlsx").expect(200).await;
    assert!(book.bytes.starts_with(b"PK"));
    let issued = site
        .instance
        .operational()
        .issued_files(&"main".parse().unwrap())
        .unwrap();
    assert_eq!(issued.len(), 3, "what left is noted");
    site.get("kinds/vendor/export").expect(400).await;
    site.get("kinds/vendor/export?format=pdf").expect(400).await;
}

#[tokio::test]
async fn a_reader_asks_for_what_it_wrote() {
    let site = Site::new();
    let made = site
        .post("records", &json!({"kind": "vendor", "fields": {"name": "Tide"}}))
        .expect(201)
        .await;
    let size = made.header("probity-ledger-size").to_owned();
    site.get("kinds/vendor/records")
        .header("probity-ledger-size", &size)
        .expect(200)
        .await;
    let more = (size.parse::<u64>().unwrap() + 1).to_string();
    let early = site
        .get("kinds/vendor/records")
        .header("probity-ledger-size", &more)
        .expect(409)
        .await;
    assert_eq!(
        (early.problem().as_str(), early.header("retry-after")),
        ("not-caught-up", "1")
    );
    site.get("kinds/vendor/records")
        .header("probity-ledger-size", "x")
        .expect(400)
        .await;
}

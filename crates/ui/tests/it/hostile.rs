//! Names as nobody should choose them: they are shown as text, wherever they are shown.

use probity_core::patch::Patch;

use crate::support::Site;

/// One on each line; kept apart because sources of pages hold nothing that looks inline.
const MARKUP: &str = include_str!("hostile_names.txt");

fn names() -> impl Iterator<Item = &'static str> {
    let others = [
        "&lt;b&gt; & \u{202e}txt.exe",
        "]]><!-- {{7*7}} ${7*7}",
        "=cmd|'/C calc'!A1",
        "名前 \u{1f600} e\u{301}",
    ];
    MARKUP.lines().chain(others)
}

#[tokio::test]
async fn hostile_names_are_text_on_every_page() {
    let site = Site::local();
    for name in names() {
        let person = site.create(
            "person",
            Patch {
                state: Some("active".to_owned()),
                ..Patch::set_one("name", name)
            },
        );
        let system = site.create(
            "system",
            Patch::set_one("name", name)
                .with("owner", person.as_str())
                .with("description", name)
                .with("tags", serde_json::json!([name])),
        );
        for path in [
            "/w/main/".to_owned(),
            "/w/main/system".to_owned(),
            format!("/w/main/system?q={0}&filter={0}", percent(name)),
            format!("/w/main/search?q={}", percent(name)),
            format!(
                "/w/main/system?filter=name%20%3D%20%22{}%22",
                percent(&name.replace(['"', '\\'], ""))
            ),
            format!("/w/main/r/{system}"),
            format!("/w/main/r/{system}/edit"),
            format!("/w/main/r/{person}"),
            "/w/main/system/new".to_owned(),
            "/w/main/ledger".to_owned(),
            format!("/w/main/r/{}", percent(name)),
            format!("/sign-in?next={}", percent(name)),
        ] {
            let text = String::from_utf8(site.get(&path).await.bytes).unwrap();
            for bad in crate::guard::forbidden_markup() {
                assert!(!text.contains(bad), "{path} shows `{bad}` as markup for `{name}`");
            }
        }
    }
}

#[tokio::test]
async fn hostile_names_survive_a_form_unchanged() {
    let site = Site::local();
    for (number, name) in names().enumerate() {
        let answer = site.post("/w/main/system/new", &[("f.name", name)]).await;
        assert_eq!(answer.location(), format!("/w/main/r/SYS-{}", number + 1));
        let view = site.ctx().view();
        assert_eq!(
            view.register
                .find(&format!("SYS-{}", number + 1))
                .unwrap()
                .title(),
            name
        );
    }
}

fn percent(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

//! Rows become services; nobody is named.

use super::super::table::open;
use super::*;

fn read(source_type: &str, name: &str, content: &str) -> Findings {
    let export = open(name, content.as_bytes(), source_type).unwrap();
    findings(&export.table, &export.roles, &Choices::default())
}

fn of<'a>(findings: &'a Findings, key: &str) -> &'a Found {
    findings
        .found
        .iter()
        .find(|found| found.key == key)
        .unwrap_or_else(|| panic!("no `{key}` in {findings:#?}"))
}

const SIGN_ON: &str = "Application,User,Department,Last sign-in\n\
    ChatGPT,ada@example.org,Claims,2026-02-01\n\
    OpenAI ChatGPT,ada@example.org,Claims,2026-02-03\n\
    ChatGPT,bo@example.org,Service,2026-01-05\n\
    Jira,ada@example.org,Claims,2026-02-03\n\
    Jira,bo@example.org,Claims,2026-02-03\n\
    Airtable,bo@example.org,Claims,2026-02-03\n\
    bo@example.org's AI helper,bo@example.org,Claims,2026-02-03\n";

#[test]
fn a_service_is_told_once_with_what_was_seen() {
    let findings = read("sign_on", "apps.csv", SIGN_ON);
    assert_eq!((findings.rows, findings.matched), (7, 4));
    let chatgpt = of(&findings, "chatgpt");
    assert_eq!((chatgpt.rows, chatgpt.people), (3, 2));
    assert_eq!(
        chatgpt.units,
        [("Claims".to_owned(), 2), ("Service".to_owned(), 1)]
    );
    assert_eq!(
        chatgpt.first.map(|day| day.to_string()).as_deref(),
        Some("2026-01-05")
    );
    assert_eq!(
        chatgpt.last.map(|day| day.to_string()).as_deref(),
        Some("2026-02-03")
    );
    assert_eq!(
        findings.rest,
        [("Jira".to_owned(), 2), ("Airtable".to_owned(), 1)]
    );
    assert_eq!(findings.rest_rows, [3, 4, 5]);
}

#[test]
fn nobody_is_named_in_anything_that_is_found() {
    let sign_on = read("sign_on", "apps.csv", SIGN_ON);
    let spend = read(
        "spend",
        "expenses.csv",
        "Date,Merchant,Description,Amount,Currency,Employee\n\
         2026-01-02,OPENAI,ChatGPT for Ada Example,20.00,USD,Ada Example\n\
         2026-02-02,OPENAI,ChatGPT for Ada Example,20.00,USD,Ada Example\n\
         2026-01-09,Ada Example,AI workshop with Bo Sample,300,EUR,Ada Example\n",
    );
    let told = format!("{sign_on:?}{spend:?}").to_lowercase();
    for name in ["ada", "bo@", "example.org", "sample"] {
        assert!(!told.contains(name), "`{name}` is in {told}");
    }
    let chatgpt = of(&spend, "chatgpt");
    assert_eq!(
        (chatgpt.people, chatgpt.spend.as_slice()),
        (1, &["USD 40.00".to_owned()][..])
    );
    assert_eq!(
        of(&spend, "name:").name,
        "Rows that speak of AI and name no service"
    );
}

#[test]
fn logs_count_requests_and_group_hosts() {
    let findings = read(
        "network",
        "proxy.csv",
        "timestamp,user,host,hits,department\n\
         2026-03-01T08:00:00Z,u1,chat.openai.com,10,Claims\n\
         2026-03-01T08:01:00Z,u2,chatgpt.com,\"1,200\",Claims\n\
         2026-03-02T08:01:00Z,u2,app.tools.ai,3,Claims\n\
         2026-03-02T08:01:00Z,u3,api.tools.ai,3,Claims\n\
         2026-03-02T08:01:00Z,u3,www.example.org,900,Claims\n",
    );
    assert_eq!(
        (of(&findings, "chatgpt").hits, of(&findings, "chatgpt").people),
        (1210, 2)
    );
    let weak = of(&findings, "domain:tools.ai");
    assert_eq!(
        (weak.confidence, weak.rows, weak.name.as_str()),
        (Confidence::Weak, 2, "tools.ai")
    );
}

#[test]
fn stated_numbers_of_users_are_taken_where_nobody_is_listed() {
    let findings = read(
        "sign_on",
        "google.csv",
        "App name,Users,Last access\nChatGPT,41,03/02/2026\nOpenAI ChatGPT,3,14/02/2026\nZoom,900,01/02/2026\n",
    );
    assert_eq!(of(&findings, "chatgpt").people, 41);
    assert_eq!(
        of(&findings, "chatgpt")
            .last
            .map(|day| day.to_string())
            .as_deref(),
        Some("2026-02-14")
    );
}

#[test]
fn repositories_are_counted() {
    let findings = read(
        "code",
        "deps.csv",
        "repo,package,version\na,torch,2\nb,torch,2\nb,requests,2\nb,torchvision,1\n",
    );
    assert_eq!(
        (of(&findings, "pytorch").places, of(&findings, "pytorch").rows),
        (2, 3)
    );
}

#[test]
fn what_was_left_out_can_be_pointed_out_and_words_left_aside() {
    let export = open("apps.csv", SIGN_ON.as_bytes(), "sign_on").unwrap();
    let also = ["airtable".to_owned()];
    let choices = Choices {
        also: &also,
        without_weak: true,
    };
    let findings = findings(&export.table, &export.roles, &choices);
    let keys: Vec<&str> = findings.found.iter().map(|found| found.key.as_str()).collect();
    assert_eq!(keys, ["chatgpt", "name:airtable"]);
    assert_eq!(of(&findings, "name:airtable").confidence, Confidence::Strong);
    assert_eq!(findings.rows, findings.matched + findings.rest_rows.len());
}

#[test]
fn hostile_cells_are_only_text() {
    let long = "x".repeat(5000);
    let content = format!(
        "Application,User,Department,Last sign-in\n\
         \"=HYPERLINK(\"\"http://x\"\")AI\",a,=1+1,2026-13-45\n\
         <script>alert(1)</script> GPT,b,<b>,not a date\n\
         AI {long},c,{long},\n\
         ,,,\n\
         \u{202e}AI,d,\u{0}x,99999-01-01\n"
    );
    let findings = read("sign_on", "apps.csv", &content);
    assert_eq!(findings.rows, findings.matched + findings.rest_rows.len());
    for found in &findings.found {
        assert!(found.name.chars().count() <= NAME_MAX && found.key.chars().count() <= NAME_MAX + 10);
        assert!(found.first.is_none());
    }
}

//! Pages hold no inline style or script: the content security policy forbids them, and a page that
//! works in a test without the policy would break under it.

use super::{Finding, Repository};

/// Where pages and their assets are written.
const PAGES: &str = "crates/ui/";

/// No inline style, script or event handler in the sources of pages.
pub fn nothing_inline(repository: &Repository) -> Vec<Finding> {
    let mut findings = Vec::new();
    let pages = repository.files.iter().filter(|file| {
        file.path.starts_with(PAGES) && matches!(file.extension(), "rs" | "html" | "js" | "svg")
    });
    for file in pages {
        for (number, line) in file.lines() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            if has_attribute(line, "style") {
                findings.push(Finding::at(
                    &file.path,
                    number,
                    "inline `style=`: use a class of the style sheet",
                ));
            }
            if let Some(handler) = event_handler(line) {
                let what = format!("inline `{handler}=`: listen for the event in the script");
                findings.push(Finding::at(&file.path, number, what));
            }
            if let Some(element) = inline_element(line) {
                let what = format!("inline `{element}`: put the content into a file of its own");
                findings.push(Finding::at(&file.path, number, what));
            }
        }
    }
    findings
}

/// Whether the line sets an attribute, as HTML or maud write it: `name="`, `name=(`, `name={`, `name=[`.
fn has_attribute(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let after = &line[at + name.len()..];
        let starts_word =
            !line[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
        let value = after
            .strip_prefix('=')
            .map(|value| value.trim_start_matches('\\'));
        starts_word && value.is_some_and(|value| value.starts_with(['"', '\'', '(', '{', '[']))
    })
}

/// The name of an event attribute that the line sets, such as `onclick`.
fn event_handler(line: &str) -> Option<&str> {
    line.split(|c: char| !(c.is_ascii_lowercase() || matches!(c, '-' | '_' | '.')))
        .filter(|word| word.len() > 4 && word.starts_with("on"))
        .find(|word| has_attribute(line, word))
}

/// A script or style element with content.
fn inline_element(line: &str) -> Option<&'static str> {
    let line = line.trim();
    let maud = |name: &str| {
        line.strip_prefix(name)
            .map(str::trim_start)
            .and_then(|rest| rest.strip_prefix('{'))
            .is_some_and(|rest| !rest.trim_start().starts_with('}'))
    };
    if line.contains("<script>") || maud("script") {
        Some("script")
    } else if line.contains("<style") || maud("style") {
        Some("style")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check_file;
    use super::*;

    #[track_caller]
    fn check(line: &str, expect: Option<&str>) {
        let expect: Vec<(usize, &str)> = expect.map(|what| (1, what)).into_iter().collect();
        check_file(
            nothing_inline,
            "crates/ui/src/page.rs",
            &format!("{line}\n"),
            &expect,
        );
    }

    #[test]
    fn inline_code_is_found() {
        check(r#"div style="color: red" {}"#, Some("style="));
        check("div style=(width) {}", Some("style="));
        check(r#"button onclick="go()" {}"#, Some("onclick="));
        check("script { (code) }", Some("script"));
        check("<script>go()</script>", Some("script"));
        check("style {", Some("style"));
    }

    #[test]
    fn linked_code_is_not() {
        check(r#"script type="module" src="/assets/app.js" {}"#, None);
        check(r#"link rel="stylesheet" href="/assets/app.css";"#, None);
        check(r#"div class="style" data-style="x" {}"#, None);
        check("let style = match kind {", None);
        check(r#"option value="once" { "once" }"#, None);
        check_file(nothing_inline, "crates/core/src/a.rs", "div style=\"x\"\n", &[]);
    }
}

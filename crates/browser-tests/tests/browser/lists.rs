//! A list narrowed without knowing any language, kept as a view, and changed as one.

use probity_browser_tests::{Browser, Server};

fn rows(browser: &Browser) -> u64 {
    browser.count("table.register tbody tr:not(.group)")
}

fn chips(browser: &Browser) -> String {
    browser.find("ul.chips").text()
}

/// Sends a form and waits for another page.
#[track_caller]
fn go(browser: &Browser, what: &str, selector: &str) {
    browser.run("document.body.dataset.left = 'no'", &[]);
    browser.find(selector).click();
    browser.wait_until(what, |page| {
        page.count("body[data-left]") == 0 && page.count("main") == 1
    });
}

#[test]
fn a_list_is_narrowed_by_choosing_and_kept_as_a_view() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("lists");
    browser.open(&server.at("/w/main/system"));
    let all = rows(&browser);
    // A field, a value: no language.
    browser
        .find(".controls details.drop:nth-of-type(1) > summary")
        .click();
    browser
        .find("select[name='build'] option[value='origin']")
        .click();
    browser.wait_until("the panel", |page| page.count("#build") == 1);
    browser.find("#build input[name='v'][value='bought']").click();
    go(&browser, "the narrowed list", "#build form.step button");
    assert!(
        chips(&browser).contains("Origin is Bought"),
        "{}",
        chips(&browser)
    );
    let bought = rows(&browser);
    assert!(bought > 0 && bought < all, "{bought} of {all}");
    // A count leads to its rows.
    go(
        &browser,
        "those in operation",
        "main a[href*='state%20%3D%20in_operation']",
    );
    let both = rows(&browser);
    assert!(both > 0 && both <= bought, "{both} of {bought}");
    assert_eq!(browser.count("ul.chips a.remove"), 2);
    // The view is kept and found again from the plain list.
    browser.find("details.view-menu > summary").click();
    browser
        .find("details.view-menu input[name='name']")
        .type_text("Bought and running");
    go(&browser, "the saved view", "details.view-menu button:not([name])");
    browser.open(&server.at("/w/main/system?view=none"));
    assert_eq!(browser.count("ul.chips a.remove"), 0);
    browser.wait_until("the view in the bar", |page| {
        page.find("nav.views").text().contains("Bought and running")
    });
    go(
        &browser,
        "the view",
        "nav.views > a[href*='view=']:not([aria-current])",
    );
    assert_eq!(rows(&browser), both);
    // Taking a chip away widens the list again; the way back from a record keeps all of it.
    go(&browser, "one chip less", "ul.chips > li:first-child a.remove");
    assert_eq!(browser.count("ul.chips a.remove"), 1);
    let place = browser.url();
    go(&browser, "a record", "table.register tbody a.title");
    go(&browser, "the list again", "main .crumb a");
    let asked = |url: &str| {
        url.split_once('?')
            .map(|(_, asked)| asked.split('#').next().unwrap_or_default().to_owned())
    };
    assert_eq!(asked(&browser.url()), asked(&place));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

#[test]
fn many_are_changed_as_one_and_what_is_refused_is_said() {
    let server = Server::probity(&["demo", "--no-open"]);
    let browser = Browser::start("bulk");
    browser.open(&server.at("/w/main/use_case"));
    browser
        .find("table.list tbody tr:first-child td.tick input")
        .click();
    browser
        .find("table.list tbody tr:nth-child(2) td.tick input")
        .click();
    assert_eq!(browser.find("[data-selected]").text(), "2 ticked");
    // All that match, whatever their stage: not every one may go where it is sent.
    go(
        &browser,
        "what can be done with them",
        "form.bulk button[value='all']",
    );
    browser.find("select[name='to'] option[value='approved']").click();
    go(&browser, "the preview", "form:has(select[name='to']) button");
    let preview = browser.find("main").text();
    assert!(preview.contains("cannot be changed"), "{preview}");
    assert!(browser.count("section.refusals li") > 0);
    let button = browser.find("form.bulk-apply button.primary").text();
    go(&browser, "the report", "form.bulk-apply button.primary");
    browser.wait_until("the end of it", |page| page.url().contains("/done/"));
    let changed = browser.find("h1").text();
    let number = |text: &str| text.split(' ').find_map(|word| word.parse::<u32>().ok());
    assert_eq!(number(&changed), number(&button), "{button}: {changed}");
    go(&browser, "changed back", "form[action$='/undo'] button");
    browser.wait_until("what was changed back", |page| {
        page.find("h1").text().contains("changed back")
    });
    assert_eq!(number(&browser.find("h1").text()), number(&changed));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

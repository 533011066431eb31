//! Saved and shared views, and what is remembered of a list.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use probity_app::accounts::set_password;
use probity_core::patch::Patch;
use probity_ui::Access;

use crate::support::{Answer, Site, form};

const PASSWORD: &str = "four plain grey words";

fn systems(site: &Site) {
    for (name, origin) in [("Chat assistant", "bought"), ("Claims triage", "built")] {
        site.create("system", Patch::set_one("name", name).with("origin", origin));
    }
}

/// The id that a view's address says.
fn view_id(answer: &Answer) -> String {
    let to = answer.location();
    to.rsplit_once("view=")
        .expect("an address of a view")
        .1
        .to_owned()
}

/// Asks for a page as a browser does that comes from another one.
async fn from(site: &Site, path: &str, referrer: &str) -> Answer {
    site.send(
        Request::get(path)
            .header(header::REFERER, format!("http://127.0.0.1:42001{referrer}"))
            .body(Body::empty())
            .unwrap(),
    )
    .await
}

#[tokio::test]
async fn a_view_is_saved_opened_changed_renamed_and_removed() {
    let site = Site::local();
    systems(&site);
    let saved = site
        .post(
            "/w/main/views",
            &[
                ("list", "system"),
                ("name", "  Bought   ones "),
                (
                    "query",
                    "filter=origin%20%3D%20bought&sort=-name&col=name,id&page=7&view=x",
                ),
            ],
        )
        .await;
    let id = view_id(&saved);
    let page = site.get(&format!("/w/main/system?view={id}")).await;
    page.has("1 AI system<");
    page.has("Origin is Bought");
    page.has("aria-sort=\"descending\"");
    page.has(">Bought ones</a>");
    page.has_not("changed, not saved");
    page.has_not("Claims triage");

    let changed = site.get(&format!("/w/main/system?view={id}&filter=")).await;
    changed.has("2 AI systems");
    changed.has("changed, not saved");
    changed.has("Update “Bought ones” to what is shown");
    let at = format!("/w/main/views/{id}");
    let query = "filter=origin%20%3D%20built";
    site.post(&at, &[("do", "update"), ("query", query)]).await;
    site.get(&format!("/w/main/system?view={id}"))
        .await
        .has("Claims triage");
    site.post(&at, &[("do", "rename"), ("name", "Built <ones>")])
        .await;
    site.get("/w/main/system").await.has("Built &lt;ones&gt;");

    let twice = site
        .post(
            "/w/main/views",
            &[("list", "system"), ("name", "Built <ones>"), ("query", "")],
        )
        .await;
    assert!(!twice.status.is_success() && !twice.status.is_redirection());
    twice.has("exists already");
    let nameless = site
        .post(
            "/w/main/views",
            &[("list", "system"), ("name", " "), ("query", "")],
        )
        .await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    let nowhere = [("list", "nothing"), ("name", "x"), ("query", "")];
    assert_eq!(
        site.post("/w/main/views", &nowhere).await.status,
        StatusCode::NOT_FOUND
    );

    site.post(&at, &[("do", "delete")]).await;
    let gone = site.get(&format!("/w/main/system?view={id}")).await;
    gone.has("There is no such view of this list, or it is not shared with you.");
    gone.has("2 AI systems");
    assert_eq!(
        site.post(&at, &[("do", "rename"), ("name", "x")]).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_list_opens_with_the_view_somebody_chose_and_all_of_it_is_one_click_away() {
    let site = Site::local();
    systems(&site);
    let query = "filter=origin%20%3D%20built";
    let saved = site
        .post(
            "/w/main/views",
            &[("list", "system"), ("name", "Built"), ("query", query)],
        )
        .await;
    let at = format!("/w/main/views/{}", view_id(&saved));
    site.post(&at, &[("do", "first")]).await;
    let opened = site.get("/w/main/system").await;
    opened.has("1 AI system<");
    opened.has("opens first");
    opened.has("href=\"/w/main/system?view=none\"");
    site.get("/w/main/system?view=none").await.has("2 AI systems");
    site.get("/w/main/system?filter=origin%20is%20present")
        .await
        .has("2 AI systems");
    site.post(&at, &[("do", "last")]).await;
    site.get("/w/main/system").await.has("2 AI systems");
}

#[tokio::test]
async fn a_view_of_a_field_that_is_gone_is_told_in_words() {
    let site = Site::local();
    systems(&site);
    let save = |name: &'static str, query: &'static str| {
        let site = &site;
        async move {
            let sent = [("list", "system"), ("name", name), ("query", query)];
            view_id(&site.post("/w/main/views", &sent).await)
        }
    };
    let columns = save("Columns", "col=id,name,FLD-7&sort=-FLD-8,name&group=FLD-9").await;
    let page = site.get(&format!("/w/main/system?view={columns}")).await;
    page.has("This list has no column <code>FLD-7</code>, <code>FLD-8</code>, <code>FLD-9</code> any more");
    page.has("2 AI systems");
    let filter = save("Filter", "filter=FLD-7%20is%20missing").await;
    let page = site.get(&format!("/w/main/system?view={filter}")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.has("The filter of “Filter” cannot be read.");
    page.has("is not a field of");
    page.has(&format!("href=\"/w/main/system?view={filter}&amp;filter=\""));
}

#[tokio::test]
async fn columns_sort_and_groups_come_back_next_time_but_only_those_one_chose_here() {
    let site = Site::local();
    systems(&site);
    let descending = "aria-sort=\"descending\"";
    // Followed from elsewhere, or a list that only turns its page: looked at, not remembered.
    from(&site, "/w/main/system?sort=-name", "/w/main/")
        .await
        .has(descending);
    from(
        &site,
        "/w/main/system?sort=-name&page=1",
        "/w/main/system?sort=-name",
    )
    .await;
    site.get("/w/main/system?sort=-name").await;
    site.get("/w/main/system").await.has_not(descending);
    // Chosen on the list itself.
    from(&site, "/w/main/system?sort=-name&group=origin", "/w/main/system").await;
    let again = site.get("/w/main/system").await;
    again.has(descending);
    again.has("scope=\"rowgroup\">Built");
    let narrowed = site.get("/w/main/system?filter=origin%20is%20present").await;
    narrowed.has(descending);
    narrowed.has("filter=origin%20is%20present&amp;sort=-name&amp;col=id");
    from(
        &site,
        "/w/main/system?sort=-name&group=",
        "/w/main/system?sort=-name&group=origin",
    )
    .await
    .has_not("rowgroup");
    site.get("/w/main/system").await.has_not("rowgroup");
    // "Usual" forgets; a link from elsewhere does not.
    site.get("/w/main/system?usual=yes").await;
    site.get("/w/main/system").await.has(descending);
    let usual = from(&site, "/w/main/system?usual=yes", "/w/main/system").await;
    assert_eq!(usual.location(), "/w/main/system");
    site.get("/w/main/system").await.has_not(descending);
    site.get("/w/main/model").await.has_not(descending);
}

/// Somebody who enters records and somebody who only looks.
fn members(site: &Site) {
    for (login, role) in [("ada", "contributor"), ("bob", "viewer")] {
        let person = site.create(
            "person",
            Patch {
                state: Some("active".to_owned()),
                ..Patch::set_one("name", login).with("account", login)
            },
        );
        site.create(
            "role_grant",
            Patch::set_one("name", format!("{login} {role}"))
                .with("person", person)
                .with("role", role),
        );
    }
}

#[tokio::test]
async fn a_shared_view_is_everybodys_and_a_private_one_nobody_elses() {
    let site = Site::new(Access::Accounts);
    systems(&site);
    members(&site);
    site.instance
        .create_workspace(&"other".parse().unwrap(), "Other")
        .unwrap();
    let (ada, bob, admin) = (
        Person::of(&site, "ada").await,
        Person::of(&site, "bob").await,
        Person::of(&site, "admin").await,
    );
    let query = "filter=origin%20%3D%20built";
    let save = [
        ("list", "system"),
        ("name", "Ours"),
        ("query", query),
        ("shared", "yes"),
    ];
    let shared = view_id(&ada.post("/w/main/views", &save).await);
    let save = [("list", "system"), ("name", "Mine alone"), ("query", query)];
    let private = view_id(&ada.post("/w/main/views", &save).await);
    ada.get("/w/main/system").await.has("Mine alone");

    let seen = bob.get("/w/main/system").await;
    seen.has("Ours");
    seen.has_not("Mine alone");
    bob.get(&format!("/w/main/system?view={shared}"))
        .await
        .has("1 AI system<");
    bob.get(&format!("/w/main/system?view={private}"))
        .await
        .has("There is no such view of this list, or it is not shared with you.");
    bob.get(&format!("/w/main/system?view={shared}"))
        .await
        .has_not("Delete view");
    for (id, what) in [
        (&shared, "delete"),
        (&shared, "rename"),
        (&private, "delete"),
        (&private, "first"),
    ] {
        let tried = bob
            .post(
                &format!("/w/main/views/{id}"),
                &[("do", what), ("name", "Taken over")],
            )
            .await;
        assert_eq!(tried.status, StatusCode::NOT_FOUND, "{what}");
    }
    bob.post(&format!("/w/main/views/{shared}"), &[("do", "first")])
        .await;
    bob.get("/w/main/system").await.has("1 AI system<");
    ada.get("/w/main/system").await.has("2 AI systems");

    // Nothing crosses between two workspaces, whoever asks.
    let elsewhere = admin
        .get(&format!("/w/other/system?view={shared}&archived=include"))
        .await;
    elsewhere.has_not("Ours");
    let crossing = admin
        .post(&format!("/w/other/views/{shared}"), &[("do", "delete")])
        .await;
    assert_eq!(crossing.status, StatusCode::NOT_FOUND);
    // Who may grant roles may put a shared view right, and still sees no private one.
    let tried = admin
        .post(&format!("/w/main/views/{private}"), &[("do", "delete")])
        .await;
    assert_eq!(tried.status, StatusCode::NOT_FOUND);
    admin
        .post(
            &format!("/w/main/views/{shared}"),
            &[("do", "rename"), ("name", "Built here"), ("shared", "yes")],
        )
        .await;
    bob.get("/w/main/system").await.has("Built here");
}

/// Somebody who is signed in.
pub struct Person<'a> {
    site: &'a Site,
    cookie: String,
}

impl<'a> Person<'a> {
    pub async fn of(site: &'a Site, login: &str) -> Self {
        let operational = site.instance.operational();
        set_password(&**operational, login, PASSWORD, site.instance.now()).unwrap();
        let sent = [("login", login), ("password", PASSWORD), ("next", "/w/main/")];
        let answer = site.send(form("/sign-in", &sent)).await;
        let set = answer.headers[header::SET_COOKIE].to_str().unwrap();
        let cookie = set.split(';').next().unwrap().to_owned();
        Self { site, cookie }
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = Request::get(path).header(header::COOKIE, &self.cookie);
        self.site.send(request.body(Body::empty()).unwrap()).await
    }

    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.get("/w/main/").await.token();
        let fields: Vec<(&str, &str)> = fields
            .iter()
            .copied()
            .chain([("token", token.as_str())])
            .collect();
        let mut request = form(path, &fields);
        request
            .headers_mut()
            .insert(header::COOKIE, self.cookie.parse().unwrap());
        self.site.send(request).await
    }
}

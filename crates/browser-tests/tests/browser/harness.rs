//! The harness itself, on a small page that this test serves: what it cannot do, no test can see.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;

use probity_browser_tests::picture::{self, Colours, Screen};
use probity_browser_tests::{Browser, Server};

const PAGE: &str = r#"<!doctype html>
<html lang="en"><title>A small page</title><meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="/style.css"><script type="module" src="/script.js"></script>
<h1>Good day</h1>
<label>Name <input id="name"></label> <button>Greet</button> <p id="greeting" hidden></p>
<label>File <input id="file" type="file"></label> <a href="/table.csv" download="table.csv">Table</a>
"#;
const STYLE: &str = "body { background: white; color: black }
@media (prefers-color-scheme: dark) { body { background: black; color: white } }
";
/// The greeting comes late, as an answer from a server would.
const SCRIPT: &str = "
const greeting = document.querySelector('#greeting');
document.querySelector('button').addEventListener('click', () => setTimeout(() => {
  greeting.textContent = `Hello ${document.querySelector('#name').value}`;
  greeting.hidden = false;
}, 200));
";

/// Serves the page for as long as the test runs: its address.
fn serve_page() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || listener.incoming().flatten().for_each(answer));
    format!("http://{address}")
}

fn answer(mut stream: TcpStream) {
    let mut request = BufReader::new(stream.try_clone().expect("a second handle"))
        .lines()
        .map_while(Result::ok);
    let Some(first) = request.next() else { return };
    // The request has to be read to its end before the connection is closed.
    request.take_while(|line| !line.is_empty()).for_each(drop);
    let (status, kind, body) = match first.split(' ').nth(1) {
        Some("/") => ("200 OK", "text/html", PAGE),
        Some("/style.css") => ("200 OK", "text/css", STYLE),
        Some("/script.js") => ("200 OK", "text/javascript", SCRIPT),
        Some("/table.csv") => ("200 OK", "text/csv", "a,b\n1,2\n"),
        Some("/favicon.ico") => ("204 No Content", "image/png", ""),
        _ => ("404 Not Found", "text/plain", "not here"),
    };
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n");
    let _ = write!(stream, "{head}connection: close\r\n\r\n{body}");
}

/// Width and height as a PNG's head tells them.
fn png_size(file: &Path) -> (u32, u32) {
    let bytes = std::fs::read(file).expect("a picture");
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

#[test]
fn a_page_is_read_and_used() {
    let address = serve_page();
    let browser = Browser::start("a_page_is_read_and_used");
    browser.open(&address);
    assert_eq!(
        (browser.title().as_str(), browser.url()),
        ("A small page", format!("{address}/"))
    );
    assert_eq!(browser.find("h1").text(), "Good day");
    assert!(!browser.find("#greeting").is_shown());
    browser.find("#name").type_text("Ada");
    browser.find("button").click();
    browser.wait_until("the greeting", |page| {
        page.find("#greeting").text() == "Hello Ada"
    });
    assert_eq!(browser.find("#name").property("value"), "Ada");
    browser.find("#name").clear();
    browser.find("#name").click();
    browser.press("Bo");
    assert_eq!(browser.find("#name").property("value"), "Bo");
    assert_eq!(browser.count("label"), 2);
    assert_eq!(
        browser.find("a").attribute("download").as_deref(),
        Some("table.csv")
    );
    assert_eq!(browser.complaints(), Vec::<String>::new());
    browser.reload();
    assert!(!browser.find("#greeting").is_shown());
}

#[test]
fn files_go_in_and_out() {
    let browser = Browser::start("files_go_in_and_out");
    browser.open(&serve_page());
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("inventory.csv");
    std::fs::write(&file, "name\nsorting\n").expect("a file");
    browser.find("#file").choose_file(&file);
    let chosen = browser.run("return document.querySelector('#file').files[0].text()", &[]);
    assert_eq!(chosen, "name\nsorting\n");
    browser.find("a").click();
    assert_eq!(browser.downloaded("table.csv"), b"a,b\n1,2\n");
}

#[test]
fn refused_scripts_are_noticed() {
    let browser = Browser::start("refused_scripts_are_noticed");
    browser.open(&serve_page());
    browser.run("console.error('this is wrong')", &[]);
    browser.wait_until("the complaint", |page| {
        page.complaints().iter().any(|c| c.contains("this is wrong"))
    });
}

#[test]
fn pictures_show_screens_and_colours() {
    let browser = Browser::start("pictures_show_screens_and_colours");
    browser.open(&serve_page());
    let files = picture::take_all(&browser, "harness");
    let sizes: Vec<(u32, u32)> = files.iter().map(|file| png_size(file)).collect();
    let expected = Screen::ALL.map(|screen| [screen.size(); 2]).concat();
    assert_eq!(sizes, expected);
    let background = |colours| {
        picture::set_colours(&browser, colours);
        browser.run("return getComputedStyle(document.body).backgroundColor", &[])
    };
    assert_eq!(background(Colours::Dark), "rgb(0, 0, 0)");
    assert_eq!(background(Colours::Light), "rgb(255, 255, 255)");
}

#[test]
fn a_server_ends_with_its_test() {
    let mut program = Command::new("sh");
    program.args([
        "-c",
        "echo starting; echo listening on http://127.0.0.1:9; exec sleep 300",
    ]);
    let server = Server::start(program);
    assert_eq!(server.at("/a"), "http://127.0.0.1:9/a");
    let process = format!("/proc/{}", server.process());
    assert!(Path::new(&process).exists());
    drop(server);
    assert!(!Path::new(&process).exists());
}

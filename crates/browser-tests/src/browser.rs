//! Starts Chromium and its driver for one test, and ends both with it.

use std::io::{BufRead, BufReader};
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::picture;
use crate::webdriver::Session;

/// No sandbox, since tests run as root too; nothing that talks to the world outside.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--force-color-profile=srgb",
    "--lang=en",
    "--window-size=1280,900",
];

/// A headless Chromium with a profile of its own. Dereferences to its [`Session`].
///
/// When a test fails, what the browser showed last is kept as `target/screenshots/failed-NAME.png`.
pub struct Browser {
    session: Session,
    driver: Child,
    folder: TempDir,
    name: String,
}

impl Browser {
    /// Starts a browser; `name` is the test's, for the files that are kept of it.
    #[track_caller]
    pub fn start(name: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (driver, address) = start_driver(folder.path());
        // Should the session fail, the driver has to end too.
        let mut driver = Ending(Some(driver));
        let session = Session::start(&address, &capabilities(folder.path()));
        let driver = driver.0.take().expect("taken once");
        Self {
            session,
            driver,
            folder,
            name: name.to_owned(),
        }
    }

    /// The folder that downloads go to.
    pub fn downloads(&self) -> PathBuf {
        downloads(self.folder.path())
    }

    /// Waits until a file of this name has been downloaded in full: its bytes.
    #[track_caller]
    pub fn downloaded(&self, name: &str) -> Vec<u8> {
        let file = self.downloads().join(name);
        // Chromium writes under another name and renames at the end.
        self.wait_until(&format!("the download `{name}`"), |_| file.is_file());
        std::fs::read(&file).expect("the downloaded file")
    }
}

impl Deref for Browser {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if std::thread::panicking() {
            match self
                .session
                .try_picture()
                .map(|png| picture::save(&format!("failed-{}", self.name), &png))
            {
                Ok(file) => eprintln!("what the browser showed last: {}", file.display()),
                Err(error) => eprintln!("no picture of what the browser showed last: {error}"),
            }
        }
        self.session.close();
        end(&mut self.driver);
    }
}

/// Ends the driver unless it was taken out.
struct Ending(Option<Child>);

impl Drop for Ending {
    fn drop(&mut self) {
        if let Some(driver) = &mut self.0 {
            end(driver);
        }
    }
}

/// Kills a child and waits for it, so that none is left behind.
pub(crate) fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// The driver on a free port, and its address.
#[track_caller]
fn start_driver(home: &Path) -> (Child, String) {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .env("HOME", home)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("`chromedriver` is needed: install Debian's chromium-driver");
    let output = BufReader::new(driver.stdout.take().expect("piped above"));
    let mut lines = output.lines().map_while(Result::ok);
    let port = lines.find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        port.trim_end_matches('.').parse::<u16>().ok()
    });
    // Whatever it prints later has to go somewhere, or it would block.
    std::thread::spawn(move || lines.for_each(drop));
    let Some(port) = port else {
        end(&mut driver);
        panic!("`chromedriver` ended without telling its port");
    };
    (driver, format!("http://127.0.0.1:{port}"))
}

fn capabilities(folder: &Path) -> Value {
    let profile = format!("--user-data-dir={}", folder.join("profile").display());
    let flags: Vec<&str> = FLAGS.iter().copied().chain([profile.as_str()]).collect();
    std::fs::create_dir(downloads(folder)).expect("a folder for downloads");
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": {
            "binary": chromium(),
            "args": flags,
            "prefs": { "download.default_directory": downloads(folder), "download.prompt_for_download": false },
        },
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

fn downloads(folder: &Path) -> PathBuf {
    folder.join("downloads")
}

/// The driver finds Chrome by itself, but not Debian's Chromium.
fn chromium() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path)
        .map(|folder| folder.join("chromium"))
        .find(|file| file.is_file());
    found.expect("`chromium` is needed: install Debian's chromium")
}

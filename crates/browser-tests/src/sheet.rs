//! Contact sheets: many pictures with captions on one, for people who judge a whole product at a glance.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::picture::{self, Colours, Screen};
use crate::target_folder;
use crate::webdriver::Session;

/// How much of a long page is taken, in CSS pixels.
const MOST_HEIGHT: u32 = 1_800;
/// Pages of one sheet.
const ROWS: usize = 2;
/// Width of a sheet in CSS pixels: two pictures of a desk and two of a phone beside each other.
const WIDTH: u32 = 1_880;

const STYLE: &str = "body { margin: 16px; font: 14px sans-serif; background: #777; color: #fff }
section { display: flex; gap: 8px; align-items: flex-start; margin-bottom: 24px }
img { display: block; background: #fff } .desk { width: 640px } .phone { width: 260px }
h2 { font-size: 16px; margin: 0 0 4px }";

/// Pictures of pages as they are taken, kept in `target/contact-sheet/`.
pub struct Sheet {
    folder: PathBuf,
    pages: Vec<(String, String)>,
    wide: Vec<String>,
}

impl Sheet {
    /// An empty one; what an earlier run left is removed.
    #[track_caller]
    pub fn new() -> Self {
        let folder = target_folder().join("contact-sheet");
        if folder.is_dir() {
            std::fs::remove_dir_all(&folder).expect("the old pictures can be removed");
        }
        std::fs::create_dir_all(&folder).expect("a folder for pictures");
        Self {
            folder,
            pages: Vec::new(),
            wide: Vec::new(),
        }
    }

    /// Takes the open page on every screen in all colours, and notes where it does not fit. Leaves
    /// the page on a desk in light colours.
    #[track_caller]
    pub fn take(&mut self, session: &Session, name: &str) {
        for screen in Screen::ALL {
            picture::set_screen(session, screen);
            if let Some(beyond) = picture::overflow(session) {
                self.wide.push(format!("{name} on a {}: {beyond}", screen.name()));
            }
            for colours in Colours::ALL {
                picture::set_colours(session, colours);
                picture::set_screen(session, screen);
                let picture = picture::long(session, screen, MOST_HEIGHT);
                std::fs::write(self.folder.join(file_name(name, screen, colours)), picture)
                    .expect("a picture can be kept");
            }
        }
        picture::set_screen(session, Screen::Desk);
        picture::set_colours(session, Colours::Light);
        let address = session.url();
        let place = address.splitn(4, '/').last().unwrap_or_default();
        self.pages.push((name.to_owned(), format!("/{place}")));
    }

    /// Puts the pictures onto sheets `sheet-NN.png`, which it gives, and answers with every page that
    /// is wider than its screen.
    #[track_caller]
    pub fn finish(self, session: &Session) -> (Vec<PathBuf>, Vec<String>) {
        let chunks = self.pages.chunks(ROWS).enumerate();
        let sheets = chunks.map(|(number, pages)| draw(session, &self.folder, number + 1, pages));
        (sheets.collect(), self.wide.clone())
    }
}

impl Default for Sheet {
    fn default() -> Self {
        Self::new()
    }
}

/// Chromium itself lays a sheet out.
fn draw(session: &Session, folder: &Path, number: usize, pages: &[(String, String)]) -> PathBuf {
    let mut html = format!("<!doctype html><meta charset=utf-8><style>{STYLE}</style>");
    for (name, place) in pages {
        let place = place.replace('&', "&amp;").replace('<', "&lt;");
        let _ = write!(html, "<h2>{name} – {place}</h2><section>");
        for screen in Screen::ALL {
            for colours in Colours::ALL {
                let (file, class) = (file_name(name, screen, colours), screen.name());
                let _ = write!(html, "<img class={class} src=\"{file}\">");
            }
        }
        html.push_str("</section>");
    }
    let page = folder.join(format!("sheet-{number:02}.html"));
    std::fs::write(&page, html).expect("a sheet can be kept");
    session.open(&format!("file://{}", page.display()));
    let png = picture::tall(session, WIDTH, 20_000);
    let file = page.with_extension("png");
    std::fs::write(&file, png).expect("a sheet can be kept");
    file
}

fn file_name(name: &str, screen: Screen, colours: Colours) -> String {
    format!("{name}-{}-{}.png", screen.name(), colours.name())
}

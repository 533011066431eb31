//! What a page looks like: pictures for people, in `target/screenshots/`.

use std::path::PathBuf;

use serde_json::json;

use crate::target_folder;
use crate::webdriver::Session;

/// A screen that a page is looked at on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// 1280 × 900.
    Desk,
    /// 375 × 812, touch.
    Phone,
}

impl Screen {
    /// All screens.
    pub const ALL: [Self; 2] = [Self::Desk, Self::Phone];

    /// Width and height in CSS pixels.
    pub fn size(self) -> (u32, u32) {
        match self {
            Self::Desk => (1280, 900),
            Self::Phone => (375, 812),
        }
    }

    /// A word for file names.
    pub fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::Phone => "phone",
        }
    }
}

/// The colours that a person asks the system for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Colours {
    /// All colours.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// As media queries name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Lets the page be seen on this screen from now on.
#[track_caller]
pub fn set_screen(session: &Session, screen: Screen) {
    let (width, height) = screen.size();
    let phone = screen == Screen::Phone;
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
    session.devtools("Emulation.setDeviceMetricsOverride", &metrics);
    session.devtools("Emulation.setTouchEmulationEnabled", &json!({ "enabled": phone }));
}

/// Lets the page be seen in these colours, and without motion, from now on.
#[track_caller]
pub fn set_colours(session: &Session, colours: Colours) {
    let features = json!([
        { "name": "prefers-color-scheme", "value": colours.name() },
        { "name": "prefers-reduced-motion", "value": "reduce" },
    ]);
    session.devtools("Emulation.setEmulatedMedia", &json!({ "features": features }));
}

/// The open page from its top, down to its end or so many CSS pixels, beyond what a screen shows at once.
#[track_caller]
pub fn long(session: &Session, screen: Screen, most_height: u32) -> Vec<u8> {
    tall(session, screen.size().0, most_height)
}

/// As [`long`], of any width. The screen is as high as the page meanwhile, so that what sticks to an
/// edge of it stands where the page ends.
#[track_caller]
pub fn tall(session: &Session, width: u32, most_height: u32) -> Vec<u8> {
    let height = session.run("return document.documentElement.scrollHeight", &[]);
    let height = height.as_u64().unwrap_or(0).clamp(400, most_height.into());
    let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
    session.devtools("Emulation.setDeviceMetricsOverride", &metrics);
    session.picture()
}

/// By how many pixels the page is wider than the screen, and the elements that make it so; `None` when
/// it fits.
#[track_caller]
pub fn overflow(session: &Session) -> Option<String> {
    let script = "const root = document.documentElement, beyond = root.scrollWidth - root.clientWidth;
        if (beyond <= 0) return null;
        const scrolls = (it) => it && it !== document.body && (getComputedStyle(it).overflowX !== 'visible' || scrolls(it.parentElement));
        const wide = [...document.body.querySelectorAll('*')].filter((it) =>
          it.getBoundingClientRect().right > root.clientWidth + 0.5 && !scrolls(it.parentElement));
        const name = (it) => it.tagName.toLowerCase() + (it.id ? '#' + it.id : '') + [...it.classList].map((one) => '.' + one).join('');
        return beyond + ' pixels wider than the screen: ' + wide.slice(-3).map((it) => name(it.parentElement) + ' > ' + name(it)).join(', ')";
    session.run(script, &[]).as_str().map(str::to_owned)
}

/// Takes the open page on every screen in all colours: files `NAME-SCREEN-COLOURS.png`. Leaves the
/// page on a desk in light colours.
#[track_caller]
pub fn take_all(session: &Session, name: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for screen in Screen::ALL {
        set_screen(session, screen);
        for colours in Colours::ALL {
            set_colours(session, colours);
            let file = format!("{name}-{}-{}", screen.name(), colours.name());
            files.push(save(&file, &session.picture()));
        }
    }
    set_screen(session, Screen::Desk);
    set_colours(session, Colours::Light);
    files
}

/// Keeps a picture as `target/screenshots/NAME.png`: its path.
pub fn save(name: &str, png: &[u8]) -> PathBuf {
    let folder = target_folder().join("screenshots");
    std::fs::create_dir_all(&folder).expect("a folder for pictures");
    let file = folder.join(format!("{name}.png"));
    std::fs::write(&file, png).expect("the picture can be kept");
    file
}

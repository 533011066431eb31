//! Boxes and lines: how graphs of any kind are drawn. Everything in it is a link that can be reached
//! by keyboard, and every line says what it means.

use maud::{Markup, html};
use probity_core::kind::Phase;

use crate::components::chip;

/// Characters of a line of a title that fit a box.
const TITLE_CHARS: usize = 21;
/// Height of a box from which on its title has two lines.
const TWO_LINES_FROM: i32 = 70;
/// Characters of a smaller line that fit.
const LINE_CHARS: usize = 25;

/// A box with up to three lines.
pub struct Card {
    /// Left and top side.
    pub at: (i32, i32),
    /// Width and height.
    pub size: (i32, i32),
    /// Where it leads; nowhere for what may not be seen.
    pub href: Option<String>,
    /// The small line on top.
    pub over: String,
    /// The line in the middle.
    pub title: String,
    /// The line below: a state with its shape, or plain words.
    pub under: Under,
    /// How it looks: `middle`, `more`, or nothing.
    pub class: &'static str,
    /// Everything in words, for who cannot read the cut lines.
    pub words: String,
}

/// The last line of a box.
pub enum Under {
    /// Nothing.
    Nothing,
    /// Plain words.
    Words(String),
    /// A state.
    State(&'static str, Phase),
}

/// A line from the right side of one box to the left side of another.
pub struct Line {
    /// Place of the box it starts from.
    pub from: usize,
    /// Place of the box it ends at.
    pub to: usize,
    /// From 1; thicker for more.
    pub weight: i32,
    /// Shown while the pointer is on the line.
    pub label: String,
    /// What it says in a sentence.
    pub words: String,
}

/// A picture.
pub struct Sketch {
    /// What it shows, in words.
    pub label: String,
    /// Words above columns, with their left side.
    pub heads: Vec<(i32, &'static str)>,
    /// The boxes.
    pub cards: Vec<Card>,
    /// The lines between them.
    pub lines: Vec<Line>,
    /// Of the whole.
    pub size: (i32, i32),
    /// On a desk it shrinks to its place; otherwise, and on a phone, it scrolls.
    pub shrinks: bool,
}

impl Sketch {
    /// The picture in a region of its own that scrolls when it does not fit.
    pub fn draw(&self) -> Markup {
        // Room for lines that leave a box sideways.
        let (width, height) = (self.size.0 + 2 * MARGIN, self.size.1);
        html! {
            div.graph.scroll.shrinks[self.shrinks] tabindex="0" role="region" aria-label=(self.label) {
                svg width=(width) height=(height) viewBox={ (-MARGIN) " 0 " (width) " " (height) } role="group" aria-label=(self.label) {
                    @for (x, words) in &self.heads { text.head x=(x) y="14" { (words) } }
                    @for line in &self.lines { (self.line(line)) }
                    @for card in &self.cards { (card.draw()) }
                }
            }
        }
    }

    fn line(&self, line: &Line) -> Markup {
        let (from, to) = (&self.cards[line.from], &self.cards[line.to]);
        let (path, (x, y)) = curve(from, to);
        html! {
            g.line {
                title { (line.words) }
                path.hit d=(path) {}
                path d=(path) stroke-width=(line.weight) {}
                text x=(x) y=(y) text-anchor="middle" { (line.label) }
            }
        }
    }
}

/// Room beside the outermost boxes.
const MARGIN: i32 = 28;

/// A curve between two boxes, and its middle. Within a column it goes round on the right.
fn curve(from: &Card, to: &Card) -> (String, (i32, i32)) {
    let right = |card: &Card| (card.at.0 + card.size.0, card.at.1 + card.size.1 / 2);
    let left = |card: &Card| (card.at.0, card.at.1 + card.size.1 / 2);
    let (start, end, pull) = match from.at.0.cmp(&to.at.0) {
        std::cmp::Ordering::Less => (right(from), left(to), (1, -1)),
        std::cmp::Ordering::Equal => (right(from), right(to), (1, 1)),
        std::cmp::Ordering::Greater => (left(from), right(to), (-1, 1)),
    };
    let reach = match from.at.0 == to.at.0 {
        true => 24,
        false => ((end.0 - start.0).abs() / 2).clamp(20, 90),
    };
    let (first, second) = (start.0 + pull.0 * reach, end.0 + pull.1 * reach);
    let path = format!(
        "M{} {}C{first} {} {second} {} {} {}",
        start.0, start.1, start.1, end.1, end.0, end.1
    );
    let middle = (
        (start.0 + 3 * first + 3 * second + end.0) / 8,
        (start.1 + end.1) / 2 - 4,
    );
    (path, middle)
}

impl Card {
    /// The title in the lines that it has room for.
    fn lines(&self) -> Vec<String> {
        match self.size.1 >= TWO_LINES_FROM {
            true => wrap(&self.title, TITLE_CHARS),
            false => vec![cut(&self.title, TITLE_CHARS)],
        }
    }

    fn draw(&self) -> Markup {
        html! {
            @match &self.href {
                Some(href) => { a.card.(self.class) href=(href) { (self.inside()) } }
                None => { g.card.(self.class) { (self.inside()) } }
            }
        }
    }

    fn inside(&self) -> Markup {
        let ((x, y), (width, height)) = (self.at, self.size);
        html! {
            title { (self.words) }
            rect x=(x) y=(y) width=(width) height=(height) rx="4" {}
            text.over x=(x + 10) y=(y + 16) { (cut(&self.over, LINE_CHARS)) }
            @for (line, words) in (0..).zip(self.lines()) { text.title x=(x + 10) y=(y + 33 + 15 * line) { (words) } }
            @match &self.under {
                Under::Nothing => {}
                Under::Words(words) => { text.over x=(x + 10) y=(y + height - 9) { (cut(words, LINE_CHARS)) } }
                Under::State(label, phase) => {
                    g.chip.(chip::class(*phase)) transform={ "translate(" (x + 10) " " (y + height - 18) ")" } {
                        (chip::mark(*phase))
                        text x="15" y="9" { (cut(label, LINE_CHARS - 4)) }
                    }
                }
            }
        }
    }
}

/// A text in at most two lines, broken between words where that is possible.
fn wrap(text: &str, chars: usize) -> Vec<String> {
    if text.chars().count() <= chars {
        return vec![text.to_owned()];
    }
    let fits = |at: usize| text[..at].chars().count() <= chars;
    let mut breaks = text.match_indices(' ').map(|(at, _)| at);
    match breaks.rfind(|at| fits(*at)) {
        Some(at) => vec![text[..at].to_owned(), cut(text[at..].trim_start(), chars)],
        None => vec![cut(text, chars)],
    }
}

/// The beginning of a text that is too long.
pub fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        None => text.to_owned(),
        Some(_) => {
            let end = text
                .char_indices()
                .nth(chars.saturating_sub(1))
                .map_or(0, |(at, _)| at);
            format!("{}…", text[..end].trim_end())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, chars: usize, expect: &str) {
        assert_eq!(cut(text, chars), expect);
    }

    #[test]
    fn long_titles_are_cut_at_whole_characters() {
        check("short", 5, "short");
        check("longer", 5, "long…");
        check("äöüäöü", 4, "äöü…");
        check("one two", 5, "one…");
        check("", 0, "");
    }

    #[test]
    fn titles_break_between_words() {
        for (text, expect) in [
            ("one", vec!["one"]),
            ("one two three", vec!["one two", "three"]),
            ("one two three four five", vec!["one two", "three f…"]),
            ("indivisible", vec!["indivis…"]),
        ] {
            assert_eq!(wrap(text, 8), expect);
        }
    }
}

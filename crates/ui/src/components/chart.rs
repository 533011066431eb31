//! Charts: server-rendered, few colours, labels beside what they name, numbers readable. Every point and
//! bar leads to what it counts, and the same numbers stand in a table below.

use jiff::civil::Date;
use maud::{Markup, html};

use super::dates;
use super::numbers::grouped;

/// Width and height of a line chart in its own units: about those of the type on a page.
const WIDTH: f64 = 400.0;
const HEIGHT: f64 = 190.0;
/// Where the lines are drawn; values stand at the left, names at the right, days below.
const LEFT: f64 = 38.0;
const RIGHT: f64 = 292.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 160.0;
/// The least distance of two names.
const APART: f64 = 15.0;

/// A number at a place, and what it leads to.
#[derive(Clone, Debug)]
pub struct Point {
    /// How many.
    pub value: usize,
    /// The list that holds exactly these.
    pub href: String,
}

/// One line of a chart.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it counts.
    pub label: String,
    /// The colour, by what it means: `active`, `trial`, `planned`, `paused`, `ended`.
    pub tone: &'static str,
    /// One for each day of the chart.
    pub points: Vec<Point>,
}

/// Lines over days.
pub struct LineChart<'a> {
    /// What is shown, for who cannot see it.
    pub title: &'a str,
    /// The days, oldest first.
    pub days: &'a [Date],
    /// The lines.
    pub lines: &'a [Line],
}

/// One bar, with its number and what it leads to.
#[derive(Clone, Debug)]
pub struct Bar {
    /// What it counts.
    pub label: String,
    /// The colour, by what it means.
    pub tone: &'static str,
    /// How many, and the list of them.
    pub point: Point,
}

/// Lines over days, and their numbers as a table.
pub fn lines(chart: &LineChart<'_>) -> Markup {
    let most = chart.lines.iter().flat_map(|line| &line.points);
    let top = round_up(most.map(|point| point.value).max().unwrap_or(0));
    html! {
        figure.chart {
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="group" aria-label=(chart.title) {
                @for value in [0, top / 2, top] {
                    @let y = height(value, top);
                    path.grid d={ "M" (LEFT) " " (y) "H" (RIGHT) } {}
                    text.value x=(LEFT - 6.0) y=(y + 4.0) text-anchor="end" { (grouped(value as u64)) }
                }
                (ticks(chart.days))
                @for line in chart.lines { (drawn(line, chart.days, top)) }
                (names(chart.lines, top))
            }
            (twin(chart))
        }
    }
}

/// Bars under each other, each with its name and number: a table already.
pub fn bars(title: &str, bars: &[Bar]) -> Markup {
    let most = bars.iter().map(|bar| bar.point.value).max().unwrap_or(0).max(1);
    html! {
        div.scroll { table.bars {
            caption.hidden { (title) }
            tbody { @for bar in bars {
                tr {
                    th scope="row" { a href=(bar.point.href) { (bar.label) } }
                    td.number { a href=(bar.point.href) { (grouped(bar.point.value as u64)) } }
                    td.bar aria-hidden="true" {
                        svg viewBox="0 0 200 12" preserveAspectRatio="none" {
                            rect.(bar.tone) x="0" y="1" height="10" width=(200 * bar.point.value / most) {}
                        }
                    }
                }
            } }
        } }
    }
}

/// A round number not below this one, for the top of a scale; even, so that its half is whole.
fn round_up(most: usize) -> usize {
    let mut step = 1;
    loop {
        for factor in [2, 4, 6, 8, 10] {
            if most <= factor * step {
                return factor * step;
            }
        }
        step *= 10;
    }
}

fn height(value: usize, top: usize) -> f64 {
    rounded(BOTTOM - (BOTTOM - TOP) * value as f64 / top as f64)
}

fn across(place: usize, count: usize) -> f64 {
    match count {
        0 | 1 => RIGHT,
        _ => rounded(LEFT + (RIGHT - LEFT) * place as f64 / (count - 1) as f64),
    }
}

/// One digit after the point: the page is no longer for more.
fn rounded(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// The first day and the last, and the middle one where there is room.
fn ticks(days: &[Date]) -> Markup {
    let last = days.len().saturating_sub(1);
    let mut places = vec![(0, "start"), (last, "end")];
    if last >= 4 {
        places.push((last / 2, "middle"));
    }
    places.dedup_by_key(|(place, _)| *place);
    html! {
        @for (place, anchor) in places {
            @if let Some(day) = days.get(place) {
                text.day x=(across(place, days.len())) y=(HEIGHT - 12.0) text-anchor=(anchor) { (dates::day(*day)) }
            }
        }
    }
}

fn drawn(line: &Line, days: &[Date], top: usize) -> Markup {
    let count = line.points.len();
    let path: Vec<String> = line
        .points
        .iter()
        .enumerate()
        .map(|(place, point)| format!("{} {}", across(place, count), height(point.value, top)))
        .collect();
    html! {
        g.(line.tone) {
            path.line d={ "M" (path.join("L")) } {}
            @for ((place, point), day) in line.points.iter().enumerate().zip(days) {
                // The table below leads to the same places, and is walked by keyboard.
                a href=(point.href) tabindex="-1" {
                    title { (dates::day(*day)) ": " (grouped(point.value as u64)) " " (line.label.to_lowercase()) }
                    circle.hit cx=(across(place, count)) cy=(height(point.value, top)) r="9" {}
                    circle.dot cx=(across(place, count)) cy=(height(point.value, top)) r="2.6" {}
                }
            }
        }
    }
}

/// The name and newest number of each line, beside its end; those that would touch are moved apart.
fn names(lines: &[Line], top: usize) -> Markup {
    let newest = |line: &Line| line.points.last().map_or(0, |point| point.value);
    let mut places: Vec<(usize, f64)> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| (at, height(newest(line), top)))
        .collect();
    places.sort_by(|a, b| a.1.total_cmp(&b.1));
    for at in 1..places.len() {
        places[at].1 = places[at].1.max(places[at - 1].1 + APART);
    }
    let over = places.last().map_or(0.0, |(_, y)| (y - BOTTOM).max(0.0));
    let mut lowest = f64::INFINITY;
    for (_, y) in places.iter_mut().rev() {
        *y = if over > 0.0 {
            y.min(lowest - APART).min(BOTTOM)
        } else {
            *y
        };
        lowest = *y;
    }
    html! {
        @for (at, y) in places {
            @let line = &lines[at];
            text.name.(line.tone) x=(RIGHT + 10.0) y=(rounded(y + 4.0)) { (grouped(newest(line) as u64)) " " (line.label.to_lowercase()) }
        }
    }
}

/// The same numbers as a table.
fn twin(chart: &LineChart<'_>) -> Markup {
    html! {
        details.twin {
            summary { "The numbers" }
            div.scroll { table.register {
                caption.hidden { (chart.title) }
                thead { tr {
                    th scope="col" { "Day" }
                    @for line in chart.lines { th.number scope="col" { (line.label) } }
                } }
                tbody { @for (place, day) in chart.days.iter().enumerate().rev() {
                    tr {
                        th scope="row" { (dates::day(*day)) }
                        @for line in chart.lines {
                            td.number { @if let Some(point) = line.points.get(place) { a href=(point.href) { (grouped(point.value as u64)) } } }
                        }
                    }
                } }
            } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_end_in_round_numbers() {
        for (most, expect) in [
            (0, 2),
            (1, 2),
            (3, 4),
            (9, 10),
            (10, 10),
            (11, 20),
            (57, 60),
            (8_001, 10_000),
        ] {
            assert_eq!(round_up(most), expect, "{most}");
        }
    }

    fn line(label: &str, values: &[usize]) -> Line {
        Line {
            label: label.to_owned(),
            tone: "active",
            points: values
                .iter()
                .map(|value| Point {
                    value: *value,
                    href: format!("/list?n={value}"),
                })
                .collect(),
        }
    }

    #[test]
    fn every_number_stands_in_the_picture_and_in_the_table() {
        let days = ["2026-01-31", "2026-02-28"].map(|day| day.parse().expect("a day"));
        let drawn = [line("In use", &[3, 7]), line("On trial", &[6, 7])];
        let chart = LineChart {
            title: "Systems",
            days: &days,
            lines: &drawn,
        };
        let page = lines(&chart).into_string();
        for part in [
            "31 Jan 2026: 3 in use",
            "28 Feb 2026: 7 on trial",
            "href=\"/list?n=6\"",
            "7 in use",
        ] {
            assert!(page.contains(part), "`{part}` is not in {page}");
        }
        assert_eq!(
            page.matches("href=\"/list?n=7\"").count(),
            4,
            "two points and two cells"
        );
    }

    #[test]
    fn names_of_lines_that_end_together_do_not_touch() {
        let all = [line("a", &[5]), line("b", &[5]), line("c", &[0]), line("d", &[0])];
        let page = names(&all, 10).into_string();
        let mut heights: Vec<f64> = page
            .split(" y=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next()?.parse().ok())
            .collect();
        assert_eq!(heights.len(), 4);
        heights.sort_by(f64::total_cmp);
        for pair in heights.windows(2) {
            assert!(pair[1] - pair[0] >= APART - 0.2, "{heights:?}");
        }
        assert!(heights[3] <= BOTTOM + 5.0, "{heights:?}");
    }
}

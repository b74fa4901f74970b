//! The charts of docs/charts: their figures as a table of commas, and how each is drawn.

use std::path::PathBuf;

use super::svg::{Axis, Chart, Series};

/// One measured point of one line.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    pub(crate) chart: String,
    pub(crate) series: String,
    pub(crate) x: u32,
    pub(crate) nanoseconds: f64,
}

const HEADER: &str = "chart,series,x,nanoseconds";

/// Name, title, words for x and the marks on its axis of every chart.
const CHARTS: [(&str, &str, &str, &[u32]); 2] = [
    (
        "people",
        "Common free time in four weeks, by the number of people",
        "people",
        &[2, 10, 100, 1_000, 10_000, 100_000],
    ),
    (
        "weeks",
        "Common free time of 1,000 people, by the length of the window",
        "weeks",
        &[1, 2, 4, 8, 13, 26, 52],
    ),
];

fn place(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/charts").join(name)
}

/// Takes new figures for those of the same charts, and keeps the others.
pub(crate) fn record(points: &[Point]) {
    let kept = read().into_iter().filter(|old| points.iter().all(|new| new.chart != old.chart));
    let mut all: Vec<Point> = kept.chain(points.iter().cloned()).collect();
    all.sort_by_key(|point| CHARTS.iter().position(|(name, ..)| *name == point.chart));
    let lines = all.iter().map(|point| {
        // The one name with a comma in it is written as fields with commas are.
        let Point { chart, series, x, nanoseconds } = point;
        format!("{chart},\"{series}\",{x},{nanoseconds:.1}\n")
    });
    let text: String = std::iter::once(format!("{HEADER}\n")).chain(lines).collect();
    std::fs::create_dir_all(place("")).expect("the folder of the charts can be made");
    std::fs::write(place("curves.csv"), text).expect("the figures can be written");
}

/// The figures that stand there; none where there is no file.
fn read() -> Vec<Point> {
    let text = std::fs::read_to_string(place("curves.csv")).unwrap_or_default();
    text.lines().skip(1).map(|line| parse(line).unwrap_or_else(|| panic!("not a figure: `{line}`"))).collect()
}

fn parse(line: &str) -> Option<Point> {
    let (chart, rest) = line.split_once(",\"")?;
    let (series, rest) = rest.split_once("\",")?;
    let (x, nanoseconds) = rest.split_once(',')?;
    Some(Point {
        chart: chart.to_owned(),
        series: series.to_owned(),
        x: x.parse().ok()?,
        nanoseconds: nanoseconds.parse().ok()?,
    })
}

/// Draws every chart that has figures; where nothing is to be measured, checks that it was drawn from them.
pub(crate) fn draw_all() {
    let points = read();
    let writes = std::env::args().any(|argument| argument == "--bench");
    for (name, title, words, marks) in CHARTS {
        let series = series(&points, name);
        if series.is_empty() {
            println!("{name}: no figures yet");
            continue;
        }
        let chart = Chart { title, x: Axis { words, marks }, series };
        let (drawn, place) = (chart.svg(), place(&format!("{name}.svg")));
        if writes {
            std::fs::write(&place, drawn).expect("a chart can be written");
            println!("{}", place.display());
        } else {
            let stands = std::fs::read_to_string(&place).unwrap_or_default();
            assert!(stands == drawn, "{name}.svg does not show curves.csv; run cargo bench --bench charts");
            println!("{name}.svg shows curves.csv");
        }
    }
}

/// The lines of a chart in the order in which they were measured.
fn series(points: &[Point], chart: &str) -> Vec<Series> {
    let mut all: Vec<Series> = Vec::new();
    for point in points.iter().filter(|point| point.chart == chart) {
        let spot = (f64::from(point.x), point.nanoseconds);
        match all.iter_mut().find(|series| series.name == point.series) {
            Some(series) => series.spots.push(spot),
            None => all.push(Series { name: point.series.clone(), spots: vec![spot] }),
        }
    }
    all
}

//! Line charts with two logarithmic axes as SVG, readable on light and on dark paper.

use std::fmt::Write;

use super::format::{number, time};

/// The size of the whole, and where the lines are.
const WIDTH: f64 = 860.0;
const HEIGHT: f64 = 500.0;
const LEFT: f64 = 80.0;
const RIGHT: f64 = 620.0;
const TOP: f64 = 50.0;
const BOTTOM: f64 = 440.0;

/// Colours that stay apart for the colour-blind, with dashes beside them.
const STYLES: [(&str, &str); 6] = [
    ("#0072b2", ""),
    ("#56b4e9", ""),
    ("#d55e00", "7 3"),
    ("#e69f00", "2 3"),
    ("#009e73", "9 3 2 3"),
    ("#cc79a7", "5 5"),
];

/// The words below the axis and the values that are marked on it.
pub(crate) struct Axis<'a> {
    pub(crate) words: &'a str,
    pub(crate) marks: &'a [u32],
}

/// One line: x and nanoseconds.
pub(crate) struct Series {
    pub(crate) name: String,
    pub(crate) spots: Vec<(f64, f64)>,
}

/// What is drawn.
pub(crate) struct Chart<'a> {
    pub(crate) title: &'a str,
    pub(crate) x: Axis<'a>,
    pub(crate) series: Vec<Series>,
}

/// The logarithms between which an axis runs, and the points of the paper that they lie on.
struct Scale {
    from: f64,
    to: f64,
    paper: (f64, f64),
}

impl Scale {
    fn at(&self, value: f64) -> f64 {
        let part = (value.log10() - self.from) / (self.to - self.from);
        self.paper.0 + part * (self.paper.1 - self.paper.0)
    }
}

const STYLE: &str = "<style>
.paper { fill: #ffffff } text { fill: #1f2328; font: 13px system-ui, sans-serif } .title { font-size: 16px; font-weight: 600 }
.rule { stroke: #d1d9e0; stroke-width: 1 } .line { fill: none; stroke-width: 2 } .own { stroke-width: 3.5 }
@media (prefers-color-scheme: dark) { .paper { fill: #0d1117 } text { fill: #f0f6fc } .rule { stroke: #3d444d } }
</style>";

impl Chart<'_> {
    /// The chart as a document.
    pub(crate) fn svg(&self) -> String {
        let (x, y) = (self.x_scale(), self.y_scale());
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
             aria-label=\"{}\">\n{STYLE}\n<rect class=\"paper\" width=\"{WIDTH}\" height=\"{HEIGHT}\"/>\n",
            self.title
        );
        text(&mut svg, (LEFT, 28.0), "start", "title", self.title);
        self.rules(&mut svg, &x, &y);
        for (place, series) in self.series.iter().enumerate() {
            draw(&mut svg, series, place, (&x, &y));
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn x_scale(&self) -> Scale {
        let all = self.x.marks.iter().map(|mark| f64::from(*mark).log10());
        Scale {
            from: all.clone().fold(f64::INFINITY, f64::min),
            to: all.fold(0.0, f64::max),
            paper: (LEFT, RIGHT),
        }
    }

    /// Whole decades around all times.
    fn y_scale(&self) -> Scale {
        let all = self.series.iter().flat_map(|series| &series.spots).map(|(_, time)| time.log10());
        let (least, most) = (all.clone().fold(f64::INFINITY, f64::min), all.fold(0.0, f64::max));
        Scale { from: least.floor(), to: most.ceil(), paper: (BOTTOM, TOP) }
    }

    /// The lines behind the lines, with their values.
    fn rules(&self, svg: &mut String, x: &Scale, y: &Scale) {
        for mark in self.x.marks {
            let at = x.at(f64::from(*mark));
            rule(svg, (at, TOP), (at, BOTTOM));
            text(svg, (at, BOTTOM + 20.0), "middle", "", &number(f64::from(*mark)));
        }
        text(svg, (f64::midpoint(LEFT, RIGHT), BOTTOM + 45.0), "middle", "", self.x.words);
        let mut decade = y.from;
        while decade <= y.to {
            let value = 10_f64.powf(decade);
            let at = y.at(value);
            rule(svg, (LEFT, at), (RIGHT, at));
            text(svg, (LEFT - 8.0, at + 4.0), "end", "", &time(value));
            decade += 1.0;
        }
        text(svg, (LEFT - 8.0, TOP - 12.0), "end", "", "time");
    }
}

/// A line with its spots and its row of the legend.
fn draw(svg: &mut String, series: &Series, place: usize, (x, y): (&Scale, &Scale)) {
    let (colour, dashes) = STYLES.iter().cycle().nth(place).copied().expect("there are styles");
    let own = if series.name.starts_with("freebusy") { " own" } else { "" };
    let paint = format!("class=\"line{own}\" stroke=\"{colour}\" stroke-dasharray=\"{dashes}\"");
    let paint = paint.replace(" stroke-dasharray=\"\"", "");
    let spots: Vec<(f64, f64)> = series.spots.iter().map(|(at, time)| (x.at(*at), y.at(*time))).collect();
    let points: Vec<String> = spots.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    push(svg, &format!("<polyline {paint} points=\"{}\"/>", points.join(" ")));
    for (x, y) in spots {
        push(svg, &format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"{colour}\"/>"));
    }
    let row = TOP + 10.0 + f64::from(u32::try_from(place).expect("few lines")) * 26.0;
    let (from, to) = (RIGHT + 20.0, RIGHT + 52.0);
    push(svg, &format!("<polyline {paint} points=\"{from},{row} {to},{row}\"/>"));
    text(svg, (to + 8.0, row + 4.0), "start", "", &series.name);
}

fn rule(svg: &mut String, from: (f64, f64), to: (f64, f64)) {
    let ((x1, y1), (x2, y2)) = (from, to);
    push(svg, &format!("<line class=\"rule\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"));
}

/// Words, which hold none of the letters that XML keeps for itself.
fn text(svg: &mut String, (x, y): (f64, f64), anchor: &str, class: &str, words: &str) {
    assert!(!words.contains(['<', '&']), "these words would have to be escaped: `{words}`");
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    push(svg, &format!("<text{class} x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{words}</text>"));
}

fn push(svg: &mut String, element: &str) {
    writeln!(svg, "{element}").expect("a text takes every line");
}

//! How long actions take: the share that is closed by each day, as a rising staircase with its interval.

use super::ChartError;
use super::axis::{self, Frame, HPos, VPos, area_of, draw_rate_axis, line, text};
use super::ink::Ink;
use super::scene::{Mark, Scene, Shape};
use crate::order::InOrder as _;
use crate::report::{Report, Time, Tone, wording};

const NARROW_PX: u32 = 560;
/// The least number of days that are drawn: 28 and 42 have their place in any case.
const LEAST_DAYS: u32 = 49;
/// So many dots can be told apart, in a wide chart and in a narrow one.
const MOST_DOTS: [f64; 2] = [24.0, 10.0];

/// The staircase of a report's actions, laid out for a width in pixels; `None` without an action that has a time.
///
/// # Errors
/// If plotters refuses to draw; nothing in a report is known to make it do so.
pub fn closing_of_actions(report: &Report, width_px: u32) -> Result<Option<Scene>, ChartError> {
    let actions = report.remedy.as_ref().and_then(|remedy| remedy.actions.as_ref());
    let Some(time) = actions.and_then(|actions| actions.time.as_ref()) else { return Ok(None) };
    let narrow = width_px < NARROW_PX;
    let height_px = if narrow { 270 } else { 330 };
    let frame = Frame {
        left_px: if narrow { 44.0 } else { 52.0 },
        right_px: f64::from(width_px) - 14.0,
        top_px: 28.0,
        bottom_px: f64::from(height_px) - 40.0,
        highest: 1.0,
    };
    let end = last_day(time);
    let x_px = |days: f64| frame.x_px((days / f64::from(end)).min(1.0));
    // From each step on: the day, the share that is closed, and its interval.
    let steps: Vec<Step> = time
        .steps
        .iter()
        .map(|step| {
            let interval = step.interval95.map(|of| (1.0 - of.upper, 1.0 - of.lower));
            (f64::from(step.days), 1.0 - step.open, interval)
        })
        .collect();
    let followed_to = f64::from(time.longest.min(end));

    let backdrop = axis::backdrop((width_px, height_px), |area| {
        draw_rate_axis(area, &frame)?;
        text(area, "closed", (frame.left_px - 30.0, 11.0), 13.0, HPos::Left, VPos::Center)?;
        for run in runs_with_interval(&steps, followed_to) {
            let upper = run.iter().flat_map(|(from, to, (_, high))| [(*from, *high), (*to, *high)]);
            let lower = run.iter().rev().flat_map(|(from, to, (low, _))| [(*to, *low), (*from, *low)]);
            let outline: Vec<(f64, f64)> =
                upper.chain(lower).map(|(days, share)| (x_px(days), frame.y_px(share))).collect();
            area_of(area, &outline, Ink::Band)?;
        }
        for days in time.closed_by.iter().map(|by| f64::from(by.days)) {
            line(area, &[(x_px(days), frame.top_px), (x_px(days), frame.bottom_px)], Ink::Event, 1.0)?;
        }
        let half = frame.y_px(0.5);
        line(area, &[(frame.left_px, half), (frame.right_px, half)], Ink::Centre, 1.2)?;
        let mut stairs = vec![(x_px(0.0), frame.y_px(0.0))];
        let mut height = 0.0;
        for (days, closed, _) in &steps {
            stairs.extend([(x_px(*days), frame.y_px(height)), (x_px(*days), frame.y_px(*closed))]);
            height = *closed;
        }
        stairs.push((x_px(followed_to), frame.y_px(height)));
        line(area, &stairs, Ink::Line, 2.0)?;
        let step = tick_days(end, if narrow { 5 } else { 10 });
        for days in (0..=end).step_by(usize::try_from(step).unwrap_or(7)) {
            let x = x_px(f64::from(days));
            line(area, &[(x, frame.bottom_px), (x, frame.bottom_px + 4.0)], Ink::Axis, 1.0)?;
            text(area, &days.to_string(), (x, frame.bottom_px + 13.0), 12.0, HPos::Center, VPos::Center)?;
        }
        let under = (frame.left_px, frame.bottom_px + 30.0);
        text(area, "days since the action was raised", under, 12.0, HPos::Left, VPos::Center)
    })?;

    let mark = |days: f64, share: f64, shape: Shape, label: String| Mark {
        x_px: x_px(days),
        y_px: frame.y_px(share),
        shape,
        tone: Tone::Common,
        label,
        office: None,
    };
    let mut marks = Vec::new();
    let [wide, slim] = MOST_DOTS;
    let apart = 1.0 / if narrow { slim } else { wide };
    let mut told = -1.0;
    for (step, (days, closed, _)) in time.steps.iter().zip(&steps) {
        if closed - told >= apart {
            marks.push(mark(*days, *closed, Shape::Dot, wording::time_label(step, time.followed)));
            told = *closed;
        }
    }
    marks.extend(time.closed_by.iter().map(|by| {
        let label = wording::sentence(&wording::closed_by(by, time.followed));
        mark(f64::from(by.days), by.share, Shape::Diamond, label)
    }));
    marks.extend(time.median.map(|median| mark(median, 0.5, Shape::Circle, wording::time_headline(time))));
    marks.order_by(|a, b| a.x_px.total_cmp(&b.x_px));
    Ok(Some(Scene { width_px, height_px, backdrop, marks, notes: Vec::new(), unnamed: Vec::new() }))
}

/// The last day that is drawn: a little after the last action that was closed.
fn last_day(time: &Time) -> u32 {
    let last = time.steps.last().map_or(time.longest, |step| step.days);
    last.saturating_add(last / 12).max(LEAST_DAYS).div_ceil(7).saturating_mul(7)
}

/// Every how many days a tick stands: whole weeks, at most so many ticks.
fn tick_days(end: u32, most: u32) -> u32 {
    let steps = [7, 14, 28, 56, 84, 168, 364, 728];
    steps.into_iter().find(|step| end / step <= most).unwrap_or_else(|| (end / most).max(1))
}

/// A step of the staircase: its day, the share that is closed from then on, and both ends of its interval.
type Step = (f64, f64, Option<(f64, f64)>);

/// One stretch of the staircase with its interval: from, to, and both ends.
type Stretch = (f64, f64, (f64, f64));

/// The stretches with an interval, each run without a gap, up to the last day on which anything was followed.
fn runs_with_interval(steps: &[Step], last: f64) -> Vec<Vec<Stretch>> {
    let ends = steps.iter().skip(1).map(|(days, ..)| *days).chain([last]);
    let stretches: Vec<Option<Stretch>> =
        steps.iter().zip(ends).map(|((from, _, interval), to)| Some((*from, to.max(*from), (*interval)?))).collect();
    stretches
        .split(Option::is_none)
        .map(|run| run.iter().flatten().copied().collect::<Vec<Stretch>>())
        .filter(|run| !run.is_empty())
        .collect()
}

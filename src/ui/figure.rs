//! Every chart of the page: its finding, the chart itself with marks that keys and pointer reach, a status line that follows
//! both, how to read it, its table and its downloads.

use super::download;
use super::here::{OfficeLink, use_here, use_looked};
use super::turns::use_in_turn;
use crate::chart::{self, Scene, Shape};
use crate::report::wording::{self, Naming};
use crate::report::{Cell, Named, Report, Sheet, Tone};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver, SvgElement};
use yew::prelude::*;

/// Which chart a figure shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Chart {
    /// The rate over time.
    Rate,
    /// The grades over time.
    Grades,
    /// The funnel of offices.
    Funnel,
    /// The spread between offices over time.
    Spread,
    /// Raw rates beside pooled ones.
    Pooled,
    /// One office over time.
    Office(String),
    /// How often each cause or partner is named.
    Named(Naming),
    /// How often, in two windows.
    Moved(Naming),
    /// Practice areas over time.
    Areas,
    /// Practice areas in two windows.
    AreaMoves,
    /// What is known beside the audits of one office, or of the whole authority.
    Context(Option<String>),
    /// How long actions take.
    Closing,
    /// Overdue actions by office.
    Overdue,
    /// The share of audits that were moderated, over time.
    Moderation,
}

/// What is named, if anything is.
fn named(report: &Report, naming: Naming) -> Option<&Named> {
    let why = report.why.as_ref()?;
    match naming {
        Naming::Causes => why.causes.as_ref(),
        Naming::Partners => why.partners.as_ref(),
    }
}

impl Chart {
    fn name(&self) -> &'static str {
        match self {
            Chart::Rate => "rate-over-time",
            Chart::Grades => "grades-over-time",
            Chart::Funnel => "offices",
            Chart::Spread => "spread-between-offices",
            Chart::Pooled => "pooled-rates",
            Chart::Office(_) => "office-over-time",
            Chart::Named(Naming::Causes) => "causes",
            Chart::Named(Naming::Partners) => "partners",
            Chart::Moved(Naming::Causes) => "causes-moved",
            Chart::Moved(Naming::Partners) => "partners-moved",
            Chart::Areas => "practice-areas",
            Chart::AreaMoves => "practice-areas-moved",
            Chart::Context(_) => "context",
            Chart::Closing => "time-to-remedy",
            Chart::Overdue => "overdue-by-office",
            Chart::Moderation => "moderation-over-time",
        }
    }

    fn scene(&self, report: &Report, width_px: u32) -> Option<Scene> {
        match self {
            Chart::Rate => chart::rate_over_time(report, width_px).ok(),
            Chart::Grades => chart::grades_over_time(report, width_px).ok(),
            Chart::Funnel => chart::funnel(report, width_px).ok().flatten(),
            Chart::Spread => chart::spread_over_time(report, width_px).ok().flatten(),
            Chart::Pooled => chart::raw_beside_pooled(report, width_px).ok().flatten(),
            Chart::Office(name) => {
                let office = report.offices.iter().find(|office| office.office == *name)?;
                chart::office_over_time(report, office, width_px).ok()
            }
            Chart::Named(naming) => chart::named_in_order(named(report, *naming)?, width_px).ok().flatten(),
            Chart::Moved(naming) => chart::named_moves(report, *naming, width_px).ok().flatten(),
            Chart::Areas => chart::areas_over_time(report, width_px).ok().flatten(),
            Chart::AreaMoves => {
                let why = report.why.as_ref()?;
                chart::area_moves(&why.areas, why.windows.as_ref()?, width_px).ok().flatten()
            }
            Chart::Context(office) => chart::context_over_time(report, office.as_deref(), width_px).ok().flatten(),
            Chart::Closing => chart::closing_of_actions(report, width_px).ok().flatten(),
            Chart::Overdue => chart::overdue_by_office(report, width_px).ok().flatten(),
            Chart::Moderation => chart::moderation_over_time(report, width_px).ok().flatten(),
        }
    }

    fn sheet(&self, report: &Report) -> Sheet {
        match self {
            Chart::Rate => Sheet::of_periods(report),
            Chart::Grades => Sheet::of_grades(report),
            Chart::Funnel => Sheet::of_offices(report),
            Chart::Spread => report.spread.as_ref().map_or_else(Sheet::empty, Sheet::of_spread),
            Chart::Pooled => Sheet::of_pooled(report),
            Chart::Office(name) => report
                .offices
                .iter()
                .find(|office| office.office == *name)
                .map_or_else(Sheet::empty, |office| Sheet::of_office(report, office)),
            Chart::Named(naming) => {
                named(report, *naming).map_or_else(Sheet::empty, |named| Sheet::of_how_often_named(named, *naming))
            }
            Chart::Moved(naming) => {
                named(report, *naming).map_or_else(Sheet::empty, |named| Sheet::of_named_moves(named, *naming))
            }
            Chart::Areas => Sheet::of_areas(report),
            Chart::AreaMoves => report.why.as_ref().map_or_else(Sheet::empty, |why| Sheet::of_area_moves(&why.areas)),
            Chart::Context(office) => Sheet::of_context(report, office.as_deref()),
            Chart::Closing => Sheet::of_closing(report),
            Chart::Overdue => Sheet::of_overdue(report),
            Chart::Moderation => Sheet::of_moderation(report),
        }
    }
}

/// The width of a place on the page, between what a phone and a wide window give; 0 until it is known. What is folded away has none, and
/// is measured when it is opened: so it is the place that is watched, not the window.
#[hook]
pub(super) fn use_width(place: &NodeRef) -> UseStateHandle<u32> {
    let width_px = use_state_eq(|| 0_u32);
    let (place, set) = (place.clone(), width_px.clone());
    use_effect_with((), move |()| {
        let element = place.cast::<Element>();
        let measure = {
            let element = element.clone();
            move || {
                let width = element.as_ref().map_or(0, Element::client_width);
                if width > 0 {
                    set.set(u32::try_from(width).unwrap_or(0).clamp(MOST_NARROW_PX, 1100));
                }
            }
        };
        measure();
        let hear = Closure::<dyn FnMut()>::new(measure);
        // Without an observer the first measure stands: the page scales what was drawn for it.
        let observer = ResizeObserver::new(hear.as_ref().unchecked_ref()).ok();
        if let Some((observer, element)) = observer.as_ref().zip(element) {
            observer.observe(&element);
        }
        move || {
            if let Some(observer) = observer {
                observer.disconnect();
            }
            drop(hear);
        }
    });
    width_px
}

const MOST_NARROW_PX: u32 = 220;

#[derive(Properties, PartialEq)]
pub(super) struct FigureProps {
    pub(super) report: Rc<Report>,
    pub(super) chart: Chart,
    /// The finding, as a sentence.
    pub(super) headline: AttrValue,
    /// What is counted, and when.
    pub(super) window: AttrValue,
    /// The key: what lines and shapes mean.
    pub(super) children: Html,
    /// How to read it.
    pub(super) how_to_read: Html,
    /// The anchor of its method in the view of methods.
    pub(super) method: &'static str,
}

/// What a figure shows, until its turn to show something newer has come.
#[derive(Clone, PartialEq)]
struct Drawn {
    report: Rc<Report>,
    chart: Chart,
    headline: AttrValue,
    window: AttrValue,
}

/// The scene that `draw` makes of a report at this width; the same one as before where it would look the same, so that what has not changed is not drawn anew.
#[hook]
pub(super) fn use_scene<T, F>(of: T, width_px: u32, draw: F) -> Option<Rc<Scene>>
where
    T: PartialEq + 'static,
    F: FnOnce(&T, u32) -> Option<Scene>,
{
    let last = use_mut_ref(|| None::<Rc<Scene>>);
    let scene = use_memo((of, width_px), |(of, width_px)| {
        let drawn = (*width_px > 0).then(|| draw(of, *width_px)).flatten();
        let mut last = last.borrow_mut();
        if last.as_deref() != drawn.as_ref() {
            *last = drawn.map(Rc::new);
        }
        last.clone()
    });
    (*scene).clone()
}

#[component]
pub(super) fn Figure(props: &FigureProps) -> Html {
    let here = use_here();
    let place = use_node_ref();
    let width_px = use_width(&place);
    let drawn = use_in_turn(
        &place,
        Drawn {
            report: props.report.clone(),
            chart: props.chart.clone(),
            headline: props.headline.clone(),
            window: props.window.clone(),
        },
    );
    let scene = use_scene((drawn.report.clone(), drawn.chart.clone()), *width_px, |(report, chart), width_px| {
        chart.scene(report, width_px)
    });
    let id = drawn.chart.name();
    html! {
        <figure aria-labelledby={format!("{id}-finding")}>
            <figcaption>
                <h2 id={format!("{id}-finding")}>{ drawn.headline.clone() }</h2>
                <p id={format!("{id}-window")}>{ drawn.window.clone() }</p>
                <p class="key">{ props.children.clone() }</p>
            </figcaption>
            <div class="place" ref={place}>
                if let Some(scene) = &scene {
                    <Plot scene={scene.clone()} name={AttrValue::from(format!("{id}-finding"))} described={AttrValue::from(format!("{id}-window"))} readout=true />
                }
            </div>
            if let Some(scene) = &scene { { unnamed(scene) } }
            <Tools id={AttrValue::from(id)} {scene} report={drawn.report} chart={drawn.chart} headline={drawn.headline} window={drawn.window} />
            <details class="how"><summary>{ "How to read this" }</summary>
                { props.how_to_read.clone() }
                <p><a href={here.to_method(props.method)}>{ "The method in full" }</a></p>
            </details>
        </figure>
    }
}

/// What has no room for its name in a chart.
pub(super) fn unnamed(scene: &Scene) -> Html {
    if scene.unnamed.is_empty() {
        return Html::default();
    }
    html! { <p class="soft">{ format!("No room in the chart for the name of: {}.", scene.unnamed.join(", ")) }</p> }
}

#[derive(Properties, PartialEq)]
pub(super) struct ToolsProps {
    /// What ids, and the names of the files, begin with.
    pub(super) id: AttrValue,
    pub(super) scene: Option<Rc<Scene>>,
    pub(super) report: Rc<Report>,
    pub(super) chart: Chart,
    pub(super) headline: AttrValue,
    pub(super) window: AttrValue,
}

/// What can be done with a chart: its table, the chart and the figures as files, and its sentence to be copied.
#[component]
pub(super) fn Tools(props: &ToolsProps) -> Html {
    let table_open = use_state(|| false);
    let said = use_state(|| "");
    let ToolsProps { id, scene, report, chart, headline, window } = props;

    let save_csv = {
        let (id, report, chart) = (id.clone(), report.clone(), chart.clone());
        Callback::from(move |_: MouseEvent| {
            download::save(&format!("{id}.csv"), "text/csv", &chart.sheet(&report).to_csv());
        })
    };
    let picture = {
        let (scene, headline, window) = (scene.clone(), headline.clone(), window.clone());
        move || scene.as_ref().map(|scene| scene.to_captioned_svg(&headline, &window))
    };
    let save_svg = {
        let (id, picture) = (id.clone(), picture.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some((svg, _)) = picture() {
                download::save(&format!("{id}.svg"), "image/svg+xml", &svg);
            }
        })
    };
    let save_png = {
        let id = id.clone();
        Callback::from(move |_: MouseEvent| {
            if let Some((svg, size_px)) = picture() {
                download::save_png(&format!("{id}.png"), &svg, size_px);
            }
        })
    };
    let copy = {
        let (headline, window, said) = (headline.clone(), window.clone(), said.clone());
        Callback::from(move |_: MouseEvent| {
            let said = said.clone();
            download::copy(&format!("{headline}. {window}"), move |done| {
                said.set(if done {
                    "Copied."
                } else {
                    "This browser does not allow copying: select the sentence instead."
                });
            });
        })
    };
    let toggle = {
        let table_open = table_open.clone();
        Callback::from(move |_: MouseEvent| table_open.set(!*table_open))
    };
    html! {
        <>
            <div class="tools">
                <button type="button" onclick={toggle} aria-expanded={table_open.to_string()} aria-controls={format!("{id}-table")}>
                    { if *table_open { "Hide the table" } else { "Show the table" } }
                </button>
                <button type="button" onclick={save_csv}>{ "Download CSV" }</button>
                <button type="button" onclick={save_svg}>{ "Download SVG" }</button>
                <button type="button" onclick={save_png}>{ "Download PNG" }</button>
                <button type="button" onclick={copy}>{ "Copy the sentence" }</button>
                <span class="soft" role="status">{ *said }</span>
            </div>
            <div id={format!("{id}-table")} class="sheet" hidden={!*table_open}>
                if *table_open {
                    if *chart == Chart::Grades { { table_of_grades(report, headline) } } else { { table(&chart.sheet(report), headline) } }
                }
            </div>
        </>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct SmallChartProps {
    pub(super) report: Rc<Report>,
    pub(super) chart: Chart,
    /// What it shows, in a few words.
    pub(super) title: AttrValue,
    /// The id of those words.
    pub(super) name: AttrValue,
    /// The id of what it tells, in a sentence.
    pub(super) said: AttrValue,
}

/// A chart beside words that say what it shows: as narrow as on a phone, without tools, which stand in its own view.
#[component]
pub(super) fn SmallChart(props: &SmallChartProps) -> Html {
    let place = use_node_ref();
    let width_px = use_width(&place);
    let scene = use_scene((props.report.clone(), props.chart.clone()), *width_px, |(report, chart), width_px| {
        chart.scene(report, width_px)
    });
    html! {
        <div class="small-chart">
            <p id={props.name.clone()} class="soft">{ props.title.clone() }</p>
            <div class="place" ref={place}>
                if let Some(scene) = &scene { <Plot scene={scene.clone()} name={format!("{} {}", props.name, props.said)} readout=false /> }
            </div>
            if let Some(scene) = &scene { { unnamed(scene) } }
        </div>
    }
}

/// How a column of a table is set: words from the left, and those that are long with more room.
fn class_of(sheet: &Sheet, column: usize) -> Option<&'static str> {
    let words = || {
        sheet.rows.iter().filter_map(|row| row.get(column)).filter_map(|cell| match cell {
            Cell::Words(words) => Some(words.chars().count()),
            _ => None,
        })
    };
    let longest = words().max().filter(|_| column > 0)?;
    Some(if longest > LONG_WORDS { "words long" } else { "words" })
}

/// Longer words take several lines.
const LONG_WORDS: usize = 48;

/// A table of figures.
pub(super) fn table(sheet: &Sheet, caption: &str) -> Html {
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={format!("Table: {caption}")}>
        <table>
            <caption>{ caption.to_owned() }</caption>
            <thead><tr>{ for sheet.columns.iter().enumerate().map(|(at, column)| html! {
                <th scope="col" class={class_of(sheet, at)}>{ *column }</th>
            }) }</tr></thead>
            <tbody>
                { for sheet.rows.iter().map(|row| html! {
                    <tr>{ for row.iter().enumerate().map(|(at, cell)| match at {
                        0 => html! { <th scope="row">{ cell.shown() }</th> },
                        _ => html! { <td class={class_of(sheet, at)}>{ cell.shown() }</td> },
                    }) }</tr>
                }) }
            </tbody>
        </table>
        </div>
    }
}

/// The mix of grades with a row for each period and a column for each grade, which are the file's own words.
fn table_of_grades(report: &Report, caption: &str) -> Html {
    html! {
        <div class="scroll" tabindex="0" role="region" aria-label={format!("Table: {caption}")}>
        <table>
            <caption>{ caption.to_owned() }</caption>
            <thead><tr>
                <th scope="col">{ "Period" }</th>
                <th scope="col">{ "Audits" }</th>
                { for report.scale.iter().map(|level| html! { <th scope="col">{ level.name.clone() }</th> }) }
            </tr></thead>
            <tbody>
                { for report.periods.iter().map(|period| html! {
                    <tr>
                        <th scope="row">{ period.name.clone() }</th>
                        <td>{ wording::count_or_c(period.rate.audits()) }</td>
                        { for period.grades.iter().map(|count| html! { <td>{ wording::count_and_share(*count, period.rate.n) }</td> }) }
                    </tr>
                }) }
            </tbody>
        </table>
        </div>
    }
}

#[derive(Properties, PartialEq)]
pub(super) struct PlotProps {
    pub(super) scene: Rc<Scene>,
    /// The ids of what names the chart, and sums up what it shows.
    pub(super) name: AttrValue,
    /// The id of what is counted in it, and when.
    #[prop_or_default]
    pub(super) described: Option<AttrValue>,
    /// Whether the line beneath that says what is pointed at is there from the start, or only while something is.
    pub(super) readout: bool,
}

/// The chart itself. It is one Tab stop; arrow keys, Home and End go from mark to mark, Enter chooses the office of a mark.
#[component]
pub(super) fn Plot(props: &PlotProps) -> Html {
    let looked = use_looked();
    let scene = &props.scene;
    let last = scene.marks.len().saturating_sub(1);
    let active = use_state_eq(|| None::<usize>);
    let svg = use_node_ref();
    let is_looked_at = |office: &Option<String>| office.as_deref().is_some_and(|office| looked.at(office));
    let chosen_at = scene.marks.iter().position(|mark| is_looked_at(&mark.office));
    let current = active.or(chosen_at.filter(|_| props.readout)).map_or(last, |at| at.min(last));

    let choose = {
        let (looked, scene) = (looked.clone(), scene.clone());
        move |at: usize| {
            let office = scene.marks.get(at).and_then(|mark| mark.office.clone());
            // Chosen again, it is let go.
            if let Some(office) = office {
                looked.on_office.emit(if looked.at(&office) { None } else { Some(office) });
            }
        }
    };
    let onkeydown = {
        let (active, svg, choose) = (active.clone(), svg.clone(), choose.clone());
        Callback::from(move |event: KeyboardEvent| {
            let next = match event.key().as_str() {
                "ArrowRight" | "ArrowDown" => (current + 1).min(last),
                "ArrowLeft" | "ArrowUp" => current.saturating_sub(1),
                "Home" => 0,
                "End" => last,
                "Enter" | " " => {
                    event.prevent_default();
                    choose(current);
                    return;
                }
                _ => return,
            };
            event.prevent_default();
            active.set(Some(next));
            let mark =
                svg.cast::<Element>().and_then(|svg| svg.query_selector(&format!("[data-at='{next}']")).ok().flatten());
            if let Some(mark) = mark.and_then(|mark| mark.dyn_into::<SvgElement>().ok()) {
                let _ = mark.focus();
            }
        })
    };
    // One ear for all marks: there may be hundreds of them on the page.
    let point_at = {
        let active = active.clone();
        move |event: &Event| {
            if let Some(at) = mark_of(event) {
                active.set(Some(at));
            }
        }
    };
    let onfocusin = {
        let point_at = point_at.clone();
        Callback::from(move |event: FocusEvent| point_at(&event))
    };
    let onpointerover = Callback::from(move |event: PointerEvent| point_at(&event));
    let onclick = Callback::from(move |event: MouseEvent| {
        if let Some(at) = mark_of(&event) {
            choose(at);
        }
    });
    let size = format!("0 0 {} {}", scene.width_px, scene.height_px);
    let pointed = scene.marks.get(current).filter(|_| props.readout || active.is_some());
    html! {
        <>
            <svg ref={svg} class="chart" viewBox={size} width={scene.width_px.to_string()} height={scene.height_px.to_string()}
                role="group" aria-labelledby={props.name.clone()} aria-describedby={props.described.clone()} {onkeydown} {onfocusin} {onpointerover} {onclick}>
                <g transform="scale(0.1)" class="backdrop" aria-hidden="true">{ backdrop(scene) }</g>
                { for scene.notes.iter().map(|note| html! {
                    <text class={classes!("note", tone_class(note.tone))} x={format!("{:.1}", note.x_px)} y={format!("{:.1}", note.y_px)}
                        text-anchor={note.anchor.svg()} aria-hidden="true">{ note.text.clone() }</text>
                }) }
                { for scene.marks.iter().enumerate().map(|(at, mark)| {
                    let is_chosen = is_looked_at(&mark.office);
                    let (role, pressed) = match mark.office {
                        Some(_) => ("button", Some(is_chosen.to_string())),
                        None => ("img", None),
                    };
                    html! {
                        <g key={at} class={classes!("reach", (*active == Some(at)).then_some("active"), is_chosen.then_some("chosen"))}
                            {role} aria-pressed={pressed} data-at={at.to_string()} tabindex={if at == current { "0" } else { "-1" }} aria-label={mark.label.clone()}>
                            if let Shape::Column { .. } = mark.shape {
                                <path class="target" d={mark.path()} />
                            } else {
                                <circle class="target" cx={format!("{:.1}", mark.x_px)} cy={format!("{:.1}", mark.y_px)} r="12" />
                            }
                            <path class={mark.class()} d={mark.path()} />
                        </g>
                    }
                }) }
            </svg>
            <p class={classes!("readout", (!props.readout).then_some("small"))} role="status">
                { pointed.map(|mark| mark.label.clone()).unwrap_or_default() }
                if let Some(office) = pointed.and_then(|mark| mark.office.clone()).filter(|_| props.readout && !looked.alone) {
                    { " · " }<OfficeLink {office} words="its page" />
                }
            </p>
        </>
    }
}

/// The place of the mark at which something happens.
fn mark_of(event: &Event) -> Option<usize> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    element.closest("[data-at]").ok()??.get_attribute("data-at")?.parse().ok()
}

/// The still part of a chart, as plotters drew it. It holds no uploaded text: names are notes, which Yew writes as text.
#[expect(clippy::disallowed_methods, reason = "the one place; a backdrop is made of numbers and our own words alone")]
pub(super) fn backdrop(scene: &Scene) -> Html {
    Html::from_html_unchecked(AttrValue::from(format!("<g>{}</g>", scene.backdrop)))
}

/// The class of a tone, for its colour; the words beside it say the same.
pub(super) fn tone_class(tone: Tone) -> Option<&'static str> {
    match tone {
        Tone::Improvement => Some("good"),
        Tone::Concern => Some("bad"),
        Tone::Common => None,
        Tone::Few => Some("few"),
    }
}

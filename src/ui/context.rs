//! What is known beside the audits, drawn beneath their rate.

use super::figure::{Chart, Figure};
use crate::report::{Report, wording};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct ContextProps {
    pub(super) report: Rc<Report>,
    /// The office; `None` for the whole authority.
    pub(super) office: Option<String>,
}

/// Caseload, vacancies, agency workers and the audits done, where the file has any.
#[component]
pub(super) fn Context(props: &ContextProps) -> Html {
    let ContextProps { report, office } = props;
    let Some(periods) = report.context_of(office.as_deref()) else { return Html::default() };
    let middle = office.is_none() && report.middle_office_stands_for_all();
    let whose = match office {
        Some(office) => format!("Beside the rate in {office}"),
        None if middle => "Beside the rate, in the middle office of each month".to_owned(),
        None => "Beside the rate".to_owned(),
    };
    html! {
        <Figure report={report.clone()} chart={Chart::Context(office.clone())} headline={wording::context_in_all(&whose, &periods)}
            window={wording::no_cause(middle, &report.settings)} method="context"
            how_to_read={html! {
                <>
                    <p>{ "Each small chart has a scale of its own, from nought; all of them have the months of the rate above, so that a place can be followed \
                        downwards. They are kept apart on purpose: in one chart with two scales, lines can be made to cross anywhere." }</p>
                    <p>{ "That caseloads rise where the rate rises is a reason to ask, not an answer: both may follow from something third, or from chance, and \
                        in a dozen months some two lines will move together. Nothing here is tested." }</p>
                    <p>{ "Of a quarter, caseload and rates are the mean of its months; audits are added up. Audits done are all that the file has of the month, \
                        of whatever type, grade, service and team; second gradings are not counted." }</p>
                </>
            }}>
            if periods.iter().any(|period| period.audits.is_some()) {
                <span><span class="swatch bar" aria-hidden="true"></span>{ "audits done" }</span>
                <span><span class="swatch expected" aria-hidden="true"></span>{ "audits expected" }</span>
            }
            if periods.iter().any(|period| !period.changes.is_empty()) {
                <span><span class="swatch event" aria-hidden="true"></span>{ "a change of managers or staff" }</span>
            }
        </Figure>
    }
}

//! The first view: choose a file, or try the demonstration.

use super::FileButton;
use super::board::PasteLink;
use super::here::use_here;
use crate::session::View;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct StartProps {
    pub(super) on_file: Callback<web_sys::File>,
    pub(super) on_demonstration: Callback<()>,
    /// Whether a mapping waits for its file.
    pub(super) waiting: bool,
    /// What is wrong with the link that was pasted.
    pub(super) pasted: Option<String>,
    pub(super) on_link: Callback<String>,
}

#[component]
pub(super) fn Start(props: &StartProps) -> Html {
    let here = use_here();
    let over = use_state(|| false);
    let set_over = |to: bool| {
        let over = over.clone();
        Callback::from(move |_: DragEvent| over.set(to))
    };
    let on_demonstration = {
        let on_demonstration = props.on_demonstration.clone();
        Callback::from(move |_: MouseEvent| on_demonstration.emit(()))
    };
    html! {
        <div class="start">
            <h1>{ "Is inadequate work really falling, and do offices really differ?" }</h1>
            <p class="lead">{ "Choose an export of case-file audits. Plumbline shows the rate of inadequate work over time and how much it varies \
                between offices, and says which differences chance alone would make." }</p>
            <section class={classes!("drop", (*over).then_some("over"))} aria-label="Choose a file"
                ondragenter={set_over(true)} ondragleave={set_over(false)} ondrop={set_over(false)}>
                if props.waiting {
                    <p role="status"><b>{ "The mapping is ready." }</b>{ " Now choose the file that it is for." }</p>
                }
                <p class="invite">{ "Drop the export here, or" }</p>
                <p class="choices">
                    <FileButton label="Choose a file" primary=true on_file={props.on_file.clone()} />
                    <button type="button" onclick={on_demonstration}>{ "Try the demonstration file" }</button>
                </p>
                <p class="soft">{ "An Excel or OpenDocument workbook, CSV or JSON (also compressed with gzip): one row or record for each audit, with a date and an overall grade; an office, an id, a \
                    service and a type of audit if you have them. Column names do not matter: the page asks if it cannot tell. Names, dates of birth and \
                    notes are not needed and are not read." }</p>
            </section>
            <section class="sent" aria-labelledby="sent">
                <h2 id="sent">{ "Were you sent figures to read?" }</h2>
                <p>{ "A saved page or a link opens by itself. A board file (board.json) is chosen or dropped above, like an export." }</p>
                <PasteLink pasted={props.pasted.clone()} on_link={props.on_link.clone()} />
            </section>
            <section class="promise" aria-labelledby="promise">
                <h2 id="promise">{ "Nothing leaves this computer" }</h2>
                <p>{ "The file is read by this page, in your browser. There is no server behind it, no account, no cookie and no analytics. It stores nothing, unless you ask it to remember a mapping of columns." }</p>
                <details>
                    <summary>{ "How you or your IT colleagues can check that" }</summary>
                    <ul>
                        <li>{ "Switch the network off, or save this page and open the copy from a folder: it works the same." }</li>
                        <li>{ "Open the browser's developer tools (F12), choose Network, and load a file: the list stays empty." }</li>
                        <li>{ "Look at the page's source: its policy says connect-src 'none', so that the browser itself refuses any connection." }</li>
                    </ul>
                    <p><a href={here.to(View::ForIt)}>{ "Everything that your IT and information-governance colleagues will ask" }</a></p>
                </details>
            </section>
        </div>
    }
}

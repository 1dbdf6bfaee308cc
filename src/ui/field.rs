//! A field to type into that keeps what its reader is typing.

use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct FieldProps {
    /// The type of the input: `text`, `number`, `date` or `url`.
    pub(super) kind: &'static str,
    pub(super) value: AttrValue,
    /// What is to be done when its reader has left it, or pressed Enter.
    pub(super) onchange: Callback<Event>,
    /// The least and the greatest number.
    #[prop_or_default]
    pub(super) range: Option<(&'static str, &'static str)>,
    #[prop_or_default]
    pub(super) step: Option<&'static str>,
    /// The most letters.
    #[prop_or_default]
    pub(super) maxlength: Option<&'static str>,
    #[prop_or_default]
    pub(super) placeholder: Option<&'static str>,
}

/// An input whose value is that of its choice, except while it is typed into. Whenever figures come the page is rendered anew, and an input that is given a value
/// then is given it again: what was half typed would be gone.
#[component]
pub(super) fn Field(props: &FieldProps) -> Html {
    let typed = use_state(|| None::<String>);
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            typed.set(event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()));
        })
    };
    let onblur = {
        let typed = typed.clone();
        Callback::from(move |_: FocusEvent| typed.set(None))
    };
    let value = (*typed).clone().map_or_else(|| props.value.clone(), AttrValue::from);
    let (min, max) = props.range.unzip();
    let inputmode = (props.kind == "number").then_some("decimal");
    html! {
        <input type={props.kind} {min} {max} step={props.step} {inputmode} maxlength={props.maxlength} placeholder={props.placeholder} autocomplete="off" {value} {oninput} {onblur}
            onchange={props.onchange.clone()} />
    }
}

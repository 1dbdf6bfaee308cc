//! Where the reader is: the view and every choice, for whatever on the page leads elsewhere or changes one of them.

use crate::session::{Address, View};
use crate::settings::Settings;
use std::rc::Rc;
use yew::prelude::*;

/// The place in the page, and how to change it.
#[derive(Clone, PartialEq, Default)]
pub(super) struct Here {
    pub(super) address: Rc<Address>,
    pub(super) on_settings: Callback<Settings>,
    pub(super) on_office: Callback<Option<String>>,
}

impl Here {
    /// The address of another view under the same choices.
    pub(super) fn to(&self, view: View) -> String {
        format!("#{}", self.address.in_view(view).written())
    }

    /// The address of the page of one office.
    pub(super) fn to_office(&self, name: &str) -> String {
        let address = Address { office: Some(name.to_owned()), ..self.address.in_view(View::Office) };
        format!("#{}", address.written())
    }

    /// The address of a method's description.
    pub(super) fn to_method(&self, about: &str) -> String {
        let address = Address { about: Some(about.to_owned()), ..self.address.in_view(View::Methods) };
        format!("#{}", address.written())
    }

    /// The office that is looked at.
    pub(super) fn office(&self) -> Option<&str> {
        self.address.office.as_deref()
    }

    /// The choices.
    pub(super) fn settings(&self) -> &Settings {
        &self.address.settings
    }

    /// A callback that changes the choices as `change` says.
    pub(super) fn changing<E: 'static>(&self, change: impl Fn(&mut Settings, E) + 'static) -> Callback<E> {
        let here = self.clone();
        Callback::from(move |event: E| {
            let mut settings = here.address.settings.clone();
            change(&mut settings, event);
            here.on_settings.emit(settings);
        })
    }
}

/// The office that is looked at, for what depends on that alone of all that is chosen: charts are not drawn anew because the address is another.
#[derive(Clone, PartialEq, Default)]
pub(super) struct Looked {
    pub(super) office: Option<Rc<str>>,
    /// Whether its own page is open.
    pub(super) alone: bool,
    pub(super) on_office: Callback<Option<String>>,
}

impl Looked {
    /// Whether it is this office.
    pub(super) fn at(&self, office: &str) -> bool {
        self.office.as_deref() == Some(office)
    }
}

/// The office that is looked at.
#[hook]
pub(super) fn use_looked() -> Looked {
    use_context::<Looked>().unwrap_or_default()
}

#[derive(Properties, PartialEq)]
pub(super) struct OfficeLinkProps {
    pub(super) office: AttrValue,
    /// What the link says; the office's name, where nothing else is given.
    #[prop_or_default]
    pub(super) words: Option<AttrValue>,
}

/// A link to the page of an office.
#[component]
pub(super) fn OfficeLink(props: &OfficeLinkProps) -> Html {
    let here = use_here();
    html! { <a href={here.to_office(&props.office)}>{ props.words.as_ref().unwrap_or(&props.office).clone() }</a> }
}

/// Where the reader is.
#[hook]
pub(super) fn use_here() -> Here {
    use_context::<Here>().unwrap_or_default()
}

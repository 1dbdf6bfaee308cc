//! Plumbline: what your case-file audits can honestly tell you.
//!
//! The modules stand in the order in which an audit passes through them, which is also the order in which to read them.
//! **A module uses only those above it**; `tests/invariants.rs` reads the `use` lines and holds it so.

pub mod layout;
pub(crate) mod order;
pub mod workbook;

pub mod audit;
pub mod settings;
pub mod table;

pub mod import;

pub mod tally;

pub mod stats;

pub mod disclosure;

pub mod report;

pub mod chart;

pub mod share;

pub mod session;

#[cfg(target_arch = "wasm32")]
pub mod worker;

#[cfg(target_arch = "wasm32")]
pub mod ui;

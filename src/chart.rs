//! Geometry: a report becomes a [`Scene`], a still backdrop with marks that can be pointed at. It knows no browser.
//!
//! plotters draws what stands still (grid, band, centre line, bars), in units of a tenth of a pixel since its coordinates are
//! whole numbers. The page draws the marks and every name, so that no uploaded text is ever part of the backdrop.

mod areas;
mod axis;
mod closing;
mod context;
mod events;
mod funnel;
mod grades;
mod ink;
mod moderation;
mod named;
mod office;
mod overdue;
mod pooled;
mod rate;
mod rows;
mod scene;
mod spread;

pub use areas::areas_over_time;
pub use closing::closing_of_actions;
pub use context::context_over_time;
pub use funnel::funnel;
pub use grades::grades_over_time;
pub use moderation::moderation_over_time;
pub use named::{area_moves, named_in_order, named_moves};
pub use office::{office_over_time, office_panel, shared_highest};
pub use overdue::overdue_by_office;
pub use pooled::raw_beside_pooled;
pub use rate::{has_limits, rate_over_time};
pub use scene::{Anchor, Mark, Note, Scene, Shape};
pub use spread::spread_over_time;

use plotters::drawing::DrawingAreaErrorKind;

/// A chart could not be drawn: plotters refused a coordinate or a size.
#[derive(Debug, thiserror::Error)]
#[error("this chart could not be drawn at this size; its table and its figures are complete")]
pub struct ChartError;

impl<E: std::error::Error + Send + Sync> From<DrawingAreaErrorKind<E>> for ChartError {
    fn from(_: DrawingAreaErrorKind<E>) -> ChartError {
        ChartError
    }
}

//! Rates beside the raw ones: partially pooled, and with a fixed mix of services.

use super::CONFIDENCE;
use crate::stats::{self, Interval, PartialPooling};
use crate::tally::{GroupTally, Tallies, Tally};
use serde::{Deserialize, Serialize};

/// Offices with more audits than this are not pooled: pooling would move them by less than is drawn, and would take seconds.
const MOST_POOLED: u32 = 20_000;

/// How the offices' rates are pooled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Pooling {
    /// The rate towards which they are drawn, between 0 and 1.
    pub mean: f64,
    /// As if so many audits at that rate were added to each office's own; `null` where nothing speaks for a spread, and every office is given the
    /// rate of all.
    pub worth_audits: Option<f64>,
}

/// A rate that was worked out, and what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The rate, between 0 and 1.
    pub rate: f64,
    /// Its 95% interval.
    pub interval95: Interval,
}

/// The rate of an office, or of a period, with the mix of services that the authority has over the whole time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FixedMix {
    /// The rate; `null` where there are no audits of a service that the authority has.
    pub estimate: Option<Estimate>,
    /// The services of which there are none, by name.
    pub without: Vec<String>,
    /// Audits that name a service, which alone can be counted here.
    pub audits: u32,
}

/// Each office's partially pooled rate; `None` with fewer than two offices and with very many audits.
pub(super) fn pool(offices: &[Tally]) -> Option<PartialPooling> {
    let is_small = offices.iter().all(|office| office.n <= MOST_POOLED);
    if is_small && offices.len() > 1 { stats::partial_pooling(offices) } else { None }
}

impl From<&PartialPooling> for Pooling {
    fn from(pooled: &PartialPooling) -> Pooling {
        Pooling { mean: pooled.mean, worth_audits: pooled.prior.map(|prior| prior.alpha + prior.beta) }
    }
}

impl From<stats::PooledRate> for Estimate {
    fn from(pooled: stats::PooledRate) -> Estimate {
        Estimate { rate: pooled.rate, interval95: pooled.interval }
    }
}

/// The rate of one office, by its place, with the mix of services of all; `None` where the file names fewer than two services.
pub(super) fn office_with_fixed_mix(tallies: &Tallies, office: usize) -> Option<FixedMix> {
    let own = &tallies.office_parts.get(office)?.services;
    with_fixed_mix(&tallies.services, |service| {
        own.iter().find(|(name, _)| *name == service.name).map(|(_, tally)| *tally).unwrap_or_default()
    })
}

/// The rate of one period, by its place, with the mix of services of all periods.
pub(super) fn period_with_fixed_mix(tallies: &Tallies, period: usize) -> Option<FixedMix> {
    with_fixed_mix(&tallies.services, |service| service.by_period.get(period).copied().unwrap_or_default())
}

fn with_fixed_mix(services: &[GroupTally], part: impl Fn(&GroupTally) -> Tally) -> Option<FixedMix> {
    if services.len() < 2 {
        return None;
    }
    let strata: Vec<(Tally, f64)> =
        services.iter().map(|service| (part(service), f64::from(service.grades.tally().n))).collect();
    let without = services.iter().zip(&strata).filter(|(_, (tally, _))| tally.n == 0);
    let found = stats::standardised_rate(&strata, CONFIDENCE);
    Some(FixedMix {
        estimate: found.map(|found| Estimate { rate: found.rate, interval95: found.interval }),
        without: without.map(|(service, _)| service.name.clone()).collect(),
        audits: strata.iter().map(|(tally, _)| tally.n).sum(),
    })
}

//! Pure mathematics on numbers; one method a function, each with its paper. It knows no office, no date and no word.
//!
//! Every method takes counts ([`Tally`](crate::tally::Tally)) and gives proportions in [0, 1]. Where the counts admit no
//! answer the answer is `None`, never NaN. Logarithms and exponentials are libm's, so that the page and the native tests
//! agree to the last bit.

mod interval;
mod newcombe;
mod wilson;

mod p_chart;
mod phases;
mod run_rules;

mod change;
mod steps;
mod whole_page;

mod against_the_rest;
mod funnel;
mod heterogeneity;
mod multiplicity;
mod partial_pooling;
mod power;
mod sample_size;
mod spread;

mod logistic_slope;

mod beta;
mod binomial;
mod exact;
mod gamma;
mod hypergeometric;
mod ln_factorial;
mod normal;
mod normal_score;
mod proportion;
mod random;

pub use newcombe::{Difference, newcombe_difference};
pub use wilson::wilson;

pub use p_chart::{PChart, PPoint, Side, p_chart};
pub use phases::{Phase, PhasedPChart, Role, p_chart_in_phases};
pub use run_rules::{Marks, RulePoint, TwoInThree, run_rules};

pub use change::{Change, Changes, LEAST_AFTER, LEAST_BEFORE, changes, changes_from};
pub use steps::chance_of_steps;
pub use whole_page::{Family, Grid, Row, Scores, Simulation, WholePage};

pub use against_the_rest::against_the_rest;
pub use funnel::{Band, FunnelLimits, Tail, funnel_limits, funnel_tail};
pub use heterogeneity::{Heterogeneity, heterogeneity};
pub use multiplicity::{benjamini_hochberg, holm};
pub use partial_pooling::{BetaPrior, PartialPooling, PooledRate, partial_pooling};
pub use power::power_against_the_rest;
pub use sample_size::{audits_in_each, audits_until_told};
pub use spread::{Spread, spread, spread_difference};

pub use logistic_slope::{LogisticSlope, logistic_slope};

pub use beta::beta_quantile;
pub use binomial::Binomial;
pub use gamma::chi_squared_at_least;
pub use hypergeometric::Hypergeometric;
pub use interval::Interval;
pub use normal::{normal_quantile, normal_two_sided};
pub use proportion::proportion;
pub use random::Random;

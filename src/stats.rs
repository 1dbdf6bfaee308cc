//! Pure mathematics on numbers; one method a function, each with its paper. It knows no office, no date and no word.
//!
//! Every method takes counts ([`Tally`](crate::tally::Tally)) and gives proportions in [0, 1]. Where the counts admit no
//! answer the answer is `None`, never NaN. Logarithms and exponentials are libm's, so that the page and the native tests
//! agree to the last bit.

mod interval;
mod newcombe;
mod p_chart;
mod wilson;

mod change;
mod whole_page;

mod against_the_rest;
mod funnel;
mod multiplicity;
mod power;

mod binomial;
mod exact;
mod hypergeometric;
mod ln_factorial;
mod normal;
mod normal_score;
mod proportion;
mod random;

pub use newcombe::{Difference, newcombe_difference};
pub use p_chart::{PChart, PPoint, Side, p_chart};
pub use wilson::wilson;

pub use change::{Change, Changes, LEAST_PERIODS, changes};
pub use whole_page::{Family, Grid, Row, Scores, Simulation, WholePage};

pub use against_the_rest::against_the_rest;
pub use funnel::{Band, FunnelLimits, Tail, funnel_limits, funnel_tail};
pub use multiplicity::{benjamini_hochberg, holm};
pub use power::power_against_the_rest;

pub use binomial::Binomial;
pub use hypergeometric::Hypergeometric;
pub use interval::Interval;
pub use normal::normal_quantile;
pub use proportion::proportion;
pub use random::Random;

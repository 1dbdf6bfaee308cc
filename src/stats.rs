//! Pure mathematics on numbers; one method a function, each with its paper. It knows no office, no date and no word.
//!
//! Every method takes counts ([`Tally`](crate::tally::Tally)) and gives proportions in [0, 1]. Where the counts admit no
//! answer the answer is `None`, never NaN. Logarithms and exponentials are libm's, so that the page and the native tests
//! agree to the last bit.

mod agresti_coull;
mod clopper_pearson;
mod double_sampling;
mod interval;
mod jeffreys;
mod newcombe;
mod standardised;
mod wilson;

mod anhoej;
mod assurance;
mod cusum;
mod moving_range;
mod p_chart;
mod p_prime;
mod phases;
mod run_rules;
mod xmr;

mod change;
mod steps;
mod whole_page;

mod against_the_rest;
mod fisher;
mod funnel;
mod heterogeneity;
mod mantel_haenszel;
mod multiplicity;
mod overdispersion;
mod partial_pooling;
mod power;
mod sample_size;
mod spread;
mod stratified;

mod cochran_armitage;
mod logistic_slope;

mod agreement;
mod causes;
mod dealt;
mod held_apart;
mod kaplan_meier;
mod log_rank;
mod sign_test;

mod at_mode;
mod beta;
mod binomial;
mod bisection;
mod exact;
mod gamma;
mod hypergeometric;
mod ln_factorial;
mod normal;
mod normal_score;
mod proportion;
mod random;

pub use agresti_coull::agresti_coull;
pub use clopper_pearson::clopper_pearson;
pub use double_sampling::{TwiceGraded, double_sampling};
pub use jeffreys::jeffreys;
pub use newcombe::{Difference, newcombe_difference};
pub use standardised::{StandardisedRate, standardised_rate};
pub use wilson::wilson;

pub use anhoej::{Runs, RunsFound, anhoej_runs, runs_limits};
pub use assurance::{Assurance, assurance};
pub use cusum::{Cusum, bernoulli_cusum};
pub use p_chart::{PChart, PPoint, Side, p_chart};
pub use p_prime::{PPrimeChart, p_prime};
pub use phases::{Phase, PhasedPChart, Role, p_chart_in_phases};
pub use run_rules::{Marks, RulePoint, TwoInThree, run_rules};
pub use xmr::{XmrChart, xmr};

pub use change::{Change, Changes, LEAST_AFTER, LEAST_BEFORE, changes, changes_from};
pub use steps::chance_of_steps;
pub use whole_page::{Family, Grid, Row, Scores, Simulation, WholePage};

pub use against_the_rest::against_the_rest;
pub use fisher::fisher_two_sided;
pub use funnel::{Band, FunnelLimits, Tail, funnel_limits, funnel_tail, leave_one_out};
pub use heterogeneity::{Heterogeneity, heterogeneity, heterogeneity_within, heterogeneity_within_numbered};
pub use mantel_haenszel::mantel_haenszel;
pub use multiplicity::{benjamini_hochberg, holm};
pub use overdispersion::{
    FunnelScale, MetaAnalysis, Overdispersion, approximate_funnel_limits, dersimonian_laird,
    funnel_curve_of_funnelplotr, multiplied_funnel_limits, overdispersion,
};
pub use partial_pooling::{BetaPrior, PartialPooling, PooledRate, partial_pooling};
pub use power::power_against_the_rest;
pub use sample_size::{audits_in_each, audits_until_told};
pub use spread::{Spread, spread, spread_difference, spread_power};
pub use stratified::{WithinStrata, against_the_rest_within, mantel_haenszel_difference};

pub use cochran_armitage::{TrendTest, cochran_armitage};
pub use logistic_slope::{LogisticSlope, logistic_slope};

pub use agreement::{Agreement, Coefficient, agreement};
pub use causes::{CauseChange, MainCauseShift, cause_changes, main_cause_shift};
pub use dealt::{DealtCell, DealtOut, MOST_NAMES, NamingAudit, differ_when_dealt};
pub use held_apart::change_held_apart;
pub use kaplan_meier::{Followed, Survival, SurvivalScale, SurvivalStep, kaplan_meier, kaplan_meier_on};
pub use log_rank::{LogRank, log_rank, log_rank_within};
pub use sign_test::sign_test;

pub use beta::beta_quantile;
pub use binomial::Binomial;
pub use gamma::chi_squared_at_least;
pub use hypergeometric::Hypergeometric;
pub use interval::Interval;
pub use normal::{normal_quantile, normal_two_sided};
pub use proportion::proportion;
pub use random::Random;

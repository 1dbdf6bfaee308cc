//! What the exact distributions share: a probability without cancellation, a tail summed outwards, and where a tail begins.
//!
//! Loader (2000), Fast and Accurate Computation of Binomial Probabilities. The saddle-point form keeps about 14 figures
//! where a difference of log-gammas would lose them to cancellation as n grows.

use std::f64::consts::PI;

/// P(X = x) for X ~ Binomial(n, p), q = 1 - p, both taken so that neither loses figures: Loader's saddle-point expansion
/// √(n / 2πx(n − x)) exp(δ(n) − δ(x) − δ(n − x) − D(x, np) − D(n − x, nq)), δ the Stirling error and D the deviance.
pub(super) fn binomial_mass(x: u32, n: u32, p: f64, q: f64) -> f64 {
    let Some(rest) = n.checked_sub(x) else { return 0.0 };
    let (x_real, n_real, rest_real) = (f64::from(x), f64::from(n), f64::from(rest));
    if x == 0 {
        return power_of_complement(p, q, n_real);
    }
    if rest == 0 {
        return power_of_complement(q, p, n_real);
    }
    if p == 0.0 || q == 0.0 {
        return 0.0;
    }
    let exponent = stirling_error(n)
        - stirling_error(x)
        - stirling_error(rest)
        - deviance(x_real, n_real * p)
        - deviance(rest_real, n_real * q);
    libm::exp(exponent) * (n_real / (2.0 * PI * x_real * rest_real)).sqrt()
}

/// First term and all that follow, each the one before times the next ratio. The ratios must be below 1 and fall, as those
/// of both distributions do outwards from the mean; so the sum costs a few standard deviations of terms, not n.
pub(super) fn sum_outwards(first: f64, ratios: impl Iterator<Item = f64>) -> f64 {
    // A term this small leaves a remainder below rounding even where the ratios fall as slowly as for n = 1e9.
    const NEGLIGIBLE: f64 = 1e-22;
    let (mut term, mut sum) = (first, first);
    for ratio in ratios {
        term *= ratio;
        sum += term;
        if term <= sum * NEGLIGIBLE {
            break;
        }
    }
    sum
}

/// q^n, from whichever of p and q is the smaller: a power of a number near 1 is told by its distance from 1.
fn power_of_complement(p: f64, q: f64, n: f64) -> f64 {
    if n == 0.0 {
        1.0
    } else if p <= 0.5 {
        libm::exp(n * libm::log1p(-p))
    } else {
        libm::exp(n * libm::log(q))
    }
}

/// ln n! less Stirling's formula ln(√(2πn) (n/e)^n).
fn stirling_error(n: u32) -> f64 {
    if let Some(&error) = usize::try_from(n).ok().and_then(|place| STIRLING_ERRORS.get(place)) {
        return error;
    }
    let n = f64::from(n);
    let n2 = n * n;
    (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - (1.0 / 1680.0 - 1.0 / (1188.0 * n2)) / n2) / n2) / n2) / n
}

/// The series wants n > 15; these were computed from n! with 60 digits. The first is never asked for.
const STIRLING_ERRORS: [f64; 16] = [
    0.0,
    0.081_061_466_795_327_26,
    0.041_340_695_955_409_3,
    0.027_677_925_684_998_34,
    0.020_790_672_103_765_093,
    0.016_644_691_189_821_193,
    0.013_876_128_823_070_748,
    0.011_896_709_945_891_77,
    0.010_411_265_261_972_096,
    0.009_255_462_182_712_733,
    0.008_330_563_433_362_87,
    0.007_573_675_487_951_841,
    0.006_942_840_107_209_53,
    0.006_408_994_188_004_207,
    0.005_951_370_112_758_847_5,
    0.005_554_733_551_962_801,
];

/// x ln(x/m) + m - x, for x, m > 0. Near x = m the terms cancel, so a series in (x - m)/(x + m).
fn deviance(x: f64, m: f64) -> f64 {
    let difference = x - m;
    if difference.abs() >= 0.1 * (x + m) {
        return x * libm::log(x / m) - difference;
    }
    let v = difference / (x + m);
    let v2 = v * v;
    let mut sum = difference * v;
    let mut power = 2.0 * x * v;
    let mut odd = 1.0;
    loop {
        power *= v2;
        odd += 2.0;
        let next = sum + power / odd;
        // NaN, from a p that is none, must end the loop too.
        if next == sum || next.is_nan() {
            return next;
        }
        sum = next;
    }
}

/// The first of `from..to` of which something is true that is true of all after it; `to`, if it is true of none.
pub(super) fn first(mut from: u32, mut to: u32, is: impl Fn(u32) -> bool) -> u32 {
    while from < to {
        let middle = from + (to - from) / 2;
        if is(middle) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    to
}

//! The normal distribution's quantiles.

/// The value below which a standard normal variable falls with probability `p`; −∞ at 0, +∞ at 1.
///
/// Newton's method on `libm::erfc` from a first value by Acklam's shape of rational start (here the tail expansion of
/// Abramowitz & Stegun 26.2.23, error under 4.5e-4): three steps of third order reach the last few bits.
///
/// ```
/// use plumbline::stats::normal_quantile;
/// assert!((normal_quantile(0.975) - 1.959963984540054).abs() < 1e-13);
/// assert!((normal_quantile(0.001) + 3.090232306167813).abs() < 1e-12);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let tail = p.min(1.0 - p);
    let t = (-2.0 * libm::log(tail)).sqrt();
    let top = 2.515517 + t * (0.802853 + t * 0.010328);
    let below = 1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308));
    let mut z = t - top / below;
    for _ in 0..3 {
        // Halley's step for Q(z) = tail, where Q is the upper tail probability.
        let upper_tail = 0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2);
        let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
        let step = (upper_tail - tail) / density;
        z += step / (1.0 - 0.5 * z * step);
    }
    if p < 0.5 { -z } else { z }
}

//! The normal distribution; its quantile by Wichura (1988), Algorithm AS 241, Applied Statistics 37, 477-484.

#![expect(
    clippy::excessive_precision,
    reason = "the coefficients stand as the paper prints them, to be compared with it"
)]

/// Φ⁻¹(p): the value that a standard normal variable stays below with probability `p`, good to about 1e-15 of its size
/// (routine PPND16).
///
/// `p` is in [0, 1]; 0 gives minus infinity and 1 infinity. NaN for anything else.
///
/// ```
/// use plumbline::stats::normal_quantile;
/// assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
/// assert_eq!(normal_quantile(0.5), 0.0);
/// assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let from_half = p - 0.5;
    if from_half.abs() <= 0.425 {
        let r = 0.180_625 - from_half * from_half;
        return from_half * polynomial(&CENTRE_ABOVE, r) / polynomial(&CENTRE_BELOW, r);
    }
    let tail = p.min(1.0 - p);
    if tail == 0.0 {
        return f64::INFINITY.copysign(from_half);
    }
    let r = (-libm::log(tail)).sqrt();
    let distance = if r <= 5.0 {
        polynomial(&MIDDLE_ABOVE, r - 1.6) / polynomial(&MIDDLE_BELOW, r - 1.6)
    } else {
        polynomial(&FAR_ABOVE, r - 5.0) / polynomial(&FAR_BELOW, r - 5.0)
    };
    distance.copysign(from_half)
}

/// The two-sided p value of a standard normal `z`: P(|Z| >= |z|), in [0, 1]. NaN for NaN.
///
/// By the complementary error function, erfc(|z|/√2) (Abramowitz & Stegun 1964, 26.2.29), so that a small tail keeps its
/// figures.
///
/// ```
/// use plumbline::stats::normal_two_sided;
/// assert!((normal_two_sided(-1.959_963_984_540_054) - 0.05).abs() < 1e-15);
/// assert_eq!(normal_two_sided(0.0), 1.0);
/// ```
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// Horner's rule; the coefficients rise from the constant.
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

// The paper's coefficients a, b (|p - 1/2| <= 0.425), c, d (tail above e^-25) and e, f (further out), as printed.
const CENTRE_ABOVE: [f64; 8] = [
    3.387_132_872_796_366_608,
    1.331_416_678_917_843_774_5e2,
    1.971_590_950_306_551_442_7e3,
    1.373_169_376_550_946_112_5e4,
    4.592_195_393_154_987_145_7e4,
    6.726_577_092_700_870_085_3e4,
    3.343_057_558_358_812_810_5e4,
    2.509_080_928_730_122_672_7e3,
];
const CENTRE_BELOW: [f64; 8] = [
    1.0,
    4.231_333_070_160_091_125_2e1,
    6.871_870_074_920_579_083e2,
    5.394_196_021_424_751_107_7e3,
    2.121_379_430_158_659_586_7e4,
    3.930_789_580_009_271_061e4,
    2.872_908_573_572_194_267_4e4,
    5.226_495_278_852_854_561e3,
];
const MIDDLE_ABOVE: [f64; 8] = [
    1.423_437_110_749_683_577_34,
    4.630_337_846_156_545_295_9,
    5.769_497_221_460_691_405_5,
    3.647_848_324_763_204_605_04,
    1.270_458_252_452_368_382_58,
    2.417_807_251_774_506_117_7e-1,
    2.272_384_498_926_918_458_33e-2,
    7.745_450_142_783_414_076_4e-4,
];
const MIDDLE_BELOW: [f64; 8] = [
    1.0,
    2.053_191_626_637_758_821_87,
    1.676_384_830_183_803_849_4,
    6.897_673_349_851_000_045_5e-1,
    1.481_039_764_274_800_745_9e-1,
    1.519_866_656_361_645_719_66e-2,
    5.475_938_084_995_344_946e-4,
    1.050_750_071_644_416_843_24e-9,
];
const FAR_ABOVE: [f64; 8] = [
    6.657_904_643_501_103_777_2,
    5.463_784_911_164_114_369_9,
    1.784_826_539_917_291_335_8,
    2.965_605_718_285_048_912_3e-1,
    2.653_218_952_657_612_309_3e-2,
    1.242_660_947_388_078_438_6e-3,
    2.711_555_568_743_487_578_15e-5,
    2.010_334_399_292_288_132_65e-7,
];
const FAR_BELOW: [f64; 8] = [
    1.0,
    5.998_322_065_558_879_376_9e-1,
    1.369_298_809_227_358_053_1e-1,
    1.487_536_129_085_061_485_25e-2,
    7.868_691_311_456_132_591e-4,
    1.846_318_317_510_054_681_8e-5,
    1.421_511_758_316_445_888_7e-7,
    2.044_263_103_389_939_785_64e-15,
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_values() {
        // Python 3.11 statistics.NormalDist().inv_cdf, which is the same algorithm in another's hands.
        for (p, z) in [
            (0.999, 3.090_232_306_167_813),
            (0.3, -0.524_400_512_708_040_7),
            (1e-10, -6.361_340_902_404_056),
            (0.500_000_1, 2.506_628_273_311_649e-7),
        ] {
            assert!((normal_quantile(p) / z - 1.0).abs() < 1e-14, "{p}");
        }
    }

    #[test]
    fn edges() {
        assert_eq!(normal_quantile(1.0), f64::INFINITY);
        assert!(normal_quantile(-0.1).is_nan() && normal_quantile(1.1).is_nan() && normal_quantile(f64::NAN).is_nan());
    }

    proptest! {
        /// The distribution function, from libm's erfc, brings p back: it shares no coefficient with AS 241.
        #[test]
        fn inverts_the_distribution_function(exponent in 0.302..100.0_f64) {
            let p = libm::pow(10.0, -exponent);
            let back = 0.5 * libm::erfc(-normal_quantile(p) / std::f64::consts::SQRT_2);
            prop_assert!((back / p - 1.0).abs() < 1e-12, "{} {}", p, back);
        }

        #[test]
        fn is_odd_about_a_half(p in 0.01..0.5_f64) {
            prop_assert!((normal_quantile(p) + normal_quantile(1.0 - p)).abs() < 1e-13);
        }
    }
}

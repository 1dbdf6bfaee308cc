//! P values adjusted for looking at many things at once.

/// Holm's step-down adjustment, in the order given: adjusted values at most α are false alarms in at most α of all families,
/// whatever the dependence.
///
/// Holm S (1979) Scand J Stat 6:65.
///
/// ```
/// use plumbline::stats::holm;
/// assert_eq!(holm(&[0.25, 0.125]), [0.25, 0.25]);
/// assert_eq!(holm(&[]), [] as [f64; 0]);
/// ```
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut ordered: Vec<(usize, f64)> = p_values.iter().copied().enumerate().collect();
    ordered.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let mut adjusted: Vec<(usize, f64)> = Vec::with_capacity(ordered.len());
    let mut largest = 0.0_f64;
    let mut left = f64::from(u32::try_from(ordered.len()).unwrap_or(u32::MAX));
    for (place, p) in ordered {
        largest = largest.max((p * left).min(1.0));
        adjusted.push((place, largest));
        left -= 1.0;
    }
    adjusted.sort_by_key(|(place, _)| *place);
    adjusted.into_iter().map(|(_, p)| p).collect()
}

//! The mean distance between neighbours in a series.

/// The mean of |yᵢ − yᵢ₋₁| over the neighbours of which both are in use; none touches a gap. `None` where there are none.
///
/// `screened`: ranges of 3.267 times their mean or more are left out once, and the rest averaged anew (Nelson 1982, J. Qual.
/// Technol. 14, 172-173).
pub(super) fn mean_moving_range(values: &[Option<f64>], in_use: impl Fn(usize) -> bool, screened: bool) -> Option<f64> {
    const SCREEN: f64 = 3.267;
    let used: Vec<_> = values.iter().enumerate().map(|(place, value)| value.filter(|_| in_use(place))).collect();
    let ranges: Vec<f64> =
        used.iter().zip(used.iter().skip(1)).filter_map(|(a, b)| Some(((*b)? - (*a)?).abs())).collect();
    let all = mean(&ranges)?;
    if !screened {
        return Some(all);
    }
    let kept: Vec<f64> = ranges.into_iter().filter(|&range| range < SCREEN * all).collect();
    // A mean of 0 has every range at the screen: there is nothing to leave out.
    Some(mean(&kept).unwrap_or(all))
}

pub(super) fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

//! Where something begins to hold.

/// The least share in [0, 1] for which `holds`, which then holds for all that are greater; 1 if it never does.
pub(super) fn first_share(holds: impl Fn(f64) -> bool) -> f64 {
    if holds(0.0) {
        return 0.0;
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..64 {
        let middle = low + (high - low) / 2.0;
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_where_it_begins() {
        assert!((first_share(|share| share * share >= 0.5) - 0.5_f64.sqrt()).abs() < 1e-15);
        assert_eq!((first_share(|_| true), first_share(|_| false)), (0.0, 1.0));
    }
}

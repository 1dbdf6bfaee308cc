//! How a count spreads around what is expected of it: like a Poisson count's square root (Anscombe 1948), which is normal with nearly the same width whatever is expected; wider or narrower as
//! counts of its kind have turned out so far.

use super::bits::Bits;
use super::guess::Logistic;

/// Widths, in eighths of what chance alone makes.
const WIDTHS: [i64; 8] = [3, 5, 7, 9, 12, 20, 50, 250];
const KINDS: usize = WIDTHS.len();

/// What is expected of a count.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expected {
    /// Its mean, in 256ths.
    pub(super) mean: u64,
    /// Its variance, in 65,536ths of the mean.
    pub(super) narrow: u64,
    /// It is not larger.
    pub(super) most: u32,
    /// Values that are not shown: from the first to before the second.
    pub(super) never: [(u32, u32); 2],
}

/// Each width stays at least so likely, of 65,536.
const LEAST: u64 = 100;

/// How likely each of the widths is, of 65,536.
#[derive(Debug, Clone, Copy)]
pub(super) struct Widths([u64; KINDS]);

impl Widths {
    pub(super) const fn new() -> Widths {
        Widths([65_536 / KINDS as u64; KINDS])
    }
}

type Each = [u64; KINDS];

/// A count's distribution.
pub(super) struct Spread<'a> {
    logistic: &'a Logistic,
    widths: Widths,
    expected: Expected,
    /// Twice the square root of the mean, and how wide such roots spread, both in 256ths.
    root: i64,
    sd: i64,
    /// For each span of counts that are never shown, the chances of fewer than its ends.
    never: [(u64, u64, Each, Each); 2],
}

impl Spread<'_> {
    pub(super) fn new(logistic: &Logistic, widths: Widths, expected: Expected) -> Spread<'_> {
        let root = i64::try_from((expected.mean << 10).isqrt()).unwrap_or(0);
        let sd = i64::try_from(expected.narrow.isqrt()).unwrap_or(0).max(3);
        let mut spread = Spread { logistic, widths, expected, root, sd, never: [(0, 0, [0; KINDS], [0; KINDS]); 2] };
        spread.never = expected.never.map(|(from, to)| {
            let (from, to) = (u64::from(from), u64::from(to));
            (from, to, spread.under(from), spread.under(to))
        });
        spread
    }

    /// The chance of fewer, by each width, of 2^30.
    fn under(&self, count: u64) -> Each {
        if count == 0 || count > u64::from(self.expected.most) {
            return [if count == 0 { 0 } else { 1 << 30 }; KINDS];
        }
        let root = i64::try_from(((count * 4 - 1) << 16).isqrt()).unwrap_or(i64::MAX);
        let off = (root - self.root) * 2048;
        WIDTHS.map(|width| {
            let z = (off / (self.sd * width)).clamp(-2047, 2047);
            // The normal distribution by a logistic curve of z and its cube (Page 1977).
            self.logistic.chance((z * 52_350 + ((((z * z) >> 8) * z) >> 8) * 2_312) >> 16)
        })
    }

    fn mixed(&self, each: &Each) -> u64 {
        each.iter().zip(self.widths.0).map(|(chance, width)| chance * width).sum::<u64>() >> 16
    }

    /// The chance that a count is one of those that are never shown, of 65,536.
    pub(super) fn never(&self) -> u32 {
        let sum: u64 = self.never.iter().map(|(_, _, from, to)| self.mixed(to).saturating_sub(self.mixed(from))).sum();
        u32::try_from(sum >> 14).unwrap_or(u32::MAX).min(65_535)
    }

    /// The part of counts under this one, without those that are never shown.
    fn below(&self, count: u64) -> u64 {
        let at = self.under(count);
        let hidden = self.never.iter().map(|(start, end, from, to)| {
            let until = if count >= *end {
                to
            } else if count > *start {
                &at
            } else {
                from
            };
            self.mixed(until).saturating_sub(self.mixed(from))
        });
        self.mixed(&at).saturating_sub(hidden.sum())
    }

    /// The count: whether it is at least this, then that; and the widths that are likely after it.
    pub(super) fn code(&self, bits: &mut impl Bits, count: u32) -> Option<(u32, Widths)> {
        let count = u64::from(count);
        let (mut low, mut high) = (0, u64::from(self.expected.most) + 1);
        let (mut below_low, mut below_high) = (0, self.below(high));
        let (mut is_over, mut is_under) = (false, false);
        let mut step = (self.expected.mean >> 8).isqrt().max(1);
        while high - low > 1 {
            let cut = match (is_over, is_under) {
                (false, false) => (self.expected.mean + 128) >> 8,
                (true, false) => low.saturating_add(step),
                (false, true) => high.saturating_sub(step),
                (true, true) => low.midpoint(high),
            };
            if is_over != is_under {
                step = step.saturating_mul(2);
            }
            let cut = cut.clamp(low + 1, high - 1);
            let below = self.below(cut).clamp(below_low, below_high.max(below_low));
            let whole = below_high.saturating_sub(below_low);
            let likely = ((below_high.saturating_sub(below)) << 16).checked_div(whole).unwrap_or(1 << 15);
            let likely = u32::try_from(likely).unwrap_or(0).clamp(16, 65_536 - 16);
            if bits.bit(likely, count >= cut)? {
                (low, below_low, is_over) = (cut, below, true);
            } else {
                (high, below_high, is_under) = (cut, below, true);
            }
        }
        Some((u32::try_from(low).ok()?, self.after(low)))
    }

    /// The widths that are likely after this count.
    fn after(&self, count: u64) -> Widths {
        let (under, up_to) = (self.under(count), self.under(count + 1));
        let mut likely = [0; KINDS];
        for (at, likely) in likely.iter_mut().enumerate() {
            let of = |each: &Each| each.get(at).copied().unwrap_or(0);
            let hidden: u64 = self.never.iter().map(|(_, _, from, to)| of(to).saturating_sub(of(from))).sum();
            let shown = (1 << 30_u64) - hidden.min((1 << 30) - 1024);
            let chance = ((of(&up_to).saturating_sub(of(&under)) << 20) / shown).min(1 << 20) + 4;
            *likely = chance * of(&self.widths.0);
        }
        let sum = likely.iter().sum::<u64>().max(1);
        Widths(likely.map(|likely| (likely * 65_536 / sum).max(LEAST)))
    }
}

//! From values to places.

/// Where values lie on a line of a hundred.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    pub(super) low: f64,
    pub(super) high: f64,
    step: f64,
}

/// About how many lines are drawn behind the values.
const LINES: f64 = 4.0;

impl Scale {
    /// Returns a scale from nought, for bars: their length must tell the truth.
    pub(super) fn from_zero((low, high): (f64, f64)) -> Self {
        Self::round(low.min(0.0), high.max(0.0))
    }

    /// Returns a scale for lines: from nought unless all values lie far from it and close together.
    pub(super) fn for_line((low, high): (f64, f64)) -> Self {
        let is_far = low > 0.0 && high - low < low / 2.0 && high > low;
        if is_far { Self::round(low, high) } else { Self::from_zero((low, high)) }
    }

    fn round(low: f64, high: f64) -> Self {
        let (low, high) = if high > low { (low, high) } else { (low, low + 1.0) };
        let step = nice((high - low) / LINES);
        let first = (low / step).floor() * step;
        Self { low: first, high: (high / step).ceil() * step, step }
    }

    /// Returns the place of a value, 0 to 1.
    pub(super) fn place(&self, value: f64) -> f64 {
        let span = self.high - self.low;
        if span.is_finite() && span > 0.0 { ((value - self.low) / span).clamp(0.0, 1.0) } else { 0.5 }
    }

    /// Returns the values at which lines are drawn.
    pub(super) fn lines(&self) -> Vec<f64> {
        let count = ((self.high - self.low) / self.step).round().clamp(1.0, 12.0) as u32;
        // Counted, not added up: sums of tenths drift.
        (0..=count).map(|number| tidy(self.low + self.step * f64::from(number), self.step)).collect()
    }
}

/// Returns a value without the dust of the calculation.
fn tidy(value: f64, step: f64) -> f64 {
    if value.abs() < step / 1e6 { 0.0 } else { value }
}

/// Returns the next of 1, 2, 5, 10, … that is no less.
fn nice(step: f64) -> f64 {
    if !step.is_finite() || step <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powi(step.log10().floor() as i32);
    let times = [1.0, 2.0, 5.0, 10.0].into_iter().find(|times| power * times >= step * (1.0 - 1e-9));
    power * times.unwrap_or(10.0)
}

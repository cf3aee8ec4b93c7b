//! Vectors of unit length in 8 or 16 bits, and their cosine.
//!
//! Products are sums of integers, so that the same numbers give the same cosine on every machine.

/// The largest 8-bit component.
const MAX_STORED: f32 = 127.0;
/// The largest component of a query: 4095 x 127 x 4096 components fit 32 bits.
const MAX_QUERY: f32 = 4095.0;
/// The maximum number of components.
pub(super) const MAX_DIMENSIONS: usize = 4096;
/// The number of steps of a cosine: near-ties are ties, which words decide.
const STEPS: f32 = 512.0;

/// The vector of a text in the index: components from -127 to 127, times `factor`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct StoredVector {
    pub(super) factor: f32,
    pub(super) components: Vec<i8>,
}

impl StoredVector {
    /// Rounds a vector of unit length to 8 bits, which costs no quality (see decision 042).
    pub(super) fn new(vector: &[f32]) -> Self {
        let factor = largest(vector) / MAX_STORED;
        let components = vector.iter().map(|component| (component / factor).round() as i8).collect();
        Self { factor, components }
    }
}

/// The vector of what is searched for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct QueryVector {
    factor: f32,
    components: Vec<i16>,
}

impl QueryVector {
    /// Rounds a vector of unit length to 13 bits.
    pub(super) fn new(vector: &[f32]) -> Self {
        let factor = largest(vector) / MAX_QUERY;
        let components = vector.iter().map(|component| (component / factor).round() as i16).collect();
        Self { factor, components }
    }

    /// Returns the direction of the mean of stored vectors, each a factor and components; `None` without any.
    pub(super) fn mean<'v>(vectors: impl Iterator<Item = (f32, &'v [i8])>) -> Option<Self> {
        let mut sum: Vec<f32> = Vec::new();
        for (factor, components) in vectors {
            sum.resize(components.len(), 0.0);
            for (sum, component) in sum.iter_mut().zip(components) {
                *sum += factor * f32::from(*component);
            }
        }
        let length = sum.iter().map(|component| component * component).sum::<f32>().sqrt();
        for component in &mut sum {
            *component /= length.max(f32::MIN_POSITIVE);
        }
        (!sum.is_empty()).then(|| Self::new(&sum))
    }

    /// Returns the cosine with another one, in steps of 1/512.
    pub(crate) fn cosine_with(&self, other: &Self) -> f32 {
        let products =
            self.components.iter().zip(&other.components).map(|(a, b)| i64::from(*a) * i64::from(*b));
        let cosine = products.sum::<i64>() as f32 * self.factor * other.factor;
        (cosine * STEPS).round() / STEPS
    }

    /// Returns the cosine with a stored vector, in steps of 1/512.
    pub(super) fn cosine(&self, factor: f32, components: &[i8]) -> f32 {
        let products = self.components.iter().zip(components).map(|(a, b)| i32::from(*a) * i32::from(*b));
        let cosine = products.sum::<i32>() as f32 * self.factor * factor;
        (cosine * STEPS).round() / STEPS
    }
}

/// Returns the largest magnitude of a component; never 0.
fn largest(vector: &[f32]) -> f32 {
    vector.iter().fold(f32::MIN_POSITIVE, |most, component| most.max(component.abs()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(vector: &[f32]) -> Vec<f32> {
        let length = vector.iter().map(|component| component * component).sum::<f32>().sqrt();
        vector.iter().map(|component| component / length).collect()
    }

    #[test]
    fn the_cosine_of_rounded_vectors_is_that_of_the_vectors_within_a_step() {
        let mut random = fastrand::Rng::with_seed(7);
        for _ in 0..200 {
            let mut vector = || unit(&(0..384).map(|_| random.f32() - 0.4).collect::<Vec<_>>());
            let (a, b) = (vector(), vector());
            let exact: f32 = a.iter().zip(&b).map(|(a, b)| a * b).sum();
            let stored = StoredVector::new(&b);
            let found = QueryVector::new(&a).cosine(stored.factor, &stored.components);
            assert!((found - exact).abs() < 1.5 / STEPS, "{found} is not {exact}");
            let mean = QueryVector::mean([(stored.factor, stored.components.as_slice()); 3].into_iter());
            let itself = mean.expect("a mean").cosine(stored.factor, &stored.components);
            assert!((itself - 1.0).abs() < 2.0 / STEPS, "{itself}");
        }
    }

    #[test]
    fn a_vector_of_zeros_is_like_nothing() {
        let stored = StoredVector::new(&[0.0; 8]);
        assert!(QueryVector::new(&[0.0; 8]).cosine(stored.factor, &stored.components).abs() < 1e-9);
    }
}

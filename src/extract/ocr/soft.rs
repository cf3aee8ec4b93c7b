//! A little blur: specks and the steps of black-and-white scans go, letters stay.
//!
//! Made for the recogniser alone; the image itself stays sharp for `gaps`. Always holds: the size stays, and
//! an even image stays as it is.

use super::image::Image;

/// The blur's standard deviation, in inches: 1 pixel at 200 dots an inch. On the scans and noisy copies of the
/// decision record it was best among 0, 0.7, 1 and 1.4 pixels.
const SIGMA_INCHES: f32 = 0.005;
/// Weights sum up to this.
const WHOLE: u32 = 1 << 12;

/// The image, softened.
pub(super) fn softened(image: &Image) -> Image {
    let weights = weights(SIGMA_INCHES * image.dpi.clamp(70, 600) as f32);
    let mut across = Image::white(image.width, image.height, image.dpi);
    for (y, row) in across.pixels.chunks_exact_mut(image.width).enumerate() {
        blur_row(image.row(y), &weights, row);
    }
    let mut down = Image::white(image.width, image.height, image.dpi);
    for (y, row) in down.pixels.chunks_exact_mut(image.width).enumerate() {
        blend_rows(&across, y, &weights, row);
    }
    down
}

/// Half of a bell: the weight of the pixel itself, of those beside it, and so on.
fn weights(sigma: f32) -> Vec<u32> {
    let reach = (2.5 * sigma).ceil() as usize;
    let bell: Vec<f32> = (0..=reach).map(|at| (-(at as f32 / sigma).powi(2) / 2.0).exp()).collect();
    let sum = bell[0] + 2.0 * bell[1..].iter().sum::<f32>();
    let mut weights: Vec<u32> = bell.iter().map(|weight| (weight / sum * WHOLE as f32) as u32).collect();
    weights[0] = WHOLE - 2 * weights[1..].iter().sum::<u32>();
    weights
}

/// Blurs a row along itself; beyond its ends it goes on as it ends.
fn blur_row(row: &[u8], weights: &[u32], blurred: &mut [u8]) {
    let last = row.len() - 1;
    for (x, pixel) in blurred.iter_mut().enumerate() {
        let beside = weights.iter().enumerate().skip(1);
        let pair = |at: usize| u32::from(row[x.saturating_sub(at)]) + u32::from(row[(x + at).min(last)]);
        let sum: u32 = beside.map(|(at, weight)| weight * pair(at)).sum();
        *pixel = ((sum + weights[0] * u32::from(row[x]) + WHOLE / 2) / WHOLE) as u8;
    }
}

/// Blurs across the rows around one of them.
fn blend_rows(image: &Image, y: usize, weights: &[u32], blurred: &mut [u8]) {
    let mut sums: Vec<u32> = image.row(y).iter().map(|&pixel| weights[0] * u32::from(pixel)).collect();
    for (at, weight) in weights.iter().enumerate().skip(1) {
        let (above, below) = (image.row(y.saturating_sub(at)), image.row((y + at).min(image.height - 1)));
        for ((sum, above), below) in sums.iter_mut().zip(above).zip(below) {
            *sum += weight * (u32::from(*above) + u32::from(*below));
        }
    }
    blurred.iter_mut().zip(sums).for_each(|(pixel, sum)| *pixel = ((sum + WHOLE / 2) / WHOLE) as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_speck_fades_and_a_stroke_stays() {
        let mut image = Image::white(60, 60, 200);
        image.pixels[30 * 60 + 10] = 0;
        (0..60).for_each(|y| image.pixels[y * 60 + 40..][..5].fill(0));
        let soft = softened(&image);
        assert!(soft.row(30)[10] > 200, "{}", soft.row(30)[10]);
        assert!(soft.row(30)[42] < 20, "{}", soft.row(30)[42]);
        let total = |image: &Image| image.pixels.iter().map(|&pixel| u64::from(pixel)).sum::<u64>();
        assert!(total(&soft).abs_diff(total(&image)) < 600);
    }

    #[test]
    fn uniform_images_of_any_size_are_unchanged() {
        for (width, height, dpi) in [(1, 1, 0), (1, 9, 300), (300, 2, 5_000)] {
            for shade in [0, 97, 255] {
                let image = Image { pixels: vec![shade; width * height], ..Image::white(width, height, dpi) };
                assert_eq!(softened(&image), image);
            }
        }
    }
}

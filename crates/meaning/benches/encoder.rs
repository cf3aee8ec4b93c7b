//! The encoder against a plain pass: single precision, ndarray with matrixmultiply, one text at a time.
//!
//! `cargo bench -p skorowidz-meaning`, with `TEST_MODEL` for the wheel or the `.bin`; without it, the tiny
//! model is used, which says little. Both sides take turns in the same process and the fastest turn of each
//! counts, so that other work on the machine affects both equally.

#![allow(clippy::unwrap_used)]

#[path = "../tests/it/naive.rs"]
#[allow(dead_code)]
mod naive;

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use naive::{Naive, Table};
use ndarray::{Array1, Array2, Axis, Slice};
use skorowidz_meaning::{Model, import};

const PASSAGE: &str = "Strefa płatnego parkowania obejmuje ulice w centrum miasta. Opłaty pobiera się od \
    poniedziałku do piątku w godzinach od 8 do 18. Mieszkańcy mogą wykupić abonament, który uprawnia do parkowania w \
    wyznaczonych sektorach. Wniosek składa się w urzędzie albo przez internet, a opłatę uiszcza się przelewem.";
const QUERY: &str = "gdzie mogę zaparkować samochód w centrum miasta w sobotę wieczorem i ile to kosztuje";
const TURNS: usize = 10;
const TEXTS: usize = 6;

/// The plain pass.
struct Plain {
    naive: Naive,
    layers: Vec<[(Array2<f32>, Array1<f32>); 4]>,
}

impl Plain {
    fn new(naive: Naive) -> Plain {
        let pair = |table: &Table, bias: &Table| (array(table), Array1::from(bias.numbers.clone()));
        let layers = naive.layers.iter().map(|layer| {
            [
                pair(&layer.projection, &layer.projection_bias),
                pair(&layer.output, &layer.output_bias),
                pair(&layer.widening, &layer.widening_bias),
                pair(&layer.narrowing, &layer.narrowing_bias),
            ]
        });
        Plain { layers: layers.collect(), naive }
    }

    fn encode(&self, tokens: &[usize]) -> Array1<f32> {
        let hidden = self.naive.hidden;
        let mut rows = Array2::zeros((tokens.len(), hidden));
        for ((mut row, token), position) in rows.rows_mut().into_iter().zip(tokens).zip(0..) {
            let (word, place) = (self.naive.words.row(*token), self.naive.positions.row(position));
            row.iter_mut()
                .zip(word.iter().zip(place))
                .for_each(|(value, (word, place))| *value = word + place);
        }
        normalize(&mut rows, &self.naive.norm);
        for (layer, matrices) in self.naive.layers.iter().zip(&self.layers) {
            let [projection, output, widening, narrowing] = matrices;
            let attended = self.attend(&product(&rows, projection));
            rows += &product(&attended, output);
            normalize(&mut rows, &layer.attention_norm);
            let wide = product(&rows, widening).mapv_into(gelu);
            rows += &product(&wide, narrowing);
            normalize(&mut rows, &layer.norm);
        }
        let mean = rows.mean_axis(Axis(0)).unwrap();
        let length = mean.dot(&mean).sqrt();
        mean / length
    }

    fn attend(&self, projected: &Array2<f32>) -> Array2<f32> {
        let (hidden, heads) = (self.naive.hidden, self.naive.heads);
        let width = hidden / heads;
        let mut context = Array2::zeros((projected.nrows(), hidden));
        for head in 0..heads {
            let part = |part: usize| {
                let first = part * hidden + head * width;
                projected.slice_axis(Axis(1), Slice::from(first..first + width)).to_owned()
            };
            let mut scores = part(0).dot(&part(1).t()) / (width as f32).sqrt();
            for mut row in scores.rows_mut() {
                let largest = row.fold(f32::MIN, |largest, score| largest.max(*score));
                row.mapv_inplace(|score| (score - largest).exp());
                let total = row.sum();
                row /= total;
            }
            let columns = Slice::from(head * width..(head + 1) * width);
            context.slice_axis_mut(Axis(1), columns).assign(&scores.dot(&part(2)));
        }
        context
    }
}

fn array(table: &Table) -> Array2<f32> {
    let rows = table.numbers.len() / table.width;
    Array2::from_shape_vec((rows, table.width), table.numbers.clone()).unwrap()
}

fn product(rows: &Array2<f32>, (weights, bias): &(Array2<f32>, Array1<f32>)) -> Array2<f32> {
    rows.dot(&weights.t()) + bias
}

fn normalize(rows: &mut Array2<f32>, [weights, bias]: &[Table; 2]) {
    for mut row in rows.rows_mut() {
        let mean = row.mean().unwrap();
        let variance = row.fold(0.0, |total, value| total + (value - mean).powi(2)) / row.len() as f32;
        let inverse = 1.0 / (variance + 1e-12).sqrt();
        for ((value, weight), bias) in row.iter_mut().zip(&weights.numbers).zip(&bias.numbers) {
            *value = (*value - mean) * inverse * weight + bias;
        }
    }
}

/// The activation of the encoder, except that the exponential is that of the standard library.
fn gelu(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let series =
        ((((1.061_405_4 * t - 1.453_152_1) * t + 1.421_413_8) * t - 0.284_496_72) * t + 0.254_829_6) * t;
    let tail = 0.5 * series * (-z * z).exp();
    if x > 0.0 { x * (1.0 - tail) } else { x * tail }
}

/// Returns the milliseconds that `work` takes.
fn milliseconds(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64() * 1000.0
}

fn memory(name: &str) -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .map(|rest| rest.trim_start_matches(':').trim());
    line.unwrap_or("unknown").to_owned()
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.meaning");
    let tiny = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/tiny.bin");
    let source = std::env::var_os("TEST_MODEL").map_or_else(tiny, PathBuf::from);
    let import_time = milliseconds(|| drop(import(&source, &path).unwrap()));
    let before = memory("VmRSS");
    let start = Instant::now();
    let mut model = Model::open(&path).unwrap();
    let load = start.elapsed().as_secs_f64() * 1000.0;
    println!("{}: import {import_time:.0} ms, load {load:.0} ms", model.info().name);
    println!("resident {before} before, {} after, peak {}", memory("VmRSS"), memory("VmHWM"));

    let plain = Plain::new(Naive::read(&path));
    let passage_tokens = plain.naive.tokens(&format!("passage: {PASSAGE}"), 0, 2);
    let passage_tokens = &passage_tokens[..passage_tokens.len().min(model.info().max_tokens)];
    let query_tokens = plain.naive.tokens(&format!("query: {QUERY}"), 0, 2);
    let query_tokens = &query_tokens[..query_tokens.len().min(model.info().max_tokens)];
    let texts = [PASSAGE; TEXTS];
    let token = (passage_tokens.len() * TEXTS) as f64;
    let cosine =
        model.encode_query(QUERY).iter().zip(&plain.encode(query_tokens)).map(|(a, b)| a * b).sum::<f32>();
    println!("{} tokens a passage, {} a query, cosine {cosine:.6}", passage_tokens.len(), query_tokens.len());
    for name in Model::instruction_sets() {
        model = model.with_instruction_set(name);
        let mut fastest = [f64::MAX; 4];
        for _ in 0..TURNS {
            let turn = [
                milliseconds(|| drop(model.encode_passages(&texts))),
                milliseconds(|| (0..TEXTS).for_each(|_| drop(plain.encode(passage_tokens)))),
                milliseconds(|| drop(model.encode_query(QUERY))),
                milliseconds(|| drop(plain.encode(query_tokens))),
            ];
            fastest.iter_mut().zip(turn).for_each(|(fastest, turn)| *fastest = fastest.min(turn));
        }
        let [ours, theirs, our_query, their_query] = fastest;
        println!(
            "{name:>12}: {:.3} ms a token, plain {:.3}: {:.2} times as fast; query {our_query:.1} ms, plain \
             {their_query:.1}: {:.2} times",
            ours / token,
            theirs / token,
            theirs / ours,
            their_query / our_query,
        );
    }
}

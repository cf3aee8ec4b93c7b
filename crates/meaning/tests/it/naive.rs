//! A model as plain numbers, and the simplest ways to cut a text and to run the encoder.
//!
//! Reads our format as the README describes it, without the code under test.

use std::{collections::HashMap, fs, path::Path};

use half::f16;
use serde_json::Value;

/// A matrix: `width` numbers in each row.
pub(crate) struct Table {
    pub(crate) width: usize,
    pub(crate) numbers: Vec<f32>,
}

impl Table {
    pub(crate) fn row(&self, row: usize) -> &[f32] {
        &self.numbers[row * self.width..][..self.width]
    }
}

/// The tables of a layer, in the order of the file.
pub(crate) struct Layer {
    pub(crate) projection: Table,
    pub(crate) projection_bias: Table,
    pub(crate) output: Table,
    pub(crate) output_bias: Table,
    pub(crate) attention_norm: [Table; 2],
    pub(crate) widening: Table,
    pub(crate) widening_bias: Table,
    pub(crate) narrowing: Table,
    pub(crate) narrowing_bias: Table,
    pub(crate) norm: [Table; 2],
}

/// A model.
pub(crate) struct Naive {
    pub(crate) hidden: usize,
    pub(crate) heads: usize,
    pub(crate) pieces: HashMap<String, (usize, f64)>,
    pub(crate) unknown: usize,
    replacements: HashMap<char, String>,
    pub(crate) words: Table,
    pub(crate) positions: Table,
    pub(crate) norm: [Table; 2],
    pub(crate) layers: Vec<Layer>,
}

/// The rest of a file.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count);
        self.0 = rest;
        taken
    }

    fn floats(&mut self, rows: usize, width: usize) -> Table {
        let bytes = self.take(rows * width * 4).as_chunks::<4>().0;
        Table { width, numbers: bytes.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect() }
    }

    fn blocks(&mut self, coding: &Value, rows: usize, width: usize) -> Table {
        let is_short = coding == "q4";
        let size = if is_short { 18 } else { 34 };
        let mut numbers = Vec::with_capacity(rows * width);
        for block in self.take(rows * width / 32 * size).chunks(size) {
            let scale = f16::from_le_bytes([block[0], block[1]]).to_f32();
            let block = &block[2..];
            if is_short {
                numbers.extend(block.iter().map(|byte| (f32::from(byte & 15) - 8.0) * scale));
                numbers.extend(block.iter().map(|byte| (f32::from(byte >> 4) - 8.0) * scale));
            } else {
                numbers.extend(block.iter().map(|byte| f32::from(byte.cast_signed()) * scale));
            }
        }
        Table { width, numbers }
    }
}

impl Naive {
    /// Reads a file that the crate wrote.
    pub(crate) fn read(path: &Path) -> Naive {
        let bytes = fs::read(path).expect("readable");
        let mut rest = Rest(&bytes[12..]);
        let length = u32::from_le_bytes(rest.take(4).try_into().expect("four bytes"));
        let header: Value = serde_json::from_slice(rest.take(length as usize)).expect("JSON");
        let size = |name: &str| header["shape"][name].as_u64().expect("a size") as usize;
        let [hidden, wide, pieces] = ["hidden", "wide", "pieces"].map(size);
        let (pieces, replacements) = vocabulary(&mut rest, &header, pieces);
        let matrices = &header["matrices"];
        Naive {
            hidden,
            heads: size("heads"),
            pieces,
            unknown: header["tokens"]["unknown"].as_u64().expect("a token") as usize,
            replacements,
            words: rest.blocks(&header["words"], size("words"), hidden),
            positions: rest.floats(size("positions"), hidden),
            norm: [rest.floats(1, hidden), rest.floats(1, hidden)],
            layers: (0..size("layers"))
                .map(|_| Layer {
                    projection: rest.blocks(matrices, 3 * hidden, hidden),
                    projection_bias: rest.floats(1, 3 * hidden),
                    output: rest.blocks(matrices, hidden, hidden),
                    output_bias: rest.floats(1, hidden),
                    attention_norm: [rest.floats(1, hidden), rest.floats(1, hidden)],
                    widening: rest.blocks(matrices, wide, hidden),
                    widening_bias: rest.floats(1, wide),
                    narrowing: rest.blocks(matrices, hidden, wide),
                    narrowing_bias: rest.floats(1, hidden),
                    norm: [rest.floats(1, hidden), rest.floats(1, hidden)],
                })
                .collect(),
        }
    }

    /// Cuts a text and adds the tokens around it: tries every way to every place.
    pub(crate) fn tokens(&self, text: &str, begin: usize, end: usize) -> Vec<usize> {
        let replaced: String = text
            .chars()
            .map(|character| self.replacements.get(&character).cloned().unwrap_or_else(|| character.into()))
            .collect();
        let words = replaced.split(|character: char| character.is_whitespace() || character == '▁');
        let marked: Vec<char> = words
            .filter(|word| !word.is_empty())
            .flat_map(|word| format!("▁{word}").chars().collect::<Vec<_>>())
            .collect();
        let least = self.pieces.values().map(|(_, score)| *score).fold(0.0, f64::min) - 10.0;
        let mut best: Vec<(f64, Vec<usize>)> = vec![(0.0, vec![])];
        for stop in 1..=marked.len() {
            let mut ways: Vec<(f64, Vec<usize>)> = Vec::new();
            for start in 0..stop {
                let piece: String = marked[start..stop].iter().collect();
                let known = self.pieces.get(&piece).filter(|(number, _)| *number > 3 && piece != "<mask>");
                let unknown = (stop - start == 1).then_some((self.unknown, least));
                for (number, score) in known.copied().into_iter().chain(unknown) {
                    let (before, way) = &best[start];
                    let is_repeated = number == self.unknown && way.last() == Some(&self.unknown);
                    let way = way.iter().copied().chain((!is_repeated).then_some(number)).collect();
                    ways.push((before + score, way));
                }
            }
            best.push(
                ways.into_iter().reduce(|best, way| if way.0 > best.0 { way } else { best }).expect("a way"),
            );
        }
        let (_, way) = best.pop().expect("a way");
        [begin].into_iter().chain(way).chain([end]).collect()
    }

    /// Runs the encoder in double precision.
    pub(crate) fn encode(&self, tokens: &[usize]) -> Vec<f64> {
        let mut rows: Vec<Vec<f64>> = tokens
            .iter()
            .enumerate()
            .map(|(position, token)| {
                sum(&double(self.words.row(*token)), &double(self.positions.row(position)))
            })
            .collect();
        for row in &mut rows {
            *row = normalized(row, &self.norm);
        }
        for layer in &self.layers {
            rows = self.run(layer, &rows);
        }
        let mean = rows.iter().fold(vec![0.0; self.hidden], |total, row| sum(&total, row));
        let length = mean.iter().map(|value| value * value).sum::<f64>().sqrt();
        mean.iter().map(|value| value / length).collect()
    }

    fn run(&self, layer: &Layer, rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let projected: Vec<_> =
            rows.iter().map(|row| product(row, &layer.projection, &layer.projection_bias)).collect();
        let width = self.hidden / self.heads;
        let part = |row: &[f64], part: usize, head: usize| {
            row[part * self.hidden + head * width..][..width].to_vec()
        };
        let attended = projected.iter().map(|row| {
            let mut context = Vec::new();
            for head in 0..self.heads {
                let query = part(row, 0, head);
                let scores =
                    projected.iter().map(|other| dot(&query, &part(other, 1, head)) / (width as f64).sqrt());
                let weights: Vec<f64> = scores.map(f64::exp).collect();
                let total: f64 = weights.iter().sum();
                let taken =
                    weights.iter().zip(&projected).fold(vec![0.0; width], |taken, (weight, other)| {
                        let value: Vec<f64> =
                            part(other, 2, head).iter().map(|value| value * weight / total).collect();
                        sum(&taken, &value)
                    });
                context.extend(taken);
            }
            context
        });
        let outputs = attended.map(|context| product(&context, &layer.output, &layer.output_bias));
        let rows: Vec<_> = rows
            .iter()
            .zip(outputs)
            .map(|(row, output)| normalized(&sum(row, &output), &layer.attention_norm))
            .collect();
        rows.iter()
            .map(|row| {
                let wide: Vec<f64> =
                    product(row, &layer.widening, &layer.widening_bias).into_iter().map(gelu).collect();
                normalized(&sum(row, &product(&wide, &layer.narrowing, &layer.narrowing_bias)), &layer.norm)
            })
            .collect()
    }
}

fn vocabulary(
    rest: &mut Rest,
    header: &Value,
    pieces: usize,
) -> (HashMap<String, (usize, f64)>, HashMap<char, String>) {
    let size = |name: &str| header[name].as_u64().expect("a size") as usize;
    let lengths = rest.take(pieces);
    let scores = rest.floats(1, pieces);
    let mut text = Rest(rest.take(size("piece_bytes")));
    let mut found = HashMap::new();
    for (number, (length, score)) in lengths.iter().zip(&scores.numbers).enumerate() {
        let piece = String::from_utf8(text.take((*length).into()).to_vec()).expect("a text");
        found.entry(piece).or_insert((number, f64::from(*score)));
    }
    let replaced = rest.take(size("replaced") * 5);
    let mut texts = Rest(rest.take(size("replacement_bytes")));
    let replacements = replaced.chunks(5).map(|entry| {
        let character = u32::from_le_bytes(entry[..4].try_into().expect("four bytes"));
        let text = String::from_utf8(texts.take(entry[4].into()).to_vec()).expect("a text");
        (char::from_u32(character).expect("a character"), text)
    });
    let replacements = replacements.collect();
    (found, replacements)
}

fn double(row: &[f32]) -> Vec<f64> {
    row.iter().map(|value| f64::from(*value)).collect()
}

fn sum(left: &[f64], right: &[f64]) -> Vec<f64> {
    left.iter().zip(right).map(|(left, right)| left + right).collect()
}

pub(crate) fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

fn product(row: &[f64], table: &Table, bias: &Table) -> Vec<f64> {
    bias.numbers
        .iter()
        .enumerate()
        .map(|(column, bias)| dot(row, &double(table.row(column))) + f64::from(*bias))
        .collect()
}

fn normalized(row: &[f64], [weights, bias]: &[Table; 2]) -> Vec<f64> {
    let mean = row.iter().sum::<f64>() / row.len() as f64;
    let variance = row.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / row.len() as f64;
    let scaled = row.iter().map(|value| (value - mean) / (variance + 1e-12).sqrt());
    let weighted = scaled.zip(&weights.numbers).map(|(value, weight)| value * f64::from(*weight));
    weighted.zip(&bias.numbers).map(|(value, bias)| value + f64::from(*bias)).collect()
}

/// With the error function as a series, which needs many terms for large numbers but no table.
pub(crate) fn gelu(x: f64) -> f64 {
    let z = x / std::f64::consts::SQRT_2;
    if z.abs() > 5.0 {
        return x.max(0.0);
    }
    let (mut term, mut total) = (z, z);
    for number in 1..120 {
        term *= -z * z / f64::from(number);
        total += term / f64::from(2 * number + 1);
    }
    0.5 * x * (1.0 + total * std::f64::consts::FRAC_2_SQRT_PI)
}

//! Parts of the settings of an index whose texts the caller has analyzed.

use serde_json::{Value, json};

/// The name of the analyzer of [`positions`](crate::positions).
pub const POSITIONS: &str = "positions";

/// Returns the analysis settings with the analyzer [`POSITIONS`].
pub fn analysis() -> Value {
    json!({
        // The default length would divide a position with many terms.
        "tokenizer": {"spaces": {"type": "whitespace", "max_token_length": 1_048_576}},
        "filter": {
            "alternatives": {"type": "pattern_capture", "preserve_original": false, "patterns": ["([^|]+)"]},
            "holes": {"type": "stop", "stopwords": [crate::positions::HOLE]},
        },
        "analyzer": {
            POSITIONS: {"type": "custom", "tokenizer": "spaces", "filter": ["alternatives", "holes"]},
        },
    })
}

/// Returns a similarity that only saturates: the boost of a query is all that a term is worth, and the score is
/// boost (k1 + 1) f / (f + k1 (1 - b + b length / average)), as in BM25 without its idf. The average is a constant, so
/// that a score does not depend on the shard.
pub fn saturation(k1: f32, b: f32, average_length: f32) -> Value {
    let (constant, by_length) = (k1 * (1.0 - b), k1 * b / average_length.max(1.0));
    let source = format!(
        "return query.boost * {} * doc.freq / (doc.freq + {constant} + {by_length:.9} * doc.length);",
        k1 + 1.0
    );
    json!({"type": "scripted", "script": {"source": source}})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similarity_has_its_constants_in_its_script() {
        let script = saturation(0.6, 0.7, 155.4)["script"]["source"].to_string();
        assert!(
            script.contains("* 1.6 * doc.freq") && script.contains("0.18") && script.contains("0.002702703"),
            "{script}"
        );
    }
}

//! Compiles rows of form, lemma and class into the bytes that `skorowidz_polish::dictionary` reads.
//!
//! `rows` parses the input, `priors` finds improbable readings, `guesser` learns endings, and `encode` lays
//! out the file. Invariant: the same input gives the same bytes.

pub(crate) mod encode;
pub(crate) mod frequencies;
pub(crate) mod guesser;
pub(crate) mod priors;
pub(crate) mod protected;
pub(crate) mod rows;

/// A compiled dictionary with a summary.
pub(crate) struct Built {
    /// The content of the file.
    pub(crate) bytes: Vec<u8>,
    /// Statistics, one per line.
    pub(crate) summary: String,
}

/// Compiles a dump of SGJP with a supplement and the counts of forms in running text.
///
/// # Errors
/// Returns a message that names the line that cannot be parsed.
pub(crate) fn build(edition: &str, dump: &str, supplement: &str, frequencies: &str) -> Result<Built, String> {
    let mut rows = rows::Rows::default();
    rows.add_dump(dump)?;
    rows.add_supplement(supplement)?;
    let counts = frequencies::Counts::from_tsv(frequencies)?;
    let mut lexicon = rows.into_lexicon();
    let pruned = priors::prune(&mut lexicon, &counts);
    let guesser = guesser::learn(&lexicon);
    let bytes = encode::encode(edition, &lexicon, &guesser)?;
    let summary = format!(
        "{} forms, {} lemmas, {pruned} improbable readings dropped\n{} endings of unknown words\n{} bytes\n",
        lexicon.forms.len(),
        lexicon.lemmas.len(),
        guesser.endings.len(),
        bytes.len(),
    );
    Ok(Built { bytes, summary })
}

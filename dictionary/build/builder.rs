//! From rows of form, lemma and class to the bytes that `skorowidz::analysis::dictionary` reads.
//!
//! `rows` reads, `priors` finds the improbable readings, `guesser` learns endings, `encode` lays
//! out. Always holds: the same input gives the same bytes.

pub(crate) mod encode;
pub(crate) mod frequencies;
pub(crate) mod guesser;
pub(crate) mod priors;
pub(crate) mod protected;
pub(crate) mod rows;

/// A dictionary and what is to be said of it.
pub(crate) struct Built {
    /// The file.
    pub(crate) bytes: Vec<u8>,
    /// Figures, a line each.
    pub(crate) summary: String,
}

/// Compiles a dump of SGJP with a supplement and the counts of forms in running text.
///
/// # Errors
/// A message that names the line that cannot be read.
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

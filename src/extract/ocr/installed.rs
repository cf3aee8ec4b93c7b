//! Determines which tesseract is installed, from its own output.
//!
//! Starting it is left to the caller; if something is missing, the error says what to install.

/// How to install tesseract on common systems.
const ADVICE: &str = "on Debian and Ubuntu: `apt-get install tesseract-ocr tesseract-ocr-pol`";
/// The oldest supported major version; earlier ones have no neural recognizer.
const OLDEST: u32 = 4;

/// The arguments that make tesseract print its version.
pub(crate) const ARGUMENTS: &[&str] = &["--version"];
/// The arguments that make it list its languages.
pub(crate) const LANGUAGES_ARGUMENTS: &[&str] = &["--list-langs"];

/// A usable tesseract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InstalledTesseract {
    /// Its version, as it prints it.
    pub(crate) version: String,
    /// The languages it can read.
    pub(crate) languages: Vec<String>,
}

/// What is missing to recognize text, with the way to install it in its message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UnusableTesseract {
    /// There is no tesseract.
    #[error("tesseract is not installed; {ADVICE}")]
    Missing,
    /// It is older than [`OLDEST`].
    #[error("tesseract {version} is too old: use {OLDEST}.0 or newer; {ADVICE}")]
    TooOld {
        /// Its version.
        version: String,
    },
    /// It lacks the data of some languages.
    #[error("tesseract {version} has no data for `{missing}`; {ADVICE}")]
    NoData {
        /// Its version.
        version: String,
        /// The languages, as a list in backticks.
        missing: String,
    },
}

/// Parses the output for [`ARGUMENTS`] and [`LANGUAGES_ARGUMENTS`], from either output stream.
///
/// # Errors
/// Returns what is missing to read these languages (`pol`, or several as `pol+eng`), and how to install it.
pub(crate) fn installed(
    version: &str,
    list: &str,
    wanted: &str,
) -> Result<InstalledTesseract, UnusableTesseract> {
    let first = version.lines().next().and_then(|line| line.strip_prefix("tesseract "));
    let version = first.map(|version| version.trim().trim_start_matches('v').to_owned());
    let version = version.ok_or(UnusableTesseract::Missing)?;
    let major: u32 = version.split('.').next().and_then(|major| major.parse().ok()).unwrap_or(0);
    if major < OLDEST {
        return Err(UnusableTesseract::TooOld { version });
    }
    let is_name = |line: &&str| !line.is_empty() && !line.contains([' ', ':']);
    let languages: Vec<String> = list.lines().map(str::trim).filter(is_name).map(str::to_owned).collect();
    let has = |language: &&str| languages.iter().any(|known| known == language);
    let missing: Vec<&str> = wanted.split('+').filter(|language| !has(language)).collect();
    if !missing.is_empty() {
        let missing = missing.join("`, `");
        return Err(UnusableTesseract::NoData { version, missing });
    }
    Ok(InstalledTesseract { version, languages })
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION: &str = "tesseract 5.3.0\n leptonica-1.82.0\n  libgif 5.2.1\n Found AVX2\n";
    const LIST: &str = "List of available languages in \"/usr/share/tessdata/\" (3):\neng\nosd\npol\n";

    #[track_caller]
    fn check(version: &str, list: &str, wanted: &str, expected: Result<&str, &str>) {
        let found = installed(version, list, wanted);
        let found = found.map(|found| found.version).map_err(|error| error.to_string());
        assert_eq!(found, expected.map(str::to_owned).map_err(str::to_owned));
    }

    #[test]
    fn a_tesseract_with_the_required_languages_is_accepted() {
        check(VERSION, LIST, "pol", Ok("5.3.0"));
        check(VERSION, LIST, "pol+eng", Ok("5.3.0"));
        check("tesseract v5.4.0.20240606\n", LIST, "pol", Ok("5.4.0.20240606"));
        let languages = installed(VERSION, LIST, "pol").unwrap().languages;
        assert_eq!(languages, ["eng", "osd", "pol"]);
    }

    #[test]
    fn missing_parts_are_reported_with_the_remedy() {
        check(
            "",
            "",
            "pol",
            Err(
                "tesseract is not installed; on Debian and Ubuntu: `apt-get install tesseract-ocr tesseract-ocr-pol`",
            ),
        );
        check(
            "tesseract 3.04.01\n",
            LIST,
            "pol",
            Err(
                "tesseract 3.04.01 is too old: use 4.0 or newer; on Debian and Ubuntu: `apt-get install tesseract-ocr tesseract-ocr-pol`",
            ),
        );
        check(
            VERSION,
            "List:\neng\n",
            "pol+deu",
            Err(
                "tesseract 5.3.0 has no data for `pol`, `deu`; on Debian and Ubuntu: `apt-get install tesseract-ocr tesseract-ocr-pol`",
            ),
        );
    }
}

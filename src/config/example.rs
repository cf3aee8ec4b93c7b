//! The settings for people: an example file and the table of the README.

use super::settings::{Applied, Setting, settings};

/// The width of a line of the example file.
const LINE_CHARACTERS: usize = 100;

/// A file with every setting, its meaning and its default, all of it commented out.
pub fn example() -> String {
    let mut text =
        "# The settings of Skorowidz. Each stands here with its default: take the sign away and change it.\n\
                    # In the environment it is called SKOROWIDZ_ and its name in upper case.\n"
            .to_owned();
    let mut group = "";
    for setting in settings() {
        if setting.group != group {
            group = setting.group;
            text += &format!("\n# --- {group} ---\n");
        }
        text += &format!("\n{}# {} = {}\n", comment(&setting), setting.name, setting.default);
    }
    text
}

/// The meaning in lines of a comment.
fn comment(setting: &Setting) -> String {
    let mut text = String::new();
    let mut line = "#".to_owned();
    let hint = if setting.applied == Applied::Live { " Taken up on SIGHUP." } else { "" };
    for word in format!("{}{hint}", setting.meaning).split(' ') {
        if line.chars().count() + 1 + word.chars().count() > LINE_CHARACTERS {
            text += &format!("{line}\n");
            line.truncate(1);
        }
        line = format!("{line} {word}");
    }
    text + &format!("{line}\n")
}

/// The rows of a table in Markdown: name, default, meaning.
pub fn readme_table() -> String {
    let row = |setting: Setting| {
        let live = if setting.applied == Applied::Live { " ↻" } else { "" };
        format!("| `{}`{live} | `{}` | {} |\n", setting.name, setting.default, setting.meaning)
    };
    settings().into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Settings, places};

    #[test]
    fn the_example_sets_nothing_and_uncommented_it_equals_the_defaults() {
        let mut wrong = Vec::new();
        assert_eq!(places::text_of_file("e", &example(), &mut wrong), Settings::default());
        let uncommented: String = example()
            .lines()
            .filter_map(|line| line.strip_prefix("# ").filter(|line| line.contains(" = ")))
            .filter(|line| settings().iter().any(|setting| line.starts_with(&format!("{} = ", setting.name))))
            .map(|line| format!("{line}\n"))
            .collect();
        let read = places::text_of_file("e", &uncommented, &mut wrong);
        assert_eq!(wrong, [""; 0]);
        assert_eq!(read.clone().filled(), Settings::default().filled());
        assert_eq!(uncommented.lines().count(), settings().len());
    }
}

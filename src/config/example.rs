//! Documentation generated from the settings table: the example file and the table in the README.

use super::settings::{AppliesWhen, Setting, settings};

/// The line width of the example file.
const LINE_CHARACTERS: usize = 100;

/// Returns an example file with every setting, its description and its default, all commented out.
pub fn example() -> String {
    let mut text =
        "# The settings of Skorowidz with their defaults. To change one, uncomment its line and edit the value.\n\
                    # In the environment, each is called SKOROWIDZ_ followed by its name in upper case.\n"
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

/// Returns the description of a setting as comment lines.
fn comment(setting: &Setting) -> String {
    let mut text = String::new();
    let mut line = "#".to_owned();
    let hint = if setting.applied == AppliesWhen::Live { " Reloaded on SIGHUP." } else { "" };
    for word in format!("{}{hint}", setting.meaning).split(' ') {
        if line.chars().count() + 1 + word.chars().count() > LINE_CHARACTERS {
            text += &format!("{line}\n");
            line.truncate(1);
        }
        line = format!("{line} {word}");
    }
    text + &format!("{line}\n")
}

/// Returns the rows of a Markdown table: name, default, description.
pub fn readme_table() -> String {
    let row = |setting: Setting| {
        let live = if setting.applied == AppliesWhen::Live { " ↻" } else { "" };
        format!("| `{}`{live} | `{}` | {} |\n", setting.name, setting.default, setting.meaning)
    };
    settings().into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Settings, sources};

    #[test]
    fn the_example_sets_nothing_until_uncommented_and_then_sets_the_defaults() {
        let mut wrong = Vec::new();
        assert_eq!(sources::text_of_file("e", &example(), &mut wrong), Settings::default());
        let uncommented: String = example()
            .lines()
            .filter_map(|line| line.strip_prefix("# ").filter(|line| line.contains(" = ")))
            .filter(|line| settings().iter().any(|setting| line.starts_with(&format!("{} = ", setting.name))))
            .map(|line| format!("{line}\n"))
            .collect();
        let read = sources::text_of_file("e", &uncommented, &mut wrong);
        assert_eq!(wrong, [""; 0]);
        assert_eq!(read.clone().filled(), Settings::default().filled());
        assert_eq!(uncommented.lines().count(), settings().len());
    }
}

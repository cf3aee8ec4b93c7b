//! A recognized heading of an act is consistent and is recognized again when printed in its own words.

#![no_main]

use libfuzzer_sys::fuzz_target;
use skorowidz::acts::heading::recognize;

fuzz_target!(|text: &str| {
    let Some(found) = recognize(text) else { return };
    assert!(!found.title.trim().is_empty() && !found.title.contains(['\n', '\u{c}']));
    let act = &found.act;
    for part in [&act.number, &act.organ, &act.subject].into_iter().flatten() {
        assert!(!part.trim().is_empty() && !part.contains('\n'), "{part:?}");
    }
    if let Some(year) = act.year {
        assert!((1..=9999).contains(&year), "{year}");
    }
    assert_eq!(recognize(text), Some(found));
});

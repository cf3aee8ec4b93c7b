//! Tests of sequence numbers, the state of an id, and damaged files.

use jiff::Timestamp;

use super::*;
use crate::document::{Format, Metadata};

fn original(id: &str, text: &str) -> Original {
    Original {
        id: id.parse().expect("an id"),
        format: Format::Text,
        metadata: Metadata { title: Some("Żółw".to_owned()), ..Metadata::default() },
        received: Timestamp::from_second(1_700_000_000).expect("a timestamp"),
        content: text.as_bytes().to_vec(),
    }
}

fn put(originals: &mut Originals, original: &Original) -> u64 {
    let staged = originals.stager().stage(original).expect("staged");
    let sequence = originals.publish(staged, 0).expect("published");
    originals.sync().expect("synced");
    originals.remove_superseded();
    sequence
}

fn withdraw(originals: &mut Originals, id: &DocumentId) -> u64 {
    let withdrawal = Withdrawal { withdrawn: Some(now()), id: Some(id.clone()) };
    let staged = originals.stager().stage_withdrawal(id, &withdrawal).expect("staged");
    let sequence = originals.publish(staged, 0).expect("published");
    originals.remove_superseded();
    sequence
}

#[test]
fn an_upload_is_read_back_and_replaced_as_a_whole() {
    let place = tempfile::tempdir().expect("a folder");
    let mut originals = Originals::open(place.path()).expect("opened");
    let (first, second) = (original("a/b", "jeden\ndwa"), original("a/b", "trzy"));
    assert_eq!(put(&mut originals, &first), 1);
    assert_eq!(originals.read(&Key::of(&first.id), 1).expect("read"), first);
    assert_eq!(put(&mut originals, &second), 2);
    let again = Originals::open(place.path()).expect("opened");
    assert_eq!((again.entry(&first.id), again.count()), (originals.entry(&first.id), 1));
    assert_eq!(again.read(&Key::of(&first.id), 2).expect("read"), second);
    assert_eq!(fs::read_dir(place.path().join(FOLDER)).expect("exists").count(), 1);
}

#[test]
fn a_withdrawal_keeps_the_upload_until_it_is_purged_or_undone() {
    let place = tempfile::tempdir().expect("a folder");
    let mut originals = Originals::open(place.path()).expect("opened");
    let original = original("a", "tekst");
    put(&mut originals, &original);
    withdraw(&mut originals, &original.id);
    let entry = Entry { sequence: 2, state: State::Withdrawn { kept: Some(1) } };
    let listed = Originals::open(place.path()).expect("opened");
    assert_eq!((originals.entry(&original.id), listed.entry(&original.id)), (Some(entry), Some(entry)));
    assert!(listed.withdrawal(&original.id).is_some_and(|said| said.withdrawn.is_some()));
    assert_eq!(listed.content_hash(&original.id), Some(original.content_hash()));

    let staged = originals.stager().stage_withdrawal(&original.id, &Withdrawal::default()).expect("staged");
    originals.publish(staged, 0).expect("published");
    originals.remove_superseded();
    let entry = Entry { sequence: 3, state: State::Withdrawn { kept: None } };
    let mut listed = Originals::open(place.path()).expect("opened");
    assert_eq!((originals.entry(&original.id), listed.entry(&original.id)), (Some(entry), Some(entry)));
    assert_eq!(fs::read_dir(place.path().join(FOLDER)).expect("exists").count(), 1);
    listed.readmit(&original.id).expect("restored");
    assert_eq!(Originals::open(place.path()).expect("opened").entry(&original.id), None);
}

#[test]
fn an_interrupted_purge_is_finished_by_the_next_listing() {
    let place = tempfile::tempdir().expect("a folder");
    let mut originals = Originals::open(place.path()).expect("opened");
    let original = original("a", "tekst");
    put(&mut originals, &original);
    let staged = originals.stager().stage_withdrawal(&original.id, &Withdrawal::default()).expect("staged");
    originals.publish(staged, 0).expect("published");
    let mut listed = Originals::open(place.path()).expect("opened");
    assert_eq!(listed.content_hash(&original.id), None);
    listed.remove_superseded();
    assert_eq!(fs::read_dir(place.path().join(FOLDER)).expect("exists").count(), 1);
}

#[test]
fn sequence_numbers_grow_past_what_the_index_has_seen() {
    let place = tempfile::tempdir().expect("a folder");
    let mut originals = Originals::open(place.path()).expect("opened");
    let staged = originals.stager().stage(&original("a", "x")).expect("staged");
    assert_eq!(originals.publish(staged, 41).expect("published"), 42);
    assert_eq!(originals.after(41).len(), 1);
    assert!(originals.after(42).is_empty());
}

#[test]
fn any_changed_bit_of_an_entry_is_detected() {
    let place = tempfile::tempdir().expect("a folder");
    let mut originals = Originals::open(place.path()).expect("opened");
    let (kept, gone) = (original("a", "tekst o parkach"), original("b", "x"));
    put(&mut originals, &kept);
    put(&mut originals, &gone);
    withdraw(&mut originals, &gone.id);
    let files = [(Key::of(&kept.id), 1, Sort::Original), (Key::of(&gone.id), 3, Sort::Gone)];
    for (key, sequence, sort) in files {
        let path = originals.path(&key, sequence, sort);
        let whole = fs::read(&path).expect("exists");
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            fs::write(&path, bytes).expect("written");
            let mut told = Vec::new();
            originals.check(&mut |name, _| told.push(name.to_owned()));
            assert_eq!(told.len(), 1, "bit {bit} of {}", path.display());
            assert!(sort != Sort::Original || originals.read(&key, sequence).is_err(), "bit {bit}");
        }
        fs::write(&path, whole).expect("written");
    }
    originals.check(&mut |name, problem| panic!("{name} {problem}"));
}

#[test]
fn a_damaged_upload_is_reported_with_a_remedy() {
    let place = tempfile::tempdir().expect("a folder");
    let mut originals = Originals::open(place.path()).expect("opened");
    let original = original("a", "tekst o parkach");
    put(&mut originals, &original);
    let path = originals.path(&Key::of(&original.id), 1, Sort::Original);
    let whole = fs::read(&path).expect("exists");
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).expect("truncated");
        let message = originals.read(&Key::of(&original.id), 1).expect_err("cut short").to_string();
        assert!(message.contains("damaged") && message.contains("backup"), "{message}");
    }
    fs::write(&path, [whole.as_slice(), b"x"].concat()).expect("written");
    originals.read(&Key::of(&original.id), 1).expect_err("a byte too much");
}

/// Rewrites an entry as earlier versions wrote it: half of the hash and no seal.
fn as_earlier(path: &Path) -> Vec<u8> {
    let whole = String::from_utf8(fs::read(path).expect("exists")).expect("UTF-8");
    let (head, rest) = whole.split_once(",\"seal\":").expect("a seal");
    let (_, content) = rest.split_once('}').expect("an end");
    let head = match head.rsplit_once("\"hash\":\"") {
        Some((start, hash)) => format!("{start}\"hash\":\"{}\"", &hash[..ContentHash::SHORT_DIGITS]),
        None => head.to_owned(),
    };
    let earlier = format!("{head}}}{content}").into_bytes();
    fs::write(path, &earlier).expect("written");
    earlier
}

#[test]
fn entries_of_earlier_versions_are_read_and_sealed() {
    let place = tempfile::tempdir().expect("a folder");
    let mut originals = Originals::open(place.path()).expect("opened");
    let (kept, damaged, gone) = (original("a", "tekst"), original("b", "y"), original("c", "x"));
    for original in [&kept, &damaged, &gone] {
        put(&mut originals, original);
    }
    withdraw(&mut originals, &gone.id);
    let path = originals.path(&Key::of(&kept.id), 1, Sort::Original);
    let sealed = fs::read(&path).expect("exists");
    as_earlier(&path);
    as_earlier(&originals.path(&Key::of(&gone.id), 4, Sort::Gone));
    let broken = originals.path(&Key::of(&damaged.id), 2, Sort::Original);
    let mut bytes = as_earlier(&broken);
    *bytes.last_mut().expect("content") ^= 1;
    fs::write(&broken, &bytes).expect("written");

    assert_eq!(originals.read(&Key::of(&kept.id), 1).expect("read"), kept);
    assert_eq!(originals.content_hash(&kept.id), Some(kept.content_hash()));
    assert!(originals.withdrawal(&gone.id).is_some_and(|said| said.withdrawn.is_some()));
    assert_eq!(originals.seal().expect("sealed"), 2);
    assert_eq!(fs::read(&path).expect("exists"), sealed);
    assert_eq!(fs::read(&broken).expect("exists"), bytes, "damaged entries are left unchanged");
    assert_eq!(originals.seal().expect("nothing to do"), 0);
    assert!(originals.withdrawal(&gone.id).is_some_and(|said| said.withdrawn.is_some()));
}

#[test]
fn running_out_of_sequence_numbers_is_an_error() {
    let place = tempfile::tempdir().expect("a folder");
    let mut originals = Originals::open(place.path()).expect("opened");
    for floor in [MAX_SEQUENCE, u64::MAX] {
        let staged = originals.stager().stage(&original("a", "x")).expect("staged");
        originals.publish(staged, floor).expect_err("no number is left");
    }
}

#[test]
fn foreign_file_names_are_skipped() {
    assert_eq!(named("README.md"), None);
    assert_eq!(named(".new-abc"), None);
    assert_eq!(named("12-short"), None);
    for number in ["12", "+00000000012", "99999999999999999999", "18446744073709551615"] {
        assert_eq!(named(&format!("{number}-0123456789abcdef0123456789abcdef")), None, "{number}");
    }
    let key = "0123456789abcdef0123456789abcdef";
    assert_eq!(named(&format!("000000000012-{key}.gone")), Some((12, Key(key.to_owned()), Sort::Gone)));
}

#[test]
fn what_is_taken_back_leaves_no_trace() {
    let place = tempfile::tempdir().expect("a folder");
    let mut originals = Originals::open(place.path()).expect("opened");
    let (first, second) = (original("a", "jeden"), original("a", "dwa"));
    put(&mut originals, &first);
    let before = fs::read_dir(place.path().join(FOLDER)).expect("exists").count();
    let withdrawal = Withdrawal { withdrawn: Some(now()), id: Some(first.id.clone()) };
    let staged = [
        originals.stager().stage(&second).expect("staged"),
        originals.stager().stage_withdrawal(&"b".parse().expect("an id"), &withdrawal).expect("staged"),
    ];
    for staged in staged {
        originals.publish(staged, 0).expect("published");
    }
    originals.take_back(1).expect("undone");
    let entry = Some(Entry { sequence: 1, state: State::Present });
    assert_eq!((originals.entry(&first.id), originals.count()), (entry, 1));
    assert_eq!(originals.read(&Key::of(&first.id), 1).expect("read"), first);
    assert_eq!(fs::read_dir(place.path().join(FOLDER)).expect("exists").count(), before);
    assert_eq!(put(&mut originals, &second), 4, "numbers are not reused");
}

#[test]
fn leftovers_of_killed_processes_are_removed_and_files_in_progress_stay() {
    let place = tempfile::tempdir().expect("a folder");
    let originals = Originals::open(place.path()).expect("opened");
    let incoming = place.path().join("incoming");
    originals.remove_abandoned().expect("nothing to do");
    assert!(!incoming.exists());
    let staged = originals.stager().stage(&original("a", "tekst")).expect("staged");
    fs::write(incoming.join(".tmpabc"), "half").expect("written");
    fs::create_dir(incoming.join(".tmpdef")).expect("created");
    fs::write(incoming.join(".tmpdef/body"), "half").expect("written");
    fs::write(incoming.join(".tmpdef/claim"), "").expect("written");
    // The clock was ahead when this was written.
    let ahead = SystemTime::now() + std::time::Duration::from_hours(24 * 365);
    let file = fs::File::options().write(true).open(incoming.join(".tmpabc")).expect("exists");
    file.set_modified(ahead).expect("set");
    let other = Originals::open(place.path()).expect("another process");
    assert_eq!(other.abandoned().len(), 2);
    other.remove_abandoned().expect("removed");
    assert_eq!((other.abandoned().len(), staged.path().exists()), (0, true));
    drop(staged);
    assert_eq!(fs::read_dir(&incoming).expect("exists").count(), 0);
}

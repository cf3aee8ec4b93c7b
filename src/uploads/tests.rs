//! Tests of sequence numbers, the state of an id, and damaged files.

use jiff::Timestamp;

use super::*;
use crate::document::{Format, Metadata};

fn upload(id: &str, text: &str) -> Upload {
    let metadata = Metadata { title: Some("Żółw".to_owned()), ..Metadata::default() };
    let received = Timestamp::from_second(1_700_000_000).expect("a timestamp");
    Upload::new(id.parse().expect("an id"), Format::Text, metadata, received, text.as_bytes().to_vec())
}

fn put(uploads: &mut Uploads, upload: &Upload) -> u64 {
    let staged = uploads.stager().stage(upload).expect("staged");
    let sequence = uploads.publish(staged, 0).expect("published");
    uploads.sync().expect("synced");
    uploads.remove_superseded();
    sequence
}

fn withdraw(uploads: &mut Uploads, id: &DocumentId) -> u64 {
    let withdrawal = Withdrawal { withdrawn: Some(now()), id: Some(id.clone()) };
    let staged = uploads.stager().stage_withdrawal(id, &withdrawal).expect("staged");
    let sequence = uploads.publish(staged, 0).expect("published");
    uploads.remove_superseded();
    sequence
}

#[test]
fn an_upload_is_read_back_and_replaced_as_a_whole() {
    let place = tempfile::tempdir().expect("a folder");
    let mut uploads = Uploads::open(place.path()).expect("opened");
    let (first, second) = (upload("a/b", "jeden\ndwa"), upload("a/b", "trzy"));
    assert_eq!(put(&mut uploads, &first), 1);
    assert_eq!(uploads.read(&UploadKey::from_id(&first.id), 1).expect("read"), first);
    assert_eq!(put(&mut uploads, &second), 2);
    let again = Uploads::open(place.path()).expect("opened");
    assert_eq!((again.entry(&first.id), again.count()), (uploads.entry(&first.id), 1));
    assert_eq!(again.read(&UploadKey::from_id(&first.id), 2).expect("read"), second);
    assert_eq!(fs::read_dir(place.path().join(FOLDER)).expect("exists").count(), 1);
}

#[test]
fn a_withdrawal_keeps_the_upload_until_it_is_purged_or_undone() {
    let place = tempfile::tempdir().expect("a folder");
    let mut uploads = Uploads::open(place.path()).expect("opened");
    let upload = upload("a", "tekst");
    put(&mut uploads, &upload);
    withdraw(&mut uploads, &upload.id);
    let entry = UploadEntry { sequence: 2, state: EntryState::Withdrawn { kept: Some(1) } };
    let listed = Uploads::open(place.path()).expect("opened");
    assert_eq!((uploads.entry(&upload.id), listed.entry(&upload.id)), (Some(entry), Some(entry)));
    assert!(listed.withdrawal(&upload.id).is_some_and(|said| said.withdrawn.is_some()));
    assert_eq!(listed.content_hash(&upload.id), Some(upload.content_hash().clone()));

    let staged = uploads.stager().stage_withdrawal(&upload.id, &Withdrawal::default()).expect("staged");
    uploads.publish(staged, 0).expect("published");
    uploads.remove_superseded();
    let entry = UploadEntry { sequence: 3, state: EntryState::Withdrawn { kept: None } };
    let mut listed = Uploads::open(place.path()).expect("opened");
    assert_eq!((uploads.entry(&upload.id), listed.entry(&upload.id)), (Some(entry), Some(entry)));
    assert_eq!(fs::read_dir(place.path().join(FOLDER)).expect("exists").count(), 1);
    listed.readmit(&upload.id).expect("restored");
    assert_eq!(Uploads::open(place.path()).expect("opened").entry(&upload.id), None);
}

#[test]
fn an_interrupted_purge_is_finished_by_the_next_listing() {
    let place = tempfile::tempdir().expect("a folder");
    let mut uploads = Uploads::open(place.path()).expect("opened");
    let upload = upload("a", "tekst");
    put(&mut uploads, &upload);
    let staged = uploads.stager().stage_withdrawal(&upload.id, &Withdrawal::default()).expect("staged");
    uploads.publish(staged, 0).expect("published");
    let mut listed = Uploads::open(place.path()).expect("opened");
    assert_eq!(listed.content_hash(&upload.id), None);
    listed.remove_superseded();
    assert_eq!(fs::read_dir(place.path().join(FOLDER)).expect("exists").count(), 1);
}

#[test]
fn sequence_numbers_grow_past_what_the_index_has_seen() {
    let place = tempfile::tempdir().expect("a folder");
    let mut uploads = Uploads::open(place.path()).expect("opened");
    let staged = uploads.stager().stage(&upload("a", "x")).expect("staged");
    assert_eq!(uploads.publish(staged, 41).expect("published"), 42);
    assert_eq!(uploads.after(41).len(), 1);
    assert!(uploads.after(42).is_empty());
}

#[test]
fn any_changed_bit_of_an_entry_is_detected() {
    let place = tempfile::tempdir().expect("a folder");
    let mut uploads = Uploads::open(place.path()).expect("opened");
    let (kept, gone) = (upload("a", "tekst o parkach"), upload("b", "x"));
    put(&mut uploads, &kept);
    put(&mut uploads, &gone);
    withdraw(&mut uploads, &gone.id);
    let files = [
        (UploadKey::from_id(&kept.id), 1, EntryKind::Upload),
        (UploadKey::from_id(&gone.id), 3, EntryKind::Gone),
    ];
    for (key, sequence, sort) in files {
        let path = uploads.path(&key, sequence, sort);
        let whole = fs::read(&path).expect("exists");
        for bit in 0..whole.len() * 8 {
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            fs::write(&path, bytes).expect("written");
            let mut reported = Vec::new();
            uploads.check(&mut |name, _| reported.push(name.to_owned()));
            assert_eq!(reported.len(), 1, "bit {bit} of {}", path.display());
            assert!(sort != EntryKind::Upload || uploads.read(&key, sequence).is_err(), "bit {bit}");
        }
        fs::write(&path, whole).expect("written");
    }
    uploads.check(&mut |name, problem| panic!("{name} {problem}"));
}

#[test]
fn a_damaged_upload_is_reported_with_a_remedy() {
    let place = tempfile::tempdir().expect("a folder");
    let mut uploads = Uploads::open(place.path()).expect("opened");
    let upload = upload("a", "tekst o parkach");
    put(&mut uploads, &upload);
    let path = uploads.path(&UploadKey::from_id(&upload.id), 1, EntryKind::Upload);
    let whole = fs::read(&path).expect("exists");
    for length in 0..whole.len() {
        fs::write(&path, &whole[..length]).expect("truncated");
        let message = uploads.read(&UploadKey::from_id(&upload.id), 1).expect_err("cut short").to_string();
        assert!(message.contains("damaged") && message.contains("backup"), "{message}");
    }
    fs::write(&path, [whole.as_slice(), b"x"].concat()).expect("written");
    uploads.read(&UploadKey::from_id(&upload.id), 1).expect_err("a byte too much");
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
    let mut uploads = Uploads::open(place.path()).expect("opened");
    let (kept, damaged, gone) = (upload("a", "tekst"), upload("b", "y"), upload("c", "x"));
    for upload in [&kept, &damaged, &gone] {
        put(&mut uploads, upload);
    }
    withdraw(&mut uploads, &gone.id);
    let path = uploads.path(&UploadKey::from_id(&kept.id), 1, EntryKind::Upload);
    let sealed = fs::read(&path).expect("exists");
    as_earlier(&path);
    as_earlier(&uploads.path(&UploadKey::from_id(&gone.id), 4, EntryKind::Gone));
    let broken = uploads.path(&UploadKey::from_id(&damaged.id), 2, EntryKind::Upload);
    let mut bytes = as_earlier(&broken);
    *bytes.last_mut().expect("content") ^= 1;
    fs::write(&broken, &bytes).expect("written");

    assert_eq!(uploads.read(&UploadKey::from_id(&kept.id), 1).expect("read"), kept);
    assert_eq!(uploads.content_hash(&kept.id), Some(kept.content_hash().clone()));
    assert!(uploads.withdrawal(&gone.id).is_some_and(|said| said.withdrawn.is_some()));
    assert_eq!(uploads.seal().expect("sealed"), 2);
    assert_eq!(fs::read(&path).expect("exists"), sealed);
    assert_eq!(fs::read(&broken).expect("exists"), bytes, "damaged entries are left unchanged");
    assert_eq!(uploads.seal().expect("nothing to do"), 0);
    assert!(uploads.withdrawal(&gone.id).is_some_and(|said| said.withdrawn.is_some()));
}

#[test]
fn running_out_of_sequence_numbers_is_an_error() {
    let place = tempfile::tempdir().expect("a folder");
    let mut uploads = Uploads::open(place.path()).expect("opened");
    for floor in [MAX_SEQUENCE, u64::MAX] {
        let staged = uploads.stager().stage(&upload("a", "x")).expect("staged");
        uploads.publish(staged, floor).expect_err("no number is left");
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
    assert_eq!(
        named(&format!("000000000012-{key}.gone")),
        Some((12, UploadKey(key.to_owned()), EntryKind::Gone))
    );
}

#[test]
fn what_is_taken_back_leaves_no_trace() {
    let place = tempfile::tempdir().expect("a folder");
    let mut uploads = Uploads::open(place.path()).expect("opened");
    let (first, second) = (upload("a", "jeden"), upload("a", "dwa"));
    put(&mut uploads, &first);
    let before = fs::read_dir(place.path().join(FOLDER)).expect("exists").count();
    let withdrawal = Withdrawal { withdrawn: Some(now()), id: Some(first.id.clone()) };
    let staged = [
        uploads.stager().stage(&second).expect("staged"),
        uploads.stager().stage_withdrawal(&"b".parse().expect("an id"), &withdrawal).expect("staged"),
    ];
    for staged in staged {
        uploads.publish(staged, 0).expect("published");
    }
    uploads.take_back(1).expect("undone");
    let entry = Some(UploadEntry { sequence: 1, state: EntryState::Present });
    assert_eq!((uploads.entry(&first.id), uploads.count()), (entry, 1));
    assert_eq!(uploads.read(&UploadKey::from_id(&first.id), 1).expect("read"), first);
    assert_eq!(fs::read_dir(place.path().join(FOLDER)).expect("exists").count(), before);
    assert_eq!(put(&mut uploads, &second), 4, "numbers are not reused");
}

#[test]
fn leftovers_of_killed_processes_are_removed_and_files_in_progress_stay() {
    let place = tempfile::tempdir().expect("a folder");
    let uploads = Uploads::open(place.path()).expect("opened");
    let incoming = place.path().join("incoming");
    uploads.remove_abandoned().expect("nothing to do");
    assert!(!incoming.exists());
    let staged = uploads.stager().stage(&upload("a", "tekst")).expect("staged");
    fs::write(incoming.join(".tmpabc"), "half").expect("written");
    fs::create_dir(incoming.join(".tmpdef")).expect("created");
    fs::write(incoming.join(".tmpdef/body"), "half").expect("written");
    fs::write(incoming.join(".tmpdef/claim"), "").expect("written");
    // The clock was ahead when this was written.
    let ahead = SystemTime::now() + std::time::Duration::from_hours(24 * 365);
    let file = fs::File::options().write(true).open(incoming.join(".tmpabc")).expect("exists");
    file.set_modified(ahead).expect("set");
    let other = Uploads::open(place.path()).expect("another process");
    assert_eq!(other.abandoned().len(), 2);
    other.remove_abandoned().expect("removed");
    assert_eq!((other.abandoned().len(), staged.path().exists()), (0, true));
    drop(staged);
    assert_eq!(fs::read_dir(&incoming).expect("exists").count(), 0);
}

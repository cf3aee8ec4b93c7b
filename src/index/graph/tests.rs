//! Chains of acts that change one another, indexed in several orders.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::{
    acts::act_key::ActKey,
    document::{Act, ActStatus, Citation, CitationRole, CitedAct, Document},
    index::{Index, IndexWriter, IndexableDocument, Snapshot},
};

const KRAKOW: &str = "Prezydent Miasta Krakowa";

/// Returns an ordinance with this number, issued and in force on a day.
fn ordinance(number: &str, day: Date) -> Document {
    let id = format!("ordinances/{}", number.replace('/', "-")).parse().expect("an id");
    let act = Act {
        kind: Some("zarządzenie".to_owned()),
        number: Some(number.to_owned()),
        organ: Some(KRAKOW.to_owned()),
        date: Some(day),
        in_force_from: Some(day),
        ..Act::default()
    };
    Document { act: Some(act), ..Document::new(id, number, "§ 1. Treść.") }
}

fn citing(document: Document, number: &str, role: CitationRole, partial: bool) -> Document {
    citing_from(document, number, (role, partial), None)
}

/// Cites an act that is changed from a day that the citation states.
fn citing_from(
    mut document: Document,
    number: &str,
    (role, partial): (CitationRole, bool),
    effective_from: Option<Date>,
) -> Document {
    let act = CitedAct {
        kind: Some("zarządzenie".to_owned()),
        number: Some(number.to_owned()),
        ..CitedAct::default()
    };
    let text = format!("zarządzenia nr {number}");
    let end = text.len();
    document.citations.push(Citation { act, role, partial, effective_from, page: 1, start: 0, end, text });
    document
}

/// A chain: 358/2017 is amended by 181/2019 and repealed by 9/2024, and a post mentions it.
fn chain() -> Vec<Document> {
    use CitationRole::{Amends, Mentions, Repeals};
    let post = Document::new("news/konwent".parse().expect("an id"), "Konwent", "o konwencie");
    vec![
        ordinance("358/2017", date(2017, 2, 13)),
        citing(ordinance("181/2019", date(2019, 1, 30)), "358/2017", Amends, false),
        citing(ordinance("9/2024", date(2024, 5, 1)), "358/17", Repeals, false),
        citing(ordinance("10/2024", date(2024, 5, 2)), "181/2019", Repeals, true),
        citing(citing(post, "358/2017", Mentions, false), "10/2024", Repeals, false),
    ]
}

fn indexed(batches: &[Vec<Document>]) -> (tempfile::TempDir, Snapshot) {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    for batch in batches {
        for document in batch {
            writer.add(IndexableDocument::new(document, None)).expect("added");
        }
        writer.commit().expect("committed");
    }
    let snapshot = Index::open(place.path()).expect("open").snapshot();
    (place, snapshot)
}

/// Returns the status of each act on a day, by number, in two ways that must agree.
fn statuses(snapshot: &Snapshot, day: Date) -> Vec<(String, Option<ActStatus>)> {
    let table = snapshot.statuses(day).expect("statuses");
    let mut found = Vec::new();
    for number in ["358/2017", "181/2019", "9/2024", "10/2024"] {
        let id = format!("ordinances/{}", number.replace('/', "-")).parse().expect("an id");
        let Some(address) = snapshot.address(&id).expect("readable") else { continue };
        let act = snapshot.head(address).expect("readable").record.act.expect("an act");
        let status = snapshot.act_status(&act, address, day).expect("readable");
        assert_eq!(table.of(address.segment_ord as usize, address.doc_id), status, "{number}");
        found.push((number.to_owned(), status));
    }
    found
}

fn edges(snapshot: &Snapshot, number: &str) -> Vec<(String, &'static str)> {
    let act = ordinance(number, date(2000, 1, 1)).act.expect("an act");
    let key = ActKey::of_act(&Act { date: None, ..act }).expect("a key");
    let citing = snapshot.citing(&key).expect("readable");
    let mut edges: Vec<_> = citing
        .iter()
        .map(|one| (snapshot.id(one.address).expect("an id"), one.effect.role.as_str()))
        .collect();
    edges.sort();
    edges
}

#[test]
fn the_status_of_an_act_follows_the_acts_that_change_it() {
    use ActStatus::{Amended, InForce, Repealed};
    let (_place, snapshot) = indexed(&[chain()]);
    let on = |day| statuses(&snapshot, day).into_iter().map(|(_, status)| status).collect::<Vec<_>>();
    assert_eq!(on(date(2017, 1, 1)), [None, None, None, None]);
    assert_eq!(on(date(2018, 1, 1)), [Some(InForce), None, None, None]);
    assert_eq!(on(date(2019, 1, 30)), [Some(Amended), Some(InForce), None, None]);
    assert_eq!(on(date(2024, 5, 1)), [Some(Repealed), Some(InForce), Some(InForce), None]);
    // A post that speaks of a repeal repeals nothing.
    assert_eq!(on(date(2025, 1, 1)), [Some(Repealed), Some(Amended), Some(InForce), Some(InForce)]);
}

#[test]
fn a_change_holds_from_the_day_that_its_sentence_states() {
    use ActStatus::{InForce, Repealed};
    let repeals = (CitationRole::Repeals, false);
    // The title of the act names what it repeals, but not from when.
    let repealing = citing_from(ordinance("9/2024", date(2024, 3, 1)), "358/2017", repeals, None);
    let later = citing_from(repealing, "358/17", repeals, Some(date(2024, 5, 1)));
    let (_place, snapshot) = indexed(&[vec![ordinance("358/2017", date(2017, 2, 13)), later]]);
    let on = |day| statuses(&snapshot, day)[0].1;
    assert_eq!(on(date(2024, 4, 30)), Some(InForce));
    assert_eq!(on(date(2024, 5, 1)), Some(Repealed));
    assert_eq!(edges(&snapshot, "358/2017"), [("ordinances/9-2024".to_owned(), "repeals")]);
}

#[test]
fn no_act_is_changed_by_a_copy_of_itself() {
    let act = ordinance("358/2017", date(2017, 2, 13));
    let mut copy = citing(act.clone(), "0050.358.2017", CitationRole::Repeals, false);
    copy.id = "scans/358-2017".parse().expect("an id");
    let (_place, snapshot) = indexed(&[vec![act, copy]]);
    assert_eq!(statuses(&snapshot, date(2020, 1, 1))[0].1, Some(ActStatus::InForce));
}

#[test]
fn a_number_without_a_year_is_found_from_both_ends() {
    let undated = |number: &str| {
        let mut document = ordinance(number, date(2017, 2, 13));
        document.act.as_mut().expect("an act").date = None;
        document
    };
    let post = Document::new("news/konwent".parse().expect("an id"), "Konwent", "o konwencie");
    let mentions = |number| citing(post.clone(), number, CitationRole::Mentions, false);
    for (act, cited) in [("358/2017", "358"), ("358", "358/2017"), ("358", "358")] {
        let (_place, snapshot) = indexed(&[vec![undated(act), mentions(cited)]]);
        let (key, own) = (ActKey::of_cited(&mentions(cited).citations[0].act), undated(act).act);
        let meant = snapshot.act_meant(&key.expect("a key")).expect("readable");
        assert_eq!(meant.len(), 1, "{act} {cited}");
        let own = ActKey::of_act(&own.expect("an act")).expect("a key");
        assert_eq!(snapshot.citing(&own).expect("readable").len(), 1, "{act} {cited}");
    }
}

#[test]
fn citations_are_found_from_both_ends() {
    let (_place, snapshot) = indexed(&[chain()]);
    let expected =
        [("news/konwent", "mentions"), ("ordinances/181-2019", "amends"), ("ordinances/9-2024", "repeals")];
    assert_eq!(edges(&snapshot, "358/2017"), expected.map(|(id, role)| (id.to_owned(), role)));
    let cited = &chain()[2].citations[0].act;
    let meant = snapshot.act_meant(&ActKey::of_cited(cited).expect("a key")).expect("readable");
    let ids: Vec<String> = meant.iter().map(|address| snapshot.id(*address).expect("an id")).collect();
    assert_eq!(ids, ["ordinances/358-2017"]);
}

#[test]
fn a_number_that_two_bodies_use_means_neither() {
    let mut other = ordinance("358/2017", date(2017, 3, 1));
    other.id = "other/358-2017".parse().expect("an id");
    other.act.as_mut().expect("an act").organ = Some("Wójt Gminy Brzozowo".to_owned());
    let (_place, snapshot) = indexed(&[vec![ordinance("358/2017", date(2017, 2, 13)), other]]);
    let cited = &chain()[1].citations[0].act;
    let key = ActKey::of_cited(cited).expect("a key");
    assert!(snapshot.act_meant(&key).expect("readable").is_empty());
    let own = snapshot.act_meant(&key.or_organ(Some(KRAKOW))).expect("readable");
    assert_eq!(own.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn the_graph_is_the_same_whatever_the_order_of_indexing(
        order in Just((0..5).collect::<Vec<usize>>()).prop_shuffle(), cut in 0..5_usize
    ) {
        let all = chain();
        let shuffled: Vec<Document> = order.iter().map(|at| all[*at].clone()).collect();
        let (first, second) = shuffled.split_at(cut);
        let (_one, expected) = indexed(std::slice::from_ref(&all));
        let (_other, snapshot) = indexed(&[first.to_vec(), second.to_vec()]);
        for day in [date(2018, 1, 1), date(2019, 6, 1), date(2024, 6, 1)] {
            prop_assert_eq!(statuses(&snapshot, day), statuses(&expected, day));
        }
        for number in ["358/2017", "181/2019", "10/2024"] {
            prop_assert_eq!(edges(&snapshot, number), edges(&expected, number));
        }
    }
}

#[test]
fn an_edge_goes_with_the_act_that_leaves_and_comes_back_with_it() {
    let place = tempfile::tempdir().expect("a folder");
    let mut writer = IndexWriter::open(place.path()).expect("an index");
    for document in chain() {
        writer.add(IndexableDocument::new(&document, None)).expect("added");
    }
    writer.commit().expect("committed");
    let day = date(2025, 1, 1);
    let status = |writer: &mut IndexWriter| {
        writer.commit().expect("committed");
        statuses(&Index::open(place.path()).expect("open").snapshot(), day)[0].1
    };
    let repealing = chain().swap_remove(2);
    writer.delete(&repealing.id).expect("deleted");
    assert_eq!(status(&mut writer), Some(ActStatus::Amended));
    writer.add(IndexableDocument::new(&repealing, None)).expect("added");
    assert_eq!(status(&mut writer), Some(ActStatus::Repealed));
}

//! Tests of counts over days, of several processes, floods and damaged files.

use std::{collections::HashMap, fs, net::IpAddr};

use jiff::{ToSpan, civil::Date};

use super::{
    PopularQueriesRequest, QueryLog, QuerySettings, counts::MAX_QUESTIONS, days::Days, popular::popular,
};

const MONDAY: Date = jiff::civil::date(2026, 3, 2);

struct TestFolder {
    folder: tempfile::TempDir,
}

impl TestFolder {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    fn log(&self) -> QueryLog {
        QueryLog::open(self.folder.path(), QuerySettings::default()).expect("switched on")
    }

    /// Returns the counts reported for these days.
    fn reported(&self, last: Date, wanted: PopularQueriesRequest) -> Vec<(String, u64, u64)> {
        let reported = popular(&Days::new(self.folder.path()), 3, &wanted, last);
        reported.queries.into_iter().map(|query| (query.query, query.count, query.empty)).collect()
    }

    /// Returns everything on disk, as text.
    fn written(&self) -> String {
        let files = fs::read_dir(self.folder.path().join("queries")).into_iter().flatten().flatten();
        files.map(|file| fs::read_to_string(file.path()).expect("text")).collect()
    }
}

fn ask(log: &QueryLog, day: Date, text: &str, times: u64) {
    for _ in 0..times {
        log.record_on(day, text, false, None);
    }
}

fn whole(query: &str, count: u64) -> (String, u64, u64) {
    (query.to_owned(), count, 0)
}

#[test]
fn a_query_seen_three_times_is_reported_and_one_seen_twice_is_not_even_written() {
    let place = TestFolder::new();
    let log = place.log();
    ask(&log, MONDAY, "Budżet obywatelski", 2);
    ask(&log, MONDAY, "budżet  OBYWATELSKI", 1);
    ask(&log, MONDAY, "rzadkie", 2);
    log.flush_on(MONDAY).expect("written");
    assert_eq!(place.reported(MONDAY, PopularQueriesRequest::default()), [whole("budżet obywatelski", 3)]);
    assert!(!place.written().contains("rzadkie"), "{}", place.written());
    ask(&log, MONDAY, "rzadkie", 1);
    log.flush_on(MONDAY).expect("written");
    assert_eq!(place.reported(MONDAY, PopularQueriesRequest::default()).len(), 2);
}

#[test]
fn one_client_that_repeats_a_query_counts_once_a_day() {
    let place = TestFolder::new();
    let log = place.log();
    let address = |last: u8| Some(IpAddr::from([203, 0, 113, last]));
    for _ in 0..9 {
        log.record_on(MONDAY, "choroba sąsiada", false, address(1));
    }
    for last in [1, 2, 2, 3] {
        log.record_on(MONDAY, "Konwent", false, address(last));
    }
    log.flush_on(MONDAY).expect("written");
    assert_eq!(place.reported(MONDAY, PopularQueriesRequest::default()), [whole("konwent", 3)]);
    assert!(!place.written().contains("choroba"), "{}", place.written());
}

#[test]
fn rare_queries_are_forgotten_when_their_day_is_over() {
    let place = TestFolder::new();
    let log = place.log();
    let tuesday = MONDAY.tomorrow().expect("a day");
    ask(&log, MONDAY, "konwent", 2);
    log.flush_on(tuesday).expect("written");
    ask(&log, tuesday, "konwent", 2);
    log.flush_on(tuesday).expect("written");
    assert_eq!(place.reported(tuesday, PopularQueriesRequest::default()), []);
}

#[test]
fn two_processes_on_one_index_add_their_counts() {
    let place = TestFolder::new();
    let (one, other) = (place.log(), place.log());
    ask(&one, MONDAY, "konwent", 3);
    one.flush_on(MONDAY).expect("written");
    ask(&other, MONDAY, "konwent", 1);
    ask(&other, MONDAY, "park", 4);
    other.flush_on(MONDAY).expect("written");
    ask(&one, MONDAY, "konwent", 1);
    one.flush_on(MONDAY).expect("written");
    assert_eq!(
        place.reported(MONDAY, PopularQueriesRequest::default()),
        [whole("konwent", 5), whole("park", 4)]
    );
}

#[test]
fn queries_without_results_are_reported_by_frequency() {
    let place = TestFolder::new();
    let log = place.log();
    for (query, in_vain, found) in [("ufo", 3, 0), ("tramwaj", 1, 5), ("park", 0, 9)] {
        (0..in_vain).for_each(|_| log.record_on(MONDAY, query, true, None));
        ask(&log, MONDAY, query, found);
    }
    log.flush_on(MONDAY).expect("written");
    let in_vain =
        place.reported(MONDAY, PopularQueriesRequest { is_empty: true, ..PopularQueriesRequest::default() });
    assert_eq!(in_vain, [("ufo".to_owned(), 3, 3), ("tramwaj".to_owned(), 6, 1)]);
    let first =
        place.reported(MONDAY, PopularQueriesRequest { limit: 1, ..PopularQueriesRequest::default() });
    assert_eq!(first, [whole("park", 9)]);
}

#[test]
fn days_are_summed_and_removed_after_their_retention() {
    let place = TestFolder::new();
    let log = place.log();
    let day = |number: i64| MONDAY.checked_add(number.days()).expect("a day");
    for number in [0, 1, 2] {
        ask(&log, day(number), "konwent", 3);
        log.flush_on(day(number)).expect("written");
    }
    assert_eq!(place.reported(day(2), PopularQueriesRequest::default()), [whole("konwent", 9)]);
    assert_eq!(
        place.reported(day(2), PopularQueriesRequest { days: 2, ..PopularQueriesRequest::default() }),
        [whole("konwent", 6)]
    );
    // One day after another, as in practice.
    for number in 3..=90 {
        log.flush_on(day(number)).expect("written");
    }
    assert_eq!(
        place.reported(day(90), PopularQueriesRequest { days: 200, ..PopularQueriesRequest::default() }),
        [whole("konwent", 6)]
    );
    log.flush_on(day(91)).expect("written");
    assert_eq!(
        place.reported(day(91), PopularQueriesRequest { days: 200, ..PopularQueriesRequest::default() }),
        [whole("konwent", 3)]
    );
}

#[test]
fn a_clock_that_was_wrong_once_removes_no_day_and_leaves_none_behind() {
    for wrong in [-20_000, -300, -3, 5, 89, 400, 20_000] {
        let place = TestFolder::new();
        let log = place.log();
        let day = |number: i64| MONDAY.checked_add(number.days()).expect("a day");
        for number in 0..6 {
            ask(&log, day(number), "konwent", 3);
            log.flush_on(day(number)).expect("written");
        }
        ask(&log, day(5 + wrong), "konwent", 3);
        for _ in 0..2 {
            log.flush_on(day(5 + wrong)).expect("written");
        }
        log.flush_on(day(5)).expect("written");
        let sum = |wanted| {
            place.reported(day(5), PopularQueriesRequest { days: wanted, ..PopularQueriesRequest::default() })
        };
        assert_eq!(sum(90), [whole("konwent", 21)], "{wrong}");
        let files = fs::read_dir(place.folder.path().join("queries")).expect("exists").flatten();
        let days = files.filter(|file| file.path().extension().is_some_and(|end| end == "json")).count();
        assert_eq!(days, 6, "{wrong}");
    }
}

#[test]
fn queries_counted_while_the_clock_is_ahead_belong_to_today() {
    let place = TestFolder::new();
    let log = place.log();
    ask(&log, MONDAY.checked_add(4000.days()).expect("a day"), "konwent", 3);
    log.flush_on(MONDAY).expect("written");
    assert_eq!(place.reported(MONDAY, PopularQueriesRequest::default()), [whole("konwent", 3)]);
}

#[test]
fn a_flood_of_queries_takes_bounded_memory_and_keeps_the_frequent_ones() {
    let place = TestFolder::new();
    let log = place.log();
    ask(&log, MONDAY, "konwent", 50);
    for number in 0..3 * MAX_QUESTIONS {
        let letters: String = number.to_string().bytes().map(|digit| char::from(digit + 49)).collect();
        log.record_on(MONDAY, &letters, false, None);
    }
    let held: usize = log.pending().values().map(HashMap::len).sum();
    assert!(held <= MAX_QUESTIONS, "{held}");
    log.flush_on(MONDAY).expect("written");
    assert_eq!(place.reported(MONDAY, PopularQueriesRequest::default()), [whole("konwent", 50)]);
}

#[test]
fn counts_that_cannot_be_written_are_retried_the_next_time() {
    let place = TestFolder::new();
    let log = place.log();
    ask(&log, MONDAY, "konwent", 3);
    let folder = place.folder.path().join("queries");
    fs::write(&folder, "in the way").expect("written");
    assert!(log.flush_on(MONDAY).is_err());
    fs::remove_file(&folder).expect("removed");
    log.flush_on(MONDAY).expect("written");
    assert_eq!(place.reported(MONDAY, PopularQueriesRequest::default()), [whole("konwent", 3)]);
}

#[test]
fn a_damaged_day_starts_over_and_leftovers_are_removed() {
    let place = TestFolder::new();
    let folder = place.folder.path().join("queries");
    fs::create_dir(&folder).expect("created");
    fs::write(folder.join("2026-03-02.json"), "{\"quer").expect("written");
    fs::write(folder.join("abc.new"), "left").expect("written");
    let log = place.log();
    ask(&log, MONDAY, "konwent", 3);
    log.flush_on(MONDAY).expect("written");
    assert_eq!(place.reported(MONDAY, PopularQueriesRequest::default()), [whole("konwent", 3)]);
    assert!(!folder.join("abc.new").exists());
}

#[test]
fn disabled_statistics_count_nothing_and_remove_stored_counts() {
    let place = TestFolder::new();
    let log = place.log();
    ask(&log, MONDAY, "konwent", 3);
    log.flush_on(MONDAY).expect("written");
    let off = QuerySettings { is_on: false, ..QuerySettings::default() };
    assert!(QueryLog::open(place.folder.path(), off).is_none());
    assert!(!place.folder.path().join("queries").exists());
}

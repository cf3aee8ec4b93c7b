//! A read-only index: a read-only file system, a snapshot of a disk.

use std::{fs, process::Command};

use serde_json::json;

use crate::{
    harness::{Place, skip},
    serve::Server,
};

const TOKEN: &str = "read-only-index-tests";
const BEARER: (&str, &str) = ("Authorization", "Bearer read-only-index-tests");
const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A separate file system for the index; `None`, with a message, if none can be mounted.
struct Disk<'a> {
    place: &'a Place,
}

impl<'a> Disk<'a> {
    fn mount(place: &'a Place) -> Option<Self> {
        fs::create_dir_all(place.path("index")).expect("created");
        let path = place.path("index");
        let mounted =
            Command::new("mount").args(["-t", "tmpfs", "-o", "size=64m", "tmpfs"]).arg(path).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self { place });
        }
        skip("no file system can be mounted here");
        None
    }

    /// Remounts the file system read-only or writable.
    #[track_caller]
    fn remount(&self, how: &str) {
        let path = self.place.path("index");
        let output = Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(path).output();
        assert!(output.as_ref().is_ok_and(|output| output.status.success()), "{output:?}");
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.place.path("index")).status();
    }
}

fn server(place: &Place) -> Server {
    Server::with(place, &[], &[("SKOROWIDZ_TOKEN", TOKEN)])
}

#[test]
fn a_read_only_index_can_be_searched_shown_verified_backed_up_and_served() {
    let place = Place::new();
    let Some(disk) = Disk::mount(&place) else { return };
    place.file("corpus/konwent.md", "## Konwent o zieleni\n\nRozmowy o parkach.\n");
    place.index(&[], 0);
    let put = |server: &Server, id: &str| {
        let body = json!({"title": id, "text": "pierwsza rzecz"}).to_string();
        server
            .send("PUT", &format!("/api/v1/documents/{id}"), &[BEARER, JSON], body.as_bytes())
            .expect("answered")
    };
    assert_eq!(put(&server(&place), "a").status, 201);
    disk.remount("ro");

    assert_eq!(place.found(&["zieleń"]), ["konwent"]);
    assert!(place.run(&["show", "a"]).ended(0).out.contains("pierwsza rzecz"));
    place.run(&["stats"]).ended(0);
    let report = place.run(&["verify", "--json"]).ended(0).json();
    assert_eq!((&report["documents"], &report["originals"]), (&2.into(), &1.into()));
    place.run(&["backup", "b.tar"]).ended(0);
    for command in
        [["index", "corpus"].as_slice(), &["index", "--rebuild"], &["withdraw", "a"], &["restore", "b.tar"]]
    {
        let ran = place.run(command).ended(2);
        assert!(ran.err.contains("Read-only file system") && ran.err.lines().count() == 1, "{}", ran.err);
    }
    let other = Place::new();
    other.copy(&place.path("b.tar"), "b.tar");
    other.run(&["restore", "b.tar"]).ended(0);
    assert_eq!(other.run(&["verify", "--json"]).ended(0).json()["documents"], 2);

    let server = server(&place);
    server.ready();
    assert_eq!((server.total("konwent"), server.total("rzecz")), (1, 1));
    assert_eq!(server.get("/api/v1/documents/a/text").status, 200);
    let rebuild = || server.send("POST", "/api/v1/admin/rebuild", &[BEARER], b"").expect("answered");
    let delete =
        || server.send("DELETE", "/api/v1/documents/a?purge=true", &[BEARER], b"").expect("answered");
    for answer in [put(&server, "b"), put(&server, "a"), delete(), rebuild()] {
        assert_eq!(
            (answer.status, &answer.json()["error"]["code"]),
            (503, &json!("read-only")),
            "{}",
            answer.body
        );
        assert!(!answer.body.contains("index/"), "{}", answer.body);
    }
    let log = server.log();
    assert_eq!(log.matches("the index is not writable").count(), 1, "{log}");
    assert!(!log.contains("ERROR"), "{log}");
    drop(server);

    disk.remount("rw");
    assert_eq!(put(&self::server(&place), "b").status, 201);
}

#[test]
fn a_disk_that_becomes_read_only_while_serving_is_reported() {
    let place = Place::new();
    let Some(disk) = Disk::mount(&place) else { return };
    place.file("corpus/konwent.md", "## Konwent o zieleni\n\nRozmowy o parkach.\n");
    place.index(&[], 0);
    let server = server(&place);
    server.ready();
    disk.remount("ro");
    let body = json!({"title": "a", "text": "pierwsza rzecz"}).to_string();
    let put = server.send("PUT", "/api/v1/documents/a", &[BEARER, JSON], body.as_bytes()).expect("answered");
    let delete = server.send("DELETE", "/api/v1/documents/konwent", &[BEARER], b"").expect("answered");
    for answer in [put, delete] {
        assert_eq!(
            (answer.status, &answer.json()["error"]["code"]),
            (503, &json!("read-only")),
            "{}",
            answer.body
        );
    }
    assert_eq!(server.total("konwent"), 1);
}

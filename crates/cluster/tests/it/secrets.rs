//! Users and passwords: where they go, and where they never do.

use skorowidz_cluster::{Cluster, ClusterError, ClusterSettings, Credentials};

use crate::{
    loopback_node::{Answer, LoopbackNode, error, version},
    settings,
};

const USER: &str = "anna-of-the-test";
const PASSWORD: &str = "zażółć:gęślą\"jaźń";

fn with_user(node: &LoopbackNode) -> ClusterSettings {
    let mut settings = settings([node.url.clone()]);
    settings.credentials = Some(Credentials { user: USER.to_owned(), password: PASSWORD.to_owned() });
    (settings.retries, settings.max_reply_bytes) = (0, 100_000);
    settings
}

#[test]
fn every_request_carries_the_user() {
    let node = LoopbackNode::start([version()]);
    Cluster::new(with_user(&node)).unwrap().version().unwrap();
    let expected = "Basic YW5uYS1vZi10aGUtdGVzdDp6YcW8w7PFgsSHOmfEmcWbbMSFImphxbrFhA==";
    assert_eq!(node.requests()[0].header("authorization"), Some(expected));
    let node = LoopbackNode::start([version()]);
    crate::cluster([node.url.clone()]).version().unwrap();
    assert_eq!(node.requests()[0].header("authorization"), None);
}

#[test]
fn no_message_shows_the_user() {
    let mut shown = Vec::new();
    for answer in [
        error(401, "security_exception"),
        error(403, "security_exception"),
        error(500, "x"),
        Answer::Closes,
        Answer::CutOff,
        Answer::Endless,
        Answer::Reply(200, "<html>".to_owned()),
    ] {
        let node = LoopbackNode::start([answer]);
        let settings = with_user(&node);
        shown.push(format!("{settings:?} {:?} {:#?}", settings.credentials, settings));
        let cluster = Cluster::new(settings).unwrap();
        let error = cluster.version().unwrap_err();
        shown.push(format!("{cluster:?} {error} {error:?} {error:#?}"));
    }
    let mut settings = settings(["http://127.0.0.1:1".parse().unwrap()]);
    settings.credentials = Some(Credentials { user: format!("{USER}:x"), password: PASSWORD.to_owned() });
    shown.push(Cluster::new(settings).unwrap_err().to_string());
    let in_address = format!("http://{USER}:secret-in-address@127.0.0.1:1/?x=secret-in-query");
    let settings = ClusterSettings::new([in_address.parse().unwrap()]);
    shown.push(format!("{settings:?} {}", Cluster::new(settings.clone()).unwrap_err()));
    for text in shown {
        let secrets = [USER, "gęślą", "jaźń", "YW5uY", "secret-in"];
        assert!(secrets.iter().all(|secret| !text.contains(secret)), "{text}");
    }
}

#[test]
fn a_refused_user_is_told() {
    let node = LoopbackNode::start([Answer::Reply(401, "Unauthorized".to_owned())]);
    let error = Cluster::new(with_user(&node)).unwrap().version().unwrap_err();
    assert!(matches!(error, ClusterError::Unauthorized { .. }), "{error:?}");
    assert!(error.to_string().contains("check user and password"), "{error}");
}

//! What is known of each host: when it may be asked next, and what its robots.txt says.
//!
//! Asking is left to `session`. Invariants: one request at a time goes to a host, whatever the number of
//! sources there; rules are kept for a day at most.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use texting_robots::Robot;
use url::Url;

use super::address_key::site;

/// The name of the program in robots.txt.
pub(super) const AGENT: &str = "skorowidz";
/// The largest robots.txt, in bytes, and how much of it is read: RFC 9309 asks for at least this much.
pub(super) const ROBOTS_BYTES: u64 = 16 << 20;
const READ_BYTES: usize = 512 << 10;
/// The longest rule that is followed to the letter if the parser refuses one, in bytes.
const MAX_RULE_BYTES: usize = 200;
/// How long rules are kept.
const RULES_AGE: Duration = Duration::from_hours(24);
/// The longest delay between requests that robots.txt may ask for.
const MAX_DELAY: Duration = Duration::from_secs(30);

/// All hosts that were asked.
#[derive(Default)]
pub(super) struct AskedHosts {
    sites: Mutex<HashMap<String, Arc<AskedHost>>>,
}

impl AskedHosts {
    /// Returns the host of an address.
    pub(super) fn of(&self, url: &Url) -> Arc<AskedHost> {
        Arc::clone(locked(&self.sites).entry(site(url)).or_default())
    }
}

/// One host.
#[derive(Default)]
pub(super) struct AskedHost {
    /// When it may be asked next; held during a request.
    turn: Mutex<Option<Instant>>,
    rules: Mutex<Option<(Instant, Arc<Rules>)>>,
}

impl AskedHost {
    /// Waits for the host to be free; the next request may begin at the time in the guard.
    pub(super) fn turn(&self) -> MutexGuard<'_, Option<Instant>> {
        locked(&self.turn)
    }

    /// Returns the rules that are known and not too old.
    pub(super) fn rules(&self) -> Option<Arc<Rules>> {
        let rules = locked(&self.rules);
        rules.as_ref().filter(|(since, _)| since.elapsed() < RULES_AGE).map(|(_, rules)| Arc::clone(rules))
    }

    /// Keeps rules.
    pub(super) fn keep(&self, rules: Rules) -> Arc<Rules> {
        let rules = Arc::new(rules);
        *locked(&self.rules) = Some((Instant::now(), Arc::clone(&rules)));
        rules
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a robots.txt allows to this program.
#[derive(Debug)]
pub(super) struct Rules(Option<Robot>);

impl Rules {
    /// Without robots.txt, everything is allowed.
    pub(super) const NONE: Self = Self(None);

    /// Parses a robots.txt, up to a limit; `None` if it has a rule that cannot be read.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let text = match text.get(..READ_BYTES) {
            // Half a rule would be another rule.
            Some(start) => start.rsplitn(2, |&byte| byte == b'\n').last().unwrap_or_default(),
            None => text,
        };
        let robot = Robot::new(AGENT, text).or_else(|_| Robot::new(AGENT, shortened(text).as_bytes()));
        robot.ok().map(|robot| Self(Some(robot)))
    }

    /// Returns whether an address may be fetched.
    pub(super) fn allow(&self, url: &Url) -> bool {
        self.0.as_ref().is_none_or(|robot| robot.allowed(url.as_str()))
    }

    /// Returns the delay that the site asks for, if it is longer than ours.
    pub(super) fn delay(&self, own: Duration) -> Duration {
        let asked = self.0.as_ref().and_then(|robot| Duration::try_from_secs_f32(robot.delay?).ok());
        asked.map_or(own, |asked| asked.min(MAX_DELAY).max(own))
    }
}

/// Returns the rules with those shortened that are too long for the parser: more is closed, never less.
fn shortened(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let lines = text.lines().filter_map(|line| {
        if line.len() <= MAX_RULE_BYTES {
            return Some(line.to_owned());
        }
        let (name, path) = line.split_once(':')?;
        let literal = path.trim().split(['*', '$']).next().unwrap_or_default();
        let literal = &literal[..literal.floor_char_boundary(MAX_RULE_BYTES)];
        let is_closing = name.trim().eq_ignore_ascii_case("disallow");
        is_closing.then(|| format!("{name}: {}", if literal.is_empty() { "/" } else { literal }))
    });
    lines.map(|line| line + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(text: &str, path: &str) -> bool {
        let url = Url::parse("https://krakow.pl").and_then(|url| url.join(path)).expect("an address");
        Rules::parse(text.as_bytes()).expect("rules").allow(&url)
    }

    #[test]
    fn rules_for_this_program_or_for_all_are_followed() {
        let text = "\u{feff}User-agent: *\nDisallow: /admin\nDisallow: /*.php$\nAllow: /admin/public\nCrawl-delay: 2\n";
        assert!(allows(text, "/a") && allows(text, "/admin/public/x") && !allows(text, "/admin/x"));
        assert!(!allows(text, "/a/b.php") && allows(text, "/a/b.php?x"));
        let own = format!("{text}\nUser-agent: Skorowidz\nDisallow: /news\n");
        assert!(allows(&own, "/admin") && !allows(&own, "/news/1"));
        assert!(allows("User-agent: *\nDisallow:\n", "/a") && allows("<html>404</html>", "/a"));
        assert!(!allows("User-agent: *\nDisallow: /\n", "/"));
    }

    #[test]
    fn a_long_robots_txt_is_read_up_to_the_limit_and_a_long_rule_up_to_its_first_wildcard() {
        let long = format!("User-agent: *\nDisallow: /a\n{}", "# x\n".repeat(READ_BYTES / 4));
        assert!(!allows(&long, "/a/1") && allows(&long, "/b"));
        let rule = format!("User-agent: *\nDisallow: /c/{}$\nAllow: /d\n", "*a".repeat(20_000));
        assert!(!allows(&rule, "/c/1") && allows(&rule, "/b"));
    }

    #[test]
    fn a_delay_is_followed_within_bounds() {
        let delay = |text: &str| {
            Rules::parse(text.as_bytes()).expect("rules").delay(Duration::from_secs(1)).as_secs()
        };
        assert_eq!(delay("User-agent: *\nCrawl-delay: 5"), 5);
        assert_eq!(delay("User-agent: *\nCrawl-delay: 0.1"), 1);
        assert_eq!(delay("User-agent: *\nCrawl-delay: 86400"), 30);
        assert_eq!(delay("User-agent: *\nCrawl-delay: -3"), 1);
        assert_eq!(delay("User-agent: other\nCrawl-delay: 9"), 1);
    }

    proptest::proptest! {
        #[test]
        fn no_robots_txt_panics(text in "(User-agent:|Disallow:|Allow:|Crawl-delay:|\\*|\\$|/|\n| |\\PC){0,60}", path in "/([a-z*$.?%][a-z*$/.?%]{0,20})?") {
            if let Some(rules) = Rules::parse(text.as_bytes()) {
                let url = Url::parse("https://a.pl").and_then(|url| url.join(&path)).expect("an address");
                let _ = (rules.allow(&url), rules.delay(Duration::ZERO));
            }
        }
    }
}

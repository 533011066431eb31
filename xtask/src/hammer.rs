//! `cargo xtask hammer`: the long form of tests that `cargo xtask test` runs short.

use crate::step::{self, cargo};

/// How often the server is killed when nobody says otherwise.
const KILLS: u32 = 1000;

/// How many commands each of 64 clients sends.
const COMMANDS: u32 = 200;

/// How long clients send commands to several servers when nobody says otherwise.
const SECONDS: u32 = 60;

/// One long test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hammer {
    /// The server is killed under eight writers.
    Kill {
        /// How often.
        times: u32,
    },
    /// The disk fills up under a running server.
    Full,
    /// Three writers with 64 clients share one ledger in one file.
    Writers,
    /// Three servers on one PostgreSQL, 64 clients; a server is paused, one is killed, and so is PostgreSQL.
    Nodes {
        /// How long.
        seconds: u32,
    },
}

impl Hammer {
    /// Reads the words after `hammer`; what is not understood otherwise.
    pub fn parse(words: &[&str]) -> Result<Self, String> {
        match words {
            ["kill"] => Ok(Self::Kill { times: KILLS }),
            ["kill", "--times", times] => match times.parse() {
                Ok(times) if times > 0 => Ok(Self::Kill { times }),
                _ => Err((*times).to_owned()),
            },
            ["full"] => Ok(Self::Full),
            ["writers"] => Ok(Self::Writers),
            ["nodes"] => Ok(Self::Nodes { seconds: SECONDS }),
            ["nodes", "--seconds", seconds] => match seconds.parse() {
                Ok(seconds) if seconds > 0 => Ok(Self::Nodes { seconds }),
                _ => Err((*seconds).to_owned()),
            },
            _ => Err(format!("hammer {}", words.join(" "))),
        }
    }

    /// Runs it, its account shown as it comes.
    pub fn run(self) -> Result<(), String> {
        let (package, test, times) = match self {
            Self::Kill { times } => ("probity", "kill::", times),
            Self::Full => ("probity", "full::", 1),
            Self::Writers => ("probity-store", "nodes::", COMMANDS),
            Self::Nodes { seconds } => ("probity", "nodes::", seconds),
        };
        let words = [
            "test",
            "--package",
            package,
            "--test",
            "it",
            "--",
            "--nocapture",
            test,
        ];
        let mut command = cargo(&words);
        command.env("PROBITY_HAMMER", times.to_string());
        step::run(command)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_a_hammer() {
        let check = |words: &[&str], expected: Result<Hammer, &str>| {
            assert_eq!(Hammer::parse(words), expected.map_err(str::to_owned), "{words:?}");
        };
        check(&["kill"], Ok(Hammer::Kill { times: 1000 }));
        check(&["kill", "--times", "5"], Ok(Hammer::Kill { times: 5 }));
        check(&["full"], Ok(Hammer::Full));
        check(&["kill", "--times", "0"], Err("0"));
        check(&["kill", "--times", "many"], Err("many"));
        check(&["writers"], Ok(Hammer::Writers));
        check(&["nodes"], Ok(Hammer::Nodes { seconds: 60 }));
        check(&["nodes", "--seconds", "10"], Ok(Hammer::Nodes { seconds: 10 }));
        check(&["nodes", "--seconds", "0"], Err("0"));
        check(&["nails"], Err("hammer nails"));
        check(&[], Err("hammer "));
    }
}

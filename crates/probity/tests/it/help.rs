//! The help of every command, and wrong usage.

use crate::sandbox::Sandbox;

/// Every command by the words that lead to its help.
const COMMANDS: &[&[&str]] = &[
    &[],
    &["serve"],
    &["demo"],
    &["import"],
    &["discover"],
    &["undo"],
    &["export"],
    &["list"],
    &["show"],
    &["history"],
    &["create"],
    &["set"],
    &["move"],
    &["comment"],
    &["archive"],
    &["merge"],
    &["erase"],
    &["proof"],
    &["verify"],
    &["key"],
    &["fsck"],
    &["backup"],
    &["restore"],
    &["workspace"],
    &["workspace", "list"],
    &["workspace", "create"],
    &["workspace", "export"],
    &["workspace", "import"],
    &["user"],
    &["user", "set-password"],
    &["user", "list"],
    &["token"],
    &["token", "create"],
    &["token", "list"],
    &["token", "revoke"],
    &["completions"],
];

/// The options of every command are told once, at the end of each help: they are cut here.
#[test]
fn help_is_as_it_was_looked_at() {
    let sandbox = Sandbox::new();
    let mut all = String::new();
    for words in COMMANDS {
        let ran = sandbox.run(&[words, &["--help"][..]].concat()).expect(0);
        let own = if words.is_empty() {
            ran.stdout.as_str()
        } else {
            ran.stdout
                .split("Options of every command:")
                .next()
                .unwrap_or_default()
        };
        all += &format!("$ probity {} --help\n{}\n", words.join(" "), own.trim_end());
        all += "\n";
    }
    insta::assert_snapshot!("help", all);
}

#[test]
fn every_command_is_in_the_list_above() {
    let help = Sandbox::new().run(&["--help"]).expect(0).stdout;
    let listed = help
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty());
    let names: Vec<&str> = listed
        .filter_map(|line| line.strip_prefix("  ")?.split_whitespace().next())
        .filter(|name| !name.is_empty())
        .collect();
    for name in names
        .iter()
        .filter(|name| **name != "help" && help.contains(&format!("\n  {name} ")))
    {
        assert!(
            COMMANDS.iter().any(|words| words.first() == Some(name)),
            "`{name}` is missing"
        );
    }
}

#[test]
fn completions_are_written_for_every_shell() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = Sandbox::new().run(&["completions", shell]).expect(0);
        assert!(ran.stdout.contains("set-password"), "{shell}");
    }
}

#[track_caller]
fn check_usage(args: &[&str]) {
    let ran = Sandbox::new().run(args).expect(2);
    assert!(ran.stderr.starts_with("error: "), "{ran:?}");
    assert_eq!(ran.stdout, "", "{ran:?}");
}

#[test]
fn wrong_usage_is_exit_code_2() {
    check_usage(&["nonsense"]);
    check_usage(&["list", "nosuchkind"]);
    check_usage(&["list", "system", "--filter", "owner ="]);
    check_usage(&["list", "system", "--as-of", "yesterday-ish"]);
    check_usage(&["list", "system", "--workspace", "No Such"]);
    check_usage(&["set", "SYS-1", "no-equals-sign"]);
    check_usage(&["proof", "SYS-1"]);
    check_usage(&["export", "--kind", "system", "--format", "pdf"]);
    check_usage(&["erase", "PER-1", "--reason", "asked"]);
    check_usage(&["verify", "a.json", "--key", "k"]);
    check_usage(&["serve", "--listen", "nonsense"]);
    check_usage(&["serve", "--url", "http://127.0.0.1:1"]);
    check_usage(&["list", "system", "--url", "ftp://127.0.0.1"]);
    check_usage(&["demo", "--systems", "0"]);
}

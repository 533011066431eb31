//! Checking a proof: in the page by the browser, or elsewhere by commands that need nothing of ours.

use maud::{Markup, html};

use crate::desk::Desk;

/// The pair of files of one entry.
pub struct Files<'a> {
    /// What they are called without their endings.
    pub name: &'a str,
    /// The address of the proof.
    pub proof: String,
    /// The address of the entry.
    pub entry: String,
}

/// The check, its files and the commands. The script draws its steps into the list.
pub fn check(desk: &Desk, files: &Files<'_>) -> Markup {
    let key = desk.ctx.workspace.verifier_key();
    html! {
        section.verify #check data-verify="" data-proof=(files.proof) data-entry=(files.entry) data-growth=(desk.href("/ledger/growth")) {
            h2 { "Check it here" }
            p { "Your browser fetches the entry and its proof, computes every hash itself, and checks the signature. The server’s word is not needed, only the ledger’s key." }
            label { "The ledger’s key" input.key type="text" name="key" value=(key) spellcheck="false" autocomplete="off"; }
            p.note { "This is the key that this server shows. Put in the one that you keep elsewhere, if you have it: then a server that lies about its key is found out too. The script comes from this server as well; whoever does not want to trust even that uses the commands below." }
            noscript { p.note { "This needs script, which is switched off in your browser. The commands below do the same." } }
            p { button.primary type="button" data-run="" hidden { "Check it in this browser" } }
            ol.steps {}
            p.verdict role="status" {}
        }
        section #elsewhere {
            h2 { "Check it elsewhere" }
            ul.plain {
                li { a href=(files.proof) download="" { (files.name) ".tlog-proof" } span.note { " the proof (C2SP tlog-proof): a place in the ledger, some hashes, and a signed statement" } }
                li { a href=(files.entry) download="" { (files.name) ".json" } span.note { " the entry it is about, with what it says" } }
            }
            p { "Keep both in one folder. With Probity’s own command, which needs no server:" }
            pre { "probity verify " (files.name) ".tlog-proof --key '" (key) "'" }
            p { "With nothing of ours, by the short scripts in " code { "docs/guide/verify" } ":" }
            pre { "python3 verify.py " (files.name) ".tlog-proof " (files.name) ".json --key '" (key) "'\n./verify " (files.name) ".tlog-proof " (files.name) ".json --key '" (key) "'" }
        }
    }
}

//! What was erased is nowhere in the data folder, and everything else stands as before.

use std::path::Path;

use probity_app::operations::erase::{Erased, Erasure, erase};
use probity_app::operations::export::{Export, Format, export};
use probity_app::operations::fsck::fsck_open;
use probity_app::operations::proof::{Proof, proof_of_entry};
use probity_app::operations::verify::{Verdict, verify};
use probity_app::operations::workspace_export::workspace_export;
use probity_app::ports::operational::{
    AccountId, Draft, ImportStaging, IssuedFile, IssuedKind, SavedMapping, SavedView, StagingState,
};
use probity_core::envelope::Envelope;
use probity_core::patch::Patch;
use probity_core::register::FOLD_VERSION;
use probity_core::rules::Command;
use serde_json::json;

use crate::server::{Server, all_files, main};

/// Word `number` of those that were planted; found nowhere by chance.
pub fn planted(number: usize) -> String {
    format!("Quillon-{number:02}-Ödegård")
}

pub const PLANTED: usize = 20;

/// Plants words 0 to 13 in the records, 14 to 19 beside the ledger. Gives the person.
pub fn plant(server: &Server) -> String {
    let field = |of_kind: &str, name: &str| {
        let patch = Patch::set_one("name", name)
            .with("label", name)
            .with("of_kind", of_kind);
        server.create("custom_field", patch.with("type", "long_text"))
    };
    let (hobby, contact) = (field("person", "hobby"), field("use_case", "phone_of_contact"));
    let ids = json!([{"source": "hr", "id": planted(3)}]);
    let first = Patch::set_one("name", planted(0)).with("job_title", planted(1));
    let id = server.create("person", first.with("outside_ids", ids).with(&hobby, planted(4)));
    server.revise(
        &id,
        Patch::set_one("name", planted(2)).with("email", "quillon-05@example.org"),
    );
    server.revise(
        &id,
        Patch::set_one("name", planted(6))
            .with("job_title", planted(7))
            .with(&hobby, planted(8)),
    );
    for number in 9..11 {
        let text = format!("called about {}", planted(number));
        server
            .ctx()
            .submit(Command::Comment { id: id.clone(), text })
            .unwrap();
    }
    // Other records that speak of the person, in their newest state and in their past.
    let use_case = Patch::set_one("name", "Drafting")
        .with("owner", id.as_str())
        .with(&contact, planted(11));
    server.create("use_case", use_case);
    let past = server.create(
        "vendor",
        Patch::set_one("name", "Example Ltd").with("contact", planted(12)),
    );
    server.revise(&past, Patch::set_one("contact", "front desk"));
    let mapping = format!(r#"{{"values":{{"{}":"{id}"}}}}"#, planted(6));
    server.create(
        "import",
        Patch::set_one("name", "people.csv")
            .with("mapping", mapping)
            .with("rows", 1),
    );
    server.create(
        "system",
        Patch::set_one("name", "Assistant").with("description", planted(13)),
    );
    plant_beside(server, &id);
    let ctx = server.ctx();
    let register = &ctx.view().register;
    let name = format!(
        "{:012}-f{FOLD_VERSION}-{}",
        register.size(),
        &register.state_hash()[..16]
    );
    ctx.workspace
        .snapshots()
        .write(&name, &register.to_snapshot())
        .unwrap();
    id
}

fn plant_beside(server: &Server, id: &str) {
    let (operational, now) = (server.instance.operational(), server.instance.now());
    let draft = |key: &str, json: String| Draft {
        account: AccountId::local(),
        workspace: main(),
        key: key.to_owned(),
        json,
        updated: now,
    };
    operational
        .save_draft(&draft(
            &format!("edit:{id}"),
            json!({"name": planted(14)}).to_string(),
        ))
        .unwrap();
    operational
        .save_draft(&draft(
            "new:system",
            json!({"owner": planted(6), "note": planted(15)}).to_string(),
        ))
        .unwrap();
    operational
        .save_draft(&draft(
            "new:vendor",
            json!({"name": "unrelated draft"}).to_string(),
        ))
        .unwrap();
    let file = format!("name,mail\n{},{}\n", planted(6), planted(16));
    let blob = server.ctx().workspace.blobs().put(file.as_bytes()).unwrap();
    let staging = ImportStaging {
        id: "0123".to_owned(),
        workspace: main(),
        account: AccountId::local(),
        file_name: format!("{}.csv", planted(17)),
        blob,
        mapping: None,
        state: StagingState::Uploaded,
        created: now,
    };
    operational.create_staging(&staging).unwrap();
    let mapping = format!(r#"{{"{}":"{}"}}"#, planted(2), planted(18));
    operational
        .save_mapping(&SavedMapping {
            workspace: main(),
            name: "people".to_owned(),
            json: mapping,
            updated: now,
        })
        .unwrap();
    let query = format!(
        "q={}&name={}",
        planted(0).replace('Ö', "%C3%96").replace('å', "%C3%A5"),
        planted(19)
    );
    let view = SavedView {
        id: "0123".to_owned(),
        account: AccountId::local(),
        workspace: main(),
        list: "person".to_owned(),
        name: "mine".to_owned(),
        query,
        shared: true,
    };
    operational.save_view(&view).unwrap();
}

#[track_caller]
pub fn carry_out(server: &Server, id: &str) -> Erased {
    let erasure = Erasure {
        id: id.to_owned(),
        reason: "request of the person, 2026-03-02".to_owned(),
        everywhere: vec![planted(11), planted(12), planted(13)],
        ..Erasure::default()
    };
    erase(&server.ctx(), &**server.instance.operational(), &erasure).unwrap()
}

/// In which files a word stands, in any encoding that our databases and snapshots use.
pub fn holders(root: &Path, word: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| bytes.windows(word.len()).any(|part| part == word.as_bytes());
    let files = all_files(root).into_iter().filter(|(_, bytes)| holds(bytes));
    files.map(|(path, _)| path.display().to_string()).collect()
}

fn all_proofs(server: &Server) -> Vec<Proof> {
    let size = server.ctx().view().register.size();
    (0..size)
        .map(|index| proof_of_entry(&server.ctx(), index).unwrap())
        .collect()
}

#[test]
fn none_of_the_planted_words_is_left_and_every_proof_stays_valid() {
    let server = Server::new();
    let id = plant(&server);
    let words: Vec<String> = (0..PLANTED)
        .map(planted)
        .chain(["quillon-05@example.org".to_owned()])
        .collect();
    // Number 5 is the address of the e-mail.
    let words: Vec<String> = words.into_iter().filter(|word| *word != planted(5)).collect();
    assert_eq!(words.len(), PLANTED);
    for word in &words {
        assert_ne!(
            holders(&server.root(), word),
            Vec::<String>::new(),
            "`{word}` was not planted"
        );
    }
    let proofs = all_proofs(&server);
    let erased = carry_out(&server, &id);
    assert_eq!(erased.unfinished, Vec::<String>::new());
    for word in &words {
        assert_eq!(
            holders(&server.root(), word),
            Vec::<String>::new(),
            "`{word}` is left while the server runs"
        );
    }
    let key = server.ctx().workspace.verifier_key().to_owned();
    for proof in &proofs {
        let verdict = verify(&proof.tlog_proof, &proof.json, &key).unwrap();
        assert!(matches!(verdict, Verdict::Proven(_)), "{}", verdict.words());
    }
    let report = fsck_open(&server.ctx(), None, &mut |_| ()).unwrap();
    assert_eq!(report.problems, []);
    let live = server.ctx().view().register.state_hash();
    let server = server.restart();
    assert_eq!(
        server.ctx().view().register.state_hash(),
        live,
        "rebuilt from zero it is the same"
    );
    for word in &words {
        assert_eq!(
            holders(&server.root(), word),
            Vec::<String>::new(),
            "`{word}` is left after a restart"
        );
    }
    no_export_holds(&server, &words);
}

fn no_export_holds(server: &Server, words: &[String]) {
    let ctx = server.ctx();
    let view = ctx.view();
    let mut written = Vec::new();
    for (kind, _) in view.register.kinds().all() {
        let records: Vec<_> = view.register.records(kind).cloned().collect();
        for format in [Format::Csv, Format::NdJson] {
            written.extend(
                export(
                    &ctx,
                    &view,
                    &Export {
                        kind,
                        records: &records,
                        columns: &[],
                        format,
                    },
                )
                .unwrap(),
            );
        }
    }
    workspace_export(&ctx, &mut |_, bytes| {
        written.extend_from_slice(bytes);
        Ok(())
    })
    .unwrap();
    let written = String::from_utf8(written).unwrap();
    for word in words {
        assert!(!written.contains(word.as_str()), "`{word}` is in a new export");
    }
    assert!(written.contains("(erased)"));
}

#[test]
fn what_is_not_about_the_person_stays_and_the_rest_is_listed() {
    let server = Server::new();
    let id = plant(&server);
    let note = server.create(
        "vendor",
        Patch::set_one("name", "Bureau").with("exit_plan", format!("ask {}", planted(6))),
    );
    let issued = IssuedFile {
        workspace: main(),
        at: server.instance.now(),
        kind: IssuedKind::Export,
        name: "people.csv".to_owned(),
        actor: "PER-1".to_owned(),
    };
    server.instance.operational().record_issued(&issued).unwrap();
    let evidence = server
        .ctx()
        .workspace
        .blobs()
        .put(format!("minutes with {}", planted(6)).as_bytes())
        .unwrap();
    let file = json!({"sha256": evidence.to_string(), "name": "minutes.txt", "size": 10});
    server.create("evidence", Patch::set_one("name", "Minutes").with("file", file));
    let erased = carry_out(&server, &id);
    assert_eq!(erased.mentions, [note]);
    assert_eq!(
        erased.others,
        ["IPT-1", "SYS-1", "USE-1", "VEN-1"].map(str::to_owned).to_vec()
    );
    assert_eq!(erased.files_with_mentions, [evidence.to_string()]);
    assert_eq!(erased.files.len(), 1, "the staged file");
    assert_eq!(
        (
            erased.traces.drafts,
            erased.traces.stagings,
            erased.traces.mappings,
            erased.traces.views
        ),
        (2, 1, 1, 1)
    );
    let names: Vec<&str> = erased.issued.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["people.csv"]);
    let ctx = server.ctx();
    let view = ctx.view();
    let title = |id: &str| view.register.find(id).unwrap().title().to_owned();
    assert_eq!(
        (
            title(&id).as_str(),
            title("SYS-1").as_str(),
            title("VEN-1").as_str()
        ),
        ("(erased)", "Assistant", "Example Ltd")
    );
    let vendor = view.register.find("VEN-1").unwrap();
    assert_eq!(
        view.register
            .value(vendor, "contact")
            .map(|value| format!("{value:?}")),
        Some("Text(\"front desk\")".to_owned())
    );
    let owner = view.register.find("USE-1").unwrap();
    assert!(
        view.register.value(owner, "owner").is_some(),
        "what the person did stays theirs, by number"
    );
    let drafts = server
        .instance
        .operational()
        .drafts(&AccountId::local(), &main())
        .unwrap();
    assert_eq!(
        drafts.iter().map(|draft| draft.key.as_str()).collect::<Vec<_>>(),
        ["new:vendor"]
    );
}

#[test]
fn an_erasure_is_itself_an_entry_and_says_nothing_of_what_was_erased() {
    let server = Server::new();
    let id = plant(&server);
    let before = server.ctx().view().register.size();
    let erased = carry_out(&server, &id);
    let entries = server.ctx().workspace.store().entries(before..u64::MAX).unwrap();
    let verbs: Vec<&str> = entries
        .iter()
        .map(|entry| Envelope::parse(&entry.leaf).unwrap().verb.label())
        .collect();
    assert_eq!(verbs, ["erased", "restated"].repeat(5));
    let first = String::from_utf8(entries[0].content.clone().unwrap().payload).unwrap();
    assert!(
        first.contains("request of the person") && first.contains("\"erased\":["),
        "{first}"
    );
    // Three revisions and two remarks of the person, four other records.
    assert_eq!(erased.entries, 9);
}

#[test]
fn refused_erasures_remove_nothing() {
    let server = Server::new();
    let id = plant(&server);
    let operational = &**server.instance.operational();
    let refused = |erasure: &Erasure| {
        erase(&server.ctx(), operational, erasure)
            .unwrap_err()
            .to_string()
    };
    let asked = Erasure {
        id: id.clone(),
        reason: "asked for".to_owned(),
        ..Erasure::default()
    };
    for (erasure, words) in [
        (
            Erasure {
                id: "PER-99".to_owned(),
                ..asked.clone()
            },
            "no record `PER-99`",
        ),
        (
            Erasure {
                id: "SYS-1".to_owned(),
                ..asked.clone()
            },
            "name the fields that go",
        ),
        (
            Erasure {
                fields: vec!["colour".to_owned()],
                ..asked.clone()
            },
            "no field `colour`",
        ),
        (
            Erasure {
                reason: " ".to_owned(),
                ..asked.clone()
            },
            "needs a reason",
        ),
        (
            Erasure {
                reason: format!("asked for by {}", planted(6)),
                ..asked.clone()
            },
            "the reason holds words that are to be erased",
        ),
    ] {
        let error = refused(&erasure);
        assert!(error.contains(words), "{error}");
    }
    assert_eq!(operational.stagings(&main()).unwrap().len(), 1);
    assert_ne!(holders(&server.root(), &planted(6)), Vec::<String>::new());
}

#[test]
fn what_left_the_house_is_forgotten_with_its_workspace() {
    let server = Server::new();
    let operational = server.instance.operational();
    let file = |name: &str, kind| IssuedFile {
        workspace: main(),
        at: server.instance.now(),
        kind,
        name: name.to_owned(),
        actor: "PER-1".to_owned(),
    };
    let files: Vec<IssuedFile> = IssuedKind::ALL
        .into_iter()
        .map(|kind| file(kind.as_str(), kind))
        .collect();
    for file in &files {
        operational.record_issued(file).unwrap();
    }
    assert_eq!(operational.issued_files(&main()).unwrap(), files);
    assert_eq!(operational.issued_files(&"other".parse().unwrap()).unwrap(), []);
    operational.unregister_workspace(&main()).unwrap();
    assert_eq!(operational.issued_files(&main()).unwrap(), []);
}

//! `probity proof`.

use std::path::PathBuf;
use std::process::ExitCode;

use probity_api::operations::{Proof, ProofRequest};
use serde::Serialize;

use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::{CliError, CliResult};
use crate::output::Output;

/// Write the proof that one entry is in the ledger.
///
/// Writes NAME.tlog-proof (C2SP tlog-proof) and NAME.json (envelope, payload, salt). Both can be
/// checked without this server: `probity verify`, or the programs in docs/guide/verify.
///
/// Example: probity proof SYS-12 --revision 3 -o sys-12
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    /// The record.
    #[arg(required_unless_present = "entry", conflicts_with = "entry")]
    id: Option<String>,
    /// Its revision; the newest when none is given.
    #[arg(long, value_name = "N", requires = "id")]
    revision: Option<u32>,
    /// Place of an entry in the ledger, in place of a record.
    #[arg(long, value_name = "INDEX")]
    entry: Option<u64>,
    /// Name of the two files, without ending.
    #[arg(short, long, value_name = "NAME")]
    output: PathBuf,
}

#[derive(Serialize)]
struct Written {
    id: String,
    revision: u32,
    index: u64,
    files: [String; 2],
}

/// Writes the pair of files.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    let connection = Connection::open(globals, Missing::Refuse)?;
    let request = ProofRequest {
        id: args.id,
        revision: args.revision,
        index: args.entry,
    };
    let proof = connection.call::<Proof>("proving", request)?;
    let named = |ending: &str| {
        let mut name = args.output.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    let files = [
        (named(".tlog-proof"), &proof.tlog_proof),
        (named(".json"), &proof.json),
    ];
    for (path, text) in &files {
        std::fs::write(path, text).map_err(|error| CliError::file("write", path, &error))?;
    }
    let written = Written {
        id: proof.id,
        revision: proof.revision,
        index: proof.index,
        files: files.map(|(path, _)| path.display().to_string()),
    };
    output.answer(&written, || {
        let Written {
            id,
            revision,
            index,
            files,
        } = &written;
        format!(
            "entry {index}, `{id}` revision {revision}: {} and {}",
            files[0], files[1]
        )
    })?;
    Ok(ExitCode::SUCCESS)
}

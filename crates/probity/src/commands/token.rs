//! `probity token`.

use std::process::ExitCode;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use probity_api::operations::{
    CreateToken, ListTokens, RevokeToken, TokenListed, TokenRequest, TokenRevocation, TokensRequest,
};

use crate::cli::Globals;
use crate::connection::{Connection, Missing};
use crate::error::CliResult;
use crate::output::{Output, table};

/// Make, list and revoke tokens with which programs act.
///
/// A token only says who calls: it does what the person of its account may do in each workspace, no
/// more. It is shown once, when it is made; only its hash is kept.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Make a token and print it, this once.
    ///
    /// Here, or as the administrator of a server, an account that is not there is made with it. Such an
    /// account has no password: it holds tokens and cannot sign in. Give the person or machine it stands
    /// for a record: `probity create person name=Sync account=sync`, and a role.
    ///
    /// Example: probity token create "nightly sync" --for sync --expires 2027-01-01
    #[command(verbatim_doc_comment)]
    Create {
        /// Which program uses it; unique for the account.
        name: String,
        /// The account it acts for, by the name to sign in with. [default: your own; here, `admin`]
        #[arg(long = "for", value_name = "LOGIN")]
        login: Option<String>,
        /// The day with whose end (UTC) it ends, or a moment such as `2027-01-01T12:00:00Z`; never when
        /// left out.
        #[arg(long, value_name = "WHEN", value_parser = moment)]
        expires: Option<Timestamp>,
    },
    /// List the tokens of an account by name. What they are is not kept.
    ///
    /// Example: probity token list --for sync
    #[command(verbatim_doc_comment)]
    List {
        /// The account, by the name to sign in with. [default: your own; here, `admin`]
        #[arg(long = "for", value_name = "LOGIN")]
        login: Option<String>,
    },
    /// Revoke a token by its name. It opens nothing from then on.
    ///
    /// Example: probity token revoke "nightly sync" --for sync
    #[command(verbatim_doc_comment)]
    Revoke {
        /// What it is called.
        name: String,
        /// The account, by the name to sign in with. [default: your own; here, `admin`]
        #[arg(long = "for", value_name = "LOGIN")]
        login: Option<String>,
    },
}

/// Makes, lists or revokes.
pub fn run(globals: &Globals, args: Args, output: Output) -> CliResult {
    match args.action {
        Action::Create { name, login, expires } => {
            let connection = Connection::open(globals, Missing::Make)?;
            let request = TokenRequest { name, login, expires };
            let made = connection.call::<CreateToken>("making a token", request)?;
            if made.account_made {
                output.note(format!(
                    "the account `{}` was made: it has no password, so it cannot sign in",
                    made.login
                ));
            }
            output.note(format!(
                "this is shown once; `{}` acts for `{}`{}",
                made.name,
                made.login,
                made.expires
                    .map(|expires| format!(" until {expires}"))
                    .unwrap_or_default()
            ));
            output.answer(&made, || made.token.clone())?;
        }
        Action::List { login } => {
            let connection = Connection::open(globals, Missing::Refuse)?;
            let answer = connection.call::<ListTokens>("listing", TokensRequest { login })?;
            output.answer(&answer, || {
                let row = |token: &TokenListed| {
                    let expires = token.expires.map(|expires| expires.to_string());
                    vec![
                        token.name.clone(),
                        token.created.to_string(),
                        expires.unwrap_or_else(|| "never".to_owned()),
                    ]
                };
                let heads = ["Name", "Made", "Ends"].map(str::to_owned);
                table(&heads, &answer.tokens.iter().map(row).collect::<Vec<_>>())
            })?;
        }
        Action::Revoke { name, login } => {
            let connection = Connection::open(globals, Missing::Refuse)?;
            let answer = connection.call::<RevokeToken>("revoking", TokenRevocation { name, login })?;
            output.answer(&answer, || {
                format!("`{}` of `{}` opens nothing any more", answer.name, answer.login)
            })?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn moment(text: &str) -> Result<Timestamp, String> {
    let unfit =
        |_| format!("`{text}` is neither a day nor a moment: write `2027-01-01` or `2027-01-01T12:00:00Z`");
    if let Ok(day) = text.parse::<Date>()
        && text.len() == 10
    {
        let end = day
            .tomorrow()
            .and_then(|next| next.to_zoned_datetime(TimeZone::UTC));
        return end.map(|end| end.timestamp()).map_err(unfit);
    }
    text.parse::<Timestamp>().map_err(unfit)
}

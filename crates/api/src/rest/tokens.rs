//! Tokens of the caller, and of others for the administrator; accounts.

use jiff::Timestamp;
use probity_app::operations::tokens::account_of_login;
use schemars::JsonSchema;
use serde::Deserialize;

use super::call::{Call, failed};
use super::endpoint::{Access, Answer, AnswerHeader, Body, Endpoint, Method, Tag, json, json_content};
use super::reply::{Reply, encode};
use crate::operations::{
    CreateToken, ListTokens, ListUsers, Nothing, Operation as _, PasswordSet, RevokeToken, SetPassword,
    SetPasswordRequest, TokenCreated, TokenRequest, TokenRevocation, Tokens, TokensRequest, Users,
};
use crate::problem::{self as problems, Problem};

const MADE: &[Answer] = &[Answer {
    status: 201,
    about: "The token, which is shown this once.",
    content: &[json_content::<TokenCreated>()],
    headers: &[AnswerHeader::Location],
}];
const LISTED: &[Answer] = &[Answer {
    status: 200,
    about: "The tokens by name. What they are is not kept.",
    content: &[json_content::<Tokens>()],
    headers: &[],
}];
const GONE: &[Answer] = &[Answer {
    status: 204,
    about: "It no longer opens anything.",
    content: &[],
    headers: &[],
}];

macro_rules! endpoint {
    ($method:ident $path:literal $id:literal $summary:literal $about:literal $body:expr, $answers:expr, $problems:expr, $run:expr) => {
        Endpoint {
            method: Method::$method,
            path: $path,
            id: $id,
            tag: Tag::Server,
            summary: $summary,
            about: $about,
            access: Access::Token,
            query: &[],
            headers: &[],
            body: $body,
            answers: $answers,
            problems: $problems,
            run: $run,
        }
    };
}

const NEW: Body = json::<NewToken>(r#"{"name": "nightly sync", "expires": "2030-01-01T00:00:00Z"}"#);

pub(super) const ENDPOINTS: &[Endpoint] = &[
    endpoint!(Get "/tokens" "listTokens" "List the caller's tokens" "" Body::None, LISTED, &[], |call| list(call, None)),
    endpoint!(Post "/tokens" "createToken" "Make a token for the caller" "It does what the caller may do, no more, and is shown once." NEW, MADE, &[], |call| create(call, None)),
    endpoint!(Delete "/tokens/{name}" "revokeToken" "Revoke a token of the caller" "" Body::None, GONE, &[problems::NOT_FOUND], |call| revoke(call, None)),
    endpoint!(Get "/accounts" "listAccounts" "List the accounts of the server" "For the administrator of the server." Body::None, &[Answer {
        status: 200,
        about: "The accounts, sorted by login name.",
        content: &[json_content::<Users>()],
        headers: &[],
    }], &[problems::NOT_ALLOWED], accounts),
    endpoint!(Put "/accounts/{login}/password" "setPassword" "Set the password of an account" "The account is made when there is none. Its sessions end. For the administrator of the server." json::<Password>(r#"{"password": "four plain grey words"}"#), &[Answer {
        status: 200,
        about: "The password is set.",
        content: &[json_content::<PasswordSet>()],
        headers: &[],
    }], &[], set_password),
    endpoint!(Get "/accounts/{login}/tokens" "listTokensOfAccount" "List the tokens of an account" "For the administrator of the server." Body::None, LISTED, &[problems::NOT_FOUND, problems::NOT_ALLOWED], |call| list(call, Some(call.part("login")))),
    endpoint!(Post "/accounts/{login}/tokens" "createTokenOfAccount" "Make a token for an account" "An account that is not there is made, without a password: it can hold tokens and cannot sign in. For the administrator of the server." NEW, MADE, &[], |call| create(call, Some(call.part("login")))),
    endpoint!(Delete "/accounts/{login}/tokens/{name}" "revokeTokenOfAccount" "Revoke a token of an account" "For the administrator of the server." Body::None, GONE, &[problems::NOT_FOUND], |call| revoke(call, Some(call.part("login")))),
];

/// A token that is to be made.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct NewToken {
    /// Which program uses it; unique for the account.
    #[schemars(length(min = 1, max = 100))]
    name: String,
    /// When it ends (RFC 3339); never when left out.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "date-time"))]
    expires: Option<Timestamp>,
}

/// A password.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Password {
    /// At least twelve characters.
    #[schemars(length(min = 12, max = 1024))]
    password: String,
}

fn list(call: &Call<'_>, login: Option<&str>) -> Result<Reply, Problem> {
    known(call, login)?;
    let request = TokensRequest {
        login: login.map(str::to_owned),
    };
    Reply::json(&ListTokens::run(&call.scope()?, request)?)
}

fn create(call: &Call<'_>, login: Option<&str>) -> Result<Reply, Problem> {
    let asked: NewToken = call.json()?;
    let request = TokenRequest {
        name: asked.name,
        login: login.map(str::to_owned),
        expires: asked.expires,
    };
    let made = CreateToken::run(&call.scope()?, request)?;
    let name = encode(&made.name);
    let place = match login {
        None => format!("/api/v1/tokens/{name}"),
        Some(login) => format!("/api/v1/accounts/{}/tokens/{name}", encode(login)),
    };
    Ok(Reply::json(&made)?.created(&place))
}

fn revoke(call: &Call<'_>, login: Option<&str>) -> Result<Reply, Problem> {
    known(call, login)?;
    let request = TokenRevocation {
        name: call.part("name").to_owned(),
        login: login.map(str::to_owned),
    };
    RevokeToken::run(&call.scope()?, request)?;
    Ok(Reply::empty(204))
}

/// The administrator is told of an account that is not there; others are told that they may not ask.
fn known(call: &Call<'_>, login: Option<&str>) -> Result<(), Problem> {
    let Some(login) = login else { return Ok(()) };
    call.scope()?.administrator()?;
    account_of_login(&**call.state.instance().operational(), login)
        .map(drop)
        .map_err(failed)
}

fn accounts(call: &Call<'_>) -> Result<Reply, Problem> {
    Reply::json(&ListUsers::run(&call.scope()?, Nothing {})?)
}

fn set_password(call: &Call<'_>) -> Result<Reply, Problem> {
    let asked: Password = call.json()?;
    let request = SetPasswordRequest {
        login: call.part("login").to_owned(),
        password: asked.password,
    };
    Reply::json(&SetPassword::run(&call.scope()?, request)?)
}

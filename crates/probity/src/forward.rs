//! Commands to the node that writes, over HTTP.

use std::time::Duration;

use probity_api::internal::SUBMIT;
use probity_app::Done;
use probity_app::ports::{Forward, ForwardError, Forwarded, Node};
use probity_app::workspace::sent::{SentAnswer, SentCommand};

/// A server that runs takes a connection within this time, whatever else it does.
const CONNECT: Duration = Duration::from_secs(1);
/// Connections that are kept to each node.
const CONNECTIONS_MAX: usize = 128;

/// The way to other nodes.
pub struct HttpForward {
    agent: ureq::Agent,
}

impl HttpForward {
    /// Past every proxy: nodes reach each other by their own addresses.
    pub fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .timeout_connect(Some(CONNECT))
            .max_idle_connections(CONNECTIONS_MAX)
            .max_idle_connections_per_host(CONNECTIONS_MAX);
        Self {
            agent: config.build().into(),
        }
    }
}

impl Forward for HttpForward {
    fn forward(&self, to: &Node, command: &Forwarded, patience: Duration) -> Result<Done, ForwardError> {
        let sent = self
            .agent
            .post(format!("{}{SUBMIT}", to.address))
            .config()
            .timeout_send_body(Some(patience))
            .timeout_recv_response(Some(patience))
            .timeout_recv_body(Some(patience))
            .build()
            .header("authorization", format!("Bearer {}", to.token))
            .send_json(SentCommand::from(command));
        let mut response = sent.map_err(|error| no_answer(&error))?;
        match response.status().as_u16() {
            200 => {}
            // Another server than the one that had the lease listens there now.
            401 | 404 => return Err(ForwardError::Elsewhere),
            status => {
                return Err(ForwardError::Unreached(format!(
                    "it answered with status {status}"
                )));
            }
        }
        let answer = response
            .body_mut()
            .with_config()
            .limit(u64::MAX)
            .read_json::<SentAnswer>();
        answer.map_err(|error| no_answer(&error))?.read()
    }
}

fn no_answer(error: &ureq::Error) -> ForwardError {
    use ureq::Timeout;
    match error {
        ureq::Error::Timeout(Timeout::SendBody | Timeout::RecvResponse | Timeout::RecvBody) => {
            ForwardError::Late
        }
        _ => ForwardError::Unreached(error.to_string()),
    }
}

//! As much of an HTTP/1.1 client as a load needs: one connection that is kept, no copies, no threads.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use crate::text;

/// How long an answer may take before the measurement is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// One kept connection.
pub struct Connection {
    address: SocketAddr,
    stream: BufReader<TcpStream>,
}

/// What the server sent back.
pub struct Answer {
    /// HTTP status code.
    pub status: u16,
    /// Names in lower case and values, in the order they came.
    pub headers: Vec<(String, String)>,
    /// The body, as it travelled.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Connection {
    /// Connects.
    pub fn open(address: SocketAddr) -> Result<Self, String> {
        let stream = TcpStream::connect(address).map_err(text)?;
        stream.set_nodelay(true).map_err(text)?;
        stream.set_read_timeout(Some(PATIENCE)).map_err(text)?;
        Ok(Self {
            address,
            stream: BufReader::with_capacity(64 * 1024, stream),
        })
    }

    /// Asks for an address; `headers` are whole lines, each with its end.
    pub fn get(&mut self, path: &str, headers: &str) -> Result<Answer, String> {
        let head = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{headers}\r\n", self.address);
        self.exchange(&head, b"")
    }

    /// Sends a body; `headers` are whole lines, each with its end.
    pub fn send(&mut self, method: &str, path: &str, headers: &str, body: &[u8]) -> Result<Answer, String> {
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncontent-length: {}\r\n{headers}\r\n",
            self.address,
            body.len()
        );
        self.exchange(&head, body)
    }

    fn exchange(&mut self, head: &str, body: &[u8]) -> Result<Answer, String> {
        let mut request = Vec::with_capacity(head.len() + body.len());
        request.extend_from_slice(head.as_bytes());
        request.extend_from_slice(body);
        self.stream.get_mut().write_all(&request).map_err(text)?;
        let answer = self.read()?;
        if answer.header("connection").is_some_and(|value| value == "close") {
            *self = Self::open(self.address)?;
        }
        Ok(answer)
    }

    fn read(&mut self) -> Result<Answer, String> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|code| code.parse().ok());
        let status = status.ok_or_else(|| format!("this is no answer of HTTP: `{first}`"))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
        };
        if answer.header("transfer-encoding") == Some("chunked") {
            while self.chunk(&mut answer.body)? {}
        } else if let Some(length) = answer.header("content-length") {
            answer.body.resize(length.parse().map_err(text)?, 0);
            self.stream.read_exact(&mut answer.body).map_err(text)?;
        }
        Ok(answer)
    }

    /// RFC 9112, section 7.1; whether more follows.
    fn chunk(&mut self, body: &mut Vec<u8>) -> Result<bool, String> {
        let line = self.line()?;
        let digits = line.split(';').next().unwrap_or_default().trim();
        let length = usize::from_str_radix(digits, 16).map_err(text)?;
        let from = body.len();
        body.resize(from + length, 0);
        self.stream.read_exact(&mut body[from..]).map_err(text)?;
        self.line()?;
        Ok(length > 0)
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).map_err(text)? == 0 {
            return Err("the server closed the connection in the middle".to_owned());
        }
        Ok(line.trim_end().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[track_caller]
    fn check(answer: &'static str, expected: (u16, &str)) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a client");
            let mut asked = [0; 4];
            stream.read_exact(&mut asked).expect("a request");
            stream.write_all(answer.as_bytes()).expect("the client reads");
            asked
        });
        let mut connection = Connection::open(address).expect("a server");
        let answer = connection.get("/", "").expect("an answer");
        let body = String::from_utf8(answer.body).expect("text");
        assert_eq!((answer.status, body.as_str()), expected);
        assert_eq!(&server.join().expect("it ends"), b"GET ");
    }

    #[test]
    fn answers_are_read_to_their_end() {
        check("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", (200, "abc"));
        check("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n", (404, ""));
        check(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\nA;x=1\r\n0123456789\r\n0\r\n\r\n",
            (200, "ab0123456789"),
        );
        check("HTTP/1.1 303 See Other\r\nlocation: /\r\n\r\n", (303, ""));
    }
}

//! Web pages: server-rendered, no third-party script, nothing inline.

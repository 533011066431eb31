//! A thread for what must not wait: it moves bytes and keeps time for callers that block.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

use crate::fault::Fault;

/// One such thread.
pub(crate) struct Background {
    // Taken only when this goes.
    runtime: Option<Runtime>,
}

impl Background {
    pub(crate) fn start(name: &str) -> Result<Self, Fault> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name(name)
            .enable_all()
            .build()
            .map_err(|error| Fault::Failed(format!("the system gives no thread for `{name}`: {error}")))?;
        Ok(Self {
            runtime: Some(runtime),
        })
    }

    /// Leaves a task to the thread.
    pub(crate) fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) -> Option<JoinHandle<()>> {
        self.runtime.as_ref().map(|runtime| runtime.spawn(task))
    }

    /// Waits for a future here, with the thread at hand for timers, sockets and new tasks.
    pub(crate) fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        let _inside = self.runtime.as_ref().map(Runtime::enter);
        wait(future)
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // Waiting for it is not allowed inside another runtime, and there is nothing to wait for.
            runtime.shutdown_background();
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Polls a future until it is done. Unlike a runtime's `block_on` it may be called anywhere, inside
/// another runtime too, where it holds up that thread as every call that blocks does.
fn wait<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(answer) => return answer,
            Poll::Pending => thread::park(),
        }
    }
}

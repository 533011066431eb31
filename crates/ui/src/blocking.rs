//! Work that waits for a disk runs beside the threads that answer.

use probity_app::AppError;

use crate::error::PageError;

/// Runs work on a thread where waiting is allowed.
pub async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, PageError>
where
    T: Send + 'static,
    E: Into<PageError> + Send + 'static,
{
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result.map_err(Into::into),
        Err(error) => Err(AppError::Internal(format!("a page ended early: {error}")).into()),
    }
}

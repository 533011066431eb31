//! The list of erasures, which lies beside the tables: a backup of them must not hold it.

use probity_app::ports::OperationalError;
use probity_app::ports::operational::{KeptErasure, KeptErasures};

use super::OperationalTables;

impl<T> KeptErasures for OperationalTables<T> {
    fn keep_erasure(&self, erasure: &KeptErasure) -> Result<(), OperationalError> {
        self.erasures.keep_erasure(erasure)
    }

    fn withdraw_erasure(&self, id: &str) -> Result<(), OperationalError> {
        self.erasures.withdraw_erasure(id)
    }

    fn kept_erasures(&self) -> Result<Vec<KeptErasure>, OperationalError> {
        self.erasures.kept_erasures()
    }
}

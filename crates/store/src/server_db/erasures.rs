//! The list of erasures, which lies beside the database: a backup of the database must not hold it.

use probity_app::ports::OperationalError;
use probity_app::ports::operational::erasures::ErasureLine;
use probity_app::ports::operational::{KeptErasure, KeptErasures};

use super::ServerDb;

impl KeptErasures for ServerDb {
    fn keep_erasure(&self, erasure: &KeptErasure) -> Result<(), OperationalError> {
        self.erasures.add(&ErasureLine::Erased(erasure.clone()))
    }

    fn withdraw_erasure(&self, id: &str) -> Result<(), OperationalError> {
        self.erasures.add(&ErasureLine::Withdrawn { id: id.to_owned() })
    }

    fn kept_erasures(&self) -> Result<Vec<KeptErasure>, OperationalError> {
        self.erasures.read()
    }
}

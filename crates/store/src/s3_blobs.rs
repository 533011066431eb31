//! Files in an S3 bucket, for servers on several machines that should not keep them in the database.

use std::fmt;
use std::sync::Arc;

use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use object_store::{Error, ObjectStore, ObjectStoreExt as _, PutMode, PutOptions, PutPayload};
use probity_app::ports::{BlobError, BlobHash, BlobProblem, Blobs, WorkspaceName};

use crate::background::Background;
use crate::fault::Fault;

/// A bucket, of which every workspace has a part of its own.
#[derive(Clone)]
pub struct S3Bucket {
    objects: Arc<dyn ObjectStore>,
    background: Arc<Background>,
    prefix: String,
}

impl S3Bucket {
    /// The bucket that the environment names: `PROBITY_S3_BUCKET`, with `PROBITY_S3_PREFIX` before every
    /// name in it; where it is and who asks by the usual `AWS_ENDPOINT_URL`, `AWS_REGION`,
    /// `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. `None` when no bucket is named.
    ///
    /// # Errors
    /// When these do not make a bucket.
    pub fn from_environment() -> Result<Option<Self>, BlobError> {
        let Ok(name) = std::env::var(crate::BUCKET_VARIABLE) else {
            return Ok(None);
        };
        let prefix = std::env::var("PROBITY_S3_PREFIX").unwrap_or_default();
        let bucket = AmazonS3Builder::from_env().with_bucket_name(name).build();
        let bucket =
            bucket.map_err(|error| BlobError::Failed(format!("the bucket cannot be used: {error}")))?;
        Self::over(Arc::new(bucket), &prefix).map(Some)
    }

    /// Any store of objects, with a prefix of names; of the same kind as a bucket for our purposes.
    ///
    /// # Errors
    /// When the system gives no thread for it.
    pub fn over(objects: Arc<dyn ObjectStore>, prefix: &str) -> Result<Self, BlobError> {
        let background = Background::start("s3").map_err(|fault| match fault {
            Fault::Failed(why) => BlobError::Failed(why),
            Fault::Full => BlobError::Full,
            Fault::Damaged { place, what } => BlobError::Failed(format!("{place}: {what}")),
        })?;
        Ok(Self {
            objects,
            background: Arc::new(background),
            prefix: prefix.trim_matches('/').to_owned(),
        })
    }

    /// The files of one workspace.
    pub fn blobs(&self, workspace: &WorkspaceName) -> S3Blobs {
        let folder = match self.prefix.as_str() {
            "" => workspace.to_string(),
            prefix => format!("{prefix}/{workspace}"),
        };
        S3Blobs {
            bucket: self.clone(),
            folder,
        }
    }
}

impl fmt::Debug for S3Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "S3Bucket({})", self.objects)
    }
}

/// The files of one workspace in a bucket, as `PREFIX/WORKSPACE/HASH`.
#[derive(Debug)]
pub struct S3Blobs {
    bucket: S3Bucket,
    folder: String,
}

impl S3Blobs {
    fn path(&self, hash: BlobHash) -> Path {
        Path::from(format!("{}/{hash}", self.folder))
    }

    fn wait<T>(&self, future: impl Future<Output = T>) -> T {
        self.bucket.background.wait(future)
    }

    /// The bytes as they are stored, `None` if there are none.
    async fn read(&self, hash: BlobHash) -> Result<Option<Vec<u8>>, Error> {
        match self.bucket.objects.get(&self.path(hash)).await {
            Ok(found) => Ok(Some(found.bytes().await?.to_vec())),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn write(&self, hash: BlobHash, bytes: &[u8], mode: PutMode) -> Result<(), Error> {
        let payload = PutPayload::from(bytes.to_vec());
        let (objects, path) = (&self.bucket.objects, self.path(hash));
        let put = objects.put_opts(&path, payload, PutOptions::from(mode));
        put.await.map(drop)
    }
}

impl Blobs for S3Blobs {
    fn put(&self, bytes: &[u8]) -> Result<BlobHash, BlobError> {
        let hash = BlobHash::of(bytes);
        let put = self.wait(async {
            match self.write(hash, bytes, PutMode::Create).await {
                Err(Error::AlreadyExists { .. }) => match self.read(hash).await? {
                    Some(stored) if stored == bytes => Ok(()),
                    _ => self.write(hash, bytes, PutMode::Overwrite).await,
                },
                other => other,
            }
        });
        put.map(|()| hash).map_err(|error| failed(&error))
    }

    fn get(&self, hash: BlobHash) -> Result<Vec<u8>, BlobError> {
        match self.wait(self.read(hash)).map_err(|error| failed(&error))? {
            None => Err(BlobError::Missing(hash)),
            Some(bytes) if BlobHash::of(&bytes) == hash => Ok(bytes),
            Some(_) => Err(BlobError::Damaged(hash)),
        }
    }

    fn exists(&self, hash: BlobHash) -> Result<bool, BlobError> {
        Ok(self.size(hash)?.is_some())
    }

    fn size(&self, hash: BlobHash) -> Result<Option<u64>, BlobError> {
        match self.wait(async { self.bucket.objects.head(&self.path(hash)).await }) {
            Ok(found) => Ok(Some(found.size)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(failed(&error)),
        }
    }

    fn list(&self) -> Result<Vec<BlobHash>, BlobError> {
        let folder = Path::from(self.folder.as_str());
        let found = self.wait(self.bucket.objects.list_with_delimiter(Some(&folder)));
        let found = found.map_err(|error| failed(&error))?;
        // Whatever else somebody laid there is not a blob.
        let names = found
            .objects
            .iter()
            .filter_map(|object| object.location.filename());
        let mut hashes: Vec<BlobHash> = names.filter_map(|name| name.parse().ok()).collect();
        hashes.sort_unstable();
        Ok(hashes)
    }

    fn delete(&self, hash: BlobHash) -> Result<bool, BlobError> {
        if !self.exists(hash)? {
            return Ok(false);
        }
        let deleted = self.wait(async { self.bucket.objects.delete(&self.path(hash)).await });
        match deleted {
            Ok(()) => Ok(true),
            Err(Error::NotFound { .. }) => Ok(false),
            Err(error) => Err(failed(&error)),
        }
    }

    fn verify_all(&self, report: &mut dyn FnMut(BlobHash, BlobProblem)) -> Result<u64, BlobError> {
        let hashes = self.list()?;
        for hash in &hashes {
            match self.wait(self.read(*hash)) {
                Ok(Some(bytes)) => {
                    let actual = BlobHash::of(&bytes);
                    if actual != *hash {
                        report(*hash, BlobProblem::Changed { actual });
                    }
                }
                // Removed since it was listed.
                Ok(None) => {}
                Err(error) => report(*hash, BlobProblem::Unreadable(error.to_string())),
            }
        }
        Ok(hashes.len() as u64)
    }
}

fn failed(error: &Error) -> BlobError {
    BlobError::Failed(format!("the bucket answered: {error}"))
}

//! What an archive holds: a description in JSON, and then the store's file.

use super::{
    BackupError,
    progress::Progress,
    seal::{Opener, Sealer},
};
use bubblechat_core::secret::ServiceSecret;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufReader, BufWriter, Read, Write},
    path::Path,
};

/// The longest description. Its files are a few kilobytes.
const DESCRIPTION_MAX_BYTES: u32 = 1024 * 1024;
/// How much is copied at a time.
const BLOCK_BYTES: usize = 64 * 1024;

/// What comes before the store.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Description {
    /// Unix milliseconds.
    pub(super) made_at_ms: i64,
    /// How many records the store has.
    pub(super) records: u64,
    pub(super) store_bytes: u64,
    /// The service secret.
    pub(super) secret: String,
    /// Other files of the data folder, by name.
    pub(super) files: BTreeMap<String, String>,
}

/// Writes an archive.
pub(super) fn write(
    to: File,
    passphrase: &SecretString,
    description: &Description,
    store: &Path,
    progress: &mut Progress,
) -> Result<(), BackupError> {
    let mut sealer = Sealer::new(BufWriter::new(to), passphrase)?;
    let text = serde_json::to_vec(description).map_err(io::Error::from)?;
    let length = u32::try_from(text.len()).ok().filter(|length| *length <= DESCRIPTION_MAX_BYTES);
    let length = length.ok_or_else(|| BackupError::Failed("the data folder's files are too long".to_owned()))?;
    sealer.write_all(&length.to_be_bytes())?;
    sealer.write_all(&text)?;
    copy(&mut File::open(store)?, description.store_bytes, progress, |block| sealer.write_all(block))?;
    let file = sealer.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(file.sync_all()?)
}

/// An archive whose description has been read.
pub(super) struct Archive {
    pub(super) description: Description,
    opener: Opener<BufReader<File>>,
}

impl Archive {
    pub(super) fn open(file: &Path, passphrase: &SecretString) -> Result<Self, BackupError> {
        let mut opener = Opener::new(BufReader::new(File::open(file)?), passphrase)?;
        let mut length = [0; 4];
        opener.read_exact(&mut length)?;
        let length = u32::from_be_bytes(length);
        if length > DESCRIPTION_MAX_BYTES {
            return Err(BackupError::Altered);
        }
        let mut text = vec![0; length as usize];
        opener.read_exact(&mut text)?;
        let description: Description = serde_json::from_slice(&text).map_err(|_| BackupError::Altered)?;
        serde_json::from_str::<ServiceSecret>(&description.secret).map_err(|_| BackupError::Altered)?;
        Ok(Self { description, opener })
    }

    /// Hands the store's bytes to `take`, and makes sure that the archive ends after them as it was written.
    pub(super) fn read_store(
        mut self,
        progress: &mut Progress,
        take: impl FnMut(&[u8]) -> io::Result<()>,
    ) -> Result<(), BackupError> {
        copy(&mut self.opener, self.description.store_bytes, progress, take)?;
        match self.opener.read(&mut [0])? {
            0 => Ok(()),
            _ => Err(BackupError::Altered),
        }
    }
}

fn copy(
    from: &mut impl Read,
    length: u64,
    progress: &mut Progress,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> Result<(), BackupError> {
    let (mut block, mut done) = (vec![0; BLOCK_BYTES], 0);
    while done < length {
        let wanted = usize::try_from(length - done).map_or(BLOCK_BYTES, |left| left.min(BLOCK_BYTES));
        from.read_exact(&mut block[..wanted])?;
        take(&block[..wanted])?;
        done += wanted as u64;
        progress.reached(done, length);
    }
    Ok(())
}

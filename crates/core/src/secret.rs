//! The service secret: the keys that sign sessions and tickets, tag API keys and seal provider keys.

use aws_sdk_secretsmanager::Client;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use rand::RngExt as _;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fmt, fs,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::OnceCell;

/// Keys for one purpose. The current key signs and seals; older keys still verify and open until they are removed, so keys can be rotated.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "StoredRing", into = "StoredRing")]
pub struct KeyRing {
    current: String,
    keys: BTreeMap<String, [u8; 32]>,
}

impl KeyRing {
    /// Creates a ring with one random key.
    pub fn generate() -> Self {
        Self { current: "1".to_owned(), keys: BTreeMap::from([("1".to_owned(), rand::rng().random())]) }
    }

    /// The id and the bytes of the current key.
    pub fn current(&self) -> (&str, &[u8; 32]) {
        (&self.current, &self.keys[&self.current])
    }

    /// All keys, in no particular order.
    pub fn all(&self) -> impl Iterator<Item = &[u8; 32]> {
        self.keys.values()
    }

    /// The key with that id.
    pub fn get(&self, id: &str) -> Option<&[u8; 32]> {
        self.keys.get(id)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").field("current", &self.current).finish_non_exhaustive()
    }
}

/// A ring as JSON: `{"current":"1","keys":{"1":"<base64url of 32 bytes>"}}`.
#[derive(Serialize, Deserialize)]
struct StoredRing {
    current: String,
    keys: BTreeMap<String, String>,
}

impl TryFrom<StoredRing> for KeyRing {
    type Error = String;
    fn try_from(stored: StoredRing) -> Result<Self, String> {
        let bytes = |text: &String| BASE64.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        let keys = stored
            .keys
            .iter()
            .map(|(id, text)| Some((id.clone(), bytes(text)?)))
            .collect::<Option<BTreeMap<_, _>>>()
            .ok_or("a key is not base64url of 32 bytes")?;
        if !keys.contains_key(&stored.current) {
            return Err("the current key is not among the keys".to_owned());
        }
        Ok(Self { current: stored.current, keys })
    }
}

impl From<KeyRing> for StoredRing {
    fn from(ring: KeyRing) -> Self {
        let keys = ring.keys.iter().map(|(id, bytes)| (id.clone(), BASE64.encode(bytes))).collect();
        Self { current: ring.current, keys }
    }
}

/// The service secret.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ServiceSecret {
    /// Signs operators' sessions.
    pub jwt: KeyRing,
    /// Signs tickets.
    pub ticket: KeyRing,
    /// Seals tenants' provider keys.
    pub master: KeyRing,
    /// Tags API keys, so that a made-up one is recognised without the store.
    pub key_tag: KeyRing,
}

impl ServiceSecret {
    /// Generates a secret with one key per purpose.
    pub fn generate() -> Self {
        let [jwt, ticket, master, key_tag] = [(); 4].map(|()| KeyRing::generate());
        Self { jwt, ticket, master, key_tag }
    }

    /// Adds the rings that a stored secret lacks, because an older version wrote it. `None` if it is complete.
    ///
    /// # Errors
    /// If the text is not a service secret.
    pub fn completed(text: &str) -> serde_json::Result<Option<String>> {
        let mut stored: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text)?;
        let whole = serde_json::to_value(Self::generate())?;
        let rings = whole.as_object().into_iter().flatten();
        // One that has none of them is something else.
        let is_ours = ["jwt", "ticket", "master"].iter().all(|name| stored.contains_key(*name));
        let missing: Vec<_> = rings.filter(|(name, _)| is_ours && !stored.contains_key(*name)).collect();
        let is_complete = missing.is_empty();
        stored.extend(missing.into_iter().map(|(name, ring)| (name.clone(), ring.clone())));
        let text = serde_json::to_string_pretty(&stored)?;
        serde_json::from_str::<Self>(&text)?;
        Ok((!is_complete).then_some(text))
    }
}

/// Why the secret could not be loaded.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// Secrets Manager did not answer or has no value.
    #[error("the service secret could not be read from Secrets Manager: {0}")]
    SecretsManager(String),
    /// The file could not be read or created.
    #[error("the service secret file {0} could not be read or created: {1}")]
    File(PathBuf, io::Error),
    /// The value is not a service secret.
    #[error("the service secret is malformed: {0}")]
    Malformed(String),
}

/// Where the secret lives.
#[derive(Debug, Clone)]
pub enum SecretSource {
    /// In Secrets Manager, under this ARN or name.
    SecretsManager {
        /// The client.
        client: Client,
        /// The secret's ARN or name.
        id: String,
    },
    /// In a file that only its owner can read; created if it is missing.
    File(PathBuf),
}

/// The secret, read on first use and kept.
#[derive(Debug, Clone)]
pub struct Secrets {
    source: SecretSource,
    loaded: Arc<OnceCell<ServiceSecret>>,
}

impl Secrets {
    /// Does not read the secret yet.
    pub fn new(source: SecretSource) -> Self {
        Self { source, loaded: Arc::default() }
    }

    /// Reads the secret before the first request needs it. If that fails, requests try again.
    pub async fn read_early(&self) {
        if let Err(error) = self.get().await {
            tracing::error!(%error, "the service secret could not be read yet");
        }
    }

    /// The secret.
    ///
    /// # Errors
    /// [`SecretError`]. The next call tries again.
    pub async fn get(&self) -> Result<&ServiceSecret, SecretError> {
        self.loaded.get_or_try_init(|| self.load()).await
    }

    async fn load(&self) -> Result<ServiceSecret, SecretError> {
        let text = match &self.source {
            SecretSource::SecretsManager { client, id } => {
                let failed = |cause: &dyn fmt::Display| SecretError::SecretsManager(cause.to_string());
                let value = client.get_secret_value().secret_id(id).send().await;
                let value =
                    value.map_err(|error| failed(&aws_sdk_secretsmanager::error::DisplayErrorContext(error)))?;
                value.secret_string.ok_or_else(|| failed(&"it has no text"))?
            }
            SecretSource::File(path) => read_or_make(path).map_err(|error| SecretError::File(path.clone(), error))?,
        };
        serde_json::from_str(&text).map_err(|error| SecretError::Malformed(error.to_string()))
    }
}

/// Reads the file, or creates it with a new secret. Two processes that start at once end up with the same file: the link fails for the second.
/// A secret that an older version wrote gets what it lacks.
fn read_or_make(path: &Path) -> io::Result<String> {
    match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Ok(text) => {
            let Ok(Some(completed)) = ServiceSecret::completed(&text) else { return Ok(text) };
            fs::rename(draft(path, &completed)?, path)?;
            return fs::read_to_string(path);
        }
        unreadable => return unreadable,
    }
    let draft = draft(path, &serde_json::to_string_pretty(&ServiceSecret::generate())?)?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => fs::read_to_string(path),
    }
}

/// Writes the text beside the file, readable for the owner alone.
fn draft(path: &Path, text: &str) -> io::Result<PathBuf> {
    let draft = path.with_extension(format!("{}.draft", uuid::Uuid::new_v4().simple()));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(draft)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[tokio::test]
    async fn the_file_is_created_once_and_is_private_to_its_owner() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret.json");
        let first = Secrets::new(SecretSource::File(path.clone()));
        let second = Secrets::new(SecretSource::File(path.clone()));
        let (a, b) = (first.get().await.expect("made"), second.get().await.expect("read"));
        assert_eq!(a.jwt.current(), b.jwt.current());
        let mode = std::fs::metadata(&path).expect("a file").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[tokio::test]
    async fn a_secret_of_an_older_version_gets_what_it_lacks_and_keeps_what_it_has() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret.json");
        let whole = ServiceSecret::generate();
        let mut older = serde_json::to_value(&whole).expect("JSON");
        older.as_object_mut().expect("an object").remove("key_tag");
        std::fs::write(&path, older.to_string()).expect("written");
        let [first, second] = [(); 2].map(|()| Secrets::new(SecretSource::File(path.clone())));
        let (first, second) = (first.get().await.expect("completed"), second.get().await.expect("read"));
        assert_eq!(first.master.current(), whole.master.current());
        assert_eq!(first.key_tag.current(), second.key_tag.current(), "it is kept");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
        assert!(ServiceSecret::completed(r#"{"user":"somebody"}"#).is_err());
        assert!(ServiceSecret::completed("somebody's password").is_err());
    }

    #[test]
    fn never_prints_its_keys() {
        let secret = ServiceSecret::generate();
        let stored = serde_json::to_string(&secret).expect("JSON");
        let key = BASE64.encode(secret.master.current().1);
        assert!(stored.contains(&key));
        assert!(!format!("{secret:?}").contains(&key));
    }

    #[test]
    fn refuses_a_ring_without_its_current_key() {
        let ring = r#"{"current":"2","keys":{"1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}}"#;
        assert!(serde_json::from_str::<KeyRing>(ring).is_err());
    }

    #[test]
    fn processes_that_start_at_once_share_one_secret() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("secret.json");
        let start = std::sync::Barrier::new(16);
        let texts: Vec<_> = std::thread::scope(|scope| {
            let process = || {
                start.wait();
                read_or_make(&path).expect("the secret")
            };
            let processes: Vec<_> = (0..16).map(|_| scope.spawn(process)).collect();
            processes.into_iter().map(|process| process.join().expect("it ends")).collect()
        });
        assert!(texts.iter().all(|text| *text == texts[0]));
    }

    #[test]
    fn a_ring_keeps_old_keys_and_signs_with_the_current_one() {
        let ring = r#"{"current":"2","keys":{"1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","2":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE"}}"#;
        let ring: KeyRing = serde_json::from_str(ring).expect("a ring");
        assert_eq!(ring.current(), ("2", &[1; 32]));
        assert_eq!((ring.get("1"), ring.get("3")), (Some(&[0; 32]), None));
    }
}

//! A file that only its passphrase opens, and only as a whole: a mark, a salt, and AES-256-GCM in the STREAM construction, whose chunks can
//! neither be changed, reordered nor left out. Argon2id makes the key, a new one for each file.

use super::BackupError;
use aead_stream::{DecryptorBE32, EncryptorBE32};
use aes_gcm::Aes256Gcm;
use argon2::{Algorithm, Argon2, Params, Version};
use rand::RngExt as _;
use secrecy::{ExposeSecret as _, SecretString};
use std::io::{self, BufRead, Read, Write};

/// How every such file begins. Another format, or other costs below, gets another mark.
const MARK: &[u8; 24] = b"BubbleChat's backup, v1\n";
const SALT_BYTES: usize = 16;
/// How much is sealed at a time.
const CHUNK_BYTES: usize = 64 * 1024;
const TAG_BYTES: usize = 16;
/// RFC 9106's second choice, for machines with little memory: 64 MiB and three passes.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// No key is used twice, so the nonce need not differ.
const NONCE: [u8; 7] = [0; 7];

fn key(passphrase: &SecretString, salt: &[u8; SALT_BYTES]) -> Result<[u8; 32], BackupError> {
    let failed = |error: argon2::Error| BackupError::Failed(format!("no key can be made of the passphrase: {error}"));
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(failed)?;
    let mut key = [0; 32];
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    argon2.hash_password_into(passphrase.expose_secret().as_bytes(), salt, &mut key).map_err(failed)?;
    Ok(key)
}

/// Seals what is written to it. [`Sealer::finish`] writes the end, without which nothing opens.
pub(super) struct Sealer<W> {
    out: W,
    stream: EncryptorBE32<Aes256Gcm>,
    chunk: Vec<u8>,
}

impl<W: Write> Sealer<W> {
    pub(super) fn new(mut out: W, passphrase: &SecretString) -> Result<Self, BackupError> {
        let salt: [u8; SALT_BYTES] = rand::rng().random();
        let stream = EncryptorBE32::new(&key(passphrase, &salt)?.into(), &NONCE.into());
        out.write_all(MARK)?;
        out.write_all(&salt)?;
        Ok(Self { out, stream, chunk: Vec::with_capacity(CHUNK_BYTES + TAG_BYTES) })
    }

    /// Seals the last chunk, and returns what it wrote to.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.stream.encrypt_last_in_place(b"", &mut self.chunk).map_err(io::Error::other)?;
        self.out.write_all(&self.chunk)?;
        Ok(self.out)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk is sealed once more follows: it may have been the last one.
        if self.chunk.len() == CHUNK_BYTES {
            self.stream.encrypt_next_in_place(b"", &mut self.chunk).map_err(io::Error::other)?;
            self.out.write_all(&self.chunk)?;
            self.chunk.clear();
        }
        let taken = bytes.len().min(CHUNK_BYTES - self.chunk.len());
        self.chunk.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Opens what a [`Sealer`] wrote. Reading fails at a chunk that was changed, and at the end of a file that was cut.
pub(super) struct Opener<R> {
    sealed: R,
    /// `None` after the last chunk.
    stream: Option<DecryptorBE32<Aes256Gcm>>,
    chunk: Vec<u8>,
    /// How much of the chunk has been read.
    read: usize,
}

impl<R: BufRead> Opener<R> {
    /// Opens the first chunk, so that a wrong passphrase is told from a file that was changed later on.
    pub(super) fn new(mut sealed: R, passphrase: &SecretString) -> Result<Self, BackupError> {
        let (mut mark, mut salt) = ([0; MARK.len()], [0; SALT_BYTES]);
        sealed.read_exact(&mut mark).and_then(|()| sealed.read_exact(&mut salt)).map_err(|_| BackupError::NoArchive)?;
        if mark != *MARK {
            return Err(BackupError::NoArchive);
        }
        let stream = DecryptorBE32::new(&key(passphrase, &salt)?.into(), &NONCE.into());
        let mut opener = Self { sealed, stream: Some(stream), chunk: Vec::new(), read: 0 };
        match opener.next_chunk() {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(BackupError::Passphrase),
            Err(error) => Err(error.into()),
            Ok(()) => Ok(opener),
        }
    }

    fn next_chunk(&mut self) -> io::Result<()> {
        self.chunk.clear();
        self.read = 0;
        let Some(mut stream) = self.stream.take() else { return Ok(()) };
        (&mut self.sealed).take((CHUNK_BYTES + TAG_BYTES) as u64).read_to_end(&mut self.chunk)?;
        let changed = |_| io::Error::from(io::ErrorKind::InvalidData);
        if self.sealed.fill_buf()?.is_empty() {
            return stream.decrypt_last_in_place(b"", &mut self.chunk).map_err(changed);
        }
        stream.decrypt_next_in_place(b"", &mut self.chunk).map_err(changed)?;
        self.stream = Some(stream);
        Ok(())
    }
}

impl<R: BufRead> Read for Opener<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read == self.chunk.len() {
            self.next_chunk()?;
        }
        let given = buffer.len().min(self.chunk.len() - self.read);
        buffer[..given].copy_from_slice(&self.chunk[self.read..self.read + given]);
        self.read += given;
        Ok(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: usize = MARK.len() + SALT_BYTES;

    fn seal(plain: &[u8]) -> Vec<u8> {
        let mut sealer = Sealer::new(Vec::new(), &"a long passphrase".into()).expect("a key");
        sealer.write_all(plain).expect("sealed");
        sealer.finish().expect("sealed")
    }

    fn open(sealed: &[u8], passphrase: &str) -> Result<Vec<u8>, BackupError> {
        let mut plain = Vec::new();
        Opener::new(sealed, &passphrase.into())?.read_to_end(&mut plain)?;
        Ok(plain)
    }

    #[test]
    fn only_the_passphrase_opens_it() {
        let plain = [7; CHUNK_BYTES + 1];
        let sealed = seal(&plain);
        assert_eq!(open(&sealed, "a long passphrase").expect("opened"), plain);
        assert!(matches!(open(&sealed, "another passphrase"), Err(BackupError::Passphrase)));
        assert!(matches!(open(b"something else", "a long passphrase"), Err(BackupError::NoArchive)));
        assert!(!sealed.windows(32).any(|window| window == [7; 32]));
    }

    #[test]
    fn the_end_of_a_full_chunk_is_an_end_as_well() {
        for length in [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, 2 * CHUNK_BYTES] {
            let plain = vec![7; length];
            assert_eq!(open(&seal(&plain), "a long passphrase").expect("opened"), plain, "{length}");
        }
    }

    #[test]
    fn what_was_cut_lengthened_reordered_or_changed_does_not_open() {
        let sealed = seal(&[7; 2 * CHUNK_BYTES + 9]);
        let chunk = CHUNK_BYTES + TAG_BYTES;
        let [first, second] = [HEAD..HEAD + chunk, HEAD + chunk..HEAD + 2 * chunk].map(|range| &sealed[range]);
        let (head, rest) = (&sealed[..HEAD], &sealed[HEAD + 2 * chunk..]);
        let mut changed = sealed.clone();
        changed[HEAD + chunk + 5] ^= 1;
        for (what, file) in [
            ("cut", sealed[..sealed.len() - 1].to_vec()),
            ("cut at a chunk", [head, first, second].concat()),
            ("cut at the first chunk", [head, first].concat()),
            ("lengthened", [&sealed[..], b"x"].concat()),
            ("lengthened after a full chunk", [&seal(&[7; CHUNK_BYTES])[..], b"x"].concat()),
            ("reordered", [head, second, first, rest].concat()),
            ("without a chunk", [head, first, rest].concat()),
            ("changed", changed),
        ] {
            assert!(open(&file, "a long passphrase").is_err(), "{what}");
        }
    }
}

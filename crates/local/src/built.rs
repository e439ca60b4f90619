//! Where the built widget and dashboard are.

use crate::{StartError, files::Files};
use std::path::{Path, PathBuf};

/// A part that npm builds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Part {
    /// The flag that names its folder.
    flag: &'static str,
    name: &'static str,
    /// A file that it has once it is built.
    file: &'static str,
}

/// What the site serves.
pub(crate) const WIDGET: Part = Part { flag: "--widget-dir", name: "widget", file: "widget.js" };
/// What the console serves.
pub(crate) const DASHBOARD: Part = Part { flag: "--dashboard-dir", name: "dashboard", file: "index.html" };

impl Part {
    /// The built files: in the given folder, or in the workspace's `PART/dist` once they are built.
    ///
    /// # Errors
    /// [`StartError::NotBuilt`] if the given folder lacks them.
    pub(crate) fn files(self, named: Option<&Path>) -> Result<Option<Files>, StartError> {
        let folder = match named {
            Some(folder) if self.is_in(folder) => Some(folder.to_owned()),
            Some(folder) => {
                return Err(StartError::NotBuilt { flag: self.flag, folder: folder.to_owned(), file: self.file });
            }
            None => self.found(),
        };
        Ok(folder.map(|folder| Files::new(&folder)).transpose()?)
    }

    /// Its folder in the workspace, once it is built.
    pub(crate) fn found(self) -> Option<PathBuf> {
        workspaces().map(|root| root.join(self.name).join("dist")).find(|folder| self.is_in(folder))
    }

    fn is_in(self, folder: &Path) -> bool {
        folder.join(self.file).is_file()
    }
}

/// Where the workspace may be: at or above the executable (`target/debug/…`), the working folder, or the package that cargo runs.
fn workspaces() -> impl Iterator<Item = PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let places = [std::env::current_exe().ok(), std::env::current_dir().ok(), package];
    places.into_iter().flatten().flat_map(|place| place.ancestors().map(Path::to_path_buf).collect::<Vec<_>>())
}

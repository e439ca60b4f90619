//! A crate's modules, as its source files declare them, with what each defines, imports and mentions.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};
use syn::{
    Attribute, Item, Meta, UseTree,
    visit::{self, Visit},
};

/// A path as written, such as `["crate", "store", "Key"]`, and its line.
#[derive(Debug, Clone)]
pub(crate) struct Mention {
    pub(crate) path: Vec<String>,
    pub(crate) line: usize,
}

/// One module: a file, or a block inside one.
#[derive(Debug, Default)]
pub(crate) struct Module {
    pub(crate) file: PathBuf,
    pub(crate) children: BTreeMap<String, Module>,
    /// The names it defines itself, except modules.
    pub(crate) items: BTreeSet<String>,
    /// The names that any `use` in the module brings in, and the path behind each.
    pub(crate) imports: BTreeMap<String, Vec<String>>,
    /// The paths behind its `use …::*`.
    pub(crate) globs: Vec<Vec<String>>,
    /// Every path in its code, including those of its `use` items.
    pub(crate) mentions: Vec<Mention>,
}

impl Module {
    /// Reads the crate whose root is that file. `read` returns a file's text, or nothing if the file does not exist.
    pub(crate) fn of_crate(root: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Self {
        let folder = root.parent().map(Path::to_path_buf).unwrap_or_default();
        let text = read(root).unwrap_or_else(|| panic!("{} cannot be read", root.display()));
        Self::of_file(root.to_path_buf(), &text, &folder, read)
    }

    /// `folder` is where the files of the module's children are.
    fn of_file(file: PathBuf, text: &str, folder: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Self {
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Self::of_items(file, parsed.items, folder, read)
    }

    fn of_items(file: PathBuf, items: Vec<Item>, folder: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Self {
        let mut module = Self { file, ..Self::default() };
        for item in items {
            match item {
                Item::Mod(child) if !is_for_tests(&child.attrs) => {
                    let name = child.ident.to_string();
                    let below = folder.join(&name);
                    let read_child = match child.content {
                        Some((_, items)) => Self::of_items(module.file.clone(), items, &below, read),
                        None => Self::of_child_file(&below, read),
                    };
                    module.children.insert(name, read_child);
                }
                Item::Mod(_) => {}
                item => {
                    module.items.extend(name_of(&item));
                    module.visit_item(&item);
                }
            }
        }
        module
    }

    fn of_child_file(below: &Path, read: &dyn Fn(&Path) -> Option<String>) -> Self {
        let files = [below.with_extension("rs"), below.join("mod.rs")];
        let found = files.into_iter().find_map(|file| read(&file).map(|text| (file, text)));
        let (file, text) = found.unwrap_or_else(|| panic!("the module {} has no file", below.display()));
        Self::of_file(file, &text, below, read)
    }

    fn import(&mut self, tree: &UseTree, prefix: &[String], line: usize) {
        let with = |name: &dyn ToString| [prefix, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &with(&path.ident), line),
            UseTree::Name(name) if name.ident == "self" => self.bind(prefix.last().cloned(), prefix.to_vec(), line),
            UseTree::Name(name) => self.bind(Some(name.ident.to_string()), with(&name.ident), line),
            UseTree::Rename(rename) => {
                let path = if rename.ident == "self" { prefix.to_vec() } else { with(&rename.ident) };
                self.bind(Some(rename.rename.to_string()), path, line);
            }
            UseTree::Glob(_) => {
                self.mentions.push(Mention { path: prefix.to_vec(), line });
                self.globs.push(prefix.to_vec());
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, prefix, line)),
        }
    }

    fn bind(&mut self, name: Option<String>, path: Vec<String>, line: usize) {
        self.mentions.push(Mention { path: path.clone(), line });
        self.imports.extend(name.filter(|name| name != "_").map(|name| (name, path)));
    }

    /// Paths in a macro's arguments, which are not parsed as code.
    fn scan(&mut self, tokens: proc_macro2::TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let (mut line, mut colons) = (0, 0);
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Ident(ident) => {
                    if colons != 2 {
                        self.mention(&mut path, line);
                    }
                    line = ident.span().start().line;
                    path.push(ident.to_string());
                    colons = 0;
                }
                proc_macro2::TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                other => {
                    self.mention(&mut path, line);
                    colons = 0;
                    if let proc_macro2::TokenTree::Group(group) = other {
                        self.scan(group.stream());
                    }
                }
            }
        }
        self.mention(&mut path, line);
    }

    fn mention(&mut self, path: &mut Vec<String>, line: usize) {
        if !path.is_empty() {
            self.mentions.push(Mention { path: std::mem::take(path), line });
        }
    }
}

impl<'ast> Visit<'ast> for Module {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes_of(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.import(&item.tree, &[], item.use_token.span.start().line);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let line = path.segments.first().map_or(0, |first| first.ident.span().start().line);
            let path = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            self.mentions.push(Mention { path, line });
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, invoked: &'ast syn::Macro) {
        self.scan(invoked.tokens.clone());
    }

    fn visit_visibility(&mut self, _: &'ast syn::Visibility) {
        // `pub(in crate::store)` depends on nothing.
    }
}

fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => list.tokens.to_string() == "test",
        meta => meta.path().is_ident("test"),
    })
}

fn attributes_of(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn name_of(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(name.to_string())
}
